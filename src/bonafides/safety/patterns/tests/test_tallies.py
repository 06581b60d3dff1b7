from random import Random

import numpy as np
import pytest

from bonafides.safety.patterns.tallies import met_most, one_of_each

HUGE = 2**62


def by_hand(entries: list[int], items: list[int]) -> list[tuple[int, int]]:
    met = {entry: len({item for each, item in zip(entries, items, strict=True) if each == entry}) for entry in entries}
    return sorted(met.items(), key=lambda row: (-row[1], row[0]))


@pytest.mark.parametrize("first_item", [0, HUGE])  # numbers that fit into one together, and such that do not
def test_entries_are_ranked_by_how_many_different_items_met_them(first_item: int) -> None:
    random = Random(1)
    entries = [random.randrange(40) for _ in range(600)]
    items = [first_item + random.randrange(90) for _ in range(600)]

    most = met_most(np.array(entries), np.array(items), 12)

    assert most == by_hand(entries, items)[:12]


def test_of_nothing_no_entry_was_met() -> None:
    nothing = np.empty(0, np.int64)

    assert met_most(nothing, nothing, 10) == []


def test_each_number_is_found_at_one_of_its_places() -> None:
    random = Random(2)
    numbers = [random.randrange(2**40) for _ in range(50)] * 3

    places = one_of_each(np.array(numbers))

    assert sorted(numbers[place] for place in places.tolist()) == sorted(set(numbers))


def test_of_no_numbers_there_is_no_place() -> None:
    assert one_of_each(np.empty(0, np.int64)).tolist() == []
