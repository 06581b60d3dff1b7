# mypy: ignore-errors
"""Sixteen chunks, radius 1, with sketches."""

from typing import Any

import numpy as np

from bonafides.matching.compiling import fetch
from bonafides.matching.tables.kernels.buckets import (
    NARROW_CHUNKS,
    bits_apart,
    bits_at,
    fetch_starts,
    least_long,
    least_narrow,
    least_wide,
    narrow_of,
    narrow_table,
    open_buckets,
    wide_of,
)
from bonafides.matching.tables.kernels.desk import (
    CHUNKS,
    COST_OF_CANDIDATE,
    COST_OF_COMPARING,
    COST_OF_SECOND_LOOK,
    DEAD,
    FOUND,
    FULL,
    I64,
    MANY,
    MARKS,
    ON_DESK,
    OPENED,
    OUT,
    PROBES,
    QUERIES,
    RUNS_AT,
    TABLES,
    U32S,
    WAITING,
    WAITS,
    WORDS,
    compiled,
)
from bonafides.matching.tables.kernels.settling import settle
from bonafides.matching.tables.layout import LONG_TABLES, WIDE_TABLES

FULL_SHARE, FULL_AT_LEAST, TOLD_BY = 20, 2_000, 3  # of all rows, in all buckets of a query; tables that tell


@compiled(FOUND(QUERIES, WORDS, DEAD, U32S, U32S, WORDS, U32S, CHUNKS, I64, I64, MARKS, ON_DESK, I64, OUT))
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
            values[chunk] = np.int64(bits_at(query, 16 * chunk, 16))
        fetch_starts(starts, values[0], 0)
        for opened in range(TABLES + 1):
            if opened < TABLES - 1:
                fetch_starts(starts, values[opened + 1], opened + 1)
            if opened < TABLES:
                held += open_buckets(starts, wide, narrow, size, values[opened], opened, buckets)
            # buckets this full are seldom worth it
            if held > full or (opened >= TOLD_BY and held * TABLES > full * (opened + 1)):
                work = most + 1
                break
            if opened == 0:
                continue
            table = opened - 1
            of_wide, of_narrow = size * table, size * narrow_table(table)
            wanted_wide, wanted_narrow = wide_of(values, table), narrow_of(values, table)
            # an earlier chunk differs by 2 bits at least; the last two tables have one or two such in their sketch
            spent = 2 * min(table, TABLES - NARROW_CHUNKS - 1)
            for probe in range(PROBES):
                opening = 2 * (PROBES * (table & 1) + probe)
                begin, end = buckets[opening], buckets[opening + 1]
                left = limit - spent - min(probe, 1)
                if begin == end or left < 0 or work > most:
                    continue
                if table < LONG_TABLES:
                    least = least_long(wide, narrow, of_wide + begin, of_wide + end, wanted_wide, wanted_narrow)
                elif table < WIDE_TABLES:
                    least = least_wide(wide, of_wide + begin, of_wide + end, wanted_wide)
                else:
                    least = least_narrow(narrow, of_narrow + begin, of_narrow + end, wanted_narrow)
                if least > left:
                    continue
                work += COST_OF_SECOND_LOOK * (end - begin)
                if work > most:
                    break
                for at in range(begin, end):
                    if bits_apart(wide, narrow, of_wide + at, of_narrow + at, wanted_wide, wanted_narrow, table) > left:
                        continue
                    fetch(rows, size * table + at)
                    waiting[2 * count], waiting[2 * count + 1] = size * table + at, table
                    count, work = count + 1, work + COST_OF_CANDIDATE
                    if count == WAITING:
                        found = settle(
                            number, query, desk, count, turn, rows, words, dead, chunks, 1, limit, out, found
                        )
                        count = 0
                        if found == FULL:
                            return before, number
                        if work > most:
                            break
            if work > most:
                break
        if work > most:
            found, costly[number] = before, 1
            continue
        found = settle(number, query, desk, count, turn, rows, words, dead, chunks, 1, limit, out, found)
        if found == FULL:
            return before, number
    return found, queries.shape[0]
