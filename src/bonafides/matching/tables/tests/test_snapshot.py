from pathlib import Path

import numpy as np
import pytest

from bonafides.matching.errors import SnapshotError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.index import Index
from bonafides.matching.tables.rows import Found
from bonafides.matching.tables.snapshot import open_snapshot, snapshot_in, write_snapshot
from bonafides.matching.tables.tests.samples import brute_force, clustered, flipped, hits_of, spread
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType

MUTATIONS = 3_000
FACTS = {"version": 7, "stamp": "ab"}


def hex_of(words: np.typing.NDArray[np.uint64]) -> list[str]:
    return [row.tobytes().hex() for row in words.astype(">u8")]


def an_index(words: np.typing.NDArray[np.uint64]) -> Index[int]:
    """Pictures, of which some were taken out, and some digests of each kind."""
    index: Index[int] = Index()
    index.add(((entry, EntryType.PDQ, text) for entry, text in enumerate(hex_of(words))), bank=5)
    for number, kind in enumerate(DIGEST_TYPES):
        size = 2 * [16, 20, 32, 64][number]
        index.add(((9_000 + 100 * number + each, kind, f"{each:0{size}x}") for each in range(40)), bank=6)
    for entry in range(0, len(words), 9):
        index.remove(entry)
    return index


def mapped(path: Path) -> Index[int]:
    index: Index[int] = Index()
    index.start_from(open_snapshot(path))
    return index


def searched(index: Index[int], probes: np.typing.NDArray[np.uint64]) -> Found:
    return index.pictures.search_batch(probes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "snapshot"


# -- written and mapped -------------------------------------------------------------------------------


def test_what_is_mapped_finds_what_was_written(engine: str, path: Path) -> None:
    random = np.random.default_rng(1)
    words = clustered(2_000, random)
    index = an_index(words)
    write_snapshot(path, FACTS, index.set_aside()())
    probes = flipped(words[:200], np.arange(200) % 33, random)

    again = mapped(path)

    left = {hit for hit in brute_force(words, probes) if hit[1] % 9}
    assert hits_of(searched(again, probes)) == hits_of(searched(index, probes)) == left
    assert set(searched(again, probes).banks.tolist()) == {5}
    assert len(again) == len(index)
    assert open_snapshot(path).facts == FACTS


@pytest.mark.parametrize("kind", DIGEST_TYPES)
def test_mapped_digests_of_each_kind_are_found_with_their_banks(kind: EntryType, path: Path) -> None:
    index = an_index(spread(20, np.random.default_rng(1)))
    write_snapshot(path, FACTS, index.set_aside()())
    digits = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}[kind]

    again = mapped(path)
    [hit] = again.lookup(Fingerprints(digests={kind: f"{17:0{digits}x}"}))
    found = again.digests.search_batch(kind, again.digests.keys_of(kind, [(17).to_bytes(digits // 2, "big")]))

    assert (hit.entry % 100, hit.type) == (17, kind)
    assert (found.entries.tolist(), found.banks.tolist()) == ([hit.entry], [6])


def test_what_is_mapped_is_added_to_taken_from_and_built_anew(engine: str, path: Path) -> None:
    words = spread(700, np.random.default_rng(2))
    write_snapshot(path, FACTS, an_index(words[:600]).set_aside()())
    index = mapped(path)

    index.add((5_000 + entry, EntryType.PDQ, text) for entry, text in enumerate(hex_of(words[600:])))
    index.remove(1)
    before = hits_of(searched(index, words))
    index.compact()

    kept = {(number, number, 0) for number in range(600) if number % 9 and number != 1}
    assert before == kept | {(600 + number, 5_000 + number, 0) for number in range(100)}
    assert hits_of(searched(index, words)) == before
    assert 9_017 in index


def test_the_file_is_for_its_owner_only_and_nothing_is_left_beside_it(path: Path) -> None:
    write_snapshot(path, FACTS, {"a": np.arange(10)})
    write_snapshot(path, FACTS, {"a": np.arange(20)})

    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["snapshot"]
    assert open_snapshot(path).arrays["a"].tolist() == list(range(20))


def test_who_has_mapped_a_file_keeps_it_when_another_takes_its_name(path: Path) -> None:
    write_snapshot(path, FACTS, {"a": np.arange(10)})
    mapped_before = open_snapshot(path)
    write_snapshot(path, FACTS, {"a": np.arange(3)})

    assert mapped_before.arrays["a"].tolist() == list(range(10))
    mapped_before.verify()


# -- damaged ----------------------------------------------------------------------------------------


def mutated(data: bytes, random: np.random.Generator) -> bytes:
    """The bytes with one changed, some cut off or added, or a run of them filled with one value."""
    at, value = int(random.integers(len(data))), int(random.integers(256))
    match int(random.integers(4)):
        case 0:
            return data[:at] + bytes([data[at] ^ max(value, 1)]) + data[at + 1 :]
        case 1:
            return data[:at]
        case 2:
            return data + bytes([value]) * (at % 100 + 1)
        case _:
            return data[:at] + bytes([value]) * 40 + data[at + 40 :]


def is_seen(data: bytes) -> bool:
    try:
        snapshot_in(memoryview(data)).verify()
    except SnapshotError:
        return True
    return False


def test_no_changed_byte_and_no_changed_length_goes_unseen(path: Path) -> None:
    random = np.random.default_rng(3)
    write_snapshot(path, FACTS, {"a": np.arange(9, dtype=np.uint64), "b/c": np.arange(5, dtype=np.uint16)})
    data = path.read_bytes()
    changed = [each for each in (mutated(data, random) for _ in range(MUTATIONS)) if each != data]

    unseen = [each for each in changed if not is_seen(each)]

    assert len(changed) > MUTATIONS * 0.9
    assert unseen == []


def test_searches_in_a_file_whose_damage_is_not_seen_yet_come_to_an_end(engine: str, path: Path) -> None:
    """Opening does not read every byte; what is asked until somebody has done so must do no harm."""
    random = np.random.default_rng(4)
    words = clustered(300, random)
    write_snapshot(path, FACTS, an_index(words).set_aside()())
    begin = len(path.read_bytes()) - open_snapshot(path).size_bytes
    data = bytearray(path.read_bytes())
    kept = begin + 300 * 40  # the small arrays of digests come first

    for _ in range(25):
        data[begin:kept] = random.bytes(kept - begin)
        data[-200_000:] = random.bytes(200_000)
        places = random.integers(begin, len(data), 2_000)
        for place in places.tolist():
            data[place] = 0xFF
        path.write_bytes(data)
        index = mapped(path)
        searched(index, words[:5])
        index.remove(4)
        index.lookup(Fingerprints(digests={EntryType.SHA256: "0" * 64}))

    assert is_seen(bytes(data))


@pytest.mark.parametrize("content", [b"", b"BONAFIDES INDEX\n", b"x" * 500, b"BONAFIDES INDEX\n" + b"\xff" * 500])
def test_what_is_no_snapshot_at_all_is_refused(content: bytes, path: Path) -> None:
    path.write_bytes(content)

    with pytest.raises(SnapshotError, match="damaged"):
        open_snapshot(path)


@pytest.mark.parametrize("name", ["pdq/starts", "pdq/rows", "pdq/by_id", "sha256/by_id", "md5/keys"])
def test_arrays_that_do_not_belong_together_are_refused(name: str, path: Path) -> None:
    arrays = dict(an_index(spread(30, np.random.default_rng(1))).set_aside()())

    write_snapshot(path, FACTS, arrays | {name: arrays[name][:-1]})

    with pytest.raises(SnapshotError, match="damaged"):
        mapped(path)


def test_a_later_format_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.matching.tables.snapshot.FORMAT", 2)
    write_snapshot(path, FACTS, {})
    monkeypatch.undo()

    with pytest.raises(SnapshotError, match="format 2"):
        open_snapshot(path)
