"""Groups by single linkage: two are in one where a chain leads from one to the other, each near the next.

The two ends of a group may therefore be far apart, and a long chain is no sign that its ends show the same. Each group
names its medoid, from which the others are measured, and how far apart its farthest two are: a group far wider than
what counts as near is a chain. Source of the method: Gower and Ross, Minimum spanning trees and single linkage cluster
analysis (1969).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tables.rows import Numbers


@dataclass(frozen=True)
class Cluster:
    """What belongs together, the medoid first and the others by how far they are from it.

    ids (k,) int64; distances (k,) from the medoid, in the unit of its kind. `widest` lies between the two that are
    farthest apart, and is the true value where `is_measured_whole`; else the widest that was met, of which it is at
    least. `near` is what counted as near.
    """

    ids: Numbers
    distances: NDArray[np.int64]
    widest: int
    is_measured_whole: bool
    near: int

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def is_chain(self) -> bool:
        """Whether its farthest two are not alike themselves."""
        return self.widest > self.near


def join(parent: Numbers, here: Numbers, there: Numbers) -> None:
    """Put the two of each pair into one group; every place is left with its group's lowest place as its parent."""
    while True:
        one, other = parent[here], parent[there]
        apart = np.flatnonzero(one != other)
        if not len(apart):
            return
        here, there, one, other = here[apart], there[apart], one[apart], other[apart]
        np.minimum.at(parent, np.maximum(one, other), np.minimum(one, other))
        _flatten(parent)


def members(roots: Numbers) -> list[Numbers]:
    """The places of each group of two and more, the largest first."""
    sizes = np.bincount(roots, minlength=len(roots)) if len(roots) else np.zeros(0, np.int64)
    shared = np.flatnonzero(sizes[roots] > 1) if len(roots) else np.zeros(0, np.int64)
    if not len(shared):
        return []
    by_group = shared[np.argsort(roots[shared], kind="stable")]
    starts = np.flatnonzero(np.diff(roots[by_group], prepend=-1))
    return sorted(np.split(by_group, starts[1:]), key=lambda group: (-len(group), int(group[0])))


def _flatten(parent: Numbers) -> None:
    while not np.array_equal(shorter := parent[parent], parent):
        parent[:] = shorter
