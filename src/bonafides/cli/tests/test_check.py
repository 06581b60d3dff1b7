"""`bonafides check` finds what is wrong, and `mail test` sends a mail."""

import socket
from pathlib import Path

import pytest
from tests.installations import bonafides

from bonafides.cli import findings
from bonafides.cli.findings import Level
from bonafides.matching.insides import landlock
from bonafides.matching.insides.vocabulary import Reason


def test_a_new_home_has_no_failure_and_says_what_to_know(home: Path) -> None:
    done = bonafides(home, "check")

    assert done.returncode == 0, done.stdout
    assert "OK    keys" in done.stdout
    assert "WARN  mail           No mail server is set" in done.stdout


def test_a_key_that_others_can_read_fails(home: Path) -> None:
    Path(f"{home}.keys/log.key").chmod(0o644)

    done = bonafides(home, "check", "--quiet")

    assert done.returncode == 1
    assert "FAIL  keys" in done.stdout


def test_a_missing_key_fails(home: Path) -> None:
    Path(f"{home}.keys/receipts.key").unlink()

    done = bonafides(home, "check", "--quiet")

    assert done.returncode == 1


def test_a_public_address_without_tls_fails(home: Path) -> None:
    done = bonafides(home, "check", "--quiet", BONAFIDES_PUBLIC_URL="http://pastes.example.org")

    assert done.returncode == 1
    assert "is not https" in done.stdout


def test_an_address_that_the_fetch_guard_lets_through_is_named(home: Path) -> None:
    done = bonafides(home, "check", "--quiet", BONAFIDES_FETCH_ALLOW="127.0.0.1:9100")

    assert done.returncode == 0
    assert "WARN  fetch guard    The fetch guard lets 127.0.0.1:9100 through" in done.stdout


def test_a_demo_fails_where_others_can_reach_it(home: Path) -> None:
    (home / "demo.json").write_text("{}")

    done = bonafides(home, "check", "--quiet", BONAFIDES_PUBLIC_URL="https://pastes.example.org")

    assert done.returncode == 1
    assert "FAIL  demo" in done.stdout


def test_a_home_that_is_none_fails(tmp_path: Path) -> None:
    done = bonafides(tmp_path / "nowhere", "check", "--quiet")

    assert done.returncode == 1
    assert "is not a home" in done.stdout


@pytest.mark.parametrize("words", [("feeds", "list"), ("banks", "export", "--bank", "Shapes"), ("worker",)])
def test_a_command_on_a_home_that_nobody_made_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = bonafides(tmp_path / "nowhere", *words)

    assert (done.returncode, done.stderr.splitlines()[-1][:35]) == (5, "bonafides: There is no installation")
    assert "Traceback" not in done.stderr


def test_a_command_explains_itself_without_a_home(tmp_path: Path) -> None:
    assert "--bank NAME" in bonafides(tmp_path / "nowhere", "banks", "import", "--help").stdout


def test_a_test_mail_is_written_where_no_server_is_set(home: Path) -> None:
    done = bonafides(home, "mail", "test", "bo@example.org")

    assert done.returncode == 0, done.stderr
    assert "To: bo@example.org" in next((home / "mail").iterdir()).read_text()


def test_a_mail_server_that_cannot_be_reached_is_said_in_a_sentence(home: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = str(closed.getsockname()[1])

    done = bonafides(home, "mail", "test", "bo@example.org", BONAFIDES_SMTP_HOST="127.0.0.1", BONAFIDES_SMTP_PORT=port)

    assert done.returncode == 7
    assert "could not be sent by 127.0.0.1" in done.stderr


def test_what_may_be_added_to_read_more_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "missing_readers", lambda: {Reason.NEEDS_CHROMAPRINT})

    (found,) = findings.readers()

    assert found.level is Level.WARN
    assert "apt-get install libchromaprint1" in found.sentence


def test_where_nothing_is_missing_it_is_said_that_all_is_read() -> None:
    assert [each.level for each in findings.readers()] == [Level.OK]


@pytest.mark.parametrize(("version", "level", "words"), [(0, Level.WARN, "no Landlock"), (1, Level.OK, "no key")])
def test_what_opened_files_could_reach_is_said(
    version: int, level: Level, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: version)

    (found,) = findings.opened_files()

    assert found.level is level
    assert words in found.sentence
