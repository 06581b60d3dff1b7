# mypy: ignore-errors
"""Everything compared, one by one."""

from typing import Any, Final

import numpy as np

from bonafides.matching.compiling import fetch, inlined, ones
from bonafides.matching.tables.kernels.buckets import (
    NARROW_CHUNKS,
    bits_apart,
    bits_at,
    distance_to,
    narrow_of,
    wide_of,
)
from bonafides.matching.tables.kernels.desk import (
    DEAD,
    FOUND,
    I64,
    NONE_FOUND,
    ON_DESK,
    OPENED,
    OUT,
    QUERIES,
    ROWS_AT_ONCE,
    STRETCH,
    U32S,
    WAITS,
    WORDS,
    compiled,
)

SKETCHED_CHUNKS: Final = 4 + NARROW_CHUNKS  # in both sketches of a long table


@inlined
def least_in(words: Any, first: int, past: int, q0: Any, q1: Any, q2: Any, q3: Any) -> Any:
    least = np.uint64(NONE_FOUND)
    for row in range(first, past):
        at = row * 4
        distance = ones(words[at] ^ q0) + ones(words[at + 1] ^ q1) + ones(words[at + 2] ^ q2)
        least = min(least, distance + ones(words[at + 3] ^ q3))
    return np.int64(least)


@inlined
def least_sketch(wides: Any, narrows: Any, first: int, wide: Any, narrow: Any) -> Any:
    """The same of the long sketches of one stretch; a fixed length and places without a sign make it twice as fast."""
    least = np.uint64(NONE_FOUND)
    for place in range(STRETCH):
        at = np.uint64(first) + np.uint64(place)
        least = min(least, ones(wides[at] ^ wide) + np.uint64(ones(narrows[at] ^ narrow)))
    return np.int64(least)


@compiled(FOUND(QUERIES, WORDS, DEAD, I64, I64, I64, OUT))
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
                if least_in(words, stretch, past, query[0], query[1], query[2], query[3]) > limit:
                    continue
                if found + STRETCH > out.shape[0]:
                    return before, block
                for row in range(stretch, past):
                    distance = distance_to(words, row, query)
                    out[found, 0], out[found, 1], out[found, 2] = number, row, distance
                    found += np.int64((distance <= limit) & (dead[row] == 0))  # else the next one takes its place
    return found, size


@compiled(FOUND(QUERIES, WORDS, DEAD, U32S, WORDS, U32S, I64, I64, ON_DESK, OUT))
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
                values[chunk] = np.int64(bits_at(query, 16 * chunk, 16))
            wanted_wide, wanted_narrow = wide_of(values, 0), narrow_of(values, 0)
            for stretch in range(block, end, STRETCH):
                past = min(stretch + STRETCH, end)
                if (
                    past == stretch + STRETCH
                    and least_sketch(wide, narrow, stretch, wanted_wide, wanted_narrow) > limit
                ):
                    continue
                for at in range(stretch, past):
                    if bits_apart(wide, narrow, at, at, wanted_wide, wanted_narrow, 0) <= limit:
                        waiting[count] = np.int64(rows[at])
                        fetch(words, waiting[count] * 4)
                        count += 1
            if found + count > out.shape[0]:
                return before, block
            for place in range(count):
                row = waiting[place]
                if row >= size:  # so says a damaged file
                    continue
                distance = distance_to(words, row, query)
                out[found, 0], out[found, 1], out[found, 2] = number, row, distance
                found += np.int64((distance <= limit) & (dead[row] == 0))  # else the next one takes its place
    return found, size
