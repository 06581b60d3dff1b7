"""Parts whose entries stand in flat arrays, with the bank of each, and are kept in a snapshot."""

from collections.abc import Sequence
from typing import Protocol

from bonafides.matching.parts.part import Id, Key, Part
from bonafides.matching.tables.snapshot import Arrays, Snapshot
from bonafides.matching.vocabulary import EntryType


class KeptPart(Part[Id], Protocol[Id]):
    """A part that knows the bank of each entry by a number, and can be mapped from a file."""

    def add(self, rows: Sequence[tuple[Id, EntryType, Key]], bank: int = 0) -> None:
        """Store entries of one bank under ids that are not stored."""

    def arrays(self) -> Arrays:
        """All entries as they are now, to be written; only where ids are whole numbers."""

    def start_from(self, snapshot: Snapshot) -> None:
        """Hold what a snapshot holds. Raises SnapshotError if that is no such part."""

    @property
    def size_bytes(self) -> int:
        """Of all arrays."""
