"""Hashes to search among, and what comparing everything finds."""

import numpy as np

from bonafides.matching.tables.rows import Found, Rows, Words

Hits = set[tuple[int, int, int]]
"""(query, entry, distance in bits)."""


def spread(count: int, random: np.random.Generator) -> Words:
    """Hashes with nothing in common."""
    return random.integers(0, 2**64, (count, 4), dtype=np.uint64, endpoint=False)


def flipped(words: Words, bits: np.typing.NDArray[np.integer], random: np.random.Generator) -> Words:
    """Each row with that many of its bits changed."""
    masks = random.permuted(np.arange(256) < bits[:, None], axis=1)
    return words ^ np.packbits(masks, axis=1).view(">u8").astype(np.uint64)


def clustered(count: int, random: np.random.Generator) -> Words:
    """Near-duplicates of few hashes: large clusters and small ones, and a tenth of others."""
    middles = spread(max(1, count // 200), random)
    chosen = np.minimum(random.zipf(1.3, count) - 1, len(middles) - 1)
    near = flipped(middles[chosen], random.integers(0, 41, count), random)
    near[::10] = spread(len(near[::10]), random)
    return near


def crowded(count: int, random: np.random.Generator, shared: slice = slice(0, 16, 2)) -> Words:
    """As somebody would choose them who wants a search to take long: a fifth share eight, or so many, of the sixteen
    chunks.
    """
    words = spread(count, random)
    chunks = words.view(np.uint16).reshape(count, 16)
    chunks[::5, shared] = 0x1234
    return words


def just_near(words: Words) -> Words:
    """For each of the first sixteen hashes one at 31 bits: two bits away in each chunk, but for one in one chunk."""
    changes = np.full((16, 16), 0b11, np.uint16)
    np.fill_diagonal(changes, 0b1)
    return words[:16] ^ changes.view(np.uint64).reshape(16, 4)


def uneven(words: Words, random: np.random.Generator) -> Words:
    """One at 31 bits for each hash: two or three bits away in some chunks, none or one in the others."""
    changes = np.zeros((len(words), 16), np.uint16)
    for row in changes:
        bits = np.full(16, 2)
        bits[random.choice(16, 2, replace=False)] -= random.permutation([1, 0])
        giver, taker = random.choice(16, 2, replace=False)
        moved = min(int(bits[giver]), int(random.integers(0, 3)))
        bits[giver], bits[taker] = bits[giver] - moved, bits[taker] + moved
        row[:] = [sum(1 << int(bit) for bit in random.choice(16, count, replace=False)) for count in bits]
    return words ^ changes.view(np.uint64).reshape(len(words), 4)


def rows_with(words: Words, first: int = 0) -> Rows:
    """Rows under the entries `first` and following, of three banks."""
    ids = np.arange(first, first + len(words))
    return Rows(words, ids, (ids % 3).astype(np.uint32))


def brute_force(stored: Words, queries: Words, limit: int = 31, first: int = 0) -> Hits:
    """What a search must find: 256 less twice the distance of two rows of signs is their scalar product."""
    products = _signs_of(queries) @ _signs_of(stored).T
    asked, rows = np.nonzero(products >= 256 - 2 * limit)
    distances = (256 - products[asked, rows]) / 2
    return set(zip(asked.tolist(), (rows + first).tolist(), distances.astype(int).tolist(), strict=True))


def hits_of(found: Found) -> Hits:
    """The same shape from what a search found; a hit that came twice fails here."""
    hits = list(zip(found.queries.tolist(), found.entries.tolist(), found.distances.tolist(), strict=True))
    assert len(hits) == len(set(hits))
    return set(hits)


def _signs_of(words: Words) -> np.typing.NDArray[np.float32]:
    bits = np.unpackbits(words.astype(">u8").view(np.uint8).reshape(len(words), 32), axis=1)
    return bits.astype(np.float32) * 2 - 1
