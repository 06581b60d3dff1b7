"""Pictures that look alike: PDQ hashes, joined wherever two are within 31 bits of each other.

Memory grows with the number of hashes, never with that of their pairs: what a few hundred of them meet is joined and
dropped before the next are asked. Time grows with the pairs: 100,000 hashes in small groups take a second, a group of
10,000 that are all alike takes ten.
"""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.clusters.groups import Cluster, join, members
from bonafides.matching.tables.rows import Found, Numbers, Words
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS

Search = Callable[[Words, int], Found]
"""What finds every stored hash near each of (q, 4) queries, by their ids: `PicturePart.search_batch`."""

QUERIES_AT_FIRST: Final = 64
QUERIES_AT_MOST: Final = 512
PAIRS_AT_ONCE: Final = (
    1_000_000  # about so many pairs are held; where groups are dense, fewer queries are asked at once
)
MEASURED_WHOLE: Final = 2_048
"""Of a group of up to so many hashes all pairs are compared; a larger one's width is measured from its ends."""
SWEEPS: Final = 4
ROWS_AT_ONCE: Final = 256
BITS: Final = 256


def picture_clusters(
    ids: Numbers, words: Words, search: Search, max_distance_bits: int = PDQ_MAX_DISTANCE_BITS
) -> Iterator[Cluster]:
    """The groups of two and more among hashes, the largest first; of equal ones that with the lowest id.

    ids (n,) int64, each once; words (n, 4) uint64, the most significant word first, in the same order. `search` may
    find others too, which are passed over; it must find the hashes themselves and miss none, at most so many bits away.
    """
    order = np.argsort(ids, kind="stable")
    ids, words = ids[order], words[order]
    groups = members(_roots(ids, words, search, max_distance_bits))
    return (_cluster(ids[group], words[group], max_distance_bits) for group in groups)


def _roots(ids: Numbers, words: Words, search: Search, limit: int) -> Numbers:
    """(n,) for each hash the lowest place in its group; ids rise."""
    parent, first, at_once = np.arange(len(ids)), 0, QUERIES_AT_FIRST
    while first < len(ids):
        found = search(words[first : first + at_once], limit)
        here, there = found.queries.astype(np.int64) + first, _places(ids, found.entries)
        join(parent, here[there >= 0], there[there >= 0])
        first, hits_each = first + at_once, max(1, len(found.entries) // at_once)
        at_once = min(QUERIES_AT_MOST, max(1, PAIRS_AT_ONCE // hits_each))
    return parent


def _places(ids: Numbers, wanted: Numbers) -> Numbers:
    """Where each id stands among `ids`, which rise; -1 for one that does not."""
    at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[at] == wanted, at, -1)


def _cluster(ids: Numbers, words: Words, limit: int) -> Cluster:
    distances = _distances(words, words[_medoid(words)])
    order = np.lexsort((ids, distances))
    widest, is_whole = _widest(words)
    return Cluster(ids[order], distances[order], widest, is_whole, limit)


def _medoid(words: Words) -> int:
    """The place of the hash with the least sum of distances to all others, exact.

    That sum is counted bit by bit: one that is set differs from all in which it is not, and the other way round.
    """
    counts = np.zeros(BITS, np.int64)
    for bits in _bits(words):
        counts += bits.sum(axis=0, dtype=np.int64)
    weight = len(words) - 2 * counts  # what a set bit adds to the sum, beside what it adds if it is not
    sums = np.concatenate([bits.astype(np.int64) @ weight for bits in _bits(words)])
    return int(sums.argmin())


def _bits(words: Words) -> Iterator[NDArray[np.uint8]]:
    """(up to 256, 256) uint8: the bits of some hashes at a time."""
    for first in range(0, len(words), ROWS_AT_ONCE):
        yield np.unpackbits(np.ascontiguousarray(words[first : first + ROWS_AT_ONCE]).view(np.uint8), axis=1)


def _widest(words: Words) -> tuple[int, bool]:
    """The largest distance of any two, and whether all pairs were compared."""
    if len(words) <= MEASURED_WHOLE:
        blocks = (words[first : first + ROWS_AT_ONCE] for first in range(0, len(words), ROWS_AT_ONCE))
        return max(_widest_between(block, words) for block in blocks), True
    end, widest = 0, 0
    for _sweep in range(SWEEPS):
        distances = _distances(words, words[end])
        end, widest = int(distances.argmax()), max(widest, int(distances.max()))
    return widest, False


def _widest_between(some: Words, words: Words) -> int:
    total = np.zeros((len(some), len(words)), np.uint16)
    for word in range(words.shape[1]):
        total += np.bitwise_count(some[:, word, None] ^ words[None, :, word])
    return int(total.max())


def _distances(words: Words, one: NDArray[np.uint64]) -> NDArray[np.int64]:
    bits: NDArray[np.int64] = np.bitwise_count(words ^ one).sum(axis=1, dtype=np.int64)
    return bits
