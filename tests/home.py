"""A throw-away home with its own keys. A plugin (`-p tests.home`): the settings are read before any conftest."""

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

MEMORY = Path("/dev/shm")  # every commit is synced: where there is memory for them, the tests spare the disk
_scratch = tempfile.TemporaryDirectory(prefix="bonafides-tests-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
HOME = Path(_scratch.name) / "home"
HOME.mkdir()
os.environ["BONAFIDES_HOME"] = str(HOME)
os.environ["BONAFIDES_KEYS"] = f"{HOME}.keys"
os.environ.setdefault("BONAFIDES_EDITION", "both")
os.environ.setdefault("BONAFIDES_TEST_SQLITE", str(HOME.parent / "tests.sqlite3"))  # a file, so that threads may wait


A_WHOLE_RUN = 2 * 1024**3  # bytes: several times what the files of all tests come to
if shutil.disk_usage(_scratch.name).free > A_WHOLE_RUN:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _scratch.name)  # where pytest makes the folders of single tests


def make_keys() -> None:
    from bonafides.base.keys import files

    files.create_missing(Path(f"{HOME}.keys"), at=datetime.now(UTC))


make_keys()
