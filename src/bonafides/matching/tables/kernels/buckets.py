# mypy: ignore-errors
"""What a row, a sketch or a bucket says of a query."""

from typing import Any, Final

import numpy as np

from bonafides.matching.compiling import fetch, inlined, ones
from bonafides.matching.tables.kernels.desk import NONE_FOUND, PROBES
from bonafides.matching.tables.layout import LONG_TABLES, WIDE_TABLES

BUCKETS: Final = (1 << 16) + 1  # of one table, with the one that ends it
NARROW_CHUNKS: Final = 2  # in a narrow sketch


@inlined
def wide_of(chunks: Any, table: int) -> Any:
    """The four chunks that follow the table's own."""
    value = np.uint64(0)
    for place in range(4):
        value |= np.uint64(chunks[(table + 1 + place) & 15]) << np.uint64(16 * place)
    return value


@inlined
def narrow_of(chunks: Any, table: int) -> Any:
    """The two chunks that follow the wide sketch, or the table's own chunk where there is none."""
    first = table + (5 if table < LONG_TABLES else 1)
    return np.uint32(chunks[first & 15] | (chunks[(first + 1) & 15] << 16))


@inlined
def bits_at(words: Any, begin: int, width: int) -> Any:
    """The bits of four words from `begin` on."""
    word, shift = begin >> 6, begin & 63
    value = words[word] >> np.uint64(shift)
    if shift + width > 64:
        value |= words[word + 1] << np.uint64(64 - shift)
    return value & ((np.uint64(1) << np.uint64(width)) - np.uint64(1))


@inlined
def distance_to(words: Any, row: int, query: Any) -> Any:
    at = row * 4
    first = ones(words[at] ^ query[0]) + ones(words[at + 1] ^ query[1])
    return np.int64(first + ones(words[at + 2] ^ query[2]) + ones(words[at + 3] ^ query[3]))


@inlined
def least_wide(sketches: Any, first: int, past: int, sketch: Any) -> Any:
    least = np.uint64(NONE_FOUND)
    for place in range(past - first):
        least = min(least, ones(sketches[np.uint64(first) + np.uint64(place)] ^ sketch))
    return np.int64(least)


@inlined
def least_long(wides: Any, narrows: Any, first: int, past: int, wide: Any, narrow: Any) -> Any:
    least = np.uint64(NONE_FOUND)
    for place in range(past - first):
        at = np.uint64(first) + np.uint64(place)
        least = min(least, ones(wides[at] ^ wide) + np.uint64(ones(narrows[at] ^ narrow)))
    return np.int64(least)


@inlined
def least_narrow(sketches: Any, first: int, past: int, sketch: Any) -> Any:
    least = np.uint32(NONE_FOUND)
    for place in range(past - first):
        least = min(least, np.uint32(ones(np.uint32(sketches[np.uint64(first) + np.uint64(place)] ^ sketch))))
    return np.int64(least)


@inlined
def narrow_table(table: int) -> int:
    """Where among the narrow sketches those of a table stand."""
    return table if table < WIDE_TABLES else table - WIDE_TABLES + LONG_TABLES


@inlined
def bits_apart(
    wide: Any, narrow: Any, of_wide: int, of_narrow: int, query_wide: Any, query_narrow: Any, table: int
) -> int:
    """The bits in which one sketch differs from the query's."""
    differing = 0
    if table < WIDE_TABLES:
        differing += np.int64(ones(wide[of_wide] ^ query_wide))
    if table < LONG_TABLES or table >= WIDE_TABLES:
        differing += np.int64(ones(narrow[of_narrow] ^ query_narrow))
    return differing


@inlined
def fetch_starts(starts: Any, value: int, table: int) -> None:
    """Ask for where the buckets of a table begin; values that differ in a low bit are neighbours."""
    fetch(starts, table * BUCKETS + value)
    for bit in range(4, 16):
        fetch(starts, table * BUCKETS + (value ^ (1 << bit)))


@inlined
def bucket_of(starts: Any, table: int, value: int, probe: int, size: int) -> Any:
    """Where one of the buckets of a chunk's value begins and ends."""
    bucket = table * BUCKETS + (value ^ ((1 << probe) >> 1))
    past = min(np.int64(starts[bucket + 1]), size)  # a damaged file may say anything
    return min(np.int64(starts[bucket]), past), past


@inlined
def open_buckets(starts: Any, wide: Any, narrow: Any, size: int, value: int, table: int, buckets: Any) -> int:
    """Where the buckets of a table begin and end, and a request for their sketches; returns how many rows they hold."""
    held, side = 0, PROBES * (table & 1)
    of_wide, of_narrow = size * table, size * narrow_table(table)
    for probe in range(PROBES):
        first, past = bucket_of(starts, table, value, probe, size)
        buckets[2 * (side + probe)], buckets[2 * (side + probe) + 1] = first, past
        held += past - first
        if table < WIDE_TABLES:
            fetch(wide, of_wide + first)
            fetch(wide, of_wide + first + 8)
            fetch(wide, of_wide + past - 1)
        if table < LONG_TABLES or table >= WIDE_TABLES:
            fetch(narrow, of_narrow + first)
            fetch(narrow, of_narrow + past - 1)
    return held
