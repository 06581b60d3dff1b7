"""`bonafides upgrade` brings the database to this version, once it has done so with a copy.

1. A database that is newer than this version is refused.
2. The copy: SQLite's online backup beside the database; on PostgreSQL a scratch database.
3. The copy is migrated by a process of its own, which checks it and counts the rows of every table before and after.
4. What would change, how long it took, and what was found, is said. With --rehearse that is all.
5. Missing folders and keys are made, and the database itself is brought to this version.
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from bonafides.base.keys import files
from bonafides.cli import databases
from bonafides.cli.init import make_folders, migrate
from bonafides.kernel import clock
from bonafides.kernel.errors import Conflict, Unavailable
from bonafides.kernel.text import gettext_noop

ON_COPY = """
import json
from bonafides.cli.main import start_django
start_django()
from bonafides.cli import upgrade
print(json.dumps(upgrade.on_copy()))
"""
LOOKED_AT = ("database", "pages", "log")  # of the checks: those that a migration could break

NEWER = gettext_noop("The database is newer than this version: it knows %(steps)s. Install the version that made it.")
RUNNING = gettext_noop("`bonafides %(kind)s` runs on this home. Stop it first; nothing was changed.")
NO_ROOM = gettext_noop(
    "The rehearsal needs %(needed)s MB beside the database, and %(free)s MB are free. Make room, or say "
    "--without-rehearsal; nothing was changed."
)
NO_SCRATCH = gettext_noop(
    "A scratch database could not be made: %(why)s. Allow it (ALTER ROLE ... CREATEDB), or rehearse on a restored "
    "backup and then say --without-rehearsal; nothing was changed."
)
FAILED = gettext_noop("The rehearsal failed; nothing was changed. %(why)s")


@dataclass(frozen=True)
class Rehearsal:
    """What became of the copy."""

    seconds: float
    findings: list[str]  # of level FAIL
    lost: list[str]  # tables that hold fewer rows than before, or are gone


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rehearse", action="store_true", help="only try it on a copy, and say what would change")
    parser.add_argument("--without-rehearsal", action="store_true", help="do not try it on a copy first")


def run(options: argparse.Namespace) -> int:
    """Rehearse, then do it; exit 1 if the rehearsal found something."""
    refuse_newer()
    steps = pending()
    say_steps(steps)
    if options.rehearse or (steps and not options.without_rehearsal):
        if not passed(rehearse()):
            return 1
        if options.rehearse:
            return 0
    refuse_while_running()
    make_folders(settings.HOME)
    made = files.create_missing(settings.KEYS, at=clock.now())
    migrate()
    if made:
        print(f"Made the keys {', '.join(made)}: back them up (bonafides keys backup FILE).", file=sys.stderr)
    print("The database is of this version now.", file=sys.stderr)
    return 0


def say_steps(steps: list[str]) -> None:
    print(f"{len(steps)} steps lead to this version{':' if steps else '.'}", file=sys.stderr)
    for step in steps:
        print(f"  {step}", file=sys.stderr)


def pending() -> list[str]:
    """The steps that this database has not taken, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_newer() -> None:
    """Steps of installed parts that were taken and that this version does not know."""
    loader = MigrationExecutor(connection).loader
    labels = {app.label for app in apps.get_app_configs()}
    replaced = {step for migration in loader.disk_migrations.values() for step in migration.replaces}
    unknown = [
        f"{label}.{name}"
        for label, name in loader.applied_migrations
        if label in labels and (label, name) not in loader.disk_migrations and (label, name) not in replaced
    ]
    if unknown:
        raise Conflict("newer-database", NEWER, steps=", ".join(sorted(unknown)))


def refuse_while_running() -> None:
    from bonafides.cli.findings import is_held

    for kind in ("serve", "worker"):
        if is_held(kind):
            raise Conflict("still-running", RUNNING, kind=kind)


# -- the rehearsal ----------------------------------------------------------------------------------------------------


def rehearse() -> Rehearsal:
    """Migrate and check a copy, which is gone afterwards."""
    with copied() as url:
        began = time.monotonic()
        child = subprocess.run(
            [sys.executable, "-c", ON_COPY],
            env=os.environ | {"DATABASE_URL": url, "BONAFIDES_HOME": str(settings.HOME)},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - began
    if child.returncode:
        last = (child.stderr.strip().splitlines() or ["It said nothing."])[-1]
        raise Unavailable("rehearsal-failed", FAILED, why=last[:300])
    return Rehearsal(**{**json.loads(child.stdout.splitlines()[-1]), "seconds": seconds})


def passed(rehearsal: Rehearsal) -> bool:
    """Say what was found; whether the database itself may follow."""
    print(f"The rehearsal on a copy took {rehearsal.seconds:.1f} s.", file=sys.stderr)
    for sentence in (*rehearsal.findings, *rehearsal.lost):
        print(f"FAIL  {sentence}", file=sys.stderr)
    if rehearsal.findings or rehearsal.lost:
        print("Nothing was changed.", file=sys.stderr)
        return False
    print("Every table kept its rows, and the copy is in order.", file=sys.stderr)
    return True


@contextmanager
def copied() -> Iterator[str]:
    """A copy of the database as it is now, by the address that a process finds it under."""
    with copied_sqlite() if settings.ON_SQLITE else copied_postgresql() as url:
        yield url


@contextmanager
def copied_sqlite() -> Iterator[str]:
    source = Path(settings.DATABASES["default"]["NAME"])
    needed, free = 3 * source.stat().st_size, shutil.disk_usage(source.parent).free
    if free < needed:
        raise Conflict("no-room-to-rehearse", NO_ROOM, needed=needed >> 20, free=free >> 20)
    folder = source.parent / f".rehearsal-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        databases.copy_sqlite(source, folder / "copy.sqlite3")
        yield f"sqlite:///{folder / 'copy.sqlite3'}"
    finally:
        shutil.rmtree(folder)


@contextmanager
def copied_postgresql() -> Iterator[str]:
    name = f"bonafides_rehearsal_{secrets.token_hex(4)}"
    dump = Path(settings.HOME) / f".{name}.dump"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    except DatabaseError as error:
        raise Unavailable("no-scratch-database", NO_SCRATCH, why=str(error).strip()[:200]) from error
    try:
        dump.touch(mode=0o600)
        databases.run_tool("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
        databases.run_tool("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={name}", str(dump))
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    finally:
        dump.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# -- in the process of the copy ---------------------------------------------------------------------------------------


def on_copy() -> dict[str, Any]:
    """Migrate the database that DATABASE_URL names, check it, and compare the number of rows in each table."""
    before = rows_by_table()
    migrate()
    after = rows_by_table()
    fewer = {table: count for table, count in before.items() if after.get(table, 0) < count}
    lost = [f"{table}: {count} rows before, {after.get(table, 0)} after." for table, count in sorted(fewer.items())]
    return asdict(Rehearsal(0.0, failures(), lost))


def rows_by_table() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  from the database
            found[table] = int(cursor.fetchone()[0])
    return found


def failures() -> list[str]:
    from bonafides.cli.check import findings_of
    from bonafides.cli.findings import CHECKS, Level

    looked_at = [check for check in CHECKS if check.title in LOOKED_AT]
    return [
        f"{check.title}: {finding.sentence}"
        for check in looked_at
        for finding in findings_of(check)
        if finding.level is Level.FAIL
    ]
