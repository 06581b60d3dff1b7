# mypy: ignore-errors
"""What may hit, compared in full: its words, and whether an earlier table has told it already."""

from typing import Any

import numpy as np

from bonafides.matching.compiling import fetch, inlined, ones
from bonafides.matching.tables.kernels.buckets import distance_to
from bonafides.matching.tables.kernels.desk import (
    CHUNKS,
    DEAD,
    DESK,
    FULL,
    I64,
    ON_DESK,
    OPENED,
    OUT,
    U32S,
    WAITS,
    WORDS,
    compiled,
)


@inlined
def is_of_an_earlier_table(words: Any, row: int, query: Any, table: int, chunks: Any, radius: int) -> bool:
    """Whether a row lies within the radius in a chunk that was searched before."""
    for earlier in range(table):
        begin, width = chunks[earlier, 0], chunks[earlier, 1]
        word, shift = begin >> 6, begin & 63
        at = row * 4 + word
        value = (words[at] ^ query[word]) >> np.uint64(shift)
        if shift + width > 64:
            value |= (words[at + 1] ^ query[word + 1]) << np.uint64(64 - shift)
        if ones(value & ((np.uint64(1) << np.uint64(width)) - np.uint64(1))) <= radius:
            return True
    return False


@compiled(I64(I64, WORDS, ON_DESK, I64, I64, U32S, WORDS, DEAD, CHUNKS, I64, I64, OUT, I64))
def settle(
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
        fetch(words, row * 4)
        waiting[2 * fresh], waiting[2 * fresh + 1] = row, waiting[2 * place + 1]
        fresh += 1
    for place in range(fresh):
        row, table = waiting[2 * place], waiting[2 * place + 1]
        if row >= dead.shape[0]:  # so says a damaged file
            continue
        distance = distance_to(words, row, query)
        if distance > limit or dead[row] != 0:
            continue
        if is_of_an_earlier_table(words, row, query, table, chunks, radius):
            continue
        if found == out.shape[0]:
            return FULL
        out[found, 0], out[found, 1], out[found, 2] = number, row, distance
        found += 1
    return found
