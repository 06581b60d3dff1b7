import builtins
import importlib
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bonafides.matching import compiled
from bonafides.matching.tables import search
from bonafides.matching.tables.layout import ELEVEN, SIXTEEN, Plan
from bonafides.matching.tables.pdq_arrays import PdqArrays
from bonafides.matching.tables.rows import Words
from bonafides.matching.tables.tests.samples import (
    Hits,
    brute_force,
    clustered,
    crowded,
    flipped,
    just_near,
    rows_with,
    spread,
    uneven,
)

Make = Callable[[int, np.random.Generator], Words]


def searched(arrays: PdqArrays, queries: Words, limit: int = 31) -> list[tuple[int, int, int]]:
    asked, rows, distances = search.near(arrays, np.zeros(len(arrays), np.uint8), queries, limit)
    return sorted(zip(asked.tolist(), arrays.ids[rows].tolist(), distances.tolist(), strict=True))


def near_alone(arrays: PdqArrays, query: Words) -> list[tuple[int, int]]:
    (words,) = map(tuple, query.tolist())
    found = search.near_one(arrays, np.zeros(len(arrays), np.uint8), words, 31)
    return sorted((int(arrays.ids[row]), bits) for row, bits in found)


def in_order(hits: tuple[Any, ...]) -> list[tuple[int, int, int]]:
    return sorted(zip(*(column.tolist() for column in hits), strict=True))


def counted(scan: Callable[..., Any], calls: list[int]) -> Callable[..., Any]:
    """A scan that says how many queries it was called with."""

    def noting(arrays: PdqArrays, dead: Any, queries: Words, limit: int) -> Any:
        calls.append(len(queries))
        return scan(arrays, dead, queries, limit)

    return noting


def all_of(hits: Hits) -> list[tuple[int, int, int]]:
    return sorted(hits)


def probes_near(stored: Words, random: np.random.Generator, count: int = 96) -> Words:
    """Three for each distance from 0 to 31, as many at the limit in every uneven way, and some near nothing."""
    near = flipped(stored[random.integers(0, len(stored), count)], np.arange(count) % 32, random)
    at_the_limit = uneven(stored[random.integers(0, len(stored), 2 * count)], random)
    return np.concatenate([near, at_the_limit, spread(16, random)])


# -- nothing is missed ------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [spread, clustered, crowded])
@pytest.mark.parametrize("size", [1, 2, 4, 8, 1_000, 20_000])
def test_every_hash_within_31_bits_is_found_once_and_no_other(engine: str, size: int, make: Make) -> None:
    random = np.random.default_rng(size)
    stored = make(size, random)
    probes = probes_near(stored, random)

    found = searched(PdqArrays.built(rows_with(stored), SIXTEEN), probes)

    assert found == all_of(brute_force(stored, probes))


@pytest.mark.parametrize("plan", [SIXTEEN, ELEVEN])
@pytest.mark.parametrize("make", [spread, clustered, crowded])
def test_a_lone_query_finds_what_it_finds_among_many(engine: str, make: Make, plan: Plan) -> None:
    random = np.random.default_rng(12)
    stored = make(8_000, random)
    arrays, probes = PdqArrays.built(rows_with(stored), plan), probes_near(stored, random)

    alone = [(asked, *each) for asked in range(len(probes)) for each in near_alone(arrays, probes[asked : asked + 1])]

    assert sorted(alone) == searched(arrays, probes)


def test_a_lone_query_finds_more_than_there_is_room_for(engine: str) -> None:
    from bonafides.matching.tables.kernels import HITS_OF_ONE

    one = spread(1, np.random.default_rng(13))
    arrays = PdqArrays.built(rows_with(np.repeat(one, HITS_OF_ONE + 1, axis=0)))

    assert len(near_alone(arrays, one)) == HITS_OF_ONE + 1
    assert near_alone(arrays, ~one) == []


def test_the_turns_of_lone_queries_begin_anew_on_a_clean_room(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.use_kernels()
    stored = clustered(1_000, np.random.default_rng(15))
    arrays = PdqArrays.built(rows_with(stored))
    expected = [near_alone(arrays, stored[number : number + 1]) for number in range(20)]
    monkeypatch.setattr(compiled.search, "TURNS", 7)

    assert [near_alone(arrays, stored[number : number + 1]) for number in range(20)] == expected


def test_turns_that_run_out_begin_anew_on_a_clean_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.use_kernels()
    stored = clustered(1_000, np.random.default_rng(14))
    arrays = PdqArrays.built(rows_with(stored))
    expected = searched(arrays, stored[:20])
    monkeypatch.setattr(compiled.search, "TURNS", 64)

    assert [searched(arrays, stored[:20]) for _ in range(8)] == [expected] * 8


def test_eleven_chunks_with_radius_2_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(11)
    stored = np.concatenate([make(16_000, random) for make in (spread, clustered, crowded)])
    probes = probes_near(stored, random)
    arrays = PdqArrays.built(rows_with(stored), ELEVEN)

    compiled.use_kernels()
    by_kernels = searched(arrays, probes)
    monkeypatch.setattr(compiled, "search", None)

    assert by_kernels == searched(arrays, probes) == all_of(brute_force(stored, probes))


@pytest.mark.parametrize("size", [1, 2, 4, 8, 64])
@pytest.mark.parametrize("distance", [0, 1, 30, 31, 32])
def test_few_and_identical_hashes_are_all_found(engine: str, size: int, distance: int) -> None:
    random = np.random.default_rng(size)
    one = spread(1, random)
    arrays = PdqArrays.built(rows_with(np.repeat(one, size, axis=0)))

    found = searched(arrays, flipped(one, np.array([distance]), random))

    assert found == [(0, entry, distance) for entry in range(size if distance <= 31 else 0)]


def test_a_hash_two_bits_away_in_every_chunk_but_one_is_found(engine: str) -> None:
    stored = spread(16, np.random.default_rng(2))

    found = searched(PdqArrays.built(rows_with(stored)), just_near(stored))

    assert found == [(number, number, 31) for number in range(16)]


@pytest.mark.parametrize("limit", [0, 1, 7, 16, 30])
def test_a_smaller_distance_is_exact_too(engine: str, limit: int) -> None:
    random = np.random.default_rng(limit)
    stored = clustered(1_000, random)
    probes = probes_near(stored, random)

    assert searched(PdqArrays.built(rows_with(stored)), probes, limit) == all_of(brute_force(stored, probes, limit))


def test_more_hits_than_there_was_room_for_at_first_are_all_given(engine: str) -> None:
    one = spread(1, np.random.default_rng(3))
    count = search.HITS_AT_FIRST + 3 * search.HITS_OF_EACH + 1
    stored = np.concatenate([np.repeat(one, count, axis=0), ~one])
    arrays = PdqArrays.built(rows_with(stored))

    found = searched(arrays, np.concatenate([~one, one, ~one]))

    assert found == [(0, count, 0), *((1, entry, 0) for entry in range(count)), (2, count, 0)]


@pytest.mark.parametrize("plan", [SIXTEEN, ELEVEN])
def test_a_query_that_begins_again_because_there_was_no_room_finds_all(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(8)
    stored = clustered(1_000, random)
    arrays, probes = PdqArrays.built(rows_with(stored), plan), probes_near(stored, random)
    monkeypatch.setattr(search, "HITS_AT_FIRST", 5)
    monkeypatch.setattr(search, "HITS_OF_EACH", 1)

    compiled.use_kernels()
    found = {(number, *hit) for number in range(len(probes)) for _, *hit in searched(arrays, probes[number][None])}

    assert found == brute_force(stored, probes)


def test_where_buckets_are_as_full_as_all_everything_is_compared(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    stored = crowded(150_000, random)
    probes = np.concatenate([stored[:2], flipped(stored[5:6], np.array([31]), random)])
    monkeypatch.setattr(search, "CANDIDATES", 50_000)

    found = searched(PdqArrays.built(rows_with(stored)), probes)

    assert found == [(0, 0, 0), (1, 1, 0), (2, 5, 31)]


@pytest.mark.parametrize("make", [spread, clustered, crowded])
@pytest.mark.parametrize("limit", [0, 13, 31])
def test_looking_at_every_sketch_finds_what_comparing_everything_finds(make: Make, limit: int) -> None:
    random = np.random.default_rng(5)
    stored = make(5_003, random)
    arrays, probes = PdqArrays.built(rows_with(stored)), probes_near(stored, random)
    dead = (np.arange(len(stored)) % 7 == 0).astype(np.uint8)

    compiled.use_kernels()
    sketched, in_full = (scan(arrays, dead, probes, limit) for scan in (search._sketched, search._in_full))

    assert in_order(sketched) == in_order(in_full)
    assert limit == 0 or len(sketched[0]) > 0


def test_full_buckets_are_left_to_a_scan_each_query_to_the_one_that_suits_it(monkeypatch: pytest.MonkeyPatch) -> None:
    random, scans = np.random.default_rng(6), list[int]()
    alike = flipped(np.repeat(spread(1, random), 6_000, axis=0), random.integers(0, 16, 6_000), random)
    stored = np.concatenate([spread(60_000, random), crowded(7_500, random), alike])
    arrays, probes = PdqArrays.built(rows_with(stored)), stored[[5, 60_000, 60_005, 67_500, 73_400]]
    for name in ("_sketched", "_in_full"):
        monkeypatch.setattr(search, name, counted(getattr(search, name), scans))

    compiled.use_kernels()
    found = searched(arrays, probes)

    assert scans == [2, 2]
    assert found == all_of(brute_force(stored, probes))


@pytest.mark.parametrize(
    "shared", [slice(0, 4), slice(0, 15), slice(5, 13), slice(3, 4), slice(1, 16, 2), slice(0, 16)]
)
@pytest.mark.parametrize("limit", [0, 13, 31])
def test_a_crowd_is_gone_through_once_wherever_it_meets(
    shared: slice, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random, left = np.random.default_rng(9), list[int]()
    stored = crowded(40_000, random, shared)
    arrays, dead = PdqArrays.built(rows_with(stored)), (np.arange(len(stored)) % 7 == 0).astype(np.uint8)
    probes = np.concatenate([flipped(stored[:160:5], np.arange(32) // 2, random), stored[:1] ^ stored[1:2]])
    monkeypatch.setattr(search, "_everything_compared", counted(search._everything_compared, left))

    compiled.use_kernels()
    found, expected = (compare(arrays, dead, probes, limit) for compare in (search._compared, search._in_full))

    assert in_order(found) == in_order(expected)
    assert sum(left) < len(probes) / 2


def test_two_crowds_that_meet_in_some_chunks_and_what_lies_beside_them_are_found_once() -> None:
    random = np.random.default_rng(10)
    stored = crowded(60_000, random, slice(0, 10))
    stored[1::5].view(np.uint16).reshape(-1, 16)[:, 6:] = 0x1234
    stored[1::10].view(np.uint16).reshape(-1, 16)[:, 2] ^= 1
    arrays, dead = PdqArrays.built(rows_with(stored)), np.zeros(len(stored), np.uint8)
    probes = flipped(np.concatenate([stored[:80:5], stored[1:80:5], stored[2:80:5]]), np.arange(48) % 32, random)

    compiled.use_kernels()
    found, expected = (compare(arrays, dead, probes, 31) for compare in (search._compared, search._in_full))

    assert in_order(found) == in_order(expected)


def test_no_queries_and_no_rows_give_no_hits(engine: str) -> None:
    nothing, something = spread(0, np.random.default_rng(0)), spread(1, np.random.default_rng(0))

    assert searched(PdqArrays.built(rows_with(nothing)), something) == []
    assert searched(PdqArrays.built(rows_with(something)), nothing) == []


@pytest.mark.parametrize("widths", [(16,) * 15, (17,) * 16, (32,) * 8])
def test_a_plan_that_would_miss_something_cannot_be_made(widths: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="would miss"):
        Plan("bad", widths, radius=1)


# -- damage, and a machine without a compiler ----------------------------------------------------------


def test_arrays_with_any_content_stop_no_search(engine: str) -> None:
    random = np.random.default_rng(6)
    arrays = PdqArrays.built(rows_with(clustered(2_000, random)))
    arrays.starts[:] = random.integers(0, 2**32, len(arrays.starts), dtype=np.uint32)
    arrays.rows[:] = random.integers(0, 2**32, len(arrays.rows), dtype=np.uint32)

    found = searched(arrays, spread(20, random))

    assert all(0 <= row < 2_000 for _query, row, _bits in found)


def test_a_crowd_with_any_content_stops_no_search() -> None:
    random = np.random.default_rng(7)
    stored = crowded(20_000, random)
    arrays, dead = PdqArrays.built(rows_with(stored)), np.zeros(len(stored), np.uint8)
    arrays.rows[:] = random.permutation(arrays.rows)
    arrays.rows[::2] += random.integers(0, 2**32, len(arrays.rows) // 2, dtype=np.uint32)
    arrays.starts[::3] = random.integers(0, 2**32, len(arrays.starts[::3]), dtype=np.uint32)

    compiled.use_kernels()
    _queries, rows, _bits = search._compared(arrays, dead, stored[:100], 31)

    assert ((rows >= 0) & (rows < len(stored))).all()


def test_where_the_compiler_is_missing_numpy_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str, *others: Any) -> Any:
        if name.startswith("numba"):
            raise ImportError(name)
        return original(name, *others)

    original = builtins.__import__
    monkeypatch.setattr(compiled, "search", None)
    for name in [each for each in sys.modules if each.startswith((compiled.SEARCH, compiled.SAMPLING))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)

    loaded = compiled.use_kernels()

    monkeypatch.undo()
    importlib.import_module(compiled.SEARCH)
    assert not loaded
