"""Parts whose entries stand in flat arrays, with the bank of each, and are kept in a snapshot."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.part import Hit, Id, Key, Part, Wanted
from bonafides.matching.tables.snapshot import Arrays, Snapshot
from bonafides.matching.vocabulary import EntryType


class KeptPart(Part[Id], Protocol[Id]):
    """A part that knows the bank of each entry by a number, and can be mapped from a file."""

    def add(self, rows: Sequence[tuple[Id, EntryType, Key]], bank: int = 0) -> None:
        """Store entries of one bank under ids that are not stored."""

    def hits_of_all(self, items: Sequence[Fingerprints], wanted: Wanted) -> Iterator[tuple[int, Hit[Id]]]:
        """The hits of several items, searched in one step, each with the number of its item."""

    def compact(self) -> None:
        """Build the arrays anew, while others search and change."""

    def set_aside(self) -> Callable[[], Arrays]:
        """All entries as they are now, to be built by calling this; only where ids are whole numbers."""

    def start_from(self, snapshot: Snapshot) -> None:
        """Hold what a snapshot holds. Raises SnapshotError if that is no such part."""

    @property
    def size_bytes(self) -> int:
        """Of all arrays."""
