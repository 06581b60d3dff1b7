import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bonafides.matching.pdq import PdqHash
from bonafides.matching.pdq_table import PdqTable

Words = NDArray[np.uint64]
ALWAYS_TABLES, NEVER_TABLES = 0, 10**9


def hashes_of(words: Words) -> list[PdqHash]:
    return [PdqHash(tuple(row)) for row in words.tolist()]


def flipped(words: Words, bits: NDArray[np.intp], random: np.random.Generator) -> Words:
    """Each row with that many of its bits changed."""
    masks = random.permuted(np.arange(256) < bits[:, None], axis=1)
    return words ^ np.packbits(masks, axis=1).view(">u8").astype(np.uint64)


def stored_words(random: np.random.Generator) -> Words:
    """1,000 random hashes, 600 in clusters of near-duplicates, 8 identical ones."""
    spread = random.integers(0, 2**64, (1000, 4), dtype=np.uint64, endpoint=False)
    clusters = flipped(np.repeat(spread[:20], 30, axis=0), random.integers(0, 41, 600), random)
    return np.concatenate([spread, clusters, np.repeat(spread[:1], 8, axis=0)])


def signs_of(words: Words) -> NDArray[np.float32]:
    """A row of 256 signs per hash: the scalar product of two rows is 256 less twice their distance."""
    bits = np.unpackbits(words.astype(">u8").view(np.uint8), axis=1)
    return bits.astype(np.float32) * 2 - 1


def brute_force(stored: NDArray[np.float32], queries: Words) -> set[tuple[int, int, int]]:
    products = signs_of(queries) @ stored.T
    asked, rows = np.nonzero(products >= 256 - 2 * 31)
    distances = (256 - products[asked, rows]) / 2
    return set(zip(asked.tolist(), rows.tolist(), distances.astype(int).tolist(), strict=True))


def searched(table: PdqTable[int], queries: Words) -> set[tuple[int, int, int]]:
    return {(near.query, near.entry, near.distance_bits) for near in table.near(hashes_of(queries))}


@pytest.mark.parametrize(("scan_rows", "probe_count"), [(ALWAYS_TABLES, 80_000), (1000, 20_000)])
def test_no_stored_hash_within_31_bits_is_missed_by_100_000_probes(scan_rows: int, probe_count: int) -> None:
    random = np.random.default_rng(31)
    stored = stored_words(random)
    table: PdqTable[int] = PdqTable(scan_rows)
    table.add(dict(enumerate(hashes_of(stored[:800]))))
    table.add(dict(enumerate(hashes_of(stored[800:]), 800)))
    origins = stored[random.integers(0, len(stored), probe_count)]
    probes = flipped(origins, np.arange(probe_count) % 32, random)
    signs = signs_of(stored)

    missed = [brute_force(signs, part) ^ searched(table, part) for part in np.split(probes, 400)]

    assert len(table) == len(stored)
    assert not any(missed)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 8, 64])
@pytest.mark.parametrize("scan_rows", [ALWAYS_TABLES, NEVER_TABLES])
@pytest.mark.parametrize("distance", [0, 1, 30, 31, 32])
def test_an_index_of_few_and_identical_hashes_finds_them_all(size: int, scan_rows: int, distance: int) -> None:
    random = np.random.default_rng(size)
    same = random.integers(0, 2**64, (1, 4), dtype=np.uint64, endpoint=False)
    table: PdqTable[int] = PdqTable(scan_rows)
    table.add(dict.fromkeys(range(size), hashes_of(same)[0]))

    found = searched(table, flipped(same, np.array([distance]), random))

    assert found == {(0, entry, distance) for entry in range(size if distance <= 31 else 0)}


@pytest.mark.parametrize("scan_rows", [ALWAYS_TABLES, NEVER_TABLES, 40])
def test_what_is_taken_out_or_replaced_is_found_no_more(scan_rows: int) -> None:
    random = np.random.default_rng(5)
    words = random.integers(0, 2**64, (300, 4), dtype=np.uint64, endpoint=False)
    table: PdqTable[int] = PdqTable(scan_rows)
    for entry, stored in enumerate(hashes_of(words[:200])):
        table.add({entry: stored})
    for entry in range(100):
        table.remove(entry)
    table.add(dict(enumerate(hashes_of(words[200:]), 100)))

    found = searched(table, words)

    assert found == {(200 + number, 100 + number, 0) for number in range(100)}


def test_removing_what_is_not_stored_is_no_error() -> None:
    table: PdqTable[int] = PdqTable()

    table.remove(1)

    assert table.near(hashes_of(np.zeros((1, 4), np.uint64))) == []


@pytest.mark.parametrize("limit", [-1, 32])
def test_a_threshold_that_cannot_be_exact_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="0 to 31 bits"):
        PdqTable[int]().near([], limit)


@settings(max_examples=60, deadline=None)
@given(
    changes=st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 2**256 - 1)), max_size=40),
    scan_rows=st.sampled_from([ALWAYS_TABLES, 3, NEVER_TABLES]),
)
def test_any_order_of_adding_and_removing_leaves_what_a_dictionary_would_hold(
    changes: Sequence[tuple[bool, int, int]], scan_rows: int
) -> None:
    table: PdqTable[int] = PdqTable(scan_rows)
    held: dict[int, PdqHash] = {}
    for adds, entry, value in changes:
        stored = PdqHash.from_bytes(value.to_bytes(32, "big"))
        if adds:
            table.add({entry: stored})
            held[entry] = stored
        else:
            table.remove(entry)
            held.pop(entry, None)

    found = {near.entry for stored in held.values() for near in table.near([stored], 0)}

    assert found == held.keys()


def test_readers_always_find_what_no_writer_touches() -> None:
    random = np.random.default_rng(9)
    words = random.integers(0, 2**64, (4000, 4), dtype=np.uint64, endpoint=False)
    table: PdqTable[int] = PdqTable(scan_rows=100)
    fixed, changing = hashes_of(words[:500]), hashes_of(words[500:])
    table.add(dict(enumerate(fixed)))
    finished = threading.Event()
    missed: list[int] = []

    def read() -> None:
        while not finished.is_set():
            missed.extend({*range(0, 500, 50)} - {near.entry for near in table.near(fixed[::50])})

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number, stored in enumerate(changing):
        table.add({1000 + number: stored})
        table.remove(1000 + number - 50)
    finished.set()
    for reader in readers:
        reader.join()

    assert missed == []
