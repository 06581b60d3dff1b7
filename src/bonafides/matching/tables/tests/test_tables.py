import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.matching.tables.digest_table import DigestTable
from bonafides.matching.tables.pdq_arrays import PdqArrays
from bonafides.matching.tables.pdq_table import PdqTable
from bonafides.matching.tables.rows import Found, Rows
from bonafides.matching.tables.tests.samples import brute_force, clustered, flipped, hits_of, rows_with, spread

BUILT_AT_ONCE, NEVER_BUILT = 0, 10**9


@pytest.mark.parametrize("tail_rows", [BUILT_AT_ONCE, 300, NEVER_BUILT])
def test_what_is_built_and_what_waits_is_searched_alike(engine: str, tail_rows: int) -> None:
    random = np.random.default_rng(tail_rows % 100)
    stored = clustered(1_000, random)
    table = PdqTable(tail_rows)
    table.add(rows_with(stored[:700]))
    table.add(rows_with(stored[700:], 700))
    probes = flipped(stored[::10], np.arange(100) % 33, random)

    assert hits_of(table.near(probes)) == brute_force(stored, probes)
    assert len(table) == 1_000


@pytest.mark.parametrize("tail_rows", [BUILT_AT_ONCE, 40, NEVER_BUILT])
def test_what_is_taken_out_or_replaced_is_found_no_more_also_after_compaction(engine: str, tail_rows: int) -> None:
    words = spread(300, np.random.default_rng(5))
    table = PdqTable(tail_rows)
    table.add(rows_with(words[:200]))
    for entry in range(100):
        table.remove(entry)
    for entry in range(100, 200):
        table.remove(entry)
        table.add(rows_with(words[entry + 100 : entry + 101], entry))

    before = hits_of(table.near(words))
    table.compact()

    assert before == hits_of(table.near(words)) == {(200 + number, 100 + number, 0) for number in range(100)}
    assert len(table) == 100
    assert (99 in table, 100 in table) == (False, True)


def test_what_changes_while_all_is_built_anew_is_not_lost() -> None:
    words = spread(60, np.random.default_rng(8))

    table = PdqTable(NEVER_BUILT)
    table.add(rows_with(words[:40]))
    table.compact()
    table.add(rows_with(words[40:50], 40))
    build = table._build

    def meddled(rows: Rows) -> PdqArrays:
        table.remove(1)
        table.remove(45)
        table.add(rows_with(words[50:55], 50))
        table.remove(51)
        table.remove(2)
        table.add(rows_with(words[55:56], 2))
        return build(rows)

    table._build = meddled
    table.compact()

    left = set(range(55)) - {1, 2, 45, 51}
    assert hits_of(table.near(words)) == {(number, number, 0) for number in left} | {(55, 2, 0)}
    assert len(table) == 52


def await_compaction() -> None:
    for thread in threading.enumerate():
        if thread.name == "matching-compaction":
            thread.join()


def test_a_large_table_is_built_anew_in_the_background_once_enough_has_changed() -> None:
    table = PdqTable(tail_rows=50)
    table.add(rows_with(spread(200, np.random.default_rng(1))))
    table.add(rows_with(spread(60, np.random.default_rng(2)), 200))

    await_compaction()

    assert len(table._state.built) == 260
    assert table._state.tail.size == 0


@pytest.mark.parametrize("limit", [-1, 32])
def test_a_distance_that_cannot_be_exact_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="0 to 31 bits"):
        PdqTable().near(spread(1, np.random.default_rng(0)), limit)


def test_hits_farther_than_their_bank_allows_are_left_out_in_one_step() -> None:
    found = Found(np.array([0, 0, 1]), np.array([5, 6, 7]), np.array([1, 2, 0]), np.array([20, 20, 0]))

    assert found.within(np.array([-1, 31, 19])).pairs() == [(5, 20)]


@settings(max_examples=60, deadline=None)
@given(
    changes=st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 2**64 - 1)), max_size=40),
    tail_rows=st.sampled_from([BUILT_AT_ONCE, 3, NEVER_BUILT]),
)
def test_any_order_of_adding_and_removing_leaves_what_a_dictionary_would_hold(
    changes: Sequence[tuple[bool, int, int]], tail_rows: int
) -> None:
    table, held = PdqTable(tail_rows), dict[int, int]()
    for adds, entry, value in changes:
        table.remove(entry)
        held.pop(entry, None)
        if adds:
            table.add(rows_with(np.full((1, 4), value, np.uint64), entry))
            held[entry] = value

    found = table.near(np.array([[value] * 4 for value in held.values()], np.uint64).reshape(-1, 4), 0)

    assert set(found.entries.tolist()) == held.keys()
    assert [entry for entry in range(10) if entry in table] == sorted(held)
    assert len(table) == len(held)


def test_readers_always_find_what_no_writer_touches(engine: str) -> None:
    words = spread(3_000, np.random.default_rng(9))
    table = PdqTable(tail_rows=100)
    table.add(rows_with(words[:500]))
    finished, missed = threading.Event(), list[int]()

    def read() -> None:
        while not finished.is_set():
            missed.extend({*range(0, 500, 50)} - set(table.near(words[:500:50]).entries.tolist()))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(500, 3_000):
        table.add(rows_with(words[number : number + 1], 1_000 + number))
        table.remove(1_000 + number - 50)
    finished.set()
    for reader in readers:
        reader.join()

    assert missed == []
    assert len(table) == 550


# -- digests ----------------------------------------------------------------------------------------


def digests(count: int, size: int, random: np.random.Generator) -> list[bytes]:
    """Random ones, with twins, some that begin alike, and some that end in zeros."""
    octets = random.integers(0, 256, (count, size), dtype=np.uint8)
    octets[::5, : size - 2] = octets[0, : size - 2]
    octets[::7, -3:] = 0
    return [bytes(row) for row in octets] + [bytes(octets[0])] * 3 + [bytes(size), b"\xff" * size]


@pytest.mark.parametrize("size", [16, 20, 32, 64])
@pytest.mark.parametrize("tail_rows", [BUILT_AT_ONCE, NEVER_BUILT])
def test_each_digest_finds_its_entries_and_nothing_else(size: int, tail_rows: int) -> None:
    random = np.random.default_rng(size)
    listed, strange = digests(400, size, random), digests(50, size, np.random.default_rng(999))[:50]
    table = DigestTable(size, tail_rows)
    table.add(table.rows_of(listed, list(range(len(listed))), [3] * len(listed)))
    removed = [*range(0, 100, 3), 400]
    for entry in removed:
        table.remove(entry)

    found = table.equal_to(table.keys_of(listed + strange))

    left = [(entry, digest) for entry, digest in enumerate(listed) if entry not in removed]
    assert hits_of(found) == {(q, e, 0) for q, asked in enumerate(listed + strange) for e, has in left if has == asked}
    assert len(table) == len(left)
    assert [entry for entry in range(len(listed)) if entry in table] == [entry for entry, _digest in left]


def test_digests_survive_compaction_and_new_ones_wait_behind() -> None:
    listed = digests(300, 32, np.random.default_rng(7))
    table = DigestTable(32, tail_rows=10)
    table.add(table.rows_of(listed[:200], list(range(200)), [1] * 200))
    table.remove(50)
    table.compact()
    table.add(table.rows_of(listed[200:], list(range(200, 305)), [2] * 105))

    assert set(table.equal_to(table.keys_of(listed)).entries.tolist()) == set(range(305)) - {50}


def test_digests_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DigestTable(32).keys_of([b"short", b"er"])
