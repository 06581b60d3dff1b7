"""Files that are whole or absent, even after a power cut: written aside, synced, renamed, folder synced."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import UnreadableError

LOG_BUSY = "log_busy"  # the code of the refusal where another process writes


class DurableFolder:
    """Writes files below a directory. `write` makes the bytes durable, `settle` the names."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unsettled: set[Path] = set()

    def write(self, path: str, data: bytes) -> None:
        """Put a file in place whole. Its name is durable only after `settle`."""
        target = self.root / path
        self._make(target.parent)
        aside = target.with_name(f".{target.name}.tmp")  # one name: what a kill leaves is written over
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
        self._unsettled.add(target.parent)

    def settle(self) -> None:
        """Make every name written since the last time durable."""
        for folder in sorted(self._unsettled, reverse=True):
            sync_folder(folder)
        self._unsettled.clear()

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make(folder.parent)
            folder.mkdir(exist_ok=True)
            self._unsettled.add(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold a folder as its only writer; UnreadableError if another process does. Ends with the process."""
    from fcntl import LOCK_EX, LOCK_NB, flock  # absent on Windows, where a log is verified but not written

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        flock(handle, LOCK_EX | LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UnreadableError(LOG_BUSY, f"Another process is writing {folder}.", path=str(folder)) from error
    finally:
        os.close(handle)
