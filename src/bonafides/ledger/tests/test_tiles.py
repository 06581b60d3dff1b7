"""Tiles: names, widths and bytes as tlog-tiles gives them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.ledger.errors import MalformedError
from bonafides.ledger.merkle import leaf_hash
from bonafides.ledger.tiles import (
    Edge,
    Tile,
    bundle_path,
    bundles_of,
    join_bundle,
    partial_widths,
    split_bundle,
    split_tile,
    tile_path,
)

from .samples import plain_root

LEAVES = [leaf_hash(b"leaf %d" % number) for number in range(70_000)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (tile_path(0, 0), "tile/0/000"),
        (tile_path(0, 273, 112), "tile/0/273.p/112"),
        (tile_path(1, 1234067), "tile/1/x001/x234/067"),
        (tile_path(3, 1000, 1), "tile/3/x001/000.p/1"),
        (bundle_path(999), "tile/entries/999"),
        (bundle_path(1234067, 7), "tile/entries/x001/x234/067.p/7"),
    ],
)
def test_a_tile_stands_where_the_specification_says(path: str, expected: str) -> None:
    assert path == expected


def test_seventy_thousand_entries_have_the_tiles_of_the_specification_s_example() -> None:
    edge = Edge()

    full = [tile.path for tile in edge.add(LEAVES)]

    assert len([path for path in full if path.startswith("tile/0/")]) == 273
    assert [path for path in full if not path.startswith("tile/0/")] == ["tile/1/000"]
    assert [tile.path for tile in edge.partial_tiles()] == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert partial_widths(70_000)[:4] == [112, 17, 1, 0]
    assert len(list(bundles_of(70_000))) == 274


@given(st.lists(st.integers(0, 700), min_size=1, max_size=5))
def test_an_edge_fed_in_steps_has_the_root_of_the_whole(steps: list[int]) -> None:
    edge, at = Edge(), 0

    for step in steps:
        list(edge.add(LEAVES[at : at + step]))
        at += step

    assert edge.root == plain_root(LEAVES[:at])
    assert [len(tile.hashes) for tile in edge.partial_tiles()] == [width for width in partial_widths(at) if width]


@pytest.mark.parametrize("size", [255, 256, 257, 65_535, 65_536, 65_537])
def test_the_edge_is_right_where_tiles_fill(size: int) -> None:
    edge = Edge()

    list(edge.add(LEAVES[:size]))

    assert edge.root == plain_root(LEAVES[:size])


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_is_split_into_what_was_joined(entries: list[bytes]) -> None:
    assert split_bundle(join_bundle(entries), len(entries)) == entries


@given(st.binary(max_size=60), st.integers(1, 4))
def test_bytes_are_a_bundle_in_one_way_only(data: bytes, width: int) -> None:
    try:
        entries = split_bundle(data, width)
    except MalformedError:
        return
    assert join_bundle(entries) == data


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\2a", b"\0\1a\0", b"\0\1a\0\1b"])
def test_a_bundle_that_is_cut_or_too_long_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        split_bundle(data, 1)


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(33)])
def test_a_tile_of_broken_hashes_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        split_tile(data)


def test_an_entry_too_long_for_a_bundle_is_refused() -> None:
    with pytest.raises(MalformedError):
        join_bundle([bytes(65_536)])


def test_a_tile_knows_its_path_and_bytes() -> None:
    tile = Tile(1, 2, (bytes(32), bytes([1] * 32)))

    assert tile.path == "tile/1/002.p/2"
    assert tile.data == bytes(32) + bytes([1] * 32)
