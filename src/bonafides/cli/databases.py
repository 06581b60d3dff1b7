"""A consistent copy of the database while others write to it, and putting such a copy in place."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

from bonafides.cli import wrapped
from bonafides.kernel.errors import Conflict, Unavailable
from bonafides.kernel.text import gettext_noop

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PAGES_AT_ONCE = 4_000  # of SQLite's online copy: writers get their turn between two steps

NO_TOOL = gettext_noop(
    "%(tool)s is not installed; copying a PostgreSQL database needs it (apt-get install postgresql-client)."
)
TOOL_FAILED = gettext_noop("%(tool)s failed: %(why)s")
OTHER_ENGINE = gettext_noop(
    "The backup is of a %(backup)s database, but %(here)s is set here. Set DATABASE_URL to match."
)
NOT_EMPTY = gettext_noop("The PostgreSQL database holds tables already. Name an empty one in DATABASE_URL.")


def engine() -> str:
    return SQLITE if settings.ON_SQLITE else POSTGRESQL


def copy_to(target: Path) -> None:
    """Write one moment of the database into a file, without the rows that open content and log: see `wrapped`."""
    if settings.ON_SQLITE:
        copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), target)
        wrapped.strip_sqlite(target)
    else:
        left_out = [f"--exclude-table-data={table}" for table in wrapped.tables()]
        run_tool("pg_dump", "--format=custom", "--no-owner", *left_out, f"--file={target}")


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's online backup: one consistent state, also while others write."""
    reading, writing = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reading.backup(writing, pages=PAGES_AT_ONCE)
    finally:
        writing.close()
        reading.close()


def put_back(copy: Path, of_engine: str) -> None:
    """Make a copy the database of this home."""
    if of_engine != engine():
        raise Conflict("other-engine", OTHER_ENGINE, backup=of_engine, here=engine())
    if settings.ON_SQLITE:
        shutil.move(copy, settings.DATABASES["default"]["NAME"])
        return
    if connection.introspection.table_names():
        raise Conflict("database-not-empty", NOT_EMPTY)
    run_tool(
        "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={database_name()}", str(copy)
    )
    copy.unlink()


def database_name() -> str:
    return str(connection.get_connection_params()["dbname"])


def run_tool(tool: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on our database; the password goes by the environment, not the command line."""
    if shutil.which(tool) is None:
        raise Unavailable("no-tool", NO_TOOL, tool=tool)
    done = subprocess.run([tool, *words], env=os.environ | postgresql_variables(), capture_output=True, text=True)
    if done.returncode:
        raise Unavailable("tool-failed", TOOL_FAILED, tool=tool, why=done.stderr.strip()[-500:])


def postgresql_variables() -> dict[str, str]:
    parameters = connection.get_connection_params()
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    return {variable: str(parameters[name]) for name, variable in names.items() if parameters.get(name)}
