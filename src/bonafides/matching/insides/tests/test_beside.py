"""A mark of another kind, further on in a file: the picture or the text that viewers show is read nonetheless."""

import gzip
import io
import time
from pathlib import Path

import pytest

from bonafides.matching.fingerprint import fingerprints_of, fingerprints_of_file
from bonafides.matching.insides.behind import archives_behind
from bonafides.matching.insides.kinds import kind_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Reason
from bonafides.matching.tests.samples import a_picture, encoded

JPEG, GIF = encoded(a_picture(1), "JPEG"), encoded(a_picture(1), "GIF")


def a_jpeg_with(comment: bytes) -> bytes:
    return JPEG[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + JPEG[2:]


def a_gif_like_packets() -> bytes:
    """With colours that nobody sees changed, so that a G stands wherever a stream of packets would have one."""
    data = bytearray(GIF)
    data[188] = data[376] = ord("G")
    return bytes(data)


PICTURES = {
    "pdf in a comment": a_jpeg_with(b"%PDF-1.7"),
    "tar in a comment": a_jpeg_with(b"x" * (257 - 6) + b"ustar"),
    "gif like packets": a_gif_like_packets(),
}
WORDS = made.WORDS.ljust(600, b".")
TEXTS = {
    "pdf": WORDS[:100] + b"%PDF-" + WORDS[105:],
    "tar": WORDS[:257] + b"ustar" + WORDS[262:],
    "packets": b"G" + WORDS[:187] + b"G" + WORDS[189:376] + b"G" + WORDS[377:],
}


def test_each_of_these_has_the_mark_of_a_kind_that_is_opened() -> None:
    assert None not in {kind_of(io.BytesIO(data)) for data in (*PICTURES.values(), *TEXTS.values())}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_with_a_mark_of_another_kind_is_hashed(name: str, tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(PICTURES[name])

    inside = fingerprints_of(made.a_zip({"one": PICTURES[name]})).parts[0].fingerprints

    alone, on_a_disk = fingerprints_of(PICTURES[name]), fingerprints_of_file(tmp_path / "one")
    assert alone.frames[0].hash.distance_to(fingerprints_of(JPEG).frames[0].hash) <= 10
    assert [each.hash for each in on_a_disk.frames] == [each.hash for each in alone.frames]
    assert [each.hash for each in inside.frames] == [each.hash for each in alone.frames]


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_with_a_mark_of_another_kind_is_read(name: str) -> None:
    alone = fingerprints_of(TEXTS[name])
    inside = fingerprints_of(made.a_zip({"one": TEXTS[name]})).parts[0].fingerprints

    assert "these listed words stand in a file" in alone.text
    assert "these listed words stand in a file" in inside.text


def test_a_7z_behind_a_picture_is_opened() -> None:
    hidden = a_jpeg_with(b"7z\xbc\xaf\x27\x1c no archive") + made.a_seven_zip()

    alone, inside = fingerprints_of(hidden), fingerprints_of(made.a_zip({"one.jpg": hidden}))

    assert [part.path for part in alone.parts] == [("pictures/one.png",), ("words.txt",)]
    assert sorted(part.path for part in inside.parts) == [
        ("one.jpg",),
        ("one.jpg", "pictures/one.png"),
        ("one.jpg", "words.txt"),
    ]
    assert alone.frames == inside.parts[-1].fingerprints.frames
    assert alone.unreadable == inside.unreadable == ()


@pytest.mark.parametrize("version", [b"\0", b"\1\0"])
def test_a_rar_behind_a_picture_is_said_to_be_unread(version: bytes) -> None:
    hidden = JPEG + b"Rar!\x1a\x07" + version + bytes(100)

    alone, inside = fingerprints_of(hidden), fingerprints_of(made.a_zip({"one.jpg": hidden}))

    assert alone.frames
    assert [(each.path, each.reason) for each in alone.unreadable] == [((), Reason.NO_READER)]
    assert [(each.path, each.reason) for each in inside.unreadable] == [(("one.jpg",), Reason.NO_READER)]


def test_a_picture_that_only_holds_the_mark_of_an_archive_is_whole() -> None:
    item = fingerprints_of(a_jpeg_with(b"7z\xbc\xaf\x27\x1c" + bytes(40)))

    assert item.frames
    assert item.unreadable == ()


HOSTS = {
    "video": made.a_video((1,)),
    "sound": made.a_sound(made.a_melody(1, 2), "mp3"),
    "pdf": made.a_pdf(),
    "rich text": made.a_rich_text(),
    "heic": made.a_heic(a_picture(1)),
}
ARCHIVES = {
    "behind.7z": made.a_seven_zip(),
    "behind.tar": made.a_tar(),
    "behind.gz": gzip.compress(made.WORDS),
}


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("archive", ARCHIVES)
def test_an_archive_behind_another_file_is_opened(host: str, archive: str) -> None:
    item = fingerprints_of(HOSTS[host] + ARCHIVES[archive])

    inside = [part.fingerprints.text for part in item.parts if part.path[:1] == (archive,)]
    assert any("these listed words" in text for text in inside)
    assert [each for each in item.unreadable if each.path[:1] == (archive,)] == []


@pytest.mark.parametrize("archive", ARCHIVES)
def test_a_video_before_an_archive_is_whole(archive: str) -> None:
    alone, item = fingerprints_of(HOSTS["video"]), fingerprints_of(HOSTS["video"] + ARCHIVES[archive])

    assert (item.video, item.tmk, item.unreadable) == (alone.video, alone.tmk, ())


def test_a_zip_behind_a_heic_is_opened() -> None:
    item = fingerprints_of(HOSTS["heic"] + made.a_zip({"words.txt": made.WORDS}))

    assert [part.path for part in item.parts] == [("words.txt",)]
    assert item.frames


@pytest.mark.parametrize("archive", ARCHIVES)
def test_an_archive_behind_a_picture_is_opened(archive: str) -> None:
    item = fingerprints_of(JPEG + ARCHIVES[archive])

    assert any("these listed words" in part.fingerprints.text for part in item.parts)
    assert item.frames
    assert item.unreadable == ()


@pytest.mark.parametrize("host", HOSTS)
def test_a_rar_behind_another_file_is_said_to_be_unread(host: str) -> None:
    item = fingerprints_of(HOSTS[host] + b"Rar!\x1a\x07\1\0" + bytes(100))

    assert (("behind.rar",), Reason.NO_READER) in [(each.path, each.reason) for each in item.unreadable]


@pytest.mark.parametrize("mark", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08", bytes(257) + b"ustar\0"])
def test_the_mark_of_an_archive_alone_is_none(mark: bytes) -> None:
    assert list(archives_behind(io.BytesIO(b"x" * 600 + mark + b"\x07" * 600))) == []


def test_a_file_full_of_marks_is_not_gone_through_without_end() -> None:
    data = bytes(300) + b"ustar" * 400_000
    before = time.process_time()

    found = [each.name for each in archives_behind(io.BytesIO(data))]

    assert found == ["behind.tar"]
    assert time.process_time() - before < 1
