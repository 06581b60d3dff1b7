"""Groups of hashes that look alike, against five lines of plain Python."""

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.matching import clusters
from bonafides.matching.clusters import Cluster, clusters_of
from bonafides.matching.tables.pdq_table import PdqTable
from bonafides.matching.tables.rows import Numbers, Rows, Words

SEED = 20_261_128


def searching(ids: Numbers, words: Words) -> Callable[..., object]:
    table = PdqTable()
    table.add(Rows(words, ids, np.zeros(len(ids), np.uint32)))
    return table.near


def grouped(words: Words, ids: Numbers | None = None) -> list[Cluster]:
    ids = np.arange(len(words)) if ids is None else ids
    return list(clusters_of(ids, words, searching(ids, words)))  # type: ignore[arg-type]


def of_bits(*numbers: int) -> Words:
    """Hashes in which the first so many bits are set."""
    return np.array([[((1 << n) - 1) >> (64 * word) & (2**64 - 1) for word in range(4)] for n in numbers], np.uint64)


def apart(one: int, other: int) -> int:
    return abs(one - other)


def oracle(numbers: list[int]) -> list[list[int]]:
    """Merge groups until no two hold hashes within 31 bits; hashes of `of_bits` are as far apart as their numbers."""
    groups = [{place} for place in range(len(numbers))]
    near = [(a, b) for a in range(len(numbers)) for b in range(a) if apart(numbers[a], numbers[b]) <= 31]
    for a, b in near:
        joined = set().union(*(group for group in groups if a in group or b in group))
        groups = [group for group in groups if not group & joined] + [joined]
    return sorted((sorted(group) for group in groups if len(group) > 1), key=lambda group: (-len(group), group))


@settings(max_examples=150)
@given(st.lists(st.integers(0, 256), max_size=24))
def test_groups_are_those_that_merging_by_hand_gives(numbers: list[int]) -> None:
    found = grouped(of_bits(*numbers).reshape(-1, 4))

    assert [sorted(each.ids.tolist()) for each in found] == oracle(numbers)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 31), min_size=2, max_size=20))
def test_the_medoid_is_nearest_to_all_and_the_width_is_that_of_the_farthest_two(numbers: list[int]) -> None:
    (found,) = grouped(of_bits(*numbers))

    sums = [sum(apart(one, other) for other in numbers) for one in numbers]
    medoid = numbers[found.ids[0]]
    assert sum(apart(medoid, other) for other in numbers) == min(sums)
    assert found.widest_bits == max(numbers) - min(numbers)
    assert found.distances_bits.tolist() == [apart(medoid, numbers[place]) for place in found.ids]


def test_a_chain_is_seen_by_its_width() -> None:
    (chain,) = grouped(of_bits(0, 31, 62, 93))

    assert (len(chain), chain.widest_bits, chain.is_chain, chain.is_measured_whole) == (4, 93, True, True)
    assert chain.ids[0] in (1, 2)


def test_thirty_two_bits_apart_is_another_group() -> None:
    assert grouped(of_bits(0, 32)) == []
    assert len(grouped(of_bits(0, 31))[0]) == 2


def test_no_hash_at_all_has_no_groups() -> None:
    assert grouped(np.zeros((0, 4), np.uint64)) == []


def test_others_that_the_search_finds_are_passed_over() -> None:
    words, ids = of_bits(0, 5, 9, 200), np.array([70, 10, 40, 20])
    search = searching(ids, words)

    (found,) = clusters_of(ids[:2], words[:2], search)  # type: ignore[arg-type]

    assert sorted(found.ids.tolist()) == [10, 70]


def test_a_dense_group_is_asked_in_small_steps_and_measured_from_its_ends() -> None:
    random = np.random.default_rng(SEED)
    base = random.integers(0, 2**64, 4, np.uint64)
    words = np.repeat(base[None], 2_100, axis=0)
    words[:, 0] ^= np.uint64(1) << random.integers(0, 60, 2_100).astype(np.uint64)

    (found,) = grouped(words)

    assert len(found) == 2_100 > clusters.MEASURED_WHOLE
    assert (found.widest_bits, found.is_measured_whole) == (2, False)


def test_many_small_groups_are_kept_apart() -> None:
    words = many(2_000)

    found = grouped(words)

    assert [len(each) for each in found] == [5] * 2_000
    assert {tuple(sorted(each.ids.tolist())) for each in found} == {
        tuple(range(5 * n, 5 * n + 5)) for n in range(2_000)
    }


def many(groups: int) -> Words:
    """Groups of five near-duplicates each, one bit from their base."""
    random = np.random.default_rng(SEED)
    words = np.repeat(random.integers(0, 2**64, (groups, 4), np.uint64), 5, axis=0)
    words[:, 1] ^= np.uint64(1) << random.integers(0, 64, len(words)).astype(np.uint64)
    return words
