"""Digests in their order: flat arrays that are searched by halving, in memory or in a mapped file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tables.rows import ById, Numbers, Rows, by_id_of, packed_banks, packed_ids, ranges_of

FIRST_BYTES: Final = 8
NONE: Final[Numbers] = np.zeros(0, np.int64)

KINDS: Final = {"ids": ("<u4", "<i8"), "banks": ("<u2", "<u4"), "by_id": ("<u4",)}
"""The arrays beside the digests themselves, and what each may hold."""


@dataclass(frozen=True)
class DigestArrays:
    """n digests of one kind in the order of their bytes, with what belongs to each.

    keys (n,) bytes; ids (n,); banks (n,); by_id (n,) uint32: the rows in the order of their ids.
    """

    keys: NDArray[np.bytes_]
    ids: NDArray[np.integer]
    banks: NDArray[np.integer]
    by_id: NDArray[np.uint32]

    @classmethod
    def built(cls, rows: Rows) -> "DigestArrays":
        """Sorted arrays of these rows, an entry at most once; some seconds for ten million."""
        ordered = rows.taken(order_of(rows.keys))
        return cls(ordered.keys, packed_ids(ordered.ids), packed_banks(ordered.banks), by_id_of(ordered.ids))

    @classmethod
    def from_fields(cls, fields: Mapping[str, NDArray[Any]]) -> "DigestArrays":
        """From what `fields` gave. Raises ValueError if they do not belong together."""
        if fields.keys() != {"keys", *KINDS} or fields["keys"].dtype.kind != "S":
            raise ValueError("these are not the arrays of digests")
        if any(fields[name].dtype.str not in kinds for name, kinds in KINDS.items()):
            raise ValueError("these arrays of digests hold something else")
        if len({len(array) for array in fields.values()}) != 1:
            raise ValueError("these arrays of digests are not of one length")
        return cls(**fields)

    def fields(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, to be written."""
        return {"keys": self.keys, "ids": self.ids, "banks": self.banks, "by_id": self.by_id}

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def size_bytes(self) -> int:
        return sum(array.nbytes for array in self.fields().values())

    @property
    def last_id(self) -> int:
        """The largest, -1 where there is none."""
        return ById(self.ids, self.by_id).last()

    def content(self) -> Rows:
        """The rows that were built into this."""
        return Rows(self.keys, self.ids, self.banks)

    def rows_of(self, entries: Numbers) -> Numbers:
        """The row of each entry, -1 for one that is not here."""
        return ById(self.ids, self.by_id).rows_of(entries)

    def equal_to(self, keys: NDArray[np.bytes_]) -> tuple[Numbers, Numbers]:
        """Which of (q,) digests is which row: numbers of queries and of rows, of equal length."""
        if not len(self):
            return NONE, NONE
        firsts = np.searchsorted(self.keys, keys)
        known = np.flatnonzero(self.keys[np.minimum(firsts, len(self) - 1)] == keys)
        if not len(known):
            return NONE, NONE
        firsts = firsts[known]
        asked, rows = ranges_of(firsts, np.searchsorted(self.keys, keys[known], side="right") - firsts)
        return known[asked], rows


def order_of(keys: NDArray[np.bytes_]) -> NDArray[np.intp]:
    """The order of digests: by their first eight bytes as a number, which is quick, and what is equal there in full."""
    octets = np.ascontiguousarray(keys).view(np.uint8).reshape(len(keys), keys.dtype.itemsize)
    firsts = np.ascontiguousarray(octets[:, :FIRST_BYTES]).view(">u8")[:, 0].astype(np.uint64)
    order = np.argsort(firsts)
    ordered = firsts[order]
    equal, is_tied = ordered[1:] == ordered[:-1], np.zeros(len(keys), np.bool_)
    is_tied[1:] |= equal
    is_tied[:-1] |= equal
    tied = np.flatnonzero(is_tied)
    order[tied] = order[tied][np.argsort(keys[order[tied]], kind="stable")]
    return order
