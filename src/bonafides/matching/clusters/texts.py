"""Texts that nearly repeat each other: how many of their letters differ, estimated from runs that both hold.

Of each text the runs of eight letters with the smallest hashes are taken, up to 128 of them. As far as the takes of two
texts reach, the share of runs that both hold says how many of their letters differ, if those lie scattered; where words
were changed as a whole fewer runs are hit, so that it says less than there is. A text inside a much longer one is far
from it. Sources: Broder, On the resemblance and containment of documents (1997); Ondov et al., Mash: fast genome and
metagenome distance estimation (2016), equation 4.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.clusters.groups import Cluster
from bonafides.matching.clusters.shares import FARTHEST, Percents, clusters_by
from bonafides.matching.passage_runs import RUN, Hashes, runs_of
from bonafides.matching.passages import SHORTEST
from bonafides.matching.tables.rows import Numbers
from bonafides.matching.vocabulary import TEXT_NEAR_PERCENT

RUNS_AT_MOST: Final = 128
LARGEST: Final = np.uint64(2**64 - 1)


def text_clusters(ids: Numbers, letters: Sequence[str]) -> Iterator[Cluster]:
    """The groups of texts, given as letters; those under 24 letters belong to none. Distances are in percent.

    ids (n,) int64, each once, rising, in the same order.
    """
    long = np.array([place for place, each in enumerate(letters) if len(each) >= SHORTEST], np.int64)
    taken = [np.unique(runs_of(letters[place], 0)) for place in long]
    return clusters_by(ids[long], _Likeness(taken).distances, TEXT_NEAR_PERCENT)


class _Likeness:
    """Texts by the runs that are taken of each, and of each run the texts that hold it."""

    def __init__(self, runs: Sequence[Hashes]) -> None:
        self._sizes = np.array([min(len(each), RUNS_AT_MOST) for each in runs], np.int64)
        self._taken = np.full((len(runs), RUNS_AT_MOST), LARGEST)
        for row, each in zip(self._taken, runs, strict=True):
            row[: len(each)] = each[:RUNS_AT_MOST]
        self._reach = np.array([each[RUNS_AT_MOST - 1] if len(each) > RUNS_AT_MOST else LARGEST for each in runs])
        rows = np.repeat(np.arange(len(runs)), self._sizes)
        keys = np.concatenate([np.zeros(0, np.uint64), *(each[:RUNS_AT_MOST] for each in runs)])
        order = np.argsort(keys, kind="stable")
        self._keys, self._holders = keys[order], rows[order]

    def distances(self, place: int) -> tuple[Numbers, Percents]:
        """The places of the texts that share a run with the one at a place, and how far each is."""
        mine = self._taken[place, : self._sizes[place]]
        first, last = (np.searchsorted(self._keys, mine, side) for side in ("left", "right"))
        ends = np.cumsum(last - first)
        postings = np.arange(ends[-1]) + np.repeat(last - ends, last - first)
        others, shared = _counted(self._holders[postings], len(self._sizes))
        return others, _percents(shared, self._runs_of_both(place, others) - shared)

    def _runs_of_both(self, place: int, others: Numbers) -> Numbers:
        """How many runs one text has and each of some others, those of either counted, as far as both takes reach."""
        mine, theirs = self._reach[place], self._reach[others]
        of_mine = np.minimum(np.searchsorted(self._taken[place], theirs, "right"), self._sizes[place])
        of_both: Numbers = self._sizes[others]
        farther = np.flatnonzero(theirs > mine)
        of_both[farther] = np.count_nonzero(self._taken[others[farther]] <= mine, axis=1)
        of_both += of_mine
        return of_both


def _counted(values: Numbers, below: int) -> tuple[Numbers, Numbers]:
    """Each value once, rising, and how often it stands there; by the way that is quicker for so many."""
    if len(values) < below:
        found, counts = np.unique(values, return_counts=True)
        return found, counts
    counts = np.bincount(values, minlength=below)
    found = np.flatnonzero(counts)
    return found, counts[found]


def _percents(shared: Numbers, of: Numbers) -> Percents:
    """Letters that differ, from how many runs two texts share of all that they have."""
    resemblance = shared / of
    changed = -np.log(2 * resemblance / (1 + resemblance)) / RUN
    found: NDArray[np.int64] = np.minimum(np.rint(FARTHEST * changed), FARTHEST).astype(np.int64)
    return found
