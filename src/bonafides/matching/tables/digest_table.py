"""Digests of one kind that are looked up while they change."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tables.digest_arrays import DigestArrays
from bonafides.matching.tables.rows import NOTHING, Found, Numbers, Rows, found_of
from bonafides.matching.tables.table import TAIL_ROWS, Table, Tail

Keys = NDArray[np.bytes_]
"""(n,) bytes, a digest per row."""


class DigestTable(Table[DigestArrays]):
    """Digests of so many bytes under the numbers of entries."""

    def __init__(self, digest_bytes: int, tail_rows: int = TAIL_ROWS) -> None:
        self.digest_bytes = digest_bytes
        super().__init__(self.rows_of([], [], []), DigestArrays.built, tail_rows)

    def rows_of(self, digests: list[bytes], ids: list[int], banks: list[int]) -> Rows:
        """Rows to be added."""
        return Rows(self.keys_of(digests), np.array(ids, np.int64), np.array(banks, np.uint32))

    def keys_of(self, digests: list[bytes]) -> Keys:
        """Digests as one array. Raises ValueError if their bytes are not as many as they should be."""
        if any(len(digest) != self.digest_bytes for digest in digests):
            raise ValueError(f"these are not digests of {self.digest_bytes} bytes")
        return np.frombuffer(b"".join(digests), f"S{self.digest_bytes}")

    def equal_to(self, keys: Keys) -> Found:
        """Every entry with one of (q,) digests, in no order."""
        state = self._state
        queries, rows = state.built.equal_to(keys)
        alive = state.dead[rows] == 0
        found = _found(state.built, queries[alive], rows[alive]) if len(rows) else NOTHING
        return found_of([found, *self._waiting_with(state.tail, keys)]) if state.tail.size else found

    @staticmethod
    def _waiting_with(tail: Tail, keys: Keys) -> Iterator[Found]:
        for number, key in enumerate(keys):
            places = np.flatnonzero((tail.rows.keys[: tail.size] == key) & (tail.dead[: tail.size] == 0))
            yield _found(tail.rows, np.full(len(places), number), places)


def _found(rows: Rows | DigestArrays, queries: Numbers, places: Numbers) -> Found:
    return Found(queries, rows.ids[places].astype(np.int64), rows.banks[places], np.zeros(len(places), np.int64))
