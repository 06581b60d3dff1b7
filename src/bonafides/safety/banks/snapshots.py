"""The file from which every process of this host takes its index: where it lies, when it is written anew, its state."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from bonafides.matching.errors import SnapshotError
from bonafides.matching.index import Index
from bonafides.matching.parts import KEPT_TYPES
from bonafides.matching.tables.snapshot import Arrays, Snapshot, open_snapshot, write_snapshot
from bonafides.safety.banks.models import Entry, IndexState

KEPT_FROM = 10_000  # entries; fewer are read from the tables in a moment
CHANGES_AT_LEAST, CHANGES_SHARE = 1_000, 256  # a new one after so many changes, or one 256th of all entries
VERIFIED_AT_ONCE_BYTES = 16 * 1024 * 1024  # larger ones are read through in the background
OTHERS = "others/ids"

Step = tuple[int, str]
Place = tuple[int, int]

log = logging.getLogger("bonafides.banks")


@dataclass(frozen=True)
class Kept:
    """A snapshot, which file it was, and the step of the tables that it was built to."""

    file: Snapshot
    place: Place
    step: Step

    def others(self) -> NDArray[np.int64]:
        """The entries of other types that matched when it was written, which it does not hold."""
        return self.file.arrays[OTHERS].astype(np.int64)


@dataclass(frozen=True)
class State:
    """What lies there: the version that it was built to, how much has changed since, or what is wrong with it."""

    version: int | None = None
    changed_since: int = 0
    trouble: str = ""


def path() -> Path:
    return Path(settings.HOME) / "index" / "snapshot"


def place() -> Place | None:
    """Which file lies there now; None if none does."""
    try:
        found = path().stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def usable() -> Kept | None:
    """What lies there, if it is whole as far as is seen at once, and built to a step that still is part of history."""
    try:
        kept = read()
    except SnapshotError as error:
        drop(error)
        return None
    if kept is None or not IndexState.objects.filter(version=kept.step[0], stamp=kept.step[1]).exists():
        return None
    return kept


def read() -> Kept | None:
    """What lies there; None if nothing does. Raises SnapshotError if it is damaged."""
    at = place()
    try:
        file = open_snapshot(path()) if at else None
    except FileNotFoundError:
        return None
    if at is None or file is None:
        return None
    step = step_of(file.facts)
    if OTHERS not in file.arrays or step is None:
        raise SnapshotError("damaged_snapshot", "The snapshot of the index is damaged: {how}.", how="a part is missing")
    if file.size_bytes <= VERIFIED_AT_ONCE_BYTES:
        file.verify()
    return Kept(file, at, step)


def state() -> State:
    """What lies there, read through to the last byte."""
    try:
        kept = read()
        if kept is None:
            return State()
        kept.file.verify()
    except SnapshotError as error:
        return State(trouble=str(error))
    return State(kept.step[0], Entry.objects.filter(changed_in__gt=kept.step[0]).count())


def step_of(facts: Any) -> Step | None:
    version, stamp = facts.get("version"), facts.get("stamp")
    return (version, stamp) if isinstance(version, int) and isinstance(stamp, str) else None


def drop(error: SnapshotError | None = None) -> None:
    """Take away what lies there, and say why; the worker writes another."""
    path().unlink(missing_ok=True)
    if error is not None:
        log.error("%s It was removed; the index is built from the database until there is another.", error)


def is_due(index: Index[int], step: Step) -> bool:
    """Whether so much has changed that starting from what lies there takes long, or something was to be forgotten."""
    kept = usable()
    if kept is None:
        return True
    changed = Entry.objects.filter(changed_in__gt=kept.step[0], changed_in__lte=step[0])
    forgotten = changed.filter(value__startswith="forgotten:")
    return changed.count() >= max(CHANGES_AT_LEAST, index.kept() // CHANGES_SHARE) or forgotten.exists()


def write(arrays: Callable[[], Arrays], step: Step) -> None:
    """Write what the index held at a step, and which other entries match."""
    others = Entry.objects.filter(disabled_at=None, withdrawn_at=None).exclude(type__in=KEPT_TYPES).order_by("id")
    ids = np.fromiter(others.values_list("id", flat=True).iterator(10_000), np.int64)
    path().parent.mkdir(mode=0o700, exist_ok=True)
    write_snapshot(path(), {"version": step[0], "stamp": step[1]}, {**arrays(), OTHERS: ids})


def sweep() -> None:
    """Remove what a killed writer left."""
    for left in path().parent.glob(f".{path().name}.*"):
        if left.name.rpartition(".")[2] != str(os.getpid()):
            left.unlink(missing_ok=True)
