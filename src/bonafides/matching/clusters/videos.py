"""Videos that are nearly the same: of the one that shares less, how much of it is not found in the other.

A frame is found where the other video has one within 31 bits; frames below quality 50 and repeated ones do not count,
nor does the order (see `matching/videos.py`).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from bonafides.matching.clusters.groups import Cluster
from bonafides.matching.clusters.shares import FARTHEST, Percents, clusters_by
from bonafides.matching.tables.pdq_table import PdqTable
from bonafides.matching.tables.rows import Numbers, Rows, Words
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS, VIDEO_NEAR_PERCENT


def video_clusters(ids: Numbers, frames: Sequence[Words]) -> Iterator[Cluster]:
    """The groups of videos, given as (f, 4) uint64 hashes of the frames that count. Distances are in percent.

    ids (n,) int64, each once, rising, in the same order.
    """
    return clusters_by(ids, _Likeness(frames).distances, VIDEO_NEAR_PERCENT)


class _Likeness:
    """Videos by their frames, all of which stand in one table."""

    def __init__(self, frames: Sequence[Words]) -> None:
        self._frames = frames
        self._sizes = np.array([len(each) for each in frames], np.int64)
        self._owners = np.repeat(np.arange(len(frames)), self._sizes)
        self._table = PdqTable()
        if len(self._owners):
            numbers = np.arange(len(self._owners))
            self._table.add(Rows(np.concatenate(frames), numbers, np.zeros(len(numbers), np.uint32)))

    def distances(self, place: int) -> tuple[Numbers, Percents]:
        """The places of the videos that share a frame with the one at a place, and how far each is."""
        found = self._table.near(self._frames[place], PDQ_MAX_DISTANCE_BITS)
        owners, size = self._owners[found.entries], len(self._frames[place])
        others, of_mine = np.unique(np.unique(owners * size + found.queries) // size, return_counts=True)
        _others, of_theirs = np.unique(self._owners[np.unique(found.entries)], return_counts=True)
        shares = np.minimum(FARTHEST * of_mine // size, FARTHEST * of_theirs // self._sizes[others])
        return others, FARTHEST - shares
