import argparse
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from bonafides.base.keys import commands, files
from bonafides.kernel import recording
from bonafides.kernel.event import Event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def keys_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "KEYS", tmp_path / "home.keys")
    files.create_missing(tmp_path / "home.keys", NOON)
    return tmp_path / "home.keys"


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    events: list[Event] = []
    monkeypatch.setattr(recording, "_recorder", lambda event, by, at: events.append(event))
    return events


def options(name: str, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    getattr(commands, f"{name}_arguments")(parser)
    return parser.parse_args(words)


def test_the_list_shows_public_halves_and_no_private_one(keys_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files.rotate(keys_dir, "log", NOON)

    code = commands.keys_list(options("keys_list"))

    printed = capsys.readouterr().out
    assert code == 0
    assert printed.count("2026-03-01 12:00 to 2026-03-01 12:00") == 1
    assert printed.count("/log+") == 2
    assert "whpk_" in printed
    assert not [purpose for purpose in files.KEY_FILES if private_text(keys_dir, purpose) in printed]


def private_text(keys_dir: Path, purpose: str) -> str:
    return files._text(files.load(keys_dir, purpose).private)


def test_the_list_says_what_is_wrong(keys_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (keys_dir / "log.key").chmod(0o644)

    assert commands.keys_list(options("keys_list")) == 1
    assert "readable by others" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_rotation_is_recorded(keys_dir: Path, recorded: list[Event]) -> None:
    before = files.load(keys_dir, "master")

    commands.keys_rotate(options("keys_rotate", "master"))

    after = files.load(keys_dir, "master")
    assert recorded[0].fields() == {"purpose": "master", "old": before.id, "new": after.id}
    assert recorded[0].subject == "key:master"


@pytest.mark.django_db
def test_a_rotation_that_cannot_be_recorded_does_not_happen(keys_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(event: Event, by: object, at: datetime) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(recording, "_recorder", failing)
    before = files.load(keys_dir, "master")

    with pytest.raises(ZeroDivisionError):
        commands.keys_rotate(options("keys_rotate", "master"))

    assert files.load(keys_dir, "master") == before


def test_a_backup_is_written_and_restored_by_command(
    keys_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BONAFIDES_PASSPHRASE", "a long sentence to remember")
    before = files.load(keys_dir, "log")
    commands.keys_backup(options("keys_backup", str(tmp_path / "keys.backup")))
    monkeypatch.setattr(settings, "KEYS", tmp_path / "other.keys")

    commands.keys_restore(options("keys_restore", str(tmp_path / "keys.backup")))

    assert files.load(tmp_path / "other.keys", "log") == before
