"""The sound of files and videos, heard by the library itself: `apt-get install libchromaprint1`."""

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_file
from bonafides.matching.index import Index
from bonafides.matching.insides import chromaprint, opening
from bonafides.matching.insides.kinds import kind_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.tests.lateness import time_is_over_after
from bonafides.matching.insides.vocabulary import Kind, Limits, Reason
from bonafides.matching.insides.walk import Walk
from bonafides.matching.sounds import SoundHash
from bonafides.matching.sounds.likeness import likeness_of
from bonafides.matching.vocabulary import EntryType, MatchedBy

MELODY = made.a_melody(1)
WORDS_A_MINUTE = 463  # of the first: later ones have 485, since the first word needs 2.6 seconds


@pytest.fixture(autouse=True)
def library() -> object:
    """Chromaprint, which is no package of Python's."""
    found = chromaprint.load()
    if found is None:
        pytest.fail("Chromaprint is missing: apt-get install libchromaprint1")
    return found


def heard(item: Fingerprints) -> SoundHash:
    assert item.sound is not None
    return item.sound


def reasons(item: Fingerprints) -> list[Reason]:
    return [each.reason for each in item.unreadable]


def child_with(lines: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A reader that begins with these lines."""
    beginning = "import sys, time\nfrom bonafides.matching.insides import child, chromaprint\n"
    (folder / "other.py").write_text(f"{beginning}{lines}\nsys.exit(child.main())\n")
    home = opening._environment()
    monkeypatch.setattr(opening, "_CHILD", "other")
    monkeypatch.setattr(opening, "_environment", lambda: home | {"PYTHONPATH": f"{home['PYTHONPATH']}:{folder}"})


# -- what is heard ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["wav", "mp3", "ogg", "flac", "mp4", "adts"])
def test_a_file_of_sound_is_heard_whatever_it_is_written_in(form: str) -> None:
    item = fingerprints_of(made.a_sound(MELODY, form))

    assert reasons(item) == []
    assert heard(item).is_whole
    likeness = likeness_of(heard(item), heard(fingerprints_of(made.a_sound(MELODY))).words, range(-3, 4))
    assert likeness is not None
    assert likeness.listed_percent > 95
    assert EntryType.SHA256 in item.digests


def test_the_words_are_the_librarys_own_of_the_whole_however_often_they_are_said(library: object) -> None:
    samples = made.a_melody(2, 130)[::2]

    item = fingerprints_of(_at_its_own_rate(samples))

    with chromaprint.listening(library) as listener:
        listener.feed(samples.tobytes())
        assert heard(item).words.tolist() == listener.finished()


def _at_its_own_rate(samples: "np.typing.NDArray[np.int16]") -> bytes:
    import wave

    stream = BytesIO()
    with wave.open(stream, "wb") as file:
        file.setparams((1, 2, chromaprint.SAMPLES_PER_SECOND, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return stream.getvalue()


def test_a_video_has_its_sound_and_its_frames() -> None:
    item = fingerprints_of(made.a_video((1, 2, 3), sound=MELODY))

    assert item.video is not None
    assert (len(item.video.frames), item.video.is_whole, heard(item).is_whole) == (3, True, True)
    assert reasons(item) == []


def test_a_sound_has_the_hash_of_its_cover() -> None:
    item = fingerprints_of(made.a_sound_with_a_cover(MELODY))

    assert item.video is not None
    assert (len(item.video.frames), item.video.is_whole, item.tmk) == (1, True, None)
    assert heard(item).is_whole
    assert reasons(item) == []


def test_a_listed_sound_is_found_in_a_video_inside_an_archive() -> None:
    listed = heard(fingerprints_of(made.a_sound(MELODY))).text
    video = made.a_video((1, 2), sound=np.concatenate([made.a_melody(5), MELODY]))

    hits = Index([("song", EntryType.CHROMAPRINT, listed)]).lookup(fingerprints_of(made.a_zip({"clip.mp4": video})))

    assert [(hit.matched_by, hit.path) for hit in hits] == [(MatchedBy.SOUND, ("clip.mp4",))]
    assert hits[0].detail["segments"][0]["start_s"] == pytest.approx(15, abs=1)  # type: ignore[index]


def test_a_sound_behind_another_track_is_heard_too() -> None:
    listed = heard(fingerprints_of(made.a_sound(MELODY))).text

    item = fingerprints_of(made.a_sound_of_tracks(made.a_melody(5), MELODY))

    hits = Index([("song", EntryType.CHROMAPRINT, listed)]).lookup(item)
    assert [hit.matched_by for hit in hits] == [MatchedBy.SOUND]
    assert hits[0].detail["segments"][0]["start_s"] > 10  # type: ignore[index]
    assert heard(item).is_whole
    assert reasons(item) == []


def test_a_further_track_that_is_not_heard_is_said() -> None:
    item = fingerprints_of(made.a_sound_of_tracks(made.a_melody(5), MELODY), Limits(sound_seconds=20))

    assert (heard(item).is_whole, reasons(item)) == (False, [Reason.TOO_LARGE])


def test_a_sound_that_is_too_short_has_no_words_and_is_no_fault() -> None:
    item = fingerprints_of(made.a_sound(made.a_melody(1, 2)))

    assert (item.sound, reasons(item)) == (None, [])


# -- what is not ------------------------------------------------------------------------------------


def test_without_the_library_it_is_said_what_to_install_and_the_frames_are_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child_with("chromaprint.NAMES = ('libnowhere.so.1',)", monkeypatch, tmp_path)

    item = fingerprints_of(made.a_video((1, 2, 3), sound=MELODY))

    assert [each.reason for each in item.unreadable] == [Reason.NEEDS_CHROMAPRINT]
    assert "apt-get install libchromaprint1" in item.unreadable[0].sentence
    assert item.sound is None
    assert item.video is not None
    assert (item.video.is_whole, item.tmk is not None) == (True, True)


def test_without_the_extra_a_file_of_sound_is_said_to_be_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, object]] = []
    monkeypatch.setitem(sys.modules, "av", None)

    Walk(1, Limits(), said.append).look_into(BytesIO(made.a_sound(MELODY, "wav")), Kind.VIDEO)

    assert {"path": (), "unread": Reason.NEEDS_VIDEO} in said


def test_a_video_without_a_sound_track_misses_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child_with("chromaprint.NAMES = ('libnowhere.so.1',)", monkeypatch, tmp_path)

    assert reasons(fingerprints_of(made.a_video((1, 2)))) == []


def test_a_sound_that_breaks_off_is_heard_up_to_there_and_said_to_be_a_part() -> None:
    whole = made.a_sound(MELODY, "flac")

    item = fingerprints_of(whole[: len(whole) // 2])

    assert (len(heard(item).words) > 30, heard(item).is_whole, reasons(item)) == (True, False, [Reason.DAMAGED])


def test_a_sound_longer_than_is_listened_to_is_said_to_be_a_part() -> None:
    item = fingerprints_of(made.a_sound(MELODY), Limits(sound_seconds=8))

    assert (heard(item).is_whole, reasons(item)) == (False, [Reason.TOO_LARGE])
    assert 40 <= len(heard(item).words) < 60


def test_of_a_video_whose_sound_is_too_long_the_frames_are_whole() -> None:
    item = fingerprints_of(made.a_video((1, 2), sound=MELODY), Limits(sound_seconds=8))

    assert item.video is not None
    assert (item.video.is_whole, heard(item).is_whole, reasons(item)) == (True, False, [Reason.SOUND_IN_PART])


def test_what_was_heard_before_a_child_ends_is_kept_and_said_to_be_a_part(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asleep = "whole = chromaprint.Listener.finished\nchromaprint.Listener.finished = lambda self: time.sleep(600)"
    child_with(asleep, monkeypatch, tmp_path)
    time_is_over_after("sound", monkeypatch)

    item = fingerprints_of(made.a_sound(made.a_melody(3, 70)))

    assert (heard(item).is_whole, reasons(item)) == (False, [Reason.TIMED_OUT])
    assert len(heard(item).words) == pytest.approx(WORDS_A_MINUTE, abs=25)
    assert item.as_json()["chromaprint_in_part"] is True


def test_a_sound_of_one_sample_a_second_is_not_believed() -> None:
    data = bytearray(made.a_sound(MELODY))
    data[24:28] = (1).to_bytes(4, "little")

    item = fingerprints_of(bytes(data))

    assert (item.sound, reasons(item)) == (None, [Reason.DAMAGED])


def test_a_file_on_a_disk_is_heard_from_there(tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_bytes(made.a_sound(MELODY, "mp3"))

    assert heard(fingerprints_of_file(tmp_path / "song.mp3")).is_whole


# -- which files those are --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b"ID3\x03\x00\x00\x00\x00\x00\x7f",
        b"\xff\xfb\x90\x44" + bytes(20),
        b"\xff\xf3\x40\xc4" + bytes(20),
        b"\xff\xf1\x50\x80" + bytes(20),
        b"RIFF\0\0\0\0WAVEfmt ",
        b"FORM\0\0\0\0AIFFCOMM",
        b"fLaC\0\0\0\x22",
        b"#!AMR\n",
    ],
    ids=["MP3 with a tag", "MP3", "MP3 at a low rate", "AAC", "WAV", "AIFF", "FLAC", "AMR"],
)
def test_a_sound_is_known_by_its_first_bytes(head: bytes) -> None:
    assert kind_of(BytesIO(head)) is Kind.VIDEO


@pytest.mark.parametrize(
    "data",
    [
        b"ID3 is how a tag begins, and so does this text",
        "words in UTF-16".encode("utf-16"),
        b"\xff\xd8\xff\xe0" + bytes(20),
        b"\xff\xff\xff\xff" + bytes(20),
        b"RIFF\0\0\0\0WEBPVP8 ",
    ],
    ids=["text", "UTF-16", "JPEG", "ones", "WebP"],
)
def test_what_begins_nearly_so_is_none(data: bytes) -> None:
    assert kind_of(BytesIO(data)) is None
