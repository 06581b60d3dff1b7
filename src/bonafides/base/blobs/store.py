"""Where the files of blobs lie: `HOME/blobs/ab/cd/<name>`, whole from the moment they have that name."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bonafides.base.keys.files import sync_folder


def path_of(name: str) -> Path:
    return root() / name[:2] / name[2:4] / name


def root() -> Path:
    return Path(settings.HOME) / "blobs"


def place(name: str, write: Callable[[BinaryIO], int]) -> int:
    """Let `write` fill a file, sync it, give it its name, sync that; returns what `write` returned."""
    target = path_of(name)
    _make_folder(target.parent)
    apart = target.with_name(f"{name}.partial")
    try:
        descriptor = os.open(apart, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            size_bytes = write(file)
            file.flush()
            os.fsync(file.fileno())
        apart.rename(target)
    finally:
        apart.unlink(missing_ok=True)
    sync_folder(target.parent)
    return size_bytes


def names() -> Iterator[Path]:
    """Every file, finished or not."""
    return (path for path in root().glob("??/??/*") if path.is_file())


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it, each entry synced so that a loss of power cannot take it away."""
    if folder.is_dir():
        return
    if folder.parent != Path(settings.HOME).parent:
        _make_folder(folder.parent)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(folder.parent)
