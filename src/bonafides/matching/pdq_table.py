"""An exact index of PDQ hashes: no hash within 31 bits of a query is ever missed.

Multi-index hashing: of two hashes at most 31 bits apart, at least one of their sixteen 16-bit slices differs by at
most one bit (16 slices times 2 bits would be 32). So each slice has a table, each query looks up 17 values in each,
and the few candidates are compared in full. Rows added since the tables were built are compared one by one;
taken-out rows are marked. Source: PDQ reference, facebook/ThreatExchange, pdq/README.md (mutually-indexed hashing).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS

Id = TypeVar("Id", bound=Hashable)
Words = NDArray[np.uint64]
"""(n, 4) uint64, a hash per row, the most significant word first."""
Rows = NDArray[np.intp]

SLICES: Final = 16
SLICE_VALUES: Final = 1 << 16
SCAN_ROWS: Final = 16_384
"""So many rows may wait without a table, compared one by one, before tables are built again."""
_SCAN_SHARE: Final = 32  # or one 32nd of all rows, if that is more
_NEIGHBOURS: Final = np.array([0, *(1 << bit for bit in range(16))], np.uint16)


class Near(NamedTuple, Generic[Id]):
    """One stored hash near one query: the number of the query, the id it was stored under, the differing bits."""

    query: int
    entry: Id
    distance_bits: int


@dataclass(frozen=True, slots=True)
class _Tables:
    """For each slice the rows in order of its value, and where in that order each value starts."""

    rows: NDArray[np.uint32]  # (16, n)
    starts: NDArray[np.uint32]  # (16, 65537)

    @property
    def size(self) -> int:
        return int(self.rows.shape[1])


@dataclass(frozen=True, slots=True)
class _Snapshot(Generic[Id]):
    """What readers see: rows up to `size` of arrays that only grow, whether each still counts, and their tables."""

    words: Words
    alive: NDArray[np.bool_]
    entries: list[Id]
    size: int
    tables: _Tables


class PdqTable(Generic[Id]):
    """PDQ hashes under ids. One writer at a time; readers need no lock, for they work on the snapshot they found."""

    def __init__(self, scan_rows: int = SCAN_ROWS) -> None:
        self._scan_rows = scan_rows
        self._rows: dict[Id, int] = {}
        self._now: _Snapshot[Id] = _Snapshot(_no_words(0), np.zeros(0, np.bool_), [], 0, _tables_of(_no_words(0)))

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, entry: object) -> bool:
        return entry in self._rows

    def add(self, hashes: Mapping[Id, PdqHash]) -> None:
        """Store one hash under each id, instead of the one before. Many at once cost far less than one by one."""
        for entry in hashes:
            self.remove(entry)
        now = _grown(self._now, len(hashes))
        size = now.size + len(hashes)
        if hashes:
            now.words[now.size : size] = [stored.words for stored in hashes.values()]
        now.alive[now.size : size] = True
        now.entries.extend(hashes)
        self._rows.update(zip(hashes, range(now.size, size), strict=True))
        self._show(_Snapshot(now.words, now.alive, now.entries, size, now.tables))

    def remove(self, entry: Id) -> None:
        """Take out what is stored under an id; an unknown id is ignored."""
        row = self._rows.pop(entry, None)
        if row is not None:
            self._now.alive[row] = False

    def near(self, queries: Sequence[PdqHash], max_distance_bits: int = PDQ_MAX_DISTANCE_BITS) -> list[Near[Id]]:
        """Every stored hash at most so many bits (0 to 31) from each query, in no order. Raises ValueError above
        31.
        """
        if not 0 <= max_distance_bits <= PDQ_MAX_DISTANCE_BITS:
            raise ValueError(f"the distance is 0 to {PDQ_MAX_DISTANCE_BITS} bits")
        now = self._now
        if not queries or now.size == 0:
            return []
        words = np.array([query.words for query in queries], np.uint64)
        return [near for found in _searched(now, words, max_distance_bits) for near in _named(now, *found)]

    def _show(self, now: _Snapshot[Id]) -> None:
        waiting = now.size - now.tables.size
        self._now = now if waiting <= max(self._scan_rows, now.size // _SCAN_SHARE) else self._compacted(now)

    def _compacted(self, now: _Snapshot[Id]) -> _Snapshot[Id]:
        """The same without the rows that were taken out, all of it in tables."""
        kept = np.flatnonzero(now.alive[: now.size])
        words = now.words[kept]
        entries = [now.entries[row] for row in kept.tolist()]
        self._rows = {entry: row for row, entry in enumerate(entries)}
        return _Snapshot(words, np.ones(len(kept), np.bool_), entries, len(kept), _tables_of(words))


def _no_words(rows: int) -> Words:
    return np.zeros((rows, 4), np.uint64)


def _grown(now: _Snapshot[Id], more: int) -> _Snapshot[Id]:
    """The same snapshot with room for more rows; the room doubles, so that adding stays cheap."""
    if now.size + more <= len(now.words):
        return now
    room = max(2 * now.size, now.size + more, 64)
    words, alive = _no_words(room), np.zeros(room, np.bool_)
    words[: now.size], alive[: now.size] = now.words[: now.size], now.alive[: now.size]
    return _Snapshot(words, alive, now.entries, now.size, now.tables)


def _slices_of(words: Words) -> NDArray[np.uint16]:
    return np.ascontiguousarray(words).view(np.uint16).reshape(len(words), SLICES)


def _tables_of(words: Words) -> _Tables:
    slices = _slices_of(words)
    rows = np.empty((SLICES, len(words)), np.uint32)
    starts = np.zeros((SLICES, SLICE_VALUES + 1), np.uint32)
    for number in range(SLICES):
        values = slices[:, number]
        rows[number] = np.argsort(values, kind="stable")
        np.cumsum(np.bincount(values, minlength=SLICE_VALUES), out=starts[number, 1:])
    return _Tables(rows, starts)


Found = tuple[Rows, Rows, NDArray[np.intp]]
"""Numbers of queries, rows and distances, of equal length."""


def _searched(now: _Snapshot[Id], queries: Words, limit: int) -> list[Found]:
    looked_up = [_looked_up(now, queries, limit)] if now.tables.size else []
    if now.tables.size == now.size:
        return looked_up
    return [*looked_up, *(_scanned(now, number, query, limit) for number, query in enumerate(queries))]


def _scanned(now: _Snapshot[Id], number: int, query: Words, limit: int) -> Found:
    """Rows that stand in no table yet, compared one by one."""
    start = now.tables.size
    distances = np.bitwise_count(now.words[start : now.size] ^ query).sum(axis=1, dtype=np.uint16)
    hits = np.flatnonzero(distances <= limit)
    return np.full(len(hits), number), hits + start, distances[hits].astype(np.intp)


def _looked_up(now: _Snapshot[Id], queries: Words, limit: int) -> Found:
    asked, rows = _candidates(now.tables, queries)
    distances = np.bitwise_count(now.words[rows] ^ queries[asked]).sum(axis=1, dtype=np.uint16)
    hits = np.flatnonzero(distances <= limit)
    _, first = np.unique(asked[hits] * now.tables.size + rows[hits], return_index=True)
    chosen = hits[first]
    return asked[chosen], rows[chosen], distances[chosen].astype(np.intp)


def _candidates(tables: _Tables, queries: Words) -> tuple[Rows, Rows]:
    """Pairs of a query's number and a row that shares a slice with it but for one bit; a pair may come again."""
    wanted = _slices_of(queries)[:, :, None] ^ _NEIGHBOURS  # (queries, 16, 17)
    slices = np.arange(SLICES)[:, None]
    starts = tables.starts[slices, wanted].astype(np.intp).reshape(-1)
    counts = tables.starts[slices, wanted.astype(np.intp) + 1].reshape(-1) - starts
    numbers, offsets = np.divmod(np.arange(wanted.size), SLICES * len(_NEIGHBOURS))
    bases = starts + offsets // len(_NEIGHBOURS) * tables.size - (np.cumsum(counts) - counts)
    places = np.repeat(bases, counts) + np.arange(int(counts.sum()))
    return np.repeat(numbers, counts), tables.rows.reshape(-1)[places].astype(np.intp)


def _named(now: _Snapshot[Id], queries: Rows, rows: Rows, distances: NDArray[np.intp]) -> list[Near[Id]]:
    alive = now.alive[rows]
    found = zip(queries[alive].tolist(), rows[alive].tolist(), distances[alive].tolist(), strict=True)
    return [Near(query, now.entries[row], distance) for query, row, distance in found]
