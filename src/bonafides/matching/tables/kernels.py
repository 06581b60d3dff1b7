# mypy: ignore-errors
"""The search compiled: the same answers as numpy's, twenty times as fast, and other threads run meanwhile.

Importing this takes a second (numba), and some more where its functions were not compiled on this machine before;
`search.use_kernels` does it, never a lookup. Arguments are declared, read-only, so that arrays in memory and mapped
ones take the same code; what is declared is what is typed here, for mypy cannot follow a compiler. Each kernel goes
on from `first` and returns how many hits it wrote, and the query (`scan`: the row) at which it stopped because `out`
was full; the hits of that one are not counted.

A bucket is first looked at as a whole: the least distance of its sketches, a loop without branches over neighbouring
memory. What may hit waits in a short list while its row and its words are fetched, so that the processor waits once
for many. Before a table is searched its buckets are fetched too. A query whose buckets have cost as much as comparing
everything would (they are full of near-duplicates, or somebody filled them on purpose) is left: it is marked in
`costly`, and none of its hits is written. Buckets that are very full in the first tables tell it at once. `crowded`
takes it up, which goes once through rows that meet in many of its buckets; what that leaves is for a scan.

All of it stands in this one file: what numba keeps on disk is compiled anew when the file of a kernel changes, and for
no other, so that a mended function of another file would go on running as it was. So would numbers of `layout`: they
are written down here too, and where they differ numpy answers alone.

No kernel makes an array, so that none counts references, which would cost as much as the search: what it works on is a
`desk`, (DESK + a power of two,) int64, of one call at a time. What stands on it from earlier calls counts for nothing
if `turn` has grown by their queries.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from bonafides.matching.tables.layout import CROWD, LONG_TABLES, NARROW_TABLES, SIXTEEN, WIDE_TABLES

WRITTEN_FOR: Final = (16, 10, 3, 9, 2_048)
if (len(SIXTEEN.widths), WIDE_TABLES, LONG_TABLES, NARROW_TABLES, CROWD) != WRITTEN_FOR:
    raise ImportError("the layout has changed: write its numbers down here, so that the kernels are compiled anew")

TABLES: Final = len(SIXTEEN.widths)
BUCKETS: Final = (1 << 16) + 1  # of one table, with the one that ends it
PROBES: Final = 17  # a chunk's own value and the sixteen that differ in one bit
NARROW_CHUNKS: Final = 2  # in a narrow sketch
SKETCHED_CHUNKS: Final = 4 + NARROW_CHUNKS  # in both sketches of a long table
WAITING: Final = 256
BLOCK: Final = 64
MANY: Final = 100_000
COST_OF_COMPARING: Final = 1  # of a row with all others, measured in sketches that are looked at
COST_OF_SECOND_LOOK: Final = 24  # at each sketch of a bucket: branches
COST_OF_CANDIDATE: Final = 60  # its row and its words lie anywhere in memory
FULL_SHARE, FULL_AT_LEAST, TOLD_BY = 20, 2_000, 3  # of all rows, in all buckets of a query; tables that tell
SEEN, SEEN_OF_MANY, FEW = 1 << 12, 1 << 16, 8  # places to remember what was decided, for up to so many queries
TURNS: Final = 1 << 31  # that can be told apart
RUNS, RUN = 32, CROWD // 2  # of one query; rows in the least of them
GAPS, GAP = 32, 64  # that one is sought across; rows in the largest of them
SHORT: Final = 256  # rows that are sooner looked at than searched for those of a run
MOST_IN_RUNS, LEAST_IN_RUNS = 1 / 2, 3 / 4  # of all rows; of those in the buckets of a query
MOST_BESIDE, MOST_BESIDE_AT_LEAST = 4, 20_000  # what part of all rows may be spent on the others
NONE_FOUND: Final = 255
ROWS_AT_ONCE, STRETCH = 1_024, 64
WAITS: Final = TABLES  # on a desk: a query's chunks, what waits in pairs, the buckets of two tables, what was decided
OPENED: Final = WAITS + max(2 * WAITING, ROWS_AT_ONCE)
RUNS_AT: Final = OPENED + 2 * 2 * PROBES
DESK: Final = RUNS_AT + 2 * RUNS
HITS_OF_ONE: Final = 1_024  # of a single query; an even number, for two lie in three of a room's places
COSTLY_AT, HITS_AT = 4, 5  # in the room of a single query, behind its words
DESK_OF_ONE: Final = HITS_AT + HITS_OF_ONE * 3 // 2
ROOM_OF_ONE: Final = DESK_OF_ONE + DESK + SEEN

_FULL: Final = -1


def _array(kind: Any, dimensions: int = 1, *, writable: bool = False) -> Any:
    return types.Array(kind, dimensions, "C", readonly=not writable)


U8, U32, U64, I64 = types.uint8, types.uint32, types.uint64, types.int64
_HITS, _HITS_OF_ONE = types.Tuple((I64, I64)), types.Tuple((I64, I64, I64))
_QUERIES, _WORDS, _DEAD, _OUT = _array(U64, 2), _array(U64), _array(U8), _array(types.int32, 2, writable=True)
_U32S, _CHUNKS, _DESK = _array(U32), _array(I64, 2), _array(I64, writable=True)
_MARKS: Final = _array(U8, writable=True)


def _compiled(signature: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile for these types, and keep the result on disk where some folder for it can be written."""

    def compile_it(function: Callable[..., Any]) -> Any:
        options = {"nogil": True, "error_model": "numpy", "_nrt": False}
        try:
            return njit(signature, cache=True, **options)(function)
        except RuntimeError:  # numba found no folder that it may write
            return njit(signature, **options)(function)

    return compile_it


_inlined = njit(inline="always")


@intrinsic
def _ones(typing: Any, value: Any) -> Any:
    """The number of bits that are set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return value(value), generate


@intrinsic
def _fetch(typing: Any, array: Any, at: Any) -> Any:
    """Ask for the memory of one element; any number is allowed, also past the end."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        name, kind = "llvm.prefetch.p0i8", ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        prefetch = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        address = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        builder.call(prefetch, [address, flag(0), flag(3), flag(1)])  # to read, to be kept, data
        return context.get_dummy_value()

    return types.void(array, at), generate


# -- one row, one bucket ----------------------------------------------------------------------------


@_inlined
def _wide(chunks: Any, table: int) -> Any:
    """The four chunks that follow the table's own."""
    value = np.uint64(0)
    for place in range(4):
        value |= np.uint64(chunks[(table + 1 + place) & 15]) << np.uint64(16 * place)
    return value


@_inlined
def _narrow(chunks: Any, table: int) -> Any:
    """The two chunks that follow the wide sketch, or the table's own chunk where there is none."""
    first = table + (5 if table < LONG_TABLES else 1)
    return np.uint32(chunks[first & 15] | (chunks[(first + 1) & 15] << 16))


@_inlined
def _bits(words: Any, begin: int, width: int) -> Any:
    """The bits of four words from `begin` on."""
    word, shift = begin >> 6, begin & 63
    value = words[word] >> np.uint64(shift)
    if shift + width > 64:
        value |= words[word + 1] << np.uint64(64 - shift)
    return value & ((np.uint64(1) << np.uint64(width)) - np.uint64(1))


@_inlined
def _distance(words: Any, row: int, query: Any) -> Any:
    at = row * 4
    first = _ones(words[at] ^ query[0]) + _ones(words[at + 1] ^ query[1])
    return np.int64(first + _ones(words[at + 2] ^ query[2]) + _ones(words[at + 3] ^ query[3]))


@_inlined
def _least_wide(sketches: Any, first: int, past: int, sketch: Any) -> Any:
    least = np.uint64(NONE_FOUND)
    for place in range(past - first):
        least = min(least, _ones(sketches[np.uint64(first) + np.uint64(place)] ^ sketch))
    return np.int64(least)


@_inlined
def _least_long(wides: Any, narrows: Any, first: int, past: int, wide: Any, narrow: Any) -> Any:
    least = np.uint64(NONE_FOUND)
    for place in range(past - first):
        at = np.uint64(first) + np.uint64(place)
        least = min(least, _ones(wides[at] ^ wide) + np.uint64(_ones(narrows[at] ^ narrow)))
    return np.int64(least)


@_inlined
def _least_narrow(sketches: Any, first: int, past: int, sketch: Any) -> Any:
    least = np.uint32(NONE_FOUND)
    for place in range(past - first):
        least = min(least, np.uint32(_ones(np.uint32(sketches[np.uint64(first) + np.uint64(place)] ^ sketch))))
    return np.int64(least)


@_inlined
def _narrow_table(table: int) -> int:
    """Where among the narrow sketches those of a table stand."""
    return table if table < WIDE_TABLES else table - WIDE_TABLES + LONG_TABLES


@_inlined
def _differing(
    wide: Any, narrow: Any, of_wide: int, of_narrow: int, query_wide: Any, query_narrow: Any, table: int
) -> int:
    """The bits in which one sketch differs from the query's."""
    differing = 0
    if table < WIDE_TABLES:
        differing += np.int64(_ones(wide[of_wide] ^ query_wide))
    if table < LONG_TABLES or table >= WIDE_TABLES:
        differing += np.int64(_ones(narrow[of_narrow] ^ query_narrow))
    return differing


# -- everything, one by one -------------------------------------------------------------------------


@_inlined
def _least(words: Any, first: int, past: int, q0: Any, q1: Any, q2: Any, q3: Any) -> Any:
    least = np.uint64(NONE_FOUND)
    for row in range(first, past):
        at = row * 4
        distance = _ones(words[at] ^ q0) + _ones(words[at + 1] ^ q1) + _ones(words[at + 2] ^ q2)
        least = min(least, distance + _ones(words[at + 3] ^ q3))
    return np.int64(least)


@_inlined
def _least_sketch(wides: Any, narrows: Any, first: int, wide: Any, narrow: Any) -> Any:
    """The same of the long sketches of one stretch; a fixed length and places without a sign make it twice as fast."""
    least = np.uint64(NONE_FOUND)
    for place in range(STRETCH):
        at = np.uint64(first) + np.uint64(place)
        least = min(least, _ones(wides[at] ^ wide) + np.uint64(_ones(narrows[at] ^ narrow)))
    return np.int64(least)


@_compiled(_HITS(_QUERIES, _WORDS, _DEAD, I64, I64, I64, _OUT))
def scan(queries: Any, words: Any, dead: Any, size: int, limit: int, first: int, out: Any) -> Any:
    """Compare every query with the rows from `first` to `size`: (q, 4) and (4 n,) uint64.

    So many rows as the nearest memory holds are compared with all queries before the next; a stretch of them is first
    asked for the least distance. Returns how many hits were written, and the row to go on from.
    """
    found = 0
    for block in range(first, size, ROWS_AT_ONCE):
        before = found
        for number in range(queries.shape[0]):
            query = queries[number]
            for stretch in range(block, min(block + ROWS_AT_ONCE, size), STRETCH):
                past = min(stretch + STRETCH, size)
                if _least(words, stretch, past, query[0], query[1], query[2], query[3]) > limit:
                    continue
                if found + STRETCH > out.shape[0]:
                    return before, block
                for row in range(stretch, past):
                    distance = _distance(words, row, query)
                    out[found, 0], out[found, 1], out[found, 2] = number, row, distance
                    found += np.int64((distance <= limit) & (dead[row] == 0))  # else the next one takes its place
    return found, size


@_compiled(_HITS(_QUERIES, _WORDS, _DEAD, _U32S, _WORDS, _U32S, I64, I64, _DESK, _OUT))
def scan_sketched(
    queries: Any, words: Any, dead: Any, rows: Any, wide: Any, narrow: Any, limit: int, first: int, desk: Any, out: Any
) -> Any:
    """The same with the sketches of the first of sixteen tables, whose arguments these are: 12 bytes instead of 32.

    They hold 96 of the 256 bits, so that of unlike hashes one in some thousands is looked at in full.
    """
    size, found, values, waiting = dead.shape[0], 0, desk[:WAITS], desk[WAITS:OPENED]
    for block in range(first, size, ROWS_AT_ONCE):
        before, end = found, min(block + ROWS_AT_ONCE, size)
        for number in range(queries.shape[0]):
            query, count = queries[number], 0
            for chunk in range(1, 1 + SKETCHED_CHUNKS):
                values[chunk] = np.int64(_bits(query, 16 * chunk, 16))
            wanted_wide, wanted_narrow = _wide(values, 0), _narrow(values, 0)
            for stretch in range(block, end, STRETCH):
                past = min(stretch + STRETCH, end)
                if (
                    past == stretch + STRETCH
                    and _least_sketch(wide, narrow, stretch, wanted_wide, wanted_narrow) > limit
                ):
                    continue
                for at in range(stretch, past):
                    if _differing(wide, narrow, at, at, wanted_wide, wanted_narrow, 0) <= limit:
                        waiting[count] = np.int64(rows[at])
                        _fetch(words, waiting[count] * 4)
                        count += 1
            if found + count > out.shape[0]:
                return before, block
            for place in range(count):
                row = waiting[place]
                if row >= size:  # so says a damaged file
                    continue
                distance = _distance(words, row, query)
                out[found, 0], out[found, 1], out[found, 2] = number, row, distance
                found += np.int64((distance <= limit) & (dead[row] == 0))  # else the next one takes its place
    return found, size


# -- what may hit -----------------------------------------------------------------------------------


@_inlined
def _is_of_an_earlier_table(words: Any, row: int, query: Any, table: int, chunks: Any, radius: int) -> bool:
    """Whether a row lies within the radius in a chunk that was searched before."""
    for earlier in range(table):
        begin, width = chunks[earlier, 0], chunks[earlier, 1]
        word, shift = begin >> 6, begin & 63
        at = row * 4 + word
        value = (words[at] ^ query[word]) >> np.uint64(shift)
        if shift + width > 64:
            value |= (words[at + 1] ^ query[word + 1]) << np.uint64(64 - shift)
        if _ones(value & ((np.uint64(1) << np.uint64(width)) - np.uint64(1))) <= radius:
            return True
    return False


@_compiled(I64(I64, _WORDS, _DESK, I64, I64, _U32S, _WORDS, _DEAD, _CHUNKS, I64, I64, _OUT, I64))
def _settle(
    number: int,
    query: Any,
    desk: Any,
    count: int,
    turn: int,
    rows: Any,
    words: Any,
    dead: Any,
    chunks: Any,
    radius: int,
    limit: int,
    out: Any,
    found: int,
) -> int:
    """Compare in full what waits, places in `rows` with the table of each; returns the hits so far, or that `out` is
    full.
    """
    waiting, seen = desk[WAITS:OPENED], desk[DESK:]
    fresh, mark = 0, np.int64(turn + number + 1) << 32
    for place in range(count):
        row = np.int64(rows[waiting[2 * place]])
        slot = row & (seen.shape[0] - 1)
        if seen[slot] == mark | row:  # decided in an earlier table of this query
            continue
        seen[slot] = mark | row
        _fetch(words, row * 4)
        waiting[2 * fresh], waiting[2 * fresh + 1] = row, waiting[2 * place + 1]
        fresh += 1
    for place in range(fresh):
        row, table = waiting[2 * place], waiting[2 * place + 1]
        if row >= dead.shape[0]:  # so says a damaged file
            continue
        distance = _distance(words, row, query)
        if distance > limit or dead[row] != 0:
            continue
        if _is_of_an_earlier_table(words, row, query, table, chunks, radius):
            continue
        if found == out.shape[0]:
            return _FULL
        out[found, 0], out[found, 1], out[found, 2] = number, row, distance
        found += 1
    return found


# -- sixteen chunks, radius 1, with sketches --------------------------------------------------------


@_inlined
def _fetch_starts(starts: Any, value: int, table: int) -> None:
    """Ask for where the buckets of a table begin; values that differ in a low bit are neighbours."""
    _fetch(starts, table * BUCKETS + value)
    for bit in range(4, 16):
        _fetch(starts, table * BUCKETS + (value ^ (1 << bit)))


@_inlined
def _bucket(starts: Any, table: int, value: int, probe: int, size: int) -> Any:
    """Where one of the buckets of a chunk's value begins and ends."""
    bucket = table * BUCKETS + (value ^ ((1 << probe) >> 1))
    past = min(np.int64(starts[bucket + 1]), size)  # a damaged file may say anything
    return min(np.int64(starts[bucket]), past), past


@_inlined
def _open_buckets(starts: Any, wide: Any, narrow: Any, size: int, value: int, table: int, buckets: Any) -> int:
    """Where the buckets of a table begin and end, and a request for their sketches; returns how many rows they hold."""
    held, side = 0, PROBES * (table & 1)
    of_wide, of_narrow = size * table, size * _narrow_table(table)
    for probe in range(PROBES):
        first, past = _bucket(starts, table, value, probe, size)
        buckets[2 * (side + probe)], buckets[2 * (side + probe) + 1] = first, past
        held += past - first
        if table < WIDE_TABLES:
            _fetch(wide, of_wide + first)
            _fetch(wide, of_wide + first + 8)
            _fetch(wide, of_wide + past - 1)
        if table < LONG_TABLES or table >= WIDE_TABLES:
            _fetch(narrow, of_narrow + first)
            _fetch(narrow, of_narrow + past - 1)
    return held


@_compiled(_HITS(_QUERIES, _WORDS, _DEAD, _U32S, _U32S, _WORDS, _U32S, _CHUNKS, I64, I64, _MARKS, _DESK, I64, _OUT))
def sixteen(
    queries: Any,
    words: Any,
    dead: Any,
    starts: Any,
    rows: Any,
    wide: Any,
    narrow: Any,
    chunks: Any,
    limit: int,
    first: int,
    costly: Any,
    desk: Any,
    turn: int,
    out: Any,
) -> Any:
    """Search (q, 4) queries in sixteen tables of 16 bits.

    words (4 n,) uint64; starts (16 * 65,537,), rows (16 n,) uint32; wide (10 n,) uint64, narrow (9 n,) uint32: the
    sketches in the order of the buckets; chunks (16, 4) int64 as for `chunked`.
    """
    size, found = dead.shape[0], 0
    values, waiting, buckets = desk[:WAITS], desk[WAITS:OPENED], desk[OPENED:RUNS_AT]
    most, full = COST_OF_COMPARING * size + MANY, size // FULL_SHARE + FULL_AT_LEAST
    for number in range(first, queries.shape[0]):
        query, before, count, work, held = queries[number], found, 0, 0, 0
        for chunk in range(TABLES):
            values[chunk] = np.int64(_bits(query, 16 * chunk, 16))
        _fetch_starts(starts, values[0], 0)
        for opened in range(TABLES + 1):
            if opened < TABLES - 1:
                _fetch_starts(starts, values[opened + 1], opened + 1)
            if opened < TABLES:
                held += _open_buckets(starts, wide, narrow, size, values[opened], opened, buckets)
            # buckets this full are seldom worth it
            if held > full or (opened >= TOLD_BY and held * TABLES > full * (opened + 1)):
                work = most + 1
                break
            if opened == 0:
                continue
            table = opened - 1
            of_wide, of_narrow = size * table, size * _narrow_table(table)
            wanted_wide, wanted_narrow = _wide(values, table), _narrow(values, table)
            # an earlier chunk differs by 2 bits at least; the last two tables have one or two such in their sketch
            spent = 2 * min(table, TABLES - NARROW_CHUNKS - 1)
            for probe in range(PROBES):
                opening = 2 * (PROBES * (table & 1) + probe)
                begin, end = buckets[opening], buckets[opening + 1]
                left = limit - spent - min(probe, 1)
                if begin == end or left < 0 or work > most:
                    continue
                if table < LONG_TABLES:
                    least = _least_long(wide, narrow, of_wide + begin, of_wide + end, wanted_wide, wanted_narrow)
                elif table < WIDE_TABLES:
                    least = _least_wide(wide, of_wide + begin, of_wide + end, wanted_wide)
                else:
                    least = _least_narrow(narrow, of_narrow + begin, of_narrow + end, wanted_narrow)
                if least > left:
                    continue
                work += COST_OF_SECOND_LOOK * (end - begin)
                if work > most:
                    break
                for at in range(begin, end):
                    if _differing(wide, narrow, of_wide + at, of_narrow + at, wanted_wide, wanted_narrow, table) > left:
                        continue
                    _fetch(rows, size * table + at)
                    waiting[2 * count], waiting[2 * count + 1] = size * table + at, table
                    count, work = count + 1, work + COST_OF_CANDIDATE
                    if count == WAITING:
                        found = _settle(
                            number, query, desk, count, turn, rows, words, dead, chunks, 1, limit, out, found
                        )
                        count = 0
                        if found == _FULL:
                            return before, number
                        if work > most:
                            break
            if work > most:
                break
        if work > most:
            found, costly[number] = before, 1
            continue
        found = _settle(number, query, desk, count, turn, rows, words, dead, chunks, 1, limit, out, found)
        if found == _FULL:
            return before, number
    return found, queries.shape[0]


# -- a crowd in sixteen tables ----------------------------------------------------------------------


@_inlined
def _first_from(rows: Any, first: int, past: int, row: int) -> int:
    """The first place in a bucket whose row is not smaller."""
    while first < past:
        middle = (first + past) >> 1
        if np.int64(rows[middle]) < row:
            first = middle + 1
        else:
            past = middle
    return first


@_inlined
def _begin_of_run(rows: Any, first: int, at: int) -> int:
    """The first place before one in a bucket from which on rows follow each other, but for some small gaps."""
    low = at
    for _ in range(GAPS):
        offset, high = np.int64(rows[at]) - at, at
        low = first
        while low < high:
            middle = (low + high) >> 1
            if np.int64(rows[middle]) - middle < offset:
                low = middle + 1
            else:
                high = middle
        if low == first or np.int64(rows[low]) - np.int64(rows[low - 1]) > GAP:
            break
        at = low - 1
    return low


@_inlined
def _end_of_run(rows: Any, at: int, past: int) -> int:
    """The first place after one in a bucket up to which rows follow each other, but for some small gaps."""
    low = at + 1
    for _ in range(GAPS):
        offset, high = np.int64(rows[at]) - at, past
        low = at + 1
        while low < high:
            middle = (low + high) >> 1
            if np.int64(rows[middle]) - middle > offset:
                high = middle
            else:
                low = middle + 1
        if low == past or np.int64(rows[low]) - np.int64(rows[low - 1]) > GAP:
            break
        at = low
    return low


@_inlined
def _note_run(runs: Any, count: int, place: int, begin: int, beyond: int, joins_last: bool, joins_next: bool) -> int:
    """Put a run in its place, or together with those before and after it; returns how many there are now."""
    if joins_last and joins_next:
        runs[2 * place - 1] = runs[2 * place + 1]
        for later in range(2 * place, 2 * count - 2):
            runs[later] = runs[later + 2]
        return count - 1
    if joins_last:
        runs[2 * place - 1] = beyond
    elif joins_next:
        runs[2 * place] = begin
    else:
        for later in range(2 * count - 1, 2 * place - 1, -1):
            runs[later + 2] = runs[later]
        runs[2 * place], runs[2 * place + 1] = begin, beyond
        return count + 1
    return count


@_inlined
def _hold_most(runs: Any, count: int, values: Any, size: int, starts: Any, rows: Any) -> bool:
    """Whether most of what the buckets of a query hold lies in its runs; in clusters much does not."""
    held = inside = 0
    for table in range(TABLES):
        of_rows = rows[size * table : size * (table + 1)]
        for probe in range(PROBES):
            first, past = _bucket(starts, table, values[table], probe, size)
            held += past - first
            for place in range(count if past - first > SHORT else 0):
                first = _first_from(of_rows, first, past, runs[2 * place])
                beyond = _first_from(of_rows, first, past, runs[2 * place + 1])
                first, inside = beyond, inside + beyond - first
    return inside >= LEAST_IN_RUNS * held


@_compiled(I64(_DESK, I64, _U32S, _U32S))
def _find_runs(desk: Any, size: int, starts: Any, rows: Any) -> int:
    """Write down the rows of each run in the buckets of a query, in their order; returns how many runs there are.

    None where they are as many as all rows nearly, or where too much lies beside them.
    """
    values, runs, count, held = desk[:WAITS], desk[RUNS_AT:DESK], 0, 0
    for table in range(TABLES):
        _fetch_starts(starts, values[table], table)
    for table in range(TABLES):
        of_rows = rows[size * table : size * (table + 1)]
        for probe in range(PROBES):
            first, past = _bucket(starts, table, values[table], probe, size)
            at = first + RUN // 2
            while past - first >= CROWD and at < past:
                row, low, high, place = np.int64(of_rows[at]), np.int64(0), size, 0
                while place < count and runs[2 * place] <= row:
                    low, place = runs[2 * place + 1], place + 1
                if row < low:  # a known one
                    at = max(at + 1, _first_from(of_rows, at, past, low)) + RUN - 1
                    continue
                if place < count:
                    high = runs[2 * place]
                begin, end = _begin_of_run(of_rows, first, at), _end_of_run(of_rows, at, past)
                begin, beyond = max(low, np.int64(of_rows[begin])), min(high, np.int64(of_rows[end - 1]) + 1)
                at = end + RUN - 1
                joins_last, joins_next = place > 0 and begin - low <= RUN, place < count and high - beyond <= RUN
                begin, beyond = low if joins_last else begin, high if joins_next else beyond
                if beyond - begin < RUN or (count == RUNS and not (joins_last or joins_next)):
                    continue
                held += beyond - begin
                if held > MOST_IN_RUNS * size:
                    return 0
                count = _note_run(runs, count, place, begin, beyond, joins_last, joins_next)
    return count if count > 0 and _hold_most(runs, count, values, size, starts, rows) else 0


@_compiled(I64(I64, _WORDS, _DESK, I64, I64, _U32S, _WORDS, _DEAD, _CHUNKS, I64, _OUT, I64, I64))
def _settle_beside(
    number: int,
    query: Any,
    desk: Any,
    count: int,
    turn: int,
    rows: Any,
    words: Any,
    dead: Any,
    chunks: Any,
    limit: int,
    out: Any,
    found: int,
    run_count: int,
) -> int:
    """The same as `_settle` without the hits that lie in one of so many runs."""
    first, runs = found, desk[RUNS_AT:DESK]
    past = _settle(number, query, desk, count, turn, rows, words, dead, chunks, 1, limit, out, found)
    kept = first if past != _FULL else _FULL
    for hit in range(first, past):
        row, is_in_one = np.int64(out[hit, 1]), False
        for place in range(run_count):
            is_in_one |= runs[2 * place] <= row < runs[2 * place + 1]
        out[kept, 0], out[kept, 1], out[kept, 2] = out[hit, 0], out[hit, 1], out[hit, 2]
        kept += 0 if is_in_one else 1
    return kept


@_compiled(I64(I64, _WORDS, _WORDS, _DEAD, I64, I64, I64, _DESK, _OUT, I64))
def _compare_run(
    number: int,
    query: Any,
    words: Any,
    dead: Any,
    first: int,
    past: int,
    limit: int,
    distances: Any,
    out: Any,
    found: int,
) -> int:
    """Compare all rows of a run; returns the hits so far, or that `out` is full."""
    q0, q1, q2, q3 = query[0], query[1], query[2], query[3]
    for stretch in range(first, past, STRETCH):
        end, least, most = min(stretch + STRETCH, past), np.uint64(NONE_FOUND), np.uint64(0)
        for place in range(end - stretch):
            at = np.uint64(4) * (np.uint64(stretch) + np.uint64(place))
            distance = _ones(words[at] ^ q0) + _ones(words[at + np.uint64(1)] ^ q1)
            distance += _ones(words[at + np.uint64(2)] ^ q2) + _ones(words[at + np.uint64(3)] ^ q3)
            least, most = min(least, distance), max(most, distance)
            distances[np.uint64(place)] = np.int64(distance)
        if np.int64(least) > limit:
            continue
        if found + STRETCH > out.shape[0]:
            return _FULL
        if np.int64(most) <= limit and not dead[stretch:end].any():  # nothing to be decided, so several at once
            for place in range(end - stretch):
                row, hit, differing = stretch + place, np.uint64(found) + np.uint64(place), distances[np.uint64(place)]
                out[hit, 0], out[hit, 1], out[hit, 2] = number, row, differing
            found += end - stretch
            continue
        for place in range(end - stretch):
            row, hit, differing = stretch + place, np.uint64(found), distances[np.uint64(place)]
            out[hit, 0], out[hit, 1], out[hit, 2] = number, row, differing
            found += np.int64((differing <= limit) & (dead[np.uint64(row)] == 0))  # else the next one takes its place
    return found


@_compiled(_HITS(_QUERIES, _WORDS, _DEAD, _U32S, _U32S, _WORDS, _U32S, _CHUNKS, I64, I64, _MARKS, _DESK, I64, _OUT))
def crowded(
    queries: Any,
    words: Any,
    dead: Any,
    starts: Any,
    rows: Any,
    wide: Any,
    narrow: Any,
    chunks: Any,
    limit: int,
    first: int,
    costly: Any,
    desk: Any,
    turn: int,
    out: Any,
) -> Any:
    """The same as `sixteen` for queries that it left because of a crowd: many rows that share a bucket, or several.

    They stand one after the other, so each such run is compared in full once, and passed over in all buckets. A query
    without any, or with too much beside them, is left to a scan.
    """
    size, found = dead.shape[0], 0
    values, waiting, buckets, runs = desk[:WAITS], desk[WAITS:OPENED], desk[OPENED:RUNS_AT], desk[RUNS_AT:DESK]
    for number in range(first, queries.shape[0]):
        query, before, count, work = queries[number], found, 0, 0
        for chunk in range(TABLES):
            values[chunk] = np.int64(_bits(query, 16 * chunk, 16))
        run_count = _find_runs(desk, size, starts, rows)
        most = size // MOST_BESIDE + MOST_BESIDE_AT_LEAST if run_count > 0 else -1
        for table in range(TABLES):
            if work > most:
                break
            _open_buckets(starts, wide, narrow, size, values[table], table, buckets)
            of_wide, of_narrow = size * table, size * _narrow_table(table)
            wanted_wide, wanted_narrow = _wide(values, table), _narrow(values, table)
            spent = 2 * min(table, TABLES - NARROW_CHUNKS - 1)
            for probe in range(PROBES):
                opening = 2 * (PROBES * (table & 1) + probe)
                at, past = buckets[opening], buckets[opening + 1]
                left = limit - spent - min(probe, 1)
                if at == past or left < 0:
                    continue
                of_rows = rows[size * table : size * (table + 1)]
                place = 0 if past - at > SHORT else run_count
                while at < past and work <= most:
                    stop, onward = past, past
                    if place < run_count:
                        stop = _first_from(of_rows, at, past, runs[2 * place])
                        onward = _first_from(of_rows, stop, past, runs[2 * place + 1])
                    work += stop - at
                    for each in range(at, stop):
                        if (
                            _differing(
                                wide, narrow, of_wide + each, of_narrow + each, wanted_wide, wanted_narrow, table
                            )
                            > left
                        ):
                            continue
                        _fetch(rows, size * table + each)
                        waiting[2 * count], waiting[2 * count + 1] = size * table + each, table
                        count, work = count + 1, work + COST_OF_CANDIDATE
                        if count == WAITING:
                            found = _settle_beside(
                                number,
                                query,
                                desk,
                                count,
                                turn,
                                rows,
                                words,
                                dead,
                                chunks,
                                limit,
                                out,
                                found,
                                run_count,
                            )
                            count = 0
                            if found == _FULL:
                                return before, number
                            if work > most:
                                break
                    at, place = onward, place + 1
        if work > most:
            found, costly[number] = before, 1
            continue
        found = _settle_beside(
            number, query, desk, count, turn, rows, words, dead, chunks, limit, out, found, run_count
        )
        for place in range(run_count):
            if found != _FULL:
                found = _compare_run(
                    number, query, words, dead, runs[2 * place], runs[2 * place + 1], limit, waiting, out, found
                )
        if found == _FULL:
            return before, number
    return found, queries.shape[0]


# -- one query, for as little as a call can cost ----------------------------------------------------


def _laid(kind: Any) -> Any:
    """Make a function that lays an array of such a type, (rows,) or (rows, columns), over memory at an address."""

    @intrinsic
    def lay(typing: Any, address: Any, rows: Any, columns: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            at, *shape = arguments
            one = context.get_data_type(kind.dtype)
            size = context.get_constant(types.intp, context.get_abi_sizeof(one))
            shape, strides = shape[: kind.ndim], [builder.mul(size, shape[1]), size][-kind.ndim :]
            array = context.make_array(kind)(context, builder)
            data = builder.inttoptr(at, one.as_pointer())
            populate_array(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
            return array._getvalue()

        return kind(types.intp, types.intp, types.intp), generate

    return lay


_queries_at, _words_at, _u32s_at, _chunks_at = _laid(_QUERIES), _laid(_WORDS), _laid(_U32S), _laid(_CHUNKS)
_out_at, _marks_at = _laid(_OUT), _laid(_MARKS)


@_compiled(_HITS_OF_ONE(_DESK, _DEAD, _DESK, U64, U64, U64, U64, I64, I64))
def one(places: Any, dead: Any, room: Any, q0: Any, q1: Any, q2: Any, q3: Any, limit: int, turn: int) -> Any:
    """Search a single query in sixteen tables: the same as `sixteen`, whose call alone takes half as long as it.

    places (6,) int64: where words, starts, rows, wide, narrow and chunks lie, in memory that must stay while this runs.
    room (ROOM_OF_ONE,) int64, of one call at a time: a query, what is costly, hits, a desk. Returns how many hits there
    are (-1: more than there is room for, or it is left to a scan), and the row and the distance of the first; all of
    them lie in `hits_in(room)`.
    """
    size, at = dead.shape[0], np.int64(room.ctypes.data)
    costly, out = _marks_at(at + 8 * COSTLY_AT, 1, 1), _out_at(at + 8 * HITS_AT, HITS_OF_ONE, 3)
    room[0], room[1], room[2], room[3], costly[0] = np.int64(q0), np.int64(q1), np.int64(q2), np.int64(q3), 0
    found, past = sixteen(
        _queries_at(at, 1, 4),
        _words_at(places[0], 4 * size, 1),
        dead,
        _u32s_at(places[1], TABLES * BUCKETS, 1),
        _u32s_at(places[2], TABLES * size, 1),
        _words_at(places[3], WIDE_TABLES * size, 1),
        _u32s_at(places[4], NARROW_TABLES * size, 1),
        _chunks_at(places[5], TABLES, 4),
        limit,
        0,
        costly,
        room[DESK_OF_ONE:],
        turn,
        out,
    )
    if past == 0 or costly[0] != 0:
        return -1, 0, 0
    return found, np.int64(out[0, 1]), np.int64(out[0, 2])


def hits_in(room: Any) -> Any:
    """(n, 3) int32, a view: the query's number, the row and the distance of each hit that `one` wrote."""
    return room[HITS_AT:DESK_OF_ONE].view(np.int32).reshape(-1, 3)


# -- fewer chunks, a larger radius, no sketches -----------------------------------------------------


@_compiled(_HITS(_QUERIES, _WORDS, _DEAD, _U32S, _U32S, _WORDS, _CHUNKS, I64, I64, I64, _MARKS, _DESK, I64, _OUT))
def chunked(
    queries: Any,
    words: Any,
    dead: Any,
    starts: Any,
    rows: Any,
    masks: Any,
    chunks: Any,
    radius: int,
    limit: int,
    first: int,
    costly: Any,
    desk: Any,
    turn: int,
    out: Any,
) -> Any:
    """Search (q, 4) queries in tables of any chunks.

    Each row of `chunks` (t, 4) int64 says the first bit of one, its width, how many of the `masks` it takes, and where
    its buckets begin in `starts`; `rows` (t n,) uint32 are the rows in the order of the buckets.
    """
    size, found, waiting, most = dead.shape[0], 0, desk[WAITS:OPENED], dead.shape[0] // 32 + MANY
    for number in range(first, queries.shape[0]):
        query, before, work = queries[number], found, 0
        for table in range(chunks.shape[0]):
            value, base = np.int64(_bits(query, chunks[table, 0], chunks[table, 1])), chunks[table, 3]
            count, mask_count = 0, chunks[table, 2]
            for block in range(0, mask_count, BLOCK):
                past = min(block + BLOCK, mask_count)
                for place in range(block, past):
                    _fetch(starts, base + (value ^ np.int64(masks[place])))
                for place in range(block, past):
                    bucket = base + (value ^ np.int64(masks[place]))
                    for at in range(np.int64(starts[bucket]), min(np.int64(starts[bucket + 1]), size)):
                        _fetch(rows, size * table + at)
                        waiting[2 * count], waiting[2 * count + 1] = size * table + at, table
                        count, work = count + 1, work + 1
                        if count == WAITING:
                            found = _settle(
                                number,
                                query,
                                desk,
                                count,
                                turn,
                                rows,
                                words,
                                dead,
                                chunks,
                                radius,
                                limit,
                                out,
                                found,
                            )
                            count = 0
                            if found == _FULL:
                                return before, number
                            if work > most:
                                break
                    if work > most:
                        break
                if work > most:
                    break
            found = _settle(number, query, desk, count, turn, rows, words, dead, chunks, radius, limit, out, found)
            if found == _FULL:
                return before, number
            if work > most:
                break
        if work > most:
            found, costly[number] = before, 1
    return found, queries.shape[0]
