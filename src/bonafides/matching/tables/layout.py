"""How a PDQ hash is cut into chunks so that a search within 31 bits looks into few buckets and misses nothing.

The generalised pigeonhole: if chunk i is searched with radius r_i and the sum of all (r_i + 1) exceeds the distance,
a hash within the distance lies within the radius in at least one chunk, for otherwise the chunks alone would differ
by more. Sixteen chunks of 16 bits with radius 1 give 32, eleven of 23 or 24 bits with radius 2 give 33; both exceed
31. The first looks into few, fuller buckets and suits up to about five million hashes; the second looks into many,
almost empty ones. Source: Norouzi, Punjani, Fleet, Fast Exact Search in Hamming Space with Multi-Index Hashing, 2014.

The ordered pigeonhole: each hit is reported only from the first chunk that lies within its radius, so nothing is
found twice. In table t every earlier chunk then differs by at least 2 bits (where the radius is 1), which leaves
31 - 2 t bits for all others: a sketch of few bits, kept beside the bucket, is enough to turn nearly all of it away.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tables.rows import Words
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS

HASH_BITS: Final = 256
WORD_BITS: Final = 64
FEWER_CHUNKS_FROM: Final = 5_000_000
"""Rows from which eleven chunks are as fast as sixteen, at little more than half the memory; measured."""

WIDE_TABLES: Final = 10
"""The first so many of sixteen tables have a 64-bit sketch; the later ones 32 bits, for less is left to differ."""
LONG_TABLES: Final = 3
"""The first so many have 32 bits more."""
NARROW_TABLES: Final = LONG_TABLES + 16 - WIDE_TABLES

CROWD: Final = 2_048
"""Rows of a bucket that are a crowd: they are kept side by side, to be gone through once by a query in their midst."""


@dataclass(frozen=True)
class Plan:
    """The chunks of a hash: where each begins (a bit, from the first word's lowest), its width, and the radius."""

    name: str
    widths: tuple[int, ...]
    radius: int

    def __post_init__(self) -> None:
        if sum(self.widths) != HASH_BITS or len(self.widths) * (self.radius + 1) <= PDQ_MAX_DISTANCE_BITS:
            raise ValueError(f"these chunks would miss hashes: {self.widths} with radius {self.radius}")

    @cached_property
    def begins(self) -> NDArray[np.int64]:
        """(chunks,) int64: the first bit of each."""
        return np.cumsum((0, *self.widths[:-1]), dtype=np.int64)

    @cached_property
    def first_buckets(self) -> NDArray[np.int64]:
        """(chunks + 1,) int64: where in one long row of all buckets those of each chunk begin; each has one to end."""
        return np.cumsum((0, *((1 << width) + 1 for width in self.widths)), dtype=np.int64)

    @cached_property
    def masks(self) -> NDArray[np.uint64]:
        """All values with at most `radius` bits of the widest chunk set, those of narrower chunks first."""
        return np.array(sorted(_masks(max(self.widths), self.radius)), np.uint64)

    @cached_property
    def table(self) -> NDArray[np.int64]:
        """(chunks, 4) int64 as the kernels take it: first bit, width, number of masks, first bucket."""
        masks = [self.mask_count(chunk) for chunk in range(len(self.widths))]
        return np.stack([self.begins, self.widths, masks, self.first_buckets[:-1]], axis=1).astype(np.int64)

    def mask_count(self, chunk: int) -> int:
        """How many of the masks a chunk takes: those below its width."""
        return int(np.searchsorted(self.masks, np.uint64(1 << self.widths[chunk])))

    def values(self, words: Words, chunk: int) -> NDArray[np.uint32]:
        """(n,) uint32: what (n, 4) uint64 words hold in one chunk."""
        word, shift = divmod(int(self.begins[chunk]), WORD_BITS)
        value = words[:, word] >> np.uint64(shift)
        if shift + self.widths[chunk] > WORD_BITS:
            value = value | (words[:, word + 1] << np.uint64(WORD_BITS - shift))
        return (value & np.uint64((1 << self.widths[chunk]) - 1)).astype(np.uint32)


def _masks(width: int, radius: int) -> list[int]:
    bits = [combinations(range(width), count) for count in range(radius + 1)]
    return [sum(1 << bit for bit in chosen) for chosens in bits for chosen in chosens]


SIXTEEN: Final = Plan("sixteen", (16,) * 16, radius=1)
ELEVEN: Final = Plan("eleven", (24, 24, 24, *(23,) * 8), radius=2)
PLANS: Final = (SIXTEEN, ELEVEN)


def plan_for(rows: int) -> Plan:
    """The cheaper plan for so many rows."""
    return SIXTEEN if rows < FEWER_CHUNKS_FROM else ELEVEN


def sketches_of(words: Words, table: int) -> tuple[NDArray[np.uint64] | None, NDArray[np.uint32] | None]:
    """The wide and the narrow sketch that one of sixteen tables keeps of (n, 4) hashes; None for one it has not.

    They are the chunks that follow the table's own, the first after the last: four in the wide one, two in the narrow.
    """
    chunks = np.ascontiguousarray(words).view(np.uint16).reshape(len(words), 16)
    following = np.roll(chunks, -table - 1, axis=1)
    wide = np.ascontiguousarray(following[:, :4]).view(np.uint64)[:, 0] if table < WIDE_TABLES else None
    if LONG_TABLES <= table < WIDE_TABLES:
        return wide, None
    first = 4 if table < LONG_TABLES else 0
    return wide, np.ascontiguousarray(following[:, first : first + 2]).view(np.uint32)[:, 0]
