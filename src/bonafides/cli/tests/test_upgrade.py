"""Upgrading: rehearsed on a copy, refused where it must be, whole afterwards. Real commands on homes of their own."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.installations import await_that, bonafides, started

STEP = ("outbox", "0003_interruptions")


def an_older(home: Path) -> None:
    """Take the last step of the outbox back, by hand."""
    with closing(sqlite3.connect(home / "bonafides.sqlite3")) as database:
        database.execute("DROP TABLE outbox_interruption")
        database.execute("DELETE FROM django_migrations WHERE app = ? AND name = ?", STEP)
        database.commit()


def steps_taken(home: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(home / "bonafides.sqlite3")) as database:
        return set(database.execute("SELECT app, name FROM django_migrations"))


def test_a_rehearsal_says_what_would_change_and_changes_nothing(home: Path) -> None:
    an_older(home)

    done = bonafides(home, "upgrade", "--rehearse")

    assert done.returncode == 0, done.stderr
    assert "1 steps lead to this version:\n  outbox.0003_interruptions" in done.stderr
    assert "The rehearsal on a copy took" in done.stderr
    assert "Every table kept its rows" in done.stderr
    assert STEP not in steps_taken(home)
    assert list(home.glob(".rehearsal-*")) == []


def test_an_upgrade_rehearses_makes_what_is_missing_and_leaves_a_home_that_starts(home: Path) -> None:
    an_older(home)
    shutil.rmtree(home / "incoming")
    Path(f"{home}.keys", "issuer.key").unlink()

    done = bonafides(home, "upgrade")

    assert done.returncode == 0, done.stderr
    assert "The rehearsal on a copy took" in done.stderr
    assert "Made the keys issuer" in done.stderr
    assert STEP in steps_taken(home)
    assert (home / "incoming").is_dir()
    assert "FAIL" not in bonafides(home, "check").stdout


def test_what_a_rehearsal_cannot_migrate_is_not_touched(home: Path) -> None:
    with closing(sqlite3.connect(home / "bonafides.sqlite3")) as database:
        database.execute("DELETE FROM django_migrations WHERE app = ? AND name = ?", STEP)  # the table stays: a clash
        database.commit()

    done = bonafides(home, "upgrade")

    assert done.returncode == 7
    assert "The rehearsal failed; nothing was changed." in done.stderr
    assert STEP not in steps_taken(home)


def test_a_newer_database_is_refused(home: Path) -> None:
    with closing(sqlite3.connect(home / "bonafides.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('outbox', '9999_later', '2027-01-01')"
        )
        database.commit()

    done = bonafides(home, "upgrade")

    assert done.returncode == 5
    assert "newer than this version: it knows outbox.9999_later" in done.stderr


def test_a_home_at_work_is_not_upgraded(home: Path) -> None:
    with started(home, "worker") as worker:
        assert worker.stderr is not None
        assert await_that(lambda: (home / "worker.lock").exists())
        worker.stderr.readline()

        done = bonafides(home, "upgrade")

    assert done.returncode == 5
    assert "Stop it first" in done.stderr
