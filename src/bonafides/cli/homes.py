"""Homes: whether one is ready to run, and the clock of a demo home."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bonafides.base.keys import files
from bonafides.kernel import clock
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop

CLOCK_FILE = "clock.json"
NOT_MADE = gettext_noop("There is no installation in %(home)s. Run “bonafides init --home %(home)s” first.")
OLD_TABLES = gettext_noop("The database is of an older version (%(count)s steps). Run “bonafides upgrade” first.")
BAD_KEYS = gettext_noop("The keys are not in order: %(problems)s")


def check_ready() -> None:
    """Refuse to start on a home that is not made, not migrated, or whose keys are missing or open to others."""
    check_made()
    if problems := files.problems(settings.KEYS):
        raise Conflict("bad-keys", BAD_KEYS, problems="; ".join(problems))
    if steps := pending_migrations():
        raise Conflict("old-database", OLD_TABLES, count=steps)


def check_made() -> None:
    """Refuse a home that nobody made."""
    if not (settings.HOME / "bonafides.env").is_file():
        raise Conflict("no-home", NOT_MADE, home=str(settings.HOME))


def pending_migrations() -> int:
    """How many steps the database is behind this version."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def follow_clock() -> None:
    """In a demo home, take the time from the machine plus what `demo advance` has added; elsewhere nothing."""
    if settings.DEMO:
        clock.use(ShiftedClock(settings.HOME / CLOCK_FILE))


class ShiftedClock:
    """The machine's time plus a shift that lies in a file and may grow while we run."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seen = -1
        self.shift = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.read()

    def read(self) -> timedelta:
        """The shift now; the file is read again only when it has changed."""
        try:
            changed = self.file.stat().st_mtime_ns
        except FileNotFoundError:
            return self.shift
        if changed != self.seen:
            self.shift = timedelta(seconds=json.loads(self.file.read_text())["shift_seconds"])
            self.seen = changed
        return self.shift
