"""Counting in columns: each function takes columns of one length, one place for each match record. Pure.

Items, entries and accounts are numbers; 0 stands for no account. What is counted once is found by sorting: two numbers
as one, since a column of numbers is sorted many times faster than places by two columns.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]

LARGEST = np.iinfo(np.int64).max


def counts(places: Column, of: int) -> list[int]:
    """How often each number from 0 to below `of` stands in a column."""
    found: list[int] = np.bincount(places, minlength=of).tolist()
    return found


def one_of_each(numbers: Column) -> Column:
    """For each number a place at which it stands."""
    bits = len(numbers).bit_length()
    packed = np.sort(numbers << bits | np.arange(len(numbers)))
    return packed[_starts(packed >> bits)] & ((1 << bits) - 1)


def nearest_of_each(items: Column, bits: Column) -> Column:
    """For each item the smallest of its distances, each below 256; in no order."""
    packed = np.sort(items << 8 | bits)
    return packed[_starts(packed >> 8)] & 0xFF


def sizes(numbers: Column) -> Column:
    """How often each number stands in a column, in no order."""
    starts = _starts(np.sort(numbers))
    return np.diff(starts, append=len(numbers))


def within(numbers: Column, bounds: Iterable[tuple[int, int]]) -> list[int]:
    """How many numbers lie between each least and most, both included."""
    return [int(np.count_nonzero((numbers >= least) & (numbers <= most))) for least, most in bounds]


def met_most(entries: Column, items: Column, at_most: int) -> list[tuple[int, int]]:
    """The entries that most different items met, with how many; of equals the smaller number first."""
    met = _different(entries, items)
    starts = _starts(met)
    found, numbers = met[starts], np.diff(starts, append=len(met))
    most = np.lexsort((found, -numbers))[:at_most]
    return list(zip(found[most].tolist(), numbers[most].tolist(), strict=True))


def _different(groups: Column, items: Column) -> Column:
    """The groups in order, each as often as it stands beside a different item."""
    width = int(items.max(initial=0)) + 1
    if int(groups.max(initial=0)) > LARGEST // width - 1:  # no room for both in one number: items by their order
        items, width = np.unique(items, return_inverse=True)[1], len(items)
    packed = np.sort(groups * width + items)
    return packed[_starts(packed)] // width


def how_many(numbers: Column) -> int:
    """How many different numbers other than 0."""
    return len(sizes(numbers[numbers != 0]))


def pairs(groups: Column, items: Column, of: int) -> list[int]:
    """For each group from 0 to below `of`, how many different items."""
    packed = np.sort(items * of + groups)
    return counts(packed[_starts(packed)] % of, of)


def _starts(numbers: Column) -> Column:
    """Of a sorted column: where a number differs from the one before."""
    is_new = np.ones(len(numbers), dtype=bool)
    is_new[1:] = numbers[1:] != numbers[:-1]
    return is_new.nonzero()[0]
