"""Counting in columns: each function takes columns of one length, one place for each match record. Pure.

Items, entries and accounts are numbers; 0 stands for no account. What is counted once is found by sorting.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]


def counts(places: Column, of: int) -> list[int]:
    """How often each number from 0 to below `of` stands in a column."""
    found: list[int] = np.bincount(places, minlength=of).tolist()
    return found


def first_of_each(items: Column) -> Column:
    """The places at which each number stands first."""
    return np.unique(items, return_index=True)[1]


def nearest_of_each(items: Column, bits: Column) -> Column:
    """For each item the smallest of its distances, in no order."""
    order = np.lexsort((bits, items))
    return bits[order[_starts(items[order])]]


def sizes(numbers: Column) -> Column:
    """How often each number stands in a column, in no order."""
    return np.unique(numbers, return_counts=True)[1]


def within(numbers: Column, bounds: Iterable[tuple[int, int]]) -> list[int]:
    """How many numbers lie between each least and most, both included."""
    return [int(np.count_nonzero((numbers >= least) & (numbers <= most))) for least, most in bounds]


def met_most(entries: Column, items: Column, at_most: int) -> list[tuple[int, int]]:
    """The entries that most different items met, with how many; of equals the smaller number first."""
    order = np.lexsort((items, entries))
    entries, items = entries[order], items[order]
    once = entries[_starts(entries, items)]
    found, numbers = np.unique(once, return_counts=True)
    most = np.lexsort((found, -numbers))[:at_most]
    return list(zip(found[most].tolist(), numbers[most].tolist(), strict=True))


def how_many(numbers: Column) -> int:
    """How many different numbers other than 0."""
    return len(np.unique(numbers[numbers != 0]))


def pairs(groups: Column, items: Column, of: int) -> list[int]:
    """For each group from 0 to below `of`, how many different items."""
    order = np.lexsort((items, groups))
    groups, items = groups[order], items[order]
    return counts(groups[_starts(groups, items)], of)


def _starts(*columns: Column) -> Column:
    """Of sorted columns: where something differs from the row before."""
    is_new = np.zeros(len(columns[0]), dtype=bool)
    for column in columns:
        is_new[1:] |= column[1:] != column[:-1]
    is_new[:1] = True
    return is_new.nonzero()[0]
