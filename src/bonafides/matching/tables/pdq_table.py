"""PDQ hashes that are searched while they change: no hash within 31 bits of a query is ever missed."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching import compiled
from bonafides.matching.tables import search
from bonafides.matching.tables.pdq_arrays import WORDS, PdqArrays
from bonafides.matching.tables.rows import Found, Rows, Words, found_of
from bonafides.matching.tables.table import TAIL_ROWS, Table
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS

Places = NDArray[np.integer]
NO_HASHES: Final = Rows(np.zeros((0, WORDS), np.uint64), np.zeros(0, np.int64), np.zeros(0, np.uint32))


class PdqTable(Table[PdqArrays]):
    """PDQ hashes under the numbers of entries."""

    def __init__(self, tail_rows: int = TAIL_ROWS) -> None:
        super().__init__(NO_HASHES, PdqArrays.built, tail_rows)

    def near(self, queries: Words, max_distance_bits: int = PDQ_MAX_DISTANCE_BITS) -> Found:
        """Every stored hash at most so many bits (0 to 31) from each of (q, 4) queries, in no order.

        One call for many queries; the GIL is released for nearly all of it. Raises ValueError above 31.
        """
        if not 0 <= max_distance_bits <= PDQ_MAX_DISTANCE_BITS:
            raise ValueError(f"the distance is 0 to {PDQ_MAX_DISTANCE_BITS} bits")
        state, queries = self._state, np.ascontiguousarray(queries, np.uint64)
        built, tail = state.built, state.tail
        found = _found(built, *search.near(built, state.dead, queries, max_distance_bits))
        if not tail.size:
            return found
        waiting = search.scanned(tail.rows.keys, tail.dead, tail.size, queries, max_distance_bits)
        return found_of([found, _found(tail.rows, *waiting)])

    def near_one(self, query: search.Query, max_distance_bits: int = PDQ_MAX_DISTANCE_BITS) -> list[tuple[int, int]]:
        """The entry and the distance of every stored hash near a single query, in no order.

        The same as `near` without arrays in between, which take as long as the search.
        """
        state = self._state
        ids, tail = state.built.ids, state.tail
        found = search.near_one(state.built, state.dead, query, max_distance_bits)
        near = [(int(ids[row]), bits) for row, bits in found] if found else []
        if tail.size:
            asked = np.array([query], np.uint64)
            _queries, rows, distances = search.scanned(tail.rows.keys, tail.dead, tail.size, asked, max_distance_bits)
            near += zip(tail.rows.ids[rows].tolist(), distances.tolist(), strict=True)
        return near

    def _show(self, built: PdqArrays, *others: object) -> None:
        super()._show(built, *others)  # type: ignore[arg-type]
        if len(built) >= search.KERNELS_FROM:
            compiled.use_kernels_soon()


def _found(rows: Rows | PdqArrays, queries: Places, places: Places, distances: Places) -> Found:
    places = places.astype(np.intp)  # once for both
    return Found(queries, rows.ids[places].astype(np.int64, copy=False), rows.banks[places], distances)
