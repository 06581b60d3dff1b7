"""A throw-away home with its own keys. A plugin (`-p tests.home`): the settings are read before any conftest."""

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

MEMORY = Path("/dev/shm")  # every commit is synced: where there is memory for them, the tests spare the disk
A_HOME, A_WHOLE_RUN = 256 * 1024**2, 2 * 1024**3  # bytes: several times what a database, what all tests come to


def has_room(folder: str | Path, size_bytes: int) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > size_bytes


_scratch = tempfile.TemporaryDirectory(prefix="bonafides-tests-", dir=MEMORY if has_room(MEMORY, A_HOME) else None)
HOME = Path(_scratch.name) / "home"
HOME.mkdir()
os.environ["BONAFIDES_HOME"] = str(HOME)
os.environ["BONAFIDES_KEYS"] = f"{HOME}.keys"
os.environ.setdefault("BONAFIDES_EDITION", "both")
os.environ.setdefault("BONAFIDES_TEST_SQLITE", str(HOME.parent / "tests.sqlite3"))  # a file, so that threads may wait

if has_room(_scratch.name, A_WHOLE_RUN):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _scratch.name)  # where pytest makes the folders of single tests


def make_keys() -> None:
    from bonafides.base.keys import files

    files.create_missing(Path(f"{HOME}.keys"), at=datetime.now(UTC))


make_keys()
