import argparse
import json
import os
import subprocess
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageOps

from bonafides.cli import hash_files, match_files
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.tests.samples import a_picture, encoded

RUN = """
import argparse, sys
from bonafides.cli import hash_files, match_files
command = {"hash": hash_files, "match": match_files}[sys.argv[1]]
parser = argparse.ArgumentParser()
command.arguments(parser)
code = command.run(parser.parse_args(sys.argv[2:]))
assert not {"django", "bonafides.config"} & sys.modules.keys()
sys.exit(code)
"""


COMMANDS: dict[str, Any] = {"hash": hash_files, "match": match_files}


def ran(name: str, *arguments: object, stdin: str = "") -> tuple[int, list[dict[str, object]], str]:
    """Exit code, the lines on standard output, and standard error."""
    parser, out, err = argparse.ArgumentParser(), StringIO(), StringIO()
    COMMANDS[name].arguments(parser)
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", StringIO(stdin))
        code = COMMANDS[name].run(parser.parse_args([*map(str, arguments)]))
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def alone(*arguments: object, stdin: str = "") -> tuple[int, list[dict[str, object]], str]:
    """The same in a process of its own, without any framework."""
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, input=stdin, timeout=100, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, a text, and a link that leads in a circle."""
    inside = tmp_path / "files"
    (inside / "deep" / "er").mkdir(parents=True)
    (inside / "b.png").write_bytes(encoded(a_picture(1)))
    (inside / "a.jpg").write_bytes(encoded(a_picture(1), "JPEG", quality=5))
    (inside / "deep" / "er" / "flipped.png").write_bytes(encoded(ImageOps.mirror(a_picture(1))))
    (inside / "note.txt").write_text("Look at hxxp://bad[.]example/page, some listed words.")
    (inside / "deep" / "circle").symlink_to(inside)
    return inside


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A list with the first picture, its bytes, a text, an address, and two bad rows."""
    item = fingerprints_of(encoded(a_picture(1)))
    path = tmp_path / "list.csv"
    path.write_text(
        "type,value,source_id,opinion\n"
        f"pdq,{item.frames[0].hash.hex},P-1,positive\n"
        f"sha256,{item.digests['sha256']},,\n"  # type: ignore[index]
        "pdq,xyz,,\n"
        "video,1,,\n"
        "text,Listed Words,T-1,\n"
        "url,bad.example,U-1,\n"
        f"md5,{item.digests['md5']},N-1,negative\n"  # type: ignore[index]
    )
    return path


def test_hash_prints_a_line_per_file_in_order_of_name(folder: Path) -> None:
    code, lines, _ = ran("hash", folder)

    assert code == 0
    assert [str(line["file"]).removeprefix(f"{folder}/") for line in lines] == [
        "a.jpg", "b.png", "deep/circle", "deep/er/flipped.png", "note.txt",
    ]  # fmt: skip
    assert list(lines[1]) == ["file", "md5", "sha1", "sha256", "sha512", "pdq", "pdq_quality"]
    assert lines[2] == {"file": f"{folder}/deep/circle", "error": "A symbolic link, not followed."}
    assert lines[4]["pdq"] is None
    assert lines[4]["pdq_reason"]


def test_a_process_of_its_own_loads_no_framework_and_says_the_same(folder: Path, bank: Path) -> None:
    hashed, matched = alone("hash", folder), alone("match", "--bank", bank, folder)
    printed = "\n".join(json.dumps(line) for line in hashed[1])
    again = alone("match", "--bank", bank, "--fingerprints", "-", stdin=printed)

    assert hashed == ran("hash", folder)
    assert matched == ran("match", "--bank", bank, folder)
    assert again == ran("match", "--bank", bank, "--fingerprints", "-", stdin=printed)


def test_hash_says_what_cannot_be_read_and_returns_2_if_nothing_can(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    code, lines, _ = ran("hash", tmp_path / "pipe", tmp_path / "absent")

    assert code == 2
    assert lines == [
        {"file": f"{tmp_path}/pipe", "error": "Not a regular file."},
        {"file": f"{tmp_path}/absent", "error": "No such file or directory"},
    ]


def test_match_prints_each_matching_entry_nearest_first(folder: Path, bank: Path) -> None:
    code, lines, complaints = ran("match", "--bank", bank, folder)

    assert code == 1
    assert [(Path(str(line["file"])).name, line.get("entry"), line.get("matched_by")) for line in lines] == [
        ("a.jpg", "P-1", "near"),
        ("b.png", "line 3", "exact"),
        ("b.png", "P-1", "exact"),
        ("circle", None, None),
        ("flipped.png", "P-1", "flip"),
        ("note.txt", "T-1", "phrase"),
        ("note.txt", "U-1", "host"),
    ]
    assert list(lines[0]) == ["file", "bank", "entry", "type", "distance_bits", "matched_by"]
    assert (lines[1]["distance_bits"], lines[2]["distance_bits"]) == (None, 0)
    assert complaints.splitlines() == [
        f"{bank}, line 4: A pdq value has 64 hexadecimal digits.",
        f"{bank}, line 5: The type 'video' is not supported.",
    ]


def test_match_takes_the_lines_that_hash_prints_and_tries_no_turns_on_them(folder: Path, bank: Path) -> None:
    _, hashed, _ = ran("hash", folder)
    printed = "\n".join(json.dumps(line) for line in hashed)

    code, lines, _ = ran("match", "--bank", bank, "--fingerprints", "-", stdin=printed)

    assert code == 1
    assert [(Path(str(line["fingerprint"])).name, line.get("entry", line.get("error"))) for line in lines] == [
        ("a.jpg", "P-1"),
        ("b.png", "line 3"),
        ("b.png", "P-1"),
        ("circle", "A symbolic link, not followed."),
    ]


def test_a_fingerprint_without_a_file_is_named_by_its_value(bank: Path, tmp_path: Path) -> None:
    picture_hash = fingerprints_of(encoded(a_picture(1))).frames[0].hash.hex
    path = tmp_path / "lines.jsonl"
    path.write_text(f'{{"pdq":"{picture_hash}"}}\n{{"pdq":"{picture_hash}","pdq_quality":49}}\nnot json\n{{}}\n')

    code, lines, _ = ran("match", "--bank", bank, "--fingerprints", path)

    assert code == 1
    assert [(line["fingerprint"], line.get("entry", line.get("error"))) for line in lines] == [
        (picture_hash, "P-1"),
        ("line 3", "The line is not a JSON object."),
        ("line 4", "The line has no fingerprint."),
    ]


def test_match_returns_0_where_nothing_matches(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "harmless.txt").write_text("good morning")

    assert ran("match", "--bank", bank, tmp_path / "harmless.txt")[:2] == (0, [])


def test_match_returns_2_without_a_usable_bank_or_a_readable_file(bank: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("type,value\n")

    assert ran("match", "--bank", tmp_path / "absent.csv", folder)[0] == 2
    assert ran("match", "--bank", tmp_path / "empty.csv", folder)[0] == 2
    assert ran("match", "--bank", folder / "b.png", folder)[0] == 2
    assert ran("match", "--bank", bank, tmp_path / "absent")[0] == 2
    assert ran("match", "--bank", bank)[0] == 2


def test_a_file_name_of_any_bytes_survives(bank: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xd8\xb3.png")
    (tmp_path / name).write_bytes(encoded(a_picture(1)))

    _, lines, _ = ran("hash", tmp_path / name)

    assert lines[0]["file"] == str(tmp_path / name)


def test_what_could_not_be_read_of_a_file_is_told_and_a_match_inside_says_where(
    folder: Path, bank: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "some.zip", "w") as archive:
        archive.write(folder / "b.png", "deep/b.png")
        archive.writestr("other.rar", b"Rar!\x1a\x07\x01\x00 and more")
    unread = [{"path": ["other.rar"], "reason": "no_reader", "sentence": "There is no free reader for this format."}]

    _, lines, _ = ran("match", "--bank", bank, tmp_path / "some.zip")
    _, hashed, _ = ran("hash", tmp_path / "some.zip")
    _, of_hashed, _ = ran("match", "--bank", bank, "--fingerprints", "-", stdin=json.dumps(hashed[0]))

    for found in (lines, of_hashed):
        assert [(line.get("entry"), line.get("path")) for line in found[:-1]] == [
            ("line 3", ["deep/b.png"]),
            ("P-1", ["deep/b.png"]),
        ]
        assert found[-1]["unreadable"] == unread


def test_a_match_says_in_which_reading_of_the_words_and_where(tmp_path: Path) -> None:
    words = "Бумажная лодка плывёт вдоль стены старой гавани и поворачивает к маяку, где ждут её дети."
    (tmp_path / "list.csv").write_text(f'type,value\ntext,"{words}"\n', encoding="utf-8")
    (tmp_path / "post.txt").write_bytes(f"Вчера дети пели: {words}".encode("windows-1251"))

    _, lines, _ = ran("match", "--bank", tmp_path / "list.csv", tmp_path / "post.txt")

    detail = lines[0]["detail"]
    assert isinstance(detail, dict)
    assert detail["reading"] == detail["span_in"] == "windows-1251"
    assert detail["span"] == {"start": 17, "end": 17 + len(words.rstrip("."))}


def test_a_line_may_hold_any_one_fingerprint(tmp_path: Path) -> None:
    address = "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a"
    (tmp_path / "list.csv").write_text(f"type,value\nidentifier,{address}\n")

    code, lines, _ = ran(
        "match", "--bank", tmp_path / "list.csv", "--fingerprints", "-", stdin=json.dumps({"identifier": address})
    )

    assert (code, lines[0]["matched_by"]) == (1, "identifier")


def test_nothing_to_match_is_said(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    assert "There is nothing to match" in ran("match", "--bank", bank)[2]
    assert "There is nothing to match" in ran("match", "--bank", bank, tmp_path / "folder")[2]
