"""What all tables hold: rows of a fingerprint, the entry it belongs to and the bank of that entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
"""(n, 4) uint64, a PDQ hash per row, the most significant word first."""
Numbers = NDArray[np.int64]
"""(n,) int64: numbers of rows, of entries or of queries."""
Dead = NDArray[np.uint8]
"""(n,) uint8: 1 for a row that was taken out."""

SMALL_IDS_END: Final = 1 << 32
SMALL_BANKS_END: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Rows:
    """Fingerprints with their entries and banks.

    keys: (n, 4) uint64 for PDQ hashes, (n,) bytes for digests; ids (n,) int64; banks (n,) of some unsigned kind.
    """

    keys: NDArray[Any]
    ids: NDArray[np.integer]
    banks: NDArray[np.integer]

    def __len__(self) -> int:
        return len(self.ids)

    def taken(self, chosen: NDArray[np.integer]) -> "Rows":
        """The rows of these numbers, in that order."""
        return Rows(self.keys[chosen], self.ids[chosen], self.banks[chosen])


class Found(NamedTuple):
    """What a search found, in no order: for each hit the number of its query, entry, bank, and the differing bits."""

    queries: NDArray[np.integer]
    entries: Numbers
    banks: NDArray[np.integer]
    distances: NDArray[np.integer]

    def within(self, limits: NDArray[np.integer]) -> "Found":
        """The hits that are no farther than their bank allows: `limits[bank]` in bits, -1 for a bank that is off."""
        near = self.distances <= limits[self.banks]
        return Found(*(column[near] for column in self))

    def pairs(self) -> list[tuple[int, int]]:
        """(entry, distance in bits) of each hit."""
        return list(zip(self.entries.tolist(), self.distances.tolist(), strict=True))


def found_of(parts: Sequence[Found]) -> Found:
    """Several answers to the same queries as one."""
    filled = [part for part in parts if len(part.entries)] or [NOTHING]
    return filled[0] if len(filled) == 1 else Found(*(np.concatenate(columns) for columns in zip(*filled, strict=True)))


NOTHING: Final = Found(*(np.zeros(0, np.int64) for _ in range(4)))


def rows_of(parts: Iterable[Rows]) -> Rows:
    """Several lots of rows, one at least, as one."""
    listed = list(parts)
    return Rows(*(np.concatenate([getattr(part, name) for part in listed]) for name in ("keys", "ids", "banks")))


def ranges_of(firsts: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
    """Ranges written out: for each place in one of them, which range it is and the place."""
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(np.arange(len(counts)), counts), np.repeat(firsts, counts) + within


@dataclass(frozen=True, slots=True)
class ById:
    """Where the row of an entry stands: ids (n,) in the order of the rows, by_id (n,) the rows in the order of ids."""

    ids: NDArray[np.integer]
    by_id: NDArray[np.uint32]

    def last(self) -> int:
        """The largest id, -1 where there is none."""
        return int(self._id_at(np.array([len(self.ids) - 1]))[0]) if len(self.ids) else -1

    def rows_of(self, entries: Numbers) -> Numbers:
        """The row of each entry, -1 for one that has none."""
        size = len(self.ids)
        if not size:
            return np.full(len(entries), -1)
        first, past = np.zeros(len(entries), np.int64), np.full(len(entries), size)
        for _ in range(size.bit_length()):
            middle = (first + past) // 2
            smaller = (self._id_at(middle) < entries) & (first < past)
            first, past = np.where(smaller, middle + 1, first), np.where(smaller, past, middle)
        return np.where(self._id_at(first) == entries, self._row_at(first), -1)

    def _row_at(self, places: Numbers) -> Numbers:
        """The rows at these places in the order of the ids; a damaged file may say anything."""
        last = len(self.ids) - 1
        return np.minimum(self.by_id[np.minimum(places, last)], last).astype(np.int64)

    def _id_at(self, places: Numbers) -> Numbers:
        return self.ids[self._row_at(places)].astype(np.int64)


def by_id_of(ids: NDArray[np.integer]) -> NDArray[np.uint32]:
    """(n,) uint32: the rows in the order of their ids."""
    return np.argsort(ids, kind="stable").astype(np.uint32)


def packed_ids(ids: NDArray[np.integer]) -> NDArray[np.integer]:
    """The same numbers in 4 bytes each where all fit, else in 8."""
    small = not len(ids) or (int(ids.min()) >= 0 and int(ids.max()) < SMALL_IDS_END)
    return ids.astype(np.uint32 if small else np.int64, copy=False)


def packed_banks(banks: NDArray[np.integer]) -> NDArray[np.integer]:
    """The same numbers in 2 bytes each where all fit, else in 4."""
    small = not len(banks) or int(banks.max()) < SMALL_BANKS_END
    return banks.astype(np.uint16 if small else np.uint32, copy=False)
