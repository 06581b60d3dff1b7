"""`bonafides trustmark verify` as a stranger runs it."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bonafides.cli.trustmark import NOT_VALID, UNREADABLE, VALID, arguments, run
from bonafides.credentials.baking import bake_png, bake_svg
from bonafides.credentials.picture import png, svg
from bonafides.credentials.proof import sign
from bonafides.credentials.tests.samples import DAY, DOCUMENT, KEY, NOON, ONE, PLACE, STRANGER, a_list, a_mark, data
from bonafides.credentials.tests.test_marks import a_pledge
from bonafides.credentials.verify import NAMES

UNTIL = (ONE + 35 * DAY).date()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mark.json").write_bytes(data(a_mark()))
    (tmp_path / "did.json").write_bytes(data(DOCUMENT.document()))
    (tmp_path / "status.json").write_bytes(data(a_list()))
    (tmp_path / "mark.svg").write_text(bake_svg(svg(name="Smallhost", valid_until=UNTIL, issuer="P"), a_mark()))
    (tmp_path / "mark.png").write_bytes(bake_png(png(name="Smallhost", valid_until=UNTIL, issuer="P"), a_mark()))
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    """The folder, served on this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *words: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def verify(*words: str | Path, now: datetime = ONE) -> int:
    parser = argparse.ArgumentParser()
    arguments(parser)
    return run(parser.parse_args([str(word) for word in words]), clock=lambda: now)


def with_all(folder: Path, name: str = "mark.json") -> list[str | Path]:
    return [folder / name, "--issuer-document", folder / "did.json", "--status-list", folder / "status.json"]


@pytest.mark.parametrize("name", ["mark.json", "mark.svg", "mark.png"])
def test_a_valid_mark_exits_zero_and_says_what_was_checked(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(*with_all(folder, name)) == VALID

    told = capsys.readouterr().out
    assert told.startswith("Valid at 2026-11-01T13:00:00Z.")
    assert [told.count(f"ok    {check}: ") for check in NAMES] == [1] * 6
    assert "2026-10-21  checked: Pledge signed" in told


def test_without_a_status_list_the_status_is_unknown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(*with_all(folder)[:3]) == NOT_VALID

    assert "signature valid, status unknown" in capsys.readouterr().out.splitlines()[0]


def test_a_revoked_mark_exits_one_with_the_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "status.json").write_bytes(data(a_list([PLACE])))

    assert verify(*with_all(folder)) == NOT_VALID

    assert capsys.readouterr().out.startswith("Not valid: It was revoked")


@pytest.mark.parametrize(
    ("at", "reason"), [("2026-12-06T12:00:00Z", "expired"), ("2026-12-07", "expired"), ("2026-10-01", "not valid yet")]
)
def test_it_judges_as_of_another_moment(folder: Path, at: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(*with_all(folder), "--at", at) == NOT_VALID

    assert reason in capsys.readouterr().out.splitlines()[0]


def test_a_moment_may_have_an_offset(folder: Path) -> None:
    assert verify(*with_all(folder), "--at", "2026-11-01T14:00:00+01:00", now=ONE + 400 * DAY) == VALID


@pytest.mark.parametrize("at", ["yesterday", "2026-11-01T12:00:00", "2026-13-01", ""])
def test_a_moment_that_is_none_exits_two(folder: Path, at: str) -> None:
    with pytest.raises(SystemExit) as left:
        verify(*with_all(folder), "--at", at)

    assert left.value.code == UNREADABLE


def test_a_pledge_does_not_pass_for_a_mark(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mark.json").write_bytes(data(sign(a_pledge(), key=KEY, at=NOON)))

    assert verify(*with_all(folder)) == NOT_VALID
    assert "not as a mark: pledge" in capsys.readouterr().out
    assert verify(*with_all(folder), "--kind", "pledge") == VALID
    assert verify(*with_all(folder), "--kind", "any") == VALID


def test_an_unknown_issuer_is_refused_and_states_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "did.json").write_bytes(data(STRANGER.document()))

    assert verify(*with_all(folder)) == NOT_VALID

    told = capsys.readouterr().out
    assert "FAIL  issuer: The issuer did:web:trust.example is not the pinned one" in told
    assert "Smallhost" not in told


def test_a_changed_mark_states_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mark.json").write_bytes(data(a_mark() | {"name": "Otherhost"}))

    assert verify(*with_all(folder)) == NOT_VALID

    assert "Otherhost" not in capsys.readouterr().out


def test_what_steers_a_terminal_is_written_as_an_escape(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mark.json").write_bytes(data(a_mark() | {"\x1b[2J": "x"}))

    verify(*with_all(folder))

    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["mark.json", "did.json", "status.json"])
def test_a_missing_file_exits_two(folder: Path, missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / missing).unlink()

    assert verify(*with_all(folder)) == UNREADABLE

    assert capsys.readouterr().err.startswith("Unreadable: ")


def test_an_issuer_document_that_is_none_exits_two(folder: Path) -> None:
    (folder / "did.json").write_text("{}")

    assert verify(*with_all(folder)) == UNREADABLE


@pytest.mark.parametrize("content", [b"", b"text", b"[]", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"\xff" * 5_000_000])
def test_a_file_that_holds_no_mark_exits_one(folder: Path, content: bytes) -> None:
    (folder / "mark.json").write_bytes(content)

    assert verify(*with_all(folder)) == NOT_VALID


def test_it_answers_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(*with_all(folder), "--json") == VALID

    answer = json.loads(capsys.readouterr().out)
    assert (answer["valid"], answer["state"], answer["at"]) == (True, "valid", "2026-11-01T13:00:00Z")
    assert answer["statement"]["holder"] == "did:web:smallhost.example"


def test_all_three_may_stand_at_addresses(site: str) -> None:
    words = [f"{site}/mark.svg", "--issuer-document", f"{site}/did.json", "--status-list", f"{site}/status.json"]

    assert verify(*words) == VALID


def test_an_address_with_nothing_there_exits_two(site: str, folder: Path) -> None:
    assert verify(f"{site}/none.svg", "--issuer-document", folder / "did.json") == UNREADABLE
    assert verify("http://127.0.0.1:1/mark.svg", "--issuer-document", folder / "did.json") == UNREADABLE


def test_it_runs_without_django(folder: Path) -> None:
    words = [str(word) for word in with_all(folder)]
    script = "import sys; from bonafides.cli.main import main; code = main(); sys.exit('django' in sys.modules or code)"
    command = [sys.executable, "-c", script, "trustmark", "verify", *words, "--at", "2026-11-01T13:00:00Z"]

    ran = subprocess.run(command, env=dict(os.environ), capture_output=True, timeout=100)

    assert ran.returncode == VALID, ran.stderr
