"""A stranger verifies: what is whole is told, whatever was changed is refused."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bonafides.ledger.checkpoint import Checkpoint
from bonafides.ledger.errors import LedgerError, OmittedError, ProofError, RefusedError, UnreadableError
from bonafides.ledger.merkle import Frontier, leaf_hashes
from bonafides.ledger.receipts import Receipt, open_receipt
from bonafides.ledger.story import log_story
from bonafides.ledger.tiles import Edge, join_bundle, split_bundle
from bonafides.ledger.verify import LogReport, verify_log
from bonafides.ledger.writer import TileWriter

from .samples import (
    ACCEPTED,
    LOG,
    ORIGIN,
    PROMISED,
    RECEIPTS,
    STRANGER,
    Files,
    a_log,
    a_receipt,
    an_entry,
    files_in,
    some_entries,
)

SIZE = 700
BUNDLES = {"tile/entries/000": 256, "tile/entries/001": 256, "tile/entries/002.p/188": 188}
KEYS = [LOG.verifier]
Mutation = Callable[[Files, random.Random], None]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("log")
    a_log(folder, SIZE)
    return files_in(folder)


def verified(files: Files, **options: object) -> LogReport:
    return verify_log(files, KEYS, **{"now": ACCEPTED, **options})  # type: ignore[arg-type]


def flip(files: Files, path: str, rng: random.Random) -> None:
    data = bytearray(files[path])
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    files[path] = bytes(data)


def hash_tiles(files: Files) -> list[str]:
    return sorted(path for path in files if path.startswith("tile/") and "entries" not in path)


def set_entries(files: Files, entries: list[bytes]) -> None:
    """Put other entries in, and every tile that follows from them: a server that lies consistently."""
    edge = Edge()
    tiles = [*edge.add(leaf_hashes(entries)), *edge.partial_tiles()]
    files.update({tile.path: tile.data for tile in tiles})
    for number, (path, width) in enumerate(BUNDLES.items()):
        files[path] = join_bundle(entries[number * 256 :][:width])


def all_entries(files: Files) -> list[bytes]:
    return [entry for path, width in BUNDLES.items() for entry in split_bundle(files[path], width)]


def an_entry_s_bit(files: Files, rng: random.Random) -> None:
    flip(files, rng.choice(list(BUNDLES)), rng)


def a_tile_s_bit(files: Files, rng: random.Random) -> None:
    flip(files, rng.choice(hash_tiles(files)), rng)


def the_note_s_bit(files: Files, rng: random.Random) -> None:
    flip(files, "checkpoint", rng)


def the_order(files: Files, rng: random.Random) -> None:
    path, width = rng.choice(list(BUNDLES.items()))
    entries = split_bundle(files[path], width)
    one, two = rng.sample(range(width), 2)
    entries[one], entries[two] = entries[two], entries[one]
    files[path] = join_bundle(entries)


def the_order_and_every_tile(files: Files, rng: random.Random) -> None:
    entries = all_entries(files)
    one, two = rng.sample(range(SIZE), 2)
    entries[one], entries[two] = entries[two], entries[one]
    set_entries(files, entries)


def a_cut_file(files: Files, rng: random.Random) -> None:
    path = rng.choice(sorted(files))
    files[path] = files[path][: rng.randrange(len(files[path]))]


def a_longer_file(files: Files, rng: random.Random) -> None:
    path = rng.choice(sorted(files))
    files[path] += rng.randbytes(rng.randrange(1, 40))


def a_missing_file(files: Files, rng: random.Random) -> None:
    del files[rng.choice(sorted(files))]


def a_fork_signed_by_the_log_s_own_key(files: Files, rng: random.Random) -> None:
    entries = all_entries(files)
    entries[rng.randrange(SIZE)] = an_entry(10_000 + rng.randrange(1000))
    root = Frontier().extended(leaf_hashes(entries)).root
    files["checkpoint"] = Checkpoint(ORIGIN, SIZE, root).signed(LOG)


def another_size_signed_by_the_log_s_own_key(files: Files, rng: random.Random) -> None:
    size = rng.choice([rng.randrange(SIZE), SIZE + rng.randrange(1, 600)])
    files["checkpoint"] = Checkpoint(ORIGIN, size, rng.randbytes(32)).signed(LOG)


def another_log_signed_by_a_stranger(files: Files, rng: random.Random) -> None:
    entries = all_entries(files)
    entries[rng.randrange(SIZE)] = an_entry(10_000 + rng.randrange(1000))
    set_entries(files, entries)
    root = Frontier().extended(leaf_hashes(entries)).root
    files["checkpoint"] = Checkpoint(ORIGIN, SIZE, root).signed(STRANGER)


def an_entry_and_its_tile_together(files: Files, rng: random.Random) -> None:
    """CVE-2026-56865: one entry and its own level-0 tile changed consistently, the rest untouched."""
    number, (path, width) = rng.choice(list(enumerate(BUNDLES.items())))
    entries = split_bundle(files[path], width)
    entries[rng.randrange(width)] = an_entry(10_000 + rng.randrange(1000))
    files[path] = join_bundle(entries)
    suffix = "" if width == 256 else f".p/{width}"
    files[f"tile/0/{number:03d}{suffix}"] = b"".join(leaf_hashes(entries))


def an_entry_and_every_tile_together(files: Files, rng: random.Random) -> None:
    entries = all_entries(files)
    entries[rng.randrange(SIZE)] = an_entry(10_000 + rng.randrange(1000))
    set_entries(files, entries)


def an_entry_left_out(files: Files, rng: random.Random) -> None:
    entries = all_entries(files)
    del entries[rng.randrange(SIZE)]
    set_entries(files, [*entries, an_entry(20_000)])


MUTATIONS: list[Mutation] = [
    an_entry_s_bit,
    a_tile_s_bit,
    the_note_s_bit,
    the_order,
    the_order_and_every_tile,
    a_cut_file,
    a_longer_file,
    a_missing_file,
    a_fork_signed_by_the_log_s_own_key,
    another_size_signed_by_the_log_s_own_key,
    another_log_signed_by_a_stranger,
    an_entry_and_its_tile_together,
    an_entry_and_every_tile_together,
    an_entry_left_out,
]
TIMES = 40  # of each: 560 mutations in all


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_every_mutation_is_rejected(files: Files, mutation: Mutation) -> None:
    for seed in range(TIMES):
        changed = Files(files)
        mutation(changed, random.Random(seed))

        with pytest.raises(LedgerError):
            verified(changed)


def test_the_untouched_log_is_verified_and_told(files: Files) -> None:
    report = verified(files)

    assert report.checkpoint.size == SIZE
    assert report.types == {"case_decided": SIZE}
    story = " ".join(log_story(report))
    assert "700 entries read" in story
    assert "1 October 2026 to 7 October 2026" in story


def test_files_that_the_size_does_not_require_are_not_looked_at(files: Files) -> None:
    extra = Files({**files, "tile/0/099": b"anything", "tile/entries/000.p/9": b"old"})

    assert verified(extra).checkpoint.size == SIZE


def test_a_partial_tile_may_be_read_from_the_full_one(tmp_path: Path) -> None:
    old = a_log(tmp_path, 300)
    TileWriter(tmp_path, LOG).publish(some_entries(300, 300), after=old.frontier)
    files = files_in(tmp_path)
    files["checkpoint"] = old.note

    assert "tile/0/001.p/44" not in files
    assert verified(files).checkpoint.size == 300


def test_a_log_of_another_name_is_refused(files: Files) -> None:
    body = Checkpoint("other.example/log", SIZE, bytes(32)).body()
    renamed = Files({**files, "checkpoint": LOG.sign(body).serialise()})

    with pytest.raises(RefusedError) as refused:
        verified(renamed)

    assert refused.value.code == "origin_wrong"


def test_an_entry_that_is_not_canonical_is_refused_though_the_tree_is_right(tmp_path: Path) -> None:
    entries = [*some_entries(3), an_entry(3).replace(b":", b": ", 1)]
    TileWriter(tmp_path, LOG).publish(entries, after=Frontier())

    with pytest.raises(RefusedError) as refused:
        verified(files_in(tmp_path))

    assert refused.value.sentence.startswith("Entry 3:")


def test_where_there_is_no_checkpoint_nothing_can_be_said() -> None:
    with pytest.raises(UnreadableError):
        verified(Files())


def test_a_log_extends_the_checkpoint_that_someone_kept(files: Files) -> None:
    leaves = leaf_hashes(some_entries(SIZE))
    sizes = [0, 1, 256, 257, 512, SIZE]
    kept = [Checkpoint(ORIGIN, n, Frontier().extended(leaves[:n]).root).signed(LOG) for n in sizes]

    report = verified(files, earlier=kept)

    assert [one.size for one in report.earlier] == sizes


@pytest.mark.parametrize("size", [0, 1, 256, 300, SIZE, SIZE + 1])
def test_a_kept_checkpoint_that_the_log_does_not_extend_shows_the_fork(files: Files, size: int) -> None:
    kept = Checkpoint(ORIGIN, size, bytes(32)).signed(LOG)

    with pytest.raises(ProofError) as refused:
        verified(files, earlier=[kept])

    assert refused.value.code == "forked"


def test_a_kept_promise_is_found_at_its_place(files: Files) -> None:
    receipt = a_receipt(an_entry(612))

    report = verified(files, receipts=[receipt], receipt_keys=[RECEIPTS.verifier], now=PROMISED + 1)

    assert [one.index for one in report.receipts] == [612]
    assert "was kept: what it promised is entry 612" in " ".join(log_story(report))


@pytest.mark.parametrize("now", [ACCEPTED, PROMISED])
def test_a_promise_that_still_runs_is_pending_with_its_date(files: Files, now: int) -> None:
    receipt = a_receipt(an_entry(5000))

    report = verified(files, receipts=[receipt], receipt_keys=[RECEIPTS.verifier], now=now)

    assert [one.index for one in report.receipts] == [None]
    assert "is pending: not in the log yet, promised by 27 October 2026" in " ".join(log_story(report))


def test_a_promise_that_has_passed_makes_the_omission_visible(files: Files) -> None:
    receipt = a_receipt(an_entry(5000))

    with pytest.raises(OmittedError):
        verified(files, receipts=[receipt], receipt_keys=[RECEIPTS.verifier], now=PROMISED + 1)


@pytest.mark.parametrize(
    "data",
    [
        a_receipt(an_entry(1), signer=LOG.__class__(RECEIPTS.name, bytes(32))),
        a_receipt(an_entry(1)).replace(b"1793086400", b"1793086401"),
        LOG.sign(Receipt(ORIGIN, bytes(32), ACCEPTED, PROMISED).text()).serialise(),
        RECEIPTS.sign("bonafides-receipt/v1\nanother.log\n" + "A" * 43 + "=\n1\n2\n").serialise(),
        RECEIPTS.sign(f"bonafides-receipt/v1\n{ORIGIN}\n" + "A" * 43 + "=\n2\n1\n").serialise(),
        RECEIPTS.sign(f"bonafides-receipt/v1\n{ORIGIN}\n" + "A" * 43 + "=\n1\n02\n").serialise(),
        RECEIPTS.sign("something else\n").serialise(),
    ],
    ids=[
        "another key",
        "changed time",
        "log key",
        "another log",
        "promised before accepted",
        "number",
        "no receipt",
    ],
)
def test_a_receipt_that_is_not_one_is_refused(files: Files, data: bytes) -> None:
    with pytest.raises(RefusedError):
        verified(files, receipts=[data], receipt_keys=[RECEIPTS.verifier])


def test_a_receipt_key_of_another_name_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        open_receipt(a_receipt(an_entry(1)), [LOG.verifier], origin=ORIGIN)

    assert refused.value.code == "receipt_key_wrong"


def test_the_receipt_has_the_five_documented_lines() -> None:
    receipt = open_receipt(a_receipt(an_entry(1)), [RECEIPTS.verifier], origin=ORIGIN)

    lines = receipt.text().splitlines()

    assert lines[:2] == ["bonafides-receipt/v1", ORIGIN]
    assert lines[3:] == [str(ACCEPTED), str(PROMISED)]
    assert len(lines) == 5


def test_progress_reaches_the_end(files: Files) -> None:
    told: list[tuple[int, int]] = []

    verified(files, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (SIZE, SIZE)
