"""`bonafides backup verify FILE.tar` unpacks a backup apart, and says whether it could be restored with these keys.

One line for each question, OK or FAIL; exit 1 on any FAIL. Nothing of the installation is touched.
"""

import argparse
import sqlite3
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bonafides.base.keys import signing
from bonafides.cli import backup, wrapped
from bonafides.kernel.errors import DomainError
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.notes import Verifier
from bonafides.ledger.sources import Directory
from bonafides.ledger.verify import verify_log

Answer = tuple[bool, str]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.tar", help="the backup")
    parser.add_argument("--wrapped", type=Path, metavar="FILE", help="its file of wrapped keys, if it lies elsewhere")


def run(options: argparse.Namespace) -> int:
    """Ask everything, say each answer."""
    file: Path = options.file
    with tempfile.TemporaryDirectory(prefix=".verify-", dir=file.parent) as scratch:
        answers = list(answers_of(file, options.wrapped or wrapped.beside(file), Path(scratch)))
    for good, sentence in answers:
        print(f"{'OK' if good else 'FAIL':<5} {sentence}")
    print("It can be restored." if all(good for good, _ in answers) else "Do not rely on it.", file=sys.stderr)
    return int(not all(good for good, _ in answers))


def answers_of(file: Path, openers: Path, folder: Path) -> Iterator[Answer]:
    """The archive and its keys first: without them nothing else can be asked."""
    try:
        with tarfile.open(file) as tar:
            facts = backup.facts_of(tar)
            tar.extractall(folder, filter="data")
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        yield False, f"The archive cannot be read whole: {error}"
        return
    except DomainError as error:
        yield False, str(error)
        return
    yield True, f"The archive is whole, of {facts['made_at']}, and these are its keys."
    yield asked(lambda: database(folder, facts))
    yield asked(lambda: the_openers(openers))
    yield asked(lambda: log(folder))


def asked(question: Callable[[], str]) -> Answer:
    try:
        return True, question()
    except (DomainError, LedgerError) as error:
        return False, str(getattr(error, "sentence", "") and error)
    except (sqlite3.Error, OSError, ValueError) as error:
        return False, f"{type(error).__name__}: {error}"


def database(folder: Path, facts: dict[str, Any]) -> str:
    """Whole by SQLite's own check, and every stored content that it names is in the archive."""
    if facts["engine"] != "sqlite":
        head = (folder / backup.DATABASE).read_bytes()[:5]
        if head != b"PGDMP":
            raise ValueError("the copy of the database is no dump of PostgreSQL")
        return "The dump of the database is there; only a restore shows more."
    with closing(sqlite3.connect(folder / backup.DATABASE)) as copy:
        if (found := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise ValueError(f"the database is damaged: {found}")
        names = {name for (name,) in copy.execute("SELECT name FROM blobs_blob WHERE erased_at IS NULL")}
    there = {path.name for path in (folder / "blobs").rglob("*") if path.is_file()}
    if missing := names - there:
        raise ValueError(f"{len(missing)} of {len(names)} stored contents are missing")
    return f"The database is whole, and all {len(names)} stored contents are there."


def the_openers(file: Path) -> str:
    wrapped.check(file, datetime.now(UTC), even_if_old=False)
    with file.open() as lines:
        return f"{sum(1 for _ in lines) - 1} wrapped keys and secrets stand in {file.name}."


def log(folder: Path) -> str:
    """The published log, verified as a stranger would."""
    if not (folder / "log" / "checkpoint").exists():
        return "Nothing was published yet."
    keys = [Verifier.parse(key.vkey) for key in signing.public_keys("log")]
    verify_log(Directory(folder / "log"), keys, now=int(time.time()))
    return f"All {backup.published_size(folder / 'log')} published entries verify."
