"""Search in PDQ tables: by compiled kernels once they are loaded, by numpy until then, with the same answers."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching import compiled
from bonafides.matching.tables.layout import SIXTEEN, Plan, sketches_of
from bonafides.matching.tables.pdq_arrays import PdqArrays
from bonafides.matching.tables.rows import Dead, Numbers, Words, ranges_of

Hits = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]
"""Numbers of queries, rows and distances, of equal length."""
Call = Callable[[int, NDArray[np.int32]], tuple[int, int]]
"""Of a kernel, with where to begin and with room: how many hits it wrote, and where it stopped."""
Query = tuple[int, int, int, int]
"""The words of one hash, the most significant first."""

KERNELS_FROM: Final = 50_000
"""Below so many hashes numpy answers in a tenth of a millisecond, and 70 MB of compiler are better not loaded."""
HITS_AT_FIRST: Final = 16_384  # room for the hits of any query
HITS_OF_EACH: Final = 64  # and more for each of many
SAMPLED, CROWDED = 1_000, 1 / 16  # rows; the share of them from which comparing in full is faster
CANDIDATES: Final = 500_000  # compared at once by numpy: some 40 MB
NO_ROOM: Final = np.zeros(0, np.int64)
NO_HITS: Final[Hits] = (np.zeros(0, np.int32),) * 3


class _Alone:
    """What the kernel for a single query works on, told apart by turns as well."""

    __slots__ = ("room", "turn")

    def __init__(self) -> None:
        self.turn = 0
        self.room = NO_ROOM

    def begin_anew(self) -> None:
        self.turn, self.room = 1, np.zeros(compiled.search.ROOM_OF_ONE, np.int64)


class _Desks(threading.local):
    """What the kernels work on, one for each thread: made once, and told apart by turns instead of being cleared."""

    def __init__(self) -> None:
        self._desks: dict[int, NDArray[np.int64]] = {}
        self._turn = 0
        self.alone = _Alone()

    def taken_for(self, queries: int) -> tuple[NDArray[np.int64], int]:
        """A desk for so many queries, and their first turn."""
        seen = compiled.search.SEEN if queries <= compiled.search.FEW else compiled.search.SEEN_OF_MANY
        if self._turn + queries >= compiled.search.TURNS:
            self._desks, self._turn = {}, 0
        if seen not in self._desks:
            self._desks[seen] = np.zeros(compiled.search.DESK + seen, np.int64)
        turn, self._turn = self._turn, self._turn + queries
        return self._desks[seen], turn


_desks = _Desks()


def near(arrays: PdqArrays, dead: Dead, queries: Words, limit: int) -> Hits:
    """Every row alive within `limit` bits (0 to 31) of each of (q, 4) queries."""
    if not len(arrays) or not len(queries):
        return NO_HITS
    if compiled.search is None:
        compiled.note_work(len(queries))
        return _looked_up(arrays, dead, queries, limit)
    costly = np.zeros(len(queries), np.uint8)
    hits = _found_in_tables(arrays, dead, queries, limit, costly)
    return _with_those_left(hits, costly, _compared, arrays, dead, queries, limit)


def near_one(arrays: PdqArrays, dead: Dead, query: Query, limit: int) -> list[tuple[int, int]]:
    """The row and the distance of every hash near a query: the same for less."""
    if compiled.search is not None and arrays.places is not None:
        alone = _desks.alone
        alone.turn += 1
        if alone.room is NO_ROOM or alone.turn >= compiled.search.TURNS:
            alone.begin_anew()
        count, row, bits = compiled.search.one(arrays.places, dead, alone.room, *query, limit, alone.turn)
        if count in {0, 1}:
            return [(row, bits)] * count
        if count > 1:
            return [(each, far) for _query, each, far in compiled.search.hits_in(alone.room)[:count].tolist()]
    _queries, rows, distances = near(arrays, dead, np.array([query], np.uint64), limit)
    return list(zip(rows.tolist(), distances.tolist(), strict=True))


def _found_in_tables(arrays: PdqArrays, dead: Dead, queries: Words, limit: int, costly: NDArray[np.uint8]) -> Hits:
    """The same by the compiled kernels, but for queries that are marked as costly."""
    plan, given = arrays.plan, (queries, arrays.words, dead, arrays.starts, arrays.rows)
    room = HITS_AT_FIRST + HITS_OF_EACH * len(queries)
    if plan is SIXTEEN:
        sketched = (*given, arrays.wide, arrays.narrow, plan.table, limit)
        return _collected(_in_turn(compiled.search.sixteen, sketched, costly), len(queries), room)
    masked = (*given, plan.masks, plan.table, plan.radius, limit)
    return _collected(_in_turn(compiled.search.chunked, masked, costly), len(queries), room)


def _in_turn(kernel: Callable[..., tuple[int, int]], given: tuple[Any, ...], costly: NDArray[np.uint8]) -> Call:
    """Each call of a kernel with a turn of its own: what a query has seen counts for nothing where it begins again."""
    return lambda first, out: kernel(*given, first, costly, *_desks.taken_for(len(costly)), out)


def _compared(arrays: PdqArrays, dead: Dead, queries: Words, limit: int) -> Hits:
    """The same for queries whose buckets are full: by going once through the crowd in them, or else through all."""
    if arrays.plan is not SIXTEEN:
        return _in_full(arrays, dead, queries, limit)
    given = (queries, arrays.words, dead, arrays.starts, arrays.rows, arrays.wide, arrays.narrow, arrays.plan.table)
    costly, room = np.zeros(len(queries), np.uint8), len(arrays) + HITS_OF_EACH * len(queries)
    hits = _collected(_in_turn(compiled.search.crowded, (*given, limit), costly), len(queries), room)
    return _with_those_left(hits, costly, _everything_compared, arrays, dead, queries, limit)


def _with_those_left(
    hits: Hits,
    costly: NDArray[np.uint8],
    search: Callable[[PdqArrays, Dead, Words, int], Hits],
    arrays: PdqArrays,
    dead: Dead,
    queries: Words,
    limit: int,
) -> Hits:
    """These hits, and those that another search finds for the queries that were too costly."""
    left = np.flatnonzero(costly)
    if not len(left):
        return hits
    if len(left) == len(queries):  # as they are, for to number many hits anew takes as long as to find them
        return search(arrays, dead, queries, limit)
    numbers, rows, distances = search(arrays, dead, queries[left], limit)
    return _joined([hits, (left[numbers], rows, distances)])


def _everything_compared(arrays: PdqArrays, dead: Dead, queries: Words, limit: int) -> Hits:
    """The same by looking at every row: at its sketch first, where they turn enough away."""
    crowded = _are_crowded(arrays, queries, limit)
    if crowded.all() or not crowded.any():
        return (_in_full if crowded[0] else _sketched)(arrays, dead, queries, limit)
    parts = []
    for some, compare in ((np.flatnonzero(~crowded), _sketched), (np.flatnonzero(crowded), _in_full)):
        numbers, rows, distances = compare(arrays, dead, queries[some], limit)
        parts.append((some[numbers], rows, distances))
    return _joined(parts)


def _in_full(arrays: PdqArrays, dead: Dead, queries: Words, limit: int) -> Hits:
    return scanned(arrays.hashes, dead, len(arrays), queries, limit)


def _sketched(arrays: PdqArrays, dead: Dead, queries: Words, limit: int) -> Hits:
    given = (queries, arrays.words, dead, arrays.rows, arrays.wide, arrays.narrow, limit)
    desk, _turn = _desks.taken_for(len(queries))
    room = len(arrays) + HITS_OF_EACH * len(queries)
    return _collected(lambda first, out: compiled.search.scan_sketched(*given, first, desk, out), len(arrays), room)


def _are_crowded(arrays: PdqArrays, queries: Words, limit: int) -> NDArray[np.bool_]:
    """For which queries sketches turn too little away, as a sample of the rows tells; without sketches, for all."""
    wide, narrow = sketches_of(queries, 0)
    if arrays.plan is not SIXTEEN or wide is None or narrow is None:
        return np.ones(len(queries), np.bool_)
    some = slice(0, len(arrays), max(1, len(arrays) // SAMPLED))
    differing = np.bitwise_count(arrays.wide[some] ^ wide[:, None])
    differing += np.bitwise_count(arrays.narrow[some] ^ narrow[:, None])
    crowded: NDArray[np.bool_] = (differing <= limit).mean(axis=1) > CROWDED
    return crowded


def scanned(words: Words, dead: Dead, size: int, queries: Words, limit: int) -> Hits:
    """The same of the first `size` of (n, 4) hashes without tables, compared one by one."""
    if not size or not len(queries):
        return NO_HITS
    if compiled.search is not None:
        given = (queries, words.reshape(-1), dead, size, limit)
        return _collected(lambda *more: compiled.search.scan(*given, *more), size, size + HITS_OF_EACH * len(queries))
    return _joined([_scanned_for(query, number, words, dead, size, limit) for number, query in enumerate(queries)])


def _collected(call: Call, past: int, room: int) -> Hits:
    """All hits of a kernel, which is called with where to begin and with room; again, with more, until it is past."""
    parts, first = [], 0
    while first < past:
        out = np.empty((room, 3), np.int32)
        count, first = call(first, out)
        parts.append(out[:count])
        room *= 2
    hits = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return hits[:, 0], hits[:, 1], hits[:, 2]


# -- numpy ------------------------------------------------------------------------------------------


def _scanned_for(query: NDArray[np.uint64], number: int, words: Words, dead: Dead, size: int, limit: int) -> Hits:
    distances = np.bitwise_count(words[:size] ^ query).sum(axis=1, dtype=np.uint16)
    rows = np.flatnonzero((distances <= limit) & (dead[:size] == 0))
    return np.full(len(rows), number), rows, distances[rows].astype(np.int64)


def _looked_up(arrays: PdqArrays, dead: Dead, queries: Words, limit: int) -> Hits:
    """Each hit from the first chunk that lies within the radius, so none comes twice.

    Many queries are halved until what they must be compared with fits in memory; one whose buckets are as full as
    that by itself is compared with everything.
    """
    buckets = [_buckets(arrays, chunk, queries) for chunk in range(len(arrays.plan.widths))]
    work = sum(int(counts.sum()) for _firsts, counts in buckets)
    if work > CANDIDATES and len(queries) > 1:
        middle = len(queries) // 2
        early, late = (_looked_up(arrays, dead, some, limit) for some in (queries[:middle], queries[middle:]))
        return _joined([early, (late[0] + middle, *late[1:])])
    if work > max(CANDIDATES, len(arrays) // 2):
        return _scanned_for(queries[0], 0, arrays.hashes, dead, len(arrays), limit)
    return _joined([_looked_up_in(arrays, dead, chunk, queries, limit, *each) for chunk, each in enumerate(buckets)])


def _buckets(arrays: PdqArrays, chunk: int, queries: Words) -> tuple[Numbers, Numbers]:
    """Where in its table each bucket within the radius of a query begins, and how many rows it holds."""
    plan = arrays.plan
    masks = plan.masks[: plan.mask_count(chunk)].astype(np.int64)
    values = plan.values(queries, chunk).astype(np.int64)[:, None] ^ masks
    buckets = plan.first_buckets[chunk] + values.reshape(-1)
    past = np.minimum(arrays.starts[buckets + 1].astype(np.int64), len(arrays))  # a damaged file may say anything
    firsts = np.minimum(arrays.starts[buckets], past)
    return firsts, past - firsts


def _looked_up_in(
    arrays: PdqArrays, dead: Dead, chunk: int, queries: Words, limit: int, firsts: Numbers, counts: Numbers
) -> Hits:
    size = len(arrays)
    probes, places = ranges_of(firsts + chunk * size, counts)
    asked = probes // (len(counts) // len(queries))
    rows = np.minimum(arrays.rows[places], size - 1).astype(np.int64)
    differing = arrays.hashes[rows] ^ queries[asked]
    distances = np.bitwise_count(differing).sum(axis=1, dtype=np.uint16)
    hits = np.flatnonzero((distances <= limit) & (dead[rows] == 0))
    hits = hits[~_is_of_an_earlier_chunk(arrays.plan, chunk, differing[hits])]
    return asked[hits], rows[hits], distances[hits].astype(np.int64)


def _is_of_an_earlier_chunk(plan: Plan, chunk: int, differing: Words) -> NDArray[np.bool_]:
    values = [np.bitwise_count(plan.values(differing, earlier)) <= plan.radius for earlier in range(chunk)]
    return np.logical_or.reduce(values, axis=0) if values else np.zeros(len(differing), np.bool_)


def _joined(parts: Sequence[Hits]) -> Hits:
    filled = [part for part in parts if len(part[0])]
    if len(filled) <= 1:
        return filled[0] if filled else NO_HITS
    queries, rows, distances = map(np.concatenate, zip(*filled, strict=True))
    return queries, rows, distances
