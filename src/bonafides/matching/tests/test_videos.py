import json
from random import Random

import pytest

from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.index import Hit, Index
from bonafides.matching.pdq import PdqHash
from bonafides.matching.videos import VideoFrame, VideoHash
from bonafides.matching.vocabulary import EntryType, MatchedBy

RANDOM = Random(4)
HASHES = [PdqHash.from_bytes(RANDOM.randbytes(32)) for _ in range(60)]
HEX = HASHES[0].hex


def a_video(numbers: range | list[int], start: float = 0.0, quality: int = 90) -> VideoHash:
    """A frame a second, each a hash far from all others."""
    return VideoHash(tuple(VideoFrame(start + at, HASHES[number], quality) for at, number in enumerate(numbers)))


def flipped(pdq: PdqHash, bits: int) -> PdqHash:
    return PdqHash((pdq.words[0] ^ ((1 << bits) - 1), *pdq.words[1:]))


def looked_up(listed: VideoHash, item: VideoHash) -> list[Hit[str]]:
    return Index([("clip", EntryType.VPDQ, listed.text)]).lookup(Fingerprints(video=item))


def test_a_listed_video_inside_a_compilation_is_found_with_its_place() -> None:
    (hit,) = looked_up(a_video(range(10)), a_video([*range(20, 35), *range(10), *range(35, 50)]))

    assert hit.matched_by is MatchedBy.VIDEO
    assert hit.detail == {
        "listed_percent": 100.0,
        "item_percent": 25.0,
        "segments": [{"start_s": 15.0, "end_s": 25.0}],
        "listed_segments": [{"start_s": 0.0, "end_s": 10.0}],
    }


@pytest.mark.parametrize(
    ("shared", "matched_by"), [(1, "partial"), (79, "partial"), (80, "video"), (81, "video"), (100, "video")]
)
def test_four_fifths_of_the_listed_video_make_it_that_video(shared: int, matched_by: str) -> None:
    random = Random(shared)
    listed = [PdqHash.from_bytes(random.randbytes(32)) for _ in range(100)]
    frames = tuple(VideoFrame(float(at), pdq, 90) for at, pdq in enumerate(listed))

    (hit,) = looked_up(VideoHash(frames), VideoHash(frames[:shared]))

    assert hit.matched_by == matched_by
    assert hit.detail["listed_percent"] == shared
    assert hit.detail["item_percent"] == 100


def test_a_frame_matches_within_31_bits_and_not_at_32() -> None:
    near = VideoHash((VideoFrame(0, flipped(HASHES[0], 31), 90),))
    far = VideoHash((VideoFrame(0, flipped(HASHES[0], 32), 90),))

    assert len(looked_up(a_video([0]), near)) == 1
    assert looked_up(a_video([0]), far) == []


def test_frames_of_low_quality_and_repeated_ones_do_not_count() -> None:
    dull = a_video(range(20, 30), start=10, quality=49)
    listed = VideoHash((*a_video([0, 0, 0, 1]).frames, *dull.frames))

    (hit,) = looked_up(listed, a_video([0, 1]))

    assert hit.detail["listed_percent"] == 100
    assert looked_up(a_video([0]), dull) == []


def test_a_stretch_that_comes_twice_is_said_twice() -> None:
    (hit,) = looked_up(a_video([0, 1]), a_video([0, 1, 5, 6, 0, 1]))

    assert hit.detail["segments"] == [{"start_s": 0.0, "end_s": 2.0}, {"start_s": 4.0, "end_s": 6.0}]


def test_a_video_that_is_taken_out_is_not_found_any_more() -> None:
    index = Index([("a", EntryType.VPDQ, a_video([0, 1]).text), ("b", EntryType.VPDQ, a_video([1, 2]).text)])

    index.remove("a")

    assert [hit.entry for hit in index.lookup(Fingerprints(video=a_video([0, 1, 2])))] == ["b"]
    assert ("a" in index, "b" in index, len(index)) == (False, True, 1)


def test_what_other_systems_write_is_read_and_written_again() -> None:
    read = VideoHash.parse(json.dumps([f"{HEX},100,0.0", f"{HEX.upper()},77,1.23e+03"]))

    assert [(frame.quality, frame.at_seconds) for frame in read.frames] == [(100, 0.0), (77, 1230.0)]
    assert json.loads(read.text) == [f"{HEX},100,0.000", f"{HEX},77,1230.000"]
    assert VideoHash.parse(read.text) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '["x"]',
        f'["{HEX},101,0"]',
        f'["{HEX},-1,0"]',
        f'["{HEX},9,nan"]',
        f'["{HEX},9,-1"]',
        f'["{HEX}"]',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(FingerprintError):
        VideoHash.parse(text)


def test_a_video_without_a_usable_frame_cannot_be_listed() -> None:
    with pytest.raises(FingerprintError) as refused:
        Index([("dull", EntryType.VPDQ, a_video([0], quality=10).text)])

    assert refused.value.code == "no_frames"


def test_frames_come_in_a_lookup_as_a_list_or_as_its_text() -> None:
    video = a_video([0, 1])

    assert fingerprints_from_json({"vpdq": video.as_list()}).video == video
    assert fingerprints_from_json({"vpdq": video.text}).video == video


def test_a_still_of_a_listed_picture_in_a_video_is_found_with_its_moments() -> None:
    video = a_video([5, 5, 0, 0, 6, 0])
    index = Index([("still", EntryType.PDQ, flipped(HASHES[0], 4).hex), ("other", EntryType.PDQ, HASHES[30].hex)])

    (hit,) = index.lookup(Fingerprints(video=video))

    assert (hit.entry, hit.type, hit.matched_by, hit.distance_bits, hit.quality) == ("still", "pdq", "frame", 4, 90)
    assert hit.fingerprint == HEX
    assert hit.detail == {
        "at_s": 2.0,
        "segments": [{"start_s": 2.0, "end_s": 4.0}, {"start_s": 5.0, "end_s": 6.0}],
    }


def test_of_a_still_and_of_a_frame_at_32_bits_or_of_low_quality_nothing_is_found() -> None:
    far = Index([("still", EntryType.PDQ, flipped(HASHES[0], 32).hex)])
    dull = Index([("black", EntryType.PDQ, HEX)])

    assert far.lookup(Fingerprints(video=a_video([0]))) == []
    assert dull.lookup(Fingerprints(video=a_video([0], quality=49))) == []


def test_of_a_video_that_was_read_in_part_the_match_says_so() -> None:
    part = VideoHash(a_video([0, 1]).frames, is_whole=False)

    (hit,) = looked_up(a_video([0, 1]), part)

    assert hit.detail["read_in_part"] is True
    assert fingerprints_from_json(Fingerprints(video=part).as_json()).video == part
