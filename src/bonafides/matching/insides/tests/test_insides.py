import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import BoundedSemaphore

import pytest

from bonafides.matching.digests import digests_of_bytes
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_file
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.insides import opening, stills
from bonafides.matching.insides.opening import as_file, lines_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.tests.lateness import time_is_over_after
from bonafides.matching.insides.vocabulary import Kind, Limits, Reason, Unread
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.tmk import level1_score, level2_score
from bonafides.matching.vocabulary import EntryType

PICTURE = fingerprints_of(made.PICTURE)
ARCHIVES: dict[str, Callable[[], bytes]] = {
    "zip": made.a_zip,
    "tar": made.a_tar,
    "tar.gz": lambda: made.a_tar("w:gz"),
    "tar.bz2": lambda: made.a_tar("w:bz2"),
    "tar.xz": lambda: made.a_tar("w:xz"),
    "old tar": made.an_old_tar,
    "tar.lzma": lambda: made.an_lzma(made.an_old_tar()),
    "7z": made.a_seven_zip,
}
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "docx": made.a_docx,
    "odt": made.an_odt,
    "epub": made.an_epub,
    "pdf": made.a_pdf,
}


def by_name(item: Fingerprints) -> dict[str, Fingerprints]:
    return {part.path[-1]: part.fingerprints for part in item.parts}


def reasons(item: Fingerprints) -> list[tuple[tuple[str, ...], Reason]]:
    return [(each.path, each.reason) for each in item.unreadable]


@pytest.mark.parametrize("name", ARCHIVES)
def test_the_files_in_an_archive_are_fingerprinted_each_for_itself(name: str) -> None:
    item = fingerprints_of(ARCHIVES[name]())

    inside = by_name(item)
    picture, words = inside["pictures/one.png"], inside["words.txt"]
    assert picture.digests == PICTURE.digests
    assert [(each.hash, each.quality, each.turned) for each in picture.frames] == [
        (each.hash, each.quality, each.turned) for each in PICTURE.frames
    ]
    assert words.text == "these listed words stand in a file see https bad example page"
    assert [url.text for url in words.urls] == ["https://bad.example/page"]
    assert item.unreadable == ()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_has_its_words_its_links_and_its_pictures(name: str) -> None:
    item = fingerprints_of(DOCUMENTS[name]())

    (picture,) = item.parts
    assert "these listed words" in item.text
    assert "https://bad.example/page" in [url.text for url in item.urls]
    assert picture.fingerprints.frames[0].hash.distance_to(PICTURE.frames[0].hash) <= 4
    assert item.unreadable == ()


def test_the_path_says_which_archive_lies_in_which() -> None:
    item = fingerprints_of(made.a_zip({"outer/inner.tar.gz": made.a_tar("w:gz"), "plain.txt": made.WORDS}))

    assert [part.path for part in item.parts] == [
        ("outer/inner.tar.gz", "inner.tar", "pictures/one.png"),
        ("outer/inner.tar.gz", "inner.tar", "words.txt"),
        ("outer/inner.tar.gz", "inner.tar"),
        ("outer/inner.tar.gz",),
        ("plain.txt",),
    ]


def test_an_archive_behind_a_picture_is_found() -> None:
    item = fingerprints_of(encoded(a_picture(3), "JPEG") + made.a_zip())

    assert item.frames[0].hash == fingerprints_of(encoded(a_picture(3), "JPEG")).frames[0].hash
    assert by_name(item)["pictures/one.png"].digests == PICTURE.digests


@pytest.mark.parametrize(
    ("data", "path"),
    [
        pytest.param(made.an_encrypted_zip, ("secret.txt",), id="zip"),
        pytest.param(lambda: made.a_seven_zip("a password"), (), id="7z"),
        pytest.param(
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), (), id="office"
        ),
    ],
)
def test_what_is_encrypted_is_unknown_and_said(data: Callable[[], bytes], path: tuple[str, ...]) -> None:
    item = fingerprints_of(data())

    assert reasons(item) == [(path, Reason.ENCRYPTED)]
    assert item.parts == ()


def test_an_encrypted_pdf_is_unknown_and_said() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(made.a_pdf())))
    writer.encrypt("a password", algorithm="AES-256")
    writer.write(stream := io.BytesIO())

    item = fingerprints_of(stream.getvalue())

    assert reasons(item) == [((), Reason.ENCRYPTED)]
    assert item.text == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"Rar!\x1a\x07\x01\x00" + b"x" * 50, Reason.NO_READER, id="rar"),
        pytest.param(b"PK\x03\x04" + b"x" * 50, Reason.DAMAGED, id="zip"),
        pytest.param(b"\x1f\x8b\x08" + b"x" * 50, Reason.DAMAGED, id="gzip"),
        pytest.param(b"7z\xbc\xaf\x27\x1c" + b"x" * 50, Reason.DAMAGED, id="7z"),
        pytest.param(b"%PDF-1.7" + b"x" * 50, Reason.DAMAGED, id="pdf"),
    ],
)
def test_what_cannot_be_read_is_said_and_has_digests(data: bytes, reason: Reason) -> None:
    item = fingerprints_of(data)

    assert Reason(reason) in [each.reason for each in item.unreadable]
    assert item.digests == digests_of_bytes(data).by_type()


def test_four_archives_in_each_other_are_opened_and_the_fifth_is_not() -> None:
    nested = made.a_zip({"fifth.txt": made.WORDS})
    for name in ("4.zip", "3.zip", "2.zip", "1.zip"):
        nested = made.a_zip({name: nested})

    item = fingerprints_of(nested)

    assert reasons(item) == [(("1.zip", "2.zip", "3.zip", "4.zip"), Reason.TOO_DEEP)]
    assert "4.zip" in by_name(item)
    assert "fifth.txt" not in by_name(item)


@pytest.mark.parametrize(
    ("members", "limits", "reason"),
    [
        pytest.param({"zeros": b"\0" * 20_000_000}, Limits(), Reason.RATIO, id="ratio"),
        pytest.param({"zeros": b"\0" * 20_000_000}, Limits(unpacked_bytes=1_000_000), Reason.TOO_LARGE, id="bytes"),
        pytest.param({str(n): b"" for n in range(30)}, Limits(members=20), Reason.TOO_MANY_MEMBERS, id="members"),
    ],
)
def test_a_bomb_is_left_alone_at_its_limit(members: dict[str, bytes], limits: Limits, reason: Reason) -> None:
    item = fingerprints_of(made.a_zip(members), limits)

    assert reasons(item) == [((), reason)]


def test_limits_count_through_all_archives_of_a_file() -> None:
    many = {f"{n}.zip": made.a_zip({"blanks": b" " * 100_000}) for n in range(20)}

    item = fingerprints_of(made.a_zip(many))

    assert reasons(item) == [((), Reason.RATIO)]


def test_a_file_that_takes_too_long_is_stopped_and_has_its_digests(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child_of("import time\ntime.sleep(600)\n", monkeypatch, tmp_path)

    item = fingerprints_of(made.a_zip(), Limits(wall_seconds=0.01))

    assert reasons(item) == [((), Reason.TIMED_OUT)]
    assert item.digests == digests_of_bytes(made.a_zip()).by_type()


def test_too_many_files_at_once_are_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_PLACES", BoundedSemaphore(1))
    opening._PLACES.acquire()

    item = fingerprints_of(made.a_zip(), Limits(wall_seconds=0.01))

    assert reasons(item) == [((), Reason.BUSY)]


def test_a_child_that_says_anything_else_is_not_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "liar.py").write_text('print(\'{"path": [7], "digests": {"md5": "no"}}\')')
    monkeypatch.setattr(opening, "_CHILD", "liar")
    monkeypatch.setattr(opening, "_environment", lambda: {"PYTHONPATH": str(tmp_path)})

    item = fingerprints_of(made.a_zip())

    assert reasons(item) == [((), Reason.STOPPED)]


def test_a_child_has_nothing_of_our_environment_and_may_not_write(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "curious.py").write_text(
        "import json, os, sys\n"
        "from bonafides.matching.insides.child import confine\n"
        "from bonafides.matching.insides.vocabulary import Limits\n"
        "confine(Limits())\n"
        "import resource\n"
        "said = [*os.environ, str(resource.getrlimit(resource.RLIMIT_FSIZE)[0])]\n"
        "said.append(str(len(os.listdir('/proc/self/fd'))))\n"
        "print(json.dumps({'path': said}))\n"
        "print(json.dumps({'done': True}))\n"
    )
    home = opening._environment()
    monkeypatch.setenv("BONAFIDES_SECRET_KEY", "a secret")
    monkeypatch.setattr(opening, "_CHILD", "curious")
    monkeypatch.setattr(opening, "_environment", lambda: home | {"PYTHONPATH": f"{home['PYTHONPATH']}:{tmp_path}"})

    with as_file(made.a_zip()) as stream:
        (said,) = lines_of(stream, Kind.ZIP, Limits())

    *names, file_size, descriptors = said.path
    assert sorted(names) == ["LC_ALL", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONPATH"]
    assert (file_size, descriptors) == ("0", "4")  # input, output, errors, and the listing itself


def test_a_file_on_a_disk_is_read_from_there(tmp_path: Path) -> None:
    for name, data in (("one.7z", made.a_seven_zip()), ("two.zip", made.a_zip())):
        (tmp_path / name).write_bytes(data)

    seven, two = (fingerprints_of_file(tmp_path / name) for name in ("one.7z", "two.zip"))

    assert by_name(seven)["words.txt"].text == by_name(two)["words.txt"].text != ""


def test_what_is_printed_of_a_file_with_parts_is_read_back() -> None:
    item = fingerprints_of(made.a_zip())

    read = fingerprints_from_json(item.as_json())

    assert [(part.path, part.fingerprints.digests) for part in read.parts] == [
        (part.path, part.fingerprints.digests) for part in item.parts
    ]


def test_of_very_many_parts_only_some_are_printed() -> None:
    printed = fingerprints_of(made.a_zip({str(number): b"x" for number in range(5)})).as_json(parts_at_most=2)

    assert printed["part_count"] == 5
    assert len(printed["parts"]) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_a_video_has_the_hashes_of_a_frame_each_second(form: str) -> None:
    item = fingerprints_of(made.a_video(form=form))

    assert item.video is not None
    assert [round(frame.at_seconds) for frame in item.video.frames] == [0, 1, 2, 3, 4]
    assert item.video.frames[0].hash.distance_to(PICTURE.frames[0].hash) <= 10
    assert item.unreadable == ()


def test_a_video_in_an_archive_is_looked_into() -> None:
    item = fingerprints_of(made.a_zip({"clip.mp4": made.a_video((1, 2))}))

    video = by_name(item)["clip.mp4"].video
    assert video is not None
    assert len(video.frames) == 2


def test_a_heic_picture_is_hashed() -> None:
    item = fingerprints_of(made.a_heic(a_picture(1)))

    assert item.frames[0].hash.distance_to(PICTURE.frames[0].hash) <= 4
    assert item.pdq_refusal is None


@pytest.mark.parametrize(
    ("name", "reason", "kind"), [("av", Reason.NEEDS_VIDEO, "video"), ("pillow_heif", Reason.NEEDS_HEIC, "heic")]
)
def test_without_the_extra_it_is_said_which_one_is_missing(
    name: str, reason: Reason, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bonafides.matching.insides.walk import Walk

    said: list[dict[str, object]] = []
    monkeypatch.setitem(stills.importlib.sys.modules, name, None)  # type: ignore[attr-defined]

    Walk(1, Limits(), said.append).look_into(io.BytesIO(b"x"), Kind(kind))

    assert {"path": (), "unread": reason} in said
    assert "pip install" in Unread((), reason).sentence


def test_a_name_cannot_hide_what_it_is() -> None:
    item = fingerprints_of(made.a_zip({"a\u202egnp.exe\n": b"x"}))

    assert item.parts[0].path == ("a\N{REPLACEMENT CHARACTER}gnp.exe\N{REPLACEMENT CHARACTER}",)


def test_a_member_in_no_known_format_is_said() -> None:
    item = fingerprints_of(made.a_zip({"x.bin": b"\0\1\2 nothing known", "words.txt": made.WORDS}))

    assert reasons(item) == [(("x.bin",), Reason.UNKNOWN_FORMAT)]


def test_a_member_in_an_unknown_compression_is_said() -> None:
    data = bytearray(made.a_zip({"x": b"x" * 100}))
    data[8:10] = b"\x60\x00"
    at = data.index(b"PK\x01\x02")
    data[at + 10 : at + 12] = b"\x60\x00"

    item = fingerprints_of(bytes(data))

    assert reasons(item) == [(("x",), Reason.NO_READER)]
    assert zipfile.is_zipfile(io.BytesIO(data))


def test_a_plain_picture_or_text_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)

    assert fingerprints_of(made.PICTURE).frames
    assert fingerprints_of(made.WORDS).text
    assert EntryType.MD5 in fingerprints_of(b"\0\1").digests


CLIP = ("clip.mp4",)


@pytest.mark.parametrize(
    ("end", "reason", "path"),
    [
        pytest.param("time.sleep(600)", Reason.TIMED_OUT, CLIP, id="clock"),
        pytest.param("os.kill(os.getpid(), signal.SIGXCPU)", Reason.TIMED_OUT, (), id="processor"),
        pytest.param("os.kill(os.getpid(), signal.SIGKILL)", Reason.STOPPED, (), id="killed"),
        pytest.param("os.kill(os.getpid(), signal.SIGKILL)", Reason.STOPPED, CLIP, id="killed in a zip"),
        pytest.param("raise MemoryError", Reason.STOPPED, (), id="memory"),
    ],
)
def test_frames_that_were_read_before_a_child_ends_are_kept_and_said_to_be_a_part(
    end: str, reason: Reason, path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dying_child(end, monkeypatch, tmp_path)
    clip = made.a_video((1, 2, 3, 4, 5, 6, 7))

    item = fingerprints_of(made.a_zip({"clip.mp4": clip}) if path else clip)

    read = dict(item.pieces())[path]
    assert read.video is not None
    assert [round(each.at_seconds) for each in read.video.frames][:5] == [0, 1, 2, 3, 4]
    assert (read.video.is_whole, read.tmk, read.as_json()["vpdq_in_part"]) == (False, None, True)
    assert read.digests == digests_of_bytes(clip).by_type()
    assert (path, reason) in reasons(item)


def dying_child(end: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A reader that comes to this end when it has read six frames; if that is sleep, its time is over in it."""
    if "sleep" in end:
        time_is_over_after("video", monkeypatch)
    child_of(
        "import os, signal, sys, time\n"
        "from bonafides.matching.insides import child, stills\n"
        "whole, read = stills.pdq_of, []\n"
        "def six_times(pixels):\n"
        "    read.append(1)\n"
        "    if len(read) > 6:\n"
        f"        {end}\n"
        "    return whole(pixels)\n"
        "stills.pdq_of = six_times\n"
        "sys.exit(child.main())\n",
        monkeypatch,
        folder,
    )


def child_of(code: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A child that runs this and has our readers."""
    (folder / "other.py").write_text(code)
    home = opening._environment()
    monkeypatch.setattr(opening, "_CHILD", "other")
    monkeypatch.setattr(opening, "_environment", lambda: home | {"PYTHONPATH": f"{home['PYTHONPATH']}:{folder}"})


def test_a_video_that_breaks_off_has_the_frames_before_and_is_said_to_be_a_part() -> None:
    whole = made.a_video((1, 2, 3, 4, 5, 6), form="webm")

    item = fingerprints_of(whole[: len(whole) // 2])

    assert item.video is not None
    assert 1 <= len(item.video.frames) < 5
    assert (item.video.is_whole, item.tmk) == (False, None)
    assert reasons(item) == [((), Reason.DAMAGED)]


def test_a_video_has_the_hash_of_the_whole() -> None:
    item = fingerprints_of(made.a_video((1, 2)))

    assert item.tmk is not None
    assert item.tmk.frame_count == 30
    assert level1_score(item.tmk, made.a_tmk((1, 2))) > 0.95
    assert level2_score(item.tmk, made.a_tmk((1, 2))) > 0.95
    assert "tmk" not in item.as_json()
