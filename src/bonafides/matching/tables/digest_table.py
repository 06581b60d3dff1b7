"""Digests of one kind that are looked up while they change."""

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tables.digest_arrays import DigestArrays
from bonafides.matching.tables.rows import Found, Numbers, Rows, found_of
from bonafides.matching.tables.table import TAIL_ROWS, Table

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
        size = state.tail.size
        waiting = [np.flatnonzero(state.tail.rows.keys[:size] == key) for key in keys] if size else []
        return found_of([
            _found(state.built.content(), queries[alive], rows[alive]),
            *(_waiting(state.tail.rows, number, places[state.tail.dead[places] == 0])
              for number, places in enumerate(waiting)),
        ])  # fmt: skip


def _waiting(rows: Rows, query: int, places: Numbers) -> Found:
    return _found(rows, np.full(len(places), query), places)


def _found(rows: Rows, queries: Numbers, places: Numbers) -> Found:
    return Found(queries, rows.ids[places].astype(np.int64), rows.banks[places], np.zeros(len(places), np.int64))
