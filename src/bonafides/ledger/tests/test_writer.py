"""Publishing: every entry once, nothing signed that does not extend what stands there."""

import itertools
from fcntl import LOCK_EX, flock
from os import O_RDONLY, close
from os import open as os_open
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.ledger.errors import ForkError, LedgerError, RefusedError, UnreadableError
from bonafides.ledger.merkle import Frontier, leaf_hashes
from bonafides.ledger.sources import Directory
from bonafides.ledger.trees import entry_in, prove
from bonafides.ledger.verify import verify_log
from bonafides.ledger.writer import TileWriter

from .samples import LOG, STRANGER, a_log, files_in, plain_root, some_entries

KEYS = [LOG.verifier]


def frontier_of(count: int) -> Frontier:
    return Frontier().extended(leaf_hashes(some_entries(count)))


@given(st.lists(st.sampled_from([0, 1, 2, 100, 255, 256, 257, 300]), min_size=1, max_size=4))
def test_a_log_published_in_steps_is_the_log_published_at_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    folder, frontier, at = tmp_path_factory.mktemp("log"), Frontier(), 0
    writer = TileWriter(folder, LOG)

    for step in steps:
        frontier = writer.publish(some_entries(step, at), after=frontier).frontier
        at += step

    report = verify_log(Directory(folder), KEYS, now=0)
    assert report.checkpoint.root == plain_root(leaf_hashes(some_entries(at)))


def test_publishing_the_same_again_changes_no_file(tmp_path: Path) -> None:
    first = a_log(tmp_path, 600)
    files = files_in(tmp_path)

    second = a_log(tmp_path, 600)

    assert second == first
    assert files_in(tmp_path) == files


def test_what_is_published_already_is_recognised_and_the_rest_appended(tmp_path: Path) -> None:
    a_log(tmp_path, 300)

    published = TileWriter(tmp_path, LOG).publish(some_entries(500, 100), after=frontier_of(100))

    assert published.frontier == frontier_of(600)
    assert verify_log(Directory(tmp_path), KEYS, now=0).checkpoint.size == 600


def test_a_generator_of_entries_is_enough(tmp_path: Path) -> None:
    entries = itertools.chain(some_entries(10), some_entries(10, 10))

    published = TileWriter(tmp_path, LOG).publish(entries, after=Frontier())

    assert published.checkpoint.size == 20


def test_another_history_is_not_signed(tmp_path: Path) -> None:
    a_log(tmp_path, 300)
    files = files_in(tmp_path)
    forged = [*some_entries(200), *some_entries(200, 1000)]

    with pytest.raises(ForkError) as refused:
        TileWriter(tmp_path, LOG).publish(forged, after=Frontier())

    assert refused.value.code == "fork"
    assert refused.value.facts["size"] == 300
    assert files_in(tmp_path) == files


def test_records_shorter_than_the_published_log_are_told_how_to_go_on(tmp_path: Path) -> None:
    a_log(tmp_path, 300)

    with pytest.raises(ForkError) as refused:
        a_log(tmp_path, 200)

    assert refused.value.code == "records_behind"
    assert refused.value.facts == {"recorded": 200, "published": 300}
    assert "After a restore" in refused.value.sentence


def test_a_gap_after_the_published_log_is_refused(tmp_path: Path) -> None:
    a_log(tmp_path, 100)

    with pytest.raises(ForkError) as refused:
        TileWriter(tmp_path, LOG).publish(some_entries(5, 150), after=frontier_of(150))

    assert refused.value.code == "publication_behind"


def test_the_missing_entries_can_be_read_back_from_the_published_log(tmp_path: Path) -> None:
    a_log(tmp_path, 300)

    missing = [entry_in(Directory(tmp_path), index, 300) for index in range(200, 300)]

    assert missing == some_entries(100, 200)


def test_a_log_of_another_key_is_not_continued(tmp_path: Path) -> None:
    a_log(tmp_path, 10)

    with pytest.raises(RefusedError):
        TileWriter(tmp_path, STRANGER).publish(some_entries(5, 10), after=frontier_of(10))


def test_a_log_goes_on_under_a_new_key(tmp_path: Path) -> None:
    a_log(tmp_path, 10)
    writer = TileWriter(tmp_path, STRANGER, former=KEYS)

    published = writer.publish(some_entries(5, 10), after=frontier_of(10))

    assert verify_log(Directory(tmp_path), [STRANGER.verifier], now=0).checkpoint == published.checkpoint


def test_a_new_key_signs_again_what_stands_published(tmp_path: Path) -> None:
    a_log(tmp_path, 10)

    TileWriter(tmp_path, STRANGER, former=KEYS).publish([], after=frontier_of(10))

    assert verify_log(Directory(tmp_path), [STRANGER.verifier], now=0).checkpoint.size == 10


@pytest.mark.parametrize("path", ["tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"])
def test_a_log_whose_edge_was_changed_is_not_continued(tmp_path: Path, path: str) -> None:
    a_log(tmp_path, 300)
    data = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    with pytest.raises(LedgerError):
        TileWriter(tmp_path, LOG).publish(some_entries(300, 300), after=frontier_of(300))


def test_two_writers_never_publish_at_once(tmp_path: Path) -> None:
    handle = os_open(tmp_path, O_RDONLY)
    flock(handle, LOCK_EX)

    try:
        with pytest.raises(UnreadableError) as refused:
            a_log(tmp_path, 1)
    finally:
        close(handle)

    assert refused.value.code == "log_busy"
    assert a_log(tmp_path, 1).checkpoint.size == 1


def test_an_empty_log_is_published_and_verified(tmp_path: Path) -> None:
    a_log(tmp_path, 0)

    assert verify_log(Directory(tmp_path), KEYS, now=0).checkpoint.size == 0


@pytest.mark.parametrize("index", [0, 1, 255, 256, 511, 512, 599])
def test_every_entry_is_proven_from_the_tiles(tmp_path: Path, index: int) -> None:
    note = a_log(tmp_path, 600).note

    proof = prove(Directory(tmp_path), index, note, LOG.verifier)

    assert proof.check(some_entries(1, index)[0], KEYS).size == 600


def test_an_old_proof_still_leads_to_its_checkpoint_when_its_partial_tiles_are_gone(tmp_path: Path) -> None:
    old = a_log(tmp_path, 300)
    TileWriter(tmp_path, LOG).publish(some_entries(400, 300), after=old.frontier)

    assert not (tmp_path / "tile/0/001.p").exists()
    assert not (tmp_path / "tile/entries/001.p").exists()
    proof = prove(Directory(tmp_path), 299, old.note, LOG.verifier)

    assert proof.check(some_entries(1, 299)[0], KEYS).size == 300


def test_partial_tiles_are_kept_until_the_full_one_stands(tmp_path: Path) -> None:
    first = a_log(tmp_path, 300)

    TileWriter(tmp_path, LOG).publish(some_entries(100, 300), after=first.frontier)

    partial = sorted(path for path in files_in(tmp_path) if ".p/" in path and "/1/" not in path)
    assert partial == [
        "tile/0/001.p/144",
        "tile/0/001.p/44",
        "tile/entries/001.p/144",
        "tile/entries/001.p/44",
    ]
