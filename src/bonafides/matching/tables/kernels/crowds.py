# mypy: ignore-errors
"""A crowd in sixteen tables: many rows that share a bucket, or several."""

from typing import Any, Final

import numpy as np

from bonafides.matching.compiling import fetch, inlined, ones
from bonafides.matching.tables.kernels.buckets import (
    NARROW_CHUNKS,
    bits_apart,
    bits_at,
    bucket_of,
    fetch_starts,
    narrow_of,
    narrow_table,
    open_buckets,
    wide_of,
)
from bonafides.matching.tables.kernels.desk import (
    CHUNKS,
    COST_OF_CANDIDATE,
    DEAD,
    DESK,
    FOUND,
    FULL,
    I64,
    MARKS,
    NONE_FOUND,
    ON_DESK,
    OPENED,
    OUT,
    PROBES,
    QUERIES,
    RUNS,
    RUNS_AT,
    STRETCH,
    TABLES,
    U32S,
    WAITING,
    WAITS,
    WORDS,
    compiled,
)
from bonafides.matching.tables.kernels.settling import settle
from bonafides.matching.tables.layout import CROWD

RUN: Final = CROWD // 2  # rows in the least of a query's runs
GAPS, GAP = 32, 64  # that one is sought across; rows in the largest of them
SHORT: Final = 256  # rows that are sooner looked at than searched for those of a run
MOST_IN_RUNS, LEAST_IN_RUNS = 1 / 2, 3 / 4  # of all rows; of those in the buckets of a query
MOST_BESIDE, MOST_BESIDE_AT_LEAST = 4, 20_000  # what part of all rows may be spent on the others


@inlined
def first_from(rows: Any, first: int, past: int, row: int) -> int:
    """The first place in a bucket whose row is not smaller."""
    while first < past:
        middle = (first + past) >> 1
        if np.int64(rows[middle]) < row:
            first = middle + 1
        else:
            past = middle
    return first


@inlined
def begin_of_run(rows: Any, first: int, at: int) -> int:
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


@inlined
def end_of_run(rows: Any, at: int, past: int) -> int:
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


@inlined
def note_run(runs: Any, count: int, place: int, begin: int, beyond: int, joins_last: bool, joins_next: bool) -> int:
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


@inlined
def hold_most(runs: Any, count: int, values: Any, size: int, starts: Any, rows: Any) -> bool:
    """Whether most of what the buckets of a query hold lies in its runs; in clusters much does not."""
    held = inside = 0
    for table in range(TABLES):
        of_rows = rows[size * table : size * (table + 1)]
        for probe in range(PROBES):
            first, past = bucket_of(starts, table, values[table], probe, size)
            held += past - first
            for place in range(count if past - first > SHORT else 0):
                first = first_from(of_rows, first, past, runs[2 * place])
                beyond = first_from(of_rows, first, past, runs[2 * place + 1])
                first, inside = beyond, inside + beyond - first
    return inside >= LEAST_IN_RUNS * held


@compiled(I64(ON_DESK, I64, U32S, U32S))
def find_runs(desk: Any, size: int, starts: Any, rows: Any) -> int:
    """Write down the rows of each run in the buckets of a query, in their order; returns how many runs there are.

    None where they are as many as all rows nearly, or where too much lies beside them.
    """
    values, runs, count, held = desk[:WAITS], desk[RUNS_AT:DESK], 0, 0
    for table in range(TABLES):
        fetch_starts(starts, values[table], table)
    for table in range(TABLES):
        of_rows = rows[size * table : size * (table + 1)]
        for probe in range(PROBES):
            first, past = bucket_of(starts, table, values[table], probe, size)
            at = first + RUN // 2
            while past - first >= CROWD and at < past:
                row, low, high, place = np.int64(of_rows[at]), np.int64(0), size, 0
                while place < count and runs[2 * place] <= row:
                    low, place = runs[2 * place + 1], place + 1
                if row < low:  # a known one
                    at = max(at + 1, first_from(of_rows, at, past, low)) + RUN - 1
                    continue
                if place < count:
                    high = runs[2 * place]
                begin, end = begin_of_run(of_rows, first, at), end_of_run(of_rows, at, past)
                begin, beyond = max(low, np.int64(of_rows[begin])), min(high, np.int64(of_rows[end - 1]) + 1)
                at = end + RUN - 1
                joins_last, joins_next = place > 0 and begin - low <= RUN, place < count and high - beyond <= RUN
                begin, beyond = low if joins_last else begin, high if joins_next else beyond
                if beyond - begin < RUN or (count == RUNS and not (joins_last or joins_next)):
                    continue
                held += beyond - begin
                if held > MOST_IN_RUNS * size:
                    return 0
                count = note_run(runs, count, place, begin, beyond, joins_last, joins_next)
    return count if count > 0 and hold_most(runs, count, values, size, starts, rows) else 0


@compiled(I64(I64, WORDS, ON_DESK, I64, I64, U32S, WORDS, DEAD, CHUNKS, I64, OUT, I64, I64))
def settle_beside(
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
    """The same as `settle` without the hits that lie in one of so many runs."""
    first, runs = found, desk[RUNS_AT:DESK]
    past = settle(number, query, desk, count, turn, rows, words, dead, chunks, 1, limit, out, found)
    kept = first if past != FULL else FULL
    for hit in range(first, past):
        row, is_in_one = np.int64(out[hit, 1]), False
        for place in range(run_count):
            is_in_one |= runs[2 * place] <= row < runs[2 * place + 1]
        out[kept, 0], out[kept, 1], out[kept, 2] = out[hit, 0], out[hit, 1], out[hit, 2]
        kept += 0 if is_in_one else 1
    return kept


@compiled(I64(I64, WORDS, WORDS, DEAD, I64, I64, I64, ON_DESK, OUT, I64))
def compare_run(
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
            distance = ones(words[at] ^ q0) + ones(words[at + np.uint64(1)] ^ q1)
            distance += ones(words[at + np.uint64(2)] ^ q2) + ones(words[at + np.uint64(3)] ^ q3)
            least, most = min(least, distance), max(most, distance)
            distances[np.uint64(place)] = np.int64(distance)
        if np.int64(least) > limit:
            continue
        if found + STRETCH > out.shape[0]:
            return FULL
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


@compiled(FOUND(QUERIES, WORDS, DEAD, U32S, U32S, WORDS, U32S, CHUNKS, I64, I64, MARKS, ON_DESK, I64, OUT))
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
            values[chunk] = np.int64(bits_at(query, 16 * chunk, 16))
        run_count = find_runs(desk, size, starts, rows)
        most = size // MOST_BESIDE + MOST_BESIDE_AT_LEAST if run_count > 0 else -1
        for table in range(TABLES):
            if work > most:
                break
            open_buckets(starts, wide, narrow, size, values[table], table, buckets)
            of_wide, of_narrow = size * table, size * narrow_table(table)
            wanted_wide, wanted_narrow = wide_of(values, table), narrow_of(values, table)
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
                        stop = first_from(of_rows, at, past, runs[2 * place])
                        onward = first_from(of_rows, stop, past, runs[2 * place + 1])
                    work += stop - at
                    for each in range(at, stop):
                        if (
                            bits_apart(
                                wide, narrow, of_wide + each, of_narrow + each, wanted_wide, wanted_narrow, table
                            )
                            > left
                        ):
                            continue
                        fetch(rows, size * table + each)
                        waiting[2 * count], waiting[2 * count + 1] = size * table + each, table
                        count, work = count + 1, work + COST_OF_CANDIDATE
                        if count == WAITING:
                            found = settle_beside(
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
                            if found == FULL:
                                return before, number
                            if work > most:
                                break
                    at, place = onward, place + 1
        if work > most:
            found, costly[number] = before, 1
            continue
        found = settle_beside(number, query, desk, count, turn, rows, words, dead, chunks, limit, out, found, run_count)
        for place in range(run_count):
            if found != FULL:
                found = compare_run(
                    number, query, words, dead, runs[2 * place], runs[2 * place + 1], limit, waiting, out, found
                )
        if found == FULL:
            return before, number
    return found, queries.shape[0]
