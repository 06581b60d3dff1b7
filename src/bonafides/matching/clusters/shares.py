"""Groups of things whose distances are asked for one thing at a time, in percent of what they do not share."""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.clusters.groups import Cluster, join, members
from bonafides.matching.tables.rows import Numbers

Percents = NDArray[np.int64]
From = Callable[[int], tuple[Numbers, Percents]]
"""What says of the thing at one place the places, rising, of those that share anything with it, and how far each is."""

FARTHEST: Final = 100
PAIRS_AT_ONCE: Final = 1_000_000
MEASURED_WHOLE: Final = 512
"""Of a group of up to so many all pairs are compared; of a larger one, all with some that stand for the rest."""
STANDING_FOR_THE_REST: Final = 64


def clusters_by(ids: Numbers, distances_from: From, near: int) -> Iterator[Cluster]:
    """The groups of two and more, the largest first. ids (n,) int64, each once, rising."""
    groups = members(_roots(len(ids), distances_from, near))
    return (_cluster(ids, group, distances_from, near) for group in groups)


def _roots(count: int, distances_from: From, near: int) -> Numbers:
    """(n,) for each thing the lowest place in its group."""
    parent = np.arange(count)
    here: list[Numbers] = []
    there: list[Numbers] = []
    waiting = 0
    for place in range(count):
        others, distances = distances_from(place)
        found = others[(distances <= near) & (others < place)]
        here.append(np.full(len(found), place))
        there.append(found)
        waiting += len(found)
        if waiting >= PAIRS_AT_ONCE or place == count - 1:
            join(parent, np.concatenate(here), np.concatenate(there))
            here, there, waiting = [], [], 0
    return parent


def _cluster(ids: Numbers, group: Numbers, distances_from: From, near: int) -> Cluster:
    is_whole = len(group) <= MEASURED_WHOLE
    asked = group if is_whole else group[np.linspace(0, len(group) - 1, STANDING_FOR_THE_REST).astype(np.int64)]
    rows = np.stack([_among(group, *distances_from(int(place))) for place in asked])
    medoid = int(rows.sum(axis=1).argmin())
    distances = rows[medoid]
    order = np.lexsort((ids[group], group != asked[medoid], distances))
    return Cluster(ids[group][order], distances[order], int(rows.max()), is_whole, near)


def _among(group: Numbers, others: Numbers, distances: Percents) -> Percents:
    """(k,) how far each of a group is, whose places rise; what shares nothing is farthest."""
    at = np.minimum(np.searchsorted(others, group), len(others) - 1)
    found: Percents = np.where(others[at] == group, distances[at], FARTHEST)
    return found
