"""`bonafides backup` copies the data of a running installation; `bonafides restore` puts a copy into an empty home.

The backup holds no keys: they have a backup of their own, kept apart. What opens single contents stands in a second
file beside it, `FILE.tar.wrapped`, to be thrown away after a week; see `wrapped`. It is consistent by its order: the
database at one moment; then the blobs, which never change and are written before the row that names them; last the
published log, so that it is never older than the database.

A restore makes the database know what was published since the backup, so the log goes on and never forks.
"""

import argparse
import io
import json
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bonafides.base.keys import files
from bonafides.cli import wrapped
from bonafides.cli.places import ENV_FILE, home_path, keys_path, refuse_unless_empty
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop

FORMAT = "bonafides-backup/2"
READABLE = (FORMAT, "bonafides-backup/1")  # the first form held the wrapped keys itself
MANIFEST, DATABASE = "manifest.json", "database"
LAST = "backup.last"  # whose time says when the last backup was made, for `check`
SMALL_FILES = (ENV_FILE, "demo.json", "clock.json")

EXISTS = gettext_noop("%(file)s is there already; a backup never overwrites another.")
NO_BACKUP = gettext_noop("%(file)s cannot be read as a backup: %(why)s")
KEYS_FIRST = gettext_noop("Put the keys back first (bonafides keys restore FILE): %(problems)s")
OTHER_KEYS = gettext_noop("The keys in %(keys)s are not those of this backup (its master key is %(id)s).")
OTHER_SET = gettext_noop(
    "The keys in %(keys)s are of another set: those for %(purposes)s never belonged to this backup."
)
BAD_LOG = gettext_noop("The published log in %(log)s cannot be used: %(why)s")
MADE = "{file}: database, {blobs} blobs, settings, {entries} published entries of the log. It holds no keys: \
keep their own backup apart (bonafides keys backup FILE). What opens its contents stands in {wrapped}: keep the newest \
and throw each away after a week, so that what is erased stays erased."
RESTORED = (
    "Restored the backup of {made} into {home}. The log goes on from {size} published entries; of them the backup \
did not know {adopted}. What was done after the backup is known by its place in the log only: do it again."
)


# -- backup ---------------------------------------------------------------------------------------------


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.tar", help="where to write it")


def run(options: argparse.Namespace) -> int:
    """Write a backup while server and worker go on."""
    target: Path = options.file
    openers = wrapped.beside(target)
    for file in (target, openers):
        if file.exists():
            raise Conflict("backup-exists", EXISTS, file=str(file))
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.touch(mode=0o600)
        blobs = write(partial, home_path())
        wrapped.write(openers, files.load(keys_path(), "master").id)
        partial.rename(target)
        (home_path() / LAST).touch(mode=0o600)
    finally:
        partial.unlink(missing_ok=True)
    entries = published_size(home_path() / "log")
    print(MADE.format(file=target, wrapped=openers, blobs=blobs, entries=entries), file=sys.stderr)
    return 0


def write(target: Path, home: Path) -> int:
    """Fill the file, in the order that keeps it consistent; returns the number of blobs."""
    from bonafides.cli import databases

    with tarfile.open(target, "w") as tar, tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
        add_bytes(tar, MANIFEST, manifest())
        copy = Path(scratch) / DATABASE
        databases.copy_to(copy)
        tar.add(copy, DATABASE)
        blobs = sum(add_file(tar, path, home) for path in files_in(home / "blobs"))
        for name in SMALL_FILES:
            add_file(tar, home / name, home)
        add_log(tar, home)
    return blobs


def manifest() -> bytes:
    from bonafides.cli import databases

    facts = {
        "format": FORMAT,
        "version": version("bonafides"),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": databases.engine(),
        "master_key": files.load(keys_path(), "master").id,
        "keys": {purpose: files.load(keys_path(), purpose).id for purpose in files.KEY_FILES},
    }
    return json.dumps(facts, indent=1).encode()


def add_log(tar: tarfile.TarFile, home: Path) -> None:
    """The checkpoint as it is first, then all that it needs: tiles are added meanwhile, but none of them is changed."""
    checkpoint = home / "log" / "checkpoint"
    if not checkpoint.exists():
        return
    add_bytes(tar, "log/checkpoint", checkpoint.read_bytes())
    for path in files_in(home / "log"):
        if path != checkpoint:
            add_file(tar, path, home)


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))


def add_file(tar: tarfile.TarFile, path: Path, home: Path) -> bool:
    """Add a file unless it is gone: a blob that was erased, or a partial tile whose full one stands now."""
    try:
        tar.add(path, str(path.relative_to(home)))
    except FileNotFoundError:
        return False
    return True


def add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), 0o600, int(time.time())
    tar.addfile(member, io.BytesIO(data))


def published_size(log: Path) -> int:
    """The size that a published checkpoint names, unverified; 0 where there is none."""
    file = log / "checkpoint"
    return int(file.read_text().split("\n")[1]) if file.exists() else 0


# -- restore --------------------------------------------------------------------------------------------


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.tar", help="the backup")
    parser.add_argument(
        "--log", type=Path, metavar="DIR", help="the published log that is still served, if it is newer"
    )
    parser.add_argument(
        "--wrapped",
        type=Path,
        metavar="FILE",
        help="the newest file of wrapped keys; by default the one beside FILE.tar",
    )
    parser.add_argument("--old-wrapped", action="store_true", help="take one that is older than a week")


def restore(options: argparse.Namespace) -> int:
    """Put a backup into an empty home and let its log go on.

    1. The home is empty, and the keys are there.
    2. The files are unpacked; then the settings can be read.
    3. The database is put in place and brought to this version.
    4. The newest published log is verified whole, put in place, and its entries adopted.
    5. What opens contents and log is put back from the newest file of wrapped keys: what was erased meanwhile stays so.
    """
    home = home_path()
    refuse_unless_empty(home)
    if problems := files.problems(keys_path()):
        raise Conflict("keys-missing", KEYS_FIRST, problems="; ".join(problems))
    openers = check_openers(options)
    facts = unpack(options.file, home)
    start_with_settings()
    adopted = put_in_place(home, facts, options.log)
    if openers is not None:
        wrapped.put_back(openers)
    size = published_size(home / "log")
    print(RESTORED.format(made=facts["made_at"], home=home, adopted=adopted, size=size), file=sys.stderr)
    return 0


def check_openers(options: argparse.Namespace) -> Path | None:
    """The file of wrapped keys to use; None for a backup of the first form, which needs none."""
    if options.wrapped is None and format_of(options.file) != FORMAT:
        return None
    file: Path = options.wrapped or wrapped.beside(options.file)
    wrapped.check(file, datetime.now(UTC), even_if_old=options.old_wrapped)
    return file


def format_of(file: Path) -> str:
    """What a backup says that it is; whatever else is wrong with it, `unpack` says."""
    try:
        with tarfile.open(file) as tar:
            member = tar.extractfile(MANIFEST)
            return str(json.load(member).get("format", "")) if member else ""
    except (OSError, tarfile.TarError, KeyError, ValueError):
        return ""


def unpack(file: Path, home: Path) -> dict[str, Any]:
    """Check what it is before anything of it is written; returns the manifest."""
    try:
        with tarfile.open(file) as tar:
            facts = facts_of(tar)
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            tar.extractall(home, filter="data")
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise Invalid("no-backup", NO_BACKUP, file=str(file), why=error) from error
    for name in ("blobs", "log", "mail", "incoming"):
        (home / name).mkdir(exist_ok=True, mode=0o700)
    (home / MANIFEST).unlink()
    return facts


def facts_of(tar: tarfile.TarFile) -> dict[str, Any]:
    member = tar.extractfile(MANIFEST)
    facts: dict[str, Any] = json.load(member) if member else {}
    if facts.get("format") not in READABLE:
        raise ValueError(f"its format is {facts.get('format')!r}")
    known = files.load(keys_path(), "master")
    if facts["master_key"] not in {known.id, *(old.id for old in known.previous)}:
        raise Conflict("other-keys", OTHER_KEYS, keys=str(keys_path()), id=facts["master_key"])
    if strange := strangers(facts.get("keys", {})):
        raise Conflict("other-keys", OTHER_SET, keys=str(keys_path()), purposes=", ".join(strange))
    return facts


def strangers(wanted: dict[str, str]) -> list[str]:
    """The purposes whose key at the time of the backup is neither the present one here nor one before it."""
    here = {purpose: files.load(keys_path(), purpose) for purpose in wanted.keys() & files.KEY_FILES.keys()}
    known = {purpose: {key.id, *(old.id for old in key.previous)} for purpose, key in here.items()}
    return sorted(purpose for purpose, ids in known.items() if wanted[purpose] not in ids)


def start_with_settings() -> None:
    """Read the settings that the backup brought."""
    from bonafides.cli.main import start_django

    start_django()


def put_in_place(home: Path, facts: dict[str, Any], newer_log: Path | None) -> int:
    """Database and log; returns how many published entries the database did not know."""
    from bonafides.base.audit import sealing
    from bonafides.cli import databases
    from bonafides.cli.homes import follow_clock
    from bonafides.cli.init import migrate
    from bonafides.kernel import clock

    databases.put_back(home / DATABASE, facts["engine"])
    migrate()
    if newer_log is not None:
        take_log(newer_log, home / "log")
    follow_clock()
    return sealing.adopt(home / "log", clock.now()) if (home / "log" / "checkpoint").exists() else 0


def take_log(newer: Path, log: Path) -> None:
    """Replace the backup's log by one that is newer, signed by us, whole, and continues it."""
    import shutil

    from bonafides.base.keys import signing
    from bonafides.ledger.errors import LedgerError
    from bonafides.ledger.notes import Verifier
    from bonafides.ledger.sources import Directory
    from bonafides.ledger.verify import verify_log

    ours = log / "checkpoint"
    keys = [Verifier.parse(key.vkey) for key in signing.public_keys("log")]
    earlier = [ours.read_bytes()] if ours.exists() else []
    try:
        verify_log(Directory(newer), keys, now=int(time.time()), earlier=earlier)
    except LedgerError as error:
        raise Conflict("bad-log", BAD_LOG, log=str(newer), why=error.sentence) from error
    shutil.rmtree(log)
    shutil.copytree(newer, log)
