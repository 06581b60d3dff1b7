"""PDQ hashes built into tables: flat arrays that are searched where they lie, in memory or in a mapped file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tables.layout import (
    CROWD,
    LONG_TABLES,
    NARROW_TABLES,
    PLANS,
    SIXTEEN,
    WIDE_TABLES,
    Plan,
    plan_for,
    sketches_of,
)
from bonafides.matching.tables.rows import ById, Numbers, Rows, Words, by_id_of, packed_banks, packed_ids

WORDS: Final = 4
KINDS: Final = {
    "words": ("<u8",),
    "ids": ("<u4", "<i8"),
    "banks": ("<u2", "<u4"),
    "by_id": ("<u4",),
    "starts": ("<u4",),
    "rows": ("<u4",),
    "wide": ("<u8",),
    "narrow": ("<u4",),
}
"""The arrays, and what each may hold."""


@dataclass(frozen=True)
class PdqArrays:
    """n hashes in order, crowds and near-duplicates side by side, and tables of the chunks over them.

    words (4 n,) uint64, most significant first; ids, banks (n,); by_id (n,): the rows in the order of their ids; rows
    (chunks n,) uint32: for each chunk the rows in the order of its values; starts: where those of each value begin;
    wide, narrow: the sketches of sixteen chunks, empty for other plans.
    """

    plan: Plan
    words: NDArray[np.uint64]
    ids: NDArray[np.integer]
    banks: NDArray[np.integer]
    by_id: NDArray[np.uint32]
    starts: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    wide: NDArray[np.uint64]
    narrow: NDArray[np.uint32]

    @classmethod
    def built(cls, rows: Rows, plan: Plan | None = None) -> "PdqArrays":
        """Tables over these rows, an entry at most once; about a second for a million, most of it without the GIL."""
        plan = plan or plan_for(len(rows))
        starts = _starts_of(rows.keys, plan)
        ordered = rows.taken(_order_by_crowd(rows.keys, plan, starts))
        count, is_sketched = len(ordered), plan is SIXTEEN
        arrays = cls(
            plan=plan,
            words=np.ascontiguousarray(ordered.keys, np.uint64).reshape(-1),
            ids=packed_ids(ordered.ids),
            banks=packed_banks(ordered.banks),
            by_id=by_id_of(ordered.ids),
            starts=starts,
            rows=np.empty(len(plan.widths) * count, np.uint32),
            wide=np.empty(WIDE_TABLES * count if is_sketched else 0, np.uint64),
            narrow=np.empty(NARROW_TABLES * count if is_sketched else 0, np.uint32),
        )
        for chunk in range(len(plan.widths) if count else 0):
            arrays._fill(chunk)
        return arrays

    @classmethod
    def from_fields(cls, fields: Mapping[str, NDArray[Any]]) -> "PdqArrays":
        """From what `fields` gave. Raises ValueError if they do not belong together."""
        if fields.keys() != KINDS.keys() or any(array.dtype.str not in KINDS[name] for name, array in fields.items()):
            raise ValueError("these are not the arrays of PDQ tables")
        plan = next((plan for plan in PLANS if plan.first_buckets[-1] == len(fields["starts"])), None)
        if plan is None:
            raise ValueError("these arrays were built by a plan that is not known here")
        arrays = cls(plan=plan, **fields)
        arrays._check()
        return arrays

    def fields(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, to be written."""
        return {name: getattr(self, name) for name in KINDS}

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def size_bytes(self) -> int:
        return sum(array.nbytes for array in self.fields().values())

    @property
    def last_id(self) -> int:
        """The largest, -1 where there is none."""
        return ById(self.ids, self.by_id).last()

    @property
    def hashes(self) -> NDArray[np.uint64]:
        """(n, 4) uint64: the words, a hash per row."""
        return self.words.reshape(-1, WORDS)

    @cached_property
    def places(self) -> NDArray[np.int64] | None:
        """Where the arrays lie that `kernels.one` reads, as long as these are kept; None where it cannot search."""
        if self.plan is not SIXTEEN or not len(self):
            return None
        read = (self.words, self.starts, self.rows, self.wide, self.narrow, self.plan.table)
        return np.array([array.ctypes.data for array in read], np.int64)

    def content(self) -> Rows:
        """The rows that were built into this."""
        return Rows(self.hashes, self.ids, self.banks)

    def rows_of(self, entries: Numbers) -> Numbers:
        """The row of each entry, -1 for one that is not here."""
        return ById(self.ids, self.by_id).rows_of(entries)

    def _fill(self, chunk: int) -> None:
        count, values = len(self), self.plan.values(self.hashes, chunk)
        order = order_of(values, self.plan.widths[chunk])
        self.rows[chunk * count : (chunk + 1) * count] = order
        if self.plan is not SIXTEEN:
            return
        wide, narrow = sketches_of(self.hashes, chunk)
        if wide is not None:
            self.wide[chunk * count : (chunk + 1) * count] = wide[order]
        if narrow is not None:
            at = chunk if chunk < LONG_TABLES else chunk - WIDE_TABLES + LONG_TABLES
            self.narrow[at * count : (at + 1) * count] = narrow[order]

    def _check(self) -> None:
        count, chunks = len(self), len(self.plan.widths)
        sketched = count if self.plan is SIXTEEN else 0
        wanted = {
            "words": WORDS * count,
            "banks": count,
            "by_id": count,
            "starts": int(self.plan.first_buckets[-1]),
            "rows": chunks * count,
            "wide": WIDE_TABLES * sketched,
            "narrow": NARROW_TABLES * sketched,
        }
        lengths = {name: len(array) for name, array in self.fields().items() if name != "ids"}
        if lengths != wanted:
            raise ValueError(f"arrays of {count} hashes have lengths {lengths}, not {wanted}")


def _starts_of(words: Words, plan: Plan) -> NDArray[np.uint32]:
    """Where the buckets of each chunk begin; no order of the rows changes that."""
    starts = np.zeros(plan.first_buckets[-1], np.uint32)
    for chunk in range(len(plan.widths) if len(words) else 0):
        first, past = plan.first_buckets[chunk : chunk + 2]
        np.cumsum(np.bincount(plan.values(words, chunk), minlength=past - first - 1), out=starts[first + 1 : past])
    return starts


def _order_by_crowd(words: Words, plan: Plan, starts: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Rows that share a full bucket one after the other, each in the fullest of its own; all others by their words.

    A query in the midst of them then compares each once, instead of meeting it in many buckets.
    """
    order = np.argsort(words[:, 0])
    crowds, held = np.zeros(len(words), np.uint32), np.full(len(words), CROWD - 1, np.uint32)
    for chunk in range(len(plan.widths) if plan is SIXTEEN else 0):
        first, past = plan.first_buckets[chunk : chunk + 2]
        counts = np.diff(starts[first:past])
        if counts.max() >= CROWD:
            values = plan.values(words, chunk)
            sizes = counts[values]
            fuller = np.flatnonzero(sizes > held)
            held[fuller], crowds[fuller] = sizes[fuller], values[fuller] + np.uint32((chunk << 16) + 1)
    return order[np.argsort(crowds[order], kind="stable")] if crowds.any() else order


def order_of(values: NDArray[np.uint32], width: int) -> NDArray[np.intp]:
    """A stable order of values of so many bits, 16 bits at a time, for which numpy counts instead of comparing."""
    order = np.argsort(values.astype(np.uint16), kind="stable")
    if width > 16:
        order = order[np.argsort((values >> np.uint32(16)).astype(np.uint16)[order], kind="stable")]
    return order
