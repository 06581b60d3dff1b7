# mypy: ignore-errors
"""Fewer chunks, a larger radius, no sketches."""

from typing import Any, Final

import numpy as np

from bonafides.matching.compiling import fetch
from bonafides.matching.tables.kernels.buckets import bits_at
from bonafides.matching.tables.kernels.desk import (
    CHUNKS,
    DEAD,
    FOUND,
    FULL,
    I64,
    MANY,
    MARKS,
    ON_DESK,
    OPENED,
    OUT,
    QUERIES,
    U32S,
    WAITING,
    WAITS,
    WORDS,
    compiled,
)
from bonafides.matching.tables.kernels.settling import settle

BLOCK: Final = 64  # buckets that are fetched together


@compiled(FOUND(QUERIES, WORDS, DEAD, U32S, U32S, WORDS, CHUNKS, I64, I64, I64, MARKS, ON_DESK, I64, OUT))
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
            value, base = np.int64(bits_at(query, chunks[table, 0], chunks[table, 1])), chunks[table, 3]
            count, mask_count = 0, chunks[table, 2]
            for block in range(0, mask_count, BLOCK):
                past = min(block + BLOCK, mask_count)
                for place in range(block, past):
                    fetch(starts, base + (value ^ np.int64(masks[place])))
                for place in range(block, past):
                    bucket = base + (value ^ np.int64(masks[place]))
                    for at in range(np.int64(starts[bucket]), min(np.int64(starts[bucket + 1]), size)):
                        fetch(rows, size * table + at)
                        waiting[2 * count], waiting[2 * count + 1] = size * table + at, table
                        count, work = count + 1, work + 1
                        if count == WAITING:
                            found = settle(
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
                            if found == FULL:
                                return before, number
                            if work > most:
                                break
                    if work > most:
                        break
                if work > most:
                    break
            found = settle(number, query, desk, count, turn, rows, words, dead, chunks, radius, limit, out, found)
            if found == FULL:
                return before, number
            if work > most:
                break
        if work > most:
            found, costly[number] = before, 1
    return found, queries.shape[0]
