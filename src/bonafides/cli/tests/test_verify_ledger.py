"""`bonafides ledger verify` as a stranger runs it."""

import argparse
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bonafides.cli.verify_ledger import REFUSED, UNREADABLE, VERIFIED, arguments, run
from bonafides.ledger.merkle import Frontier, leaf_hashes
from bonafides.ledger.package import PackagedEntry, write_package
from bonafides.ledger.sources import Directory
from bonafides.ledger.tests.samples import (
    ACCEPTED,
    LOG,
    PROMISED,
    RECEIPTS,
    STRANGER,
    a_log,
    a_receipt,
    an_entry,
    some_entries,
)
from bonafides.ledger.trees import prove
from bonafides.ledger.writer import TileWriter

KEY = ["--key", LOG.verifier.vkey]
RECEIPT_KEY = ["--receipt-key", RECEIPTS.verifier.vkey]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    a_log(tmp_path / "log", 300)
    return tmp_path / "log"


@pytest.fixture
def package(log: Path, tmp_path: Path) -> Path:
    note = (log / "checkpoint").read_bytes()
    proof = prove(Directory(log), 7, note, LOG.verifier).serialise()
    entries = [
        PackagedEntry(an_entry(7), (), proof),
        PackagedEntry(an_entry(900), (), None, a_receipt(an_entry(900))),
    ]
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    file = tmp_path / "case.proof.zip"
    write_package(
        file,
        entries,
        key=LOG.verifier,
        receipt_key=RECEIPTS.verifier,
        audience="auditor",
        about="a case",
        made_at=made_at,
    )
    return file


def verify(*words: str | Path, now: int = ACCEPTED) -> int:
    parser = argparse.ArgumentParser()
    arguments(parser)
    return run(parser.parse_args([str(word) for word in words]), clock=lambda: now)


def a_receipt_file(folder: Path, number: int) -> Path:
    (folder / "receipt").write_bytes(a_receipt(an_entry(number)))
    return folder / "receipt"


def test_a_whole_log_is_verified_and_its_story_told(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(log, *KEY) == VERIFIED

    assert "The log log.example/sample is whole: 300 entries read" in capsys.readouterr().out


def test_the_key_may_stand_in_a_file(log: Path, tmp_path: Path) -> None:
    (tmp_path / "vkey").write_text(LOG.verifier.vkey + "\n")

    assert verify(log, "--key", tmp_path / "vkey") == VERIFIED


def test_a_changed_log_is_refused_with_the_reason(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tile = log / "tile/entries/000"
    tile.write_bytes(tile.read_bytes().replace(b"case_decided", b"case_decades", 1))

    assert verify(log, *KEY) == REFUSED

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Refused: tile/0/000 is not what the log's entries add up to")


def test_another_key_is_refused(log: Path) -> None:
    assert verify(log, "--key", STRANGER.verifier.vkey) == REFUSED


@pytest.mark.parametrize(
    "words",
    [
        ["absent", *KEY],
        ["http://127.0.0.1:1/log", *KEY],
        [".", "--key", "no-such-file"],
        [".", "--key", "name+00000000+AAAA"],
        [".", "--key", "x" * 5000],
        ["x" * 5000, *KEY],
        ["nul\0byte", *KEY],
    ],
)
def test_what_cannot_be_read_is_said_to_be_unreadable(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(*words) == UNREADABLE

    assert capsys.readouterr().err.startswith("Unreadable: ")


def test_an_empty_directory_is_unreadable(tmp_path: Path) -> None:
    assert verify(tmp_path, *KEY) == UNREADABLE


def test_a_kept_promise_is_told(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = a_receipt_file(tmp_path, 12)

    assert verify(log, *KEY, "--receipt", receipt, *RECEIPT_KEY, now=PROMISED + 1) == VERIFIED

    assert "was kept: what it promised is entry 12 of the log" in capsys.readouterr().out


def test_a_pending_promise_is_told_with_its_date(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = a_receipt_file(tmp_path, 900)

    assert verify(log, *KEY, "--receipt", receipt, *RECEIPT_KEY, now=PROMISED) == VERIFIED

    assert "promised by 27 October 2026" in capsys.readouterr().out


def test_a_broken_promise_is_refused(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = a_receipt_file(tmp_path, 900)

    assert verify(log, *KEY, "--receipt", receipt, *RECEIPT_KEY, now=PROMISED + 1) == REFUSED

    assert "it was left out" in capsys.readouterr().err


def test_a_receipt_without_its_key_is_unreadable(log: Path, tmp_path: Path) -> None:
    assert verify(log, *KEY, "--receipt", a_receipt_file(tmp_path, 12)) == UNREADABLE


def test_a_package_tells_its_story(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(package, *KEY, *RECEIPT_KEY) == VERIFIED

    told = capsys.readouterr().out
    assert "On 1 October 2026, “case decided” was recorded; it is entry 7 of the 300" in told
    assert "it is pending: not in the log yet, promised by 27 October 2026" in told


def test_a_package_whose_promise_has_passed_is_refused(package: Path) -> None:
    assert verify(package, *KEY, *RECEIPT_KEY, now=PROMISED + 1) == REFUSED


def test_a_receipt_is_found_in_a_package(package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = a_receipt_file(tmp_path, 7)

    assert verify(package, *KEY, *RECEIPT_KEY, "--receipt", receipt) == VERIFIED

    assert "was kept: what it promised is entry 7 of the log" in capsys.readouterr().out


def test_a_receipt_whose_entry_a_package_does_not_hold_is_pending_or_left_to_the_log(tmp_path: Path) -> None:
    a_log(tmp_path / "log", 300)
    note = (tmp_path / "log/checkpoint").read_bytes()
    proof = prove(Directory(tmp_path / "log"), 7, note, LOG.verifier).serialise()
    file, made_at = tmp_path / "one.proof.zip", datetime(2026, 11, 21, tzinfo=UTC)
    one = [PackagedEntry(an_entry(7), (), proof)]
    write_package(file, one, key=LOG.verifier, receipt_key=None, audience="author", about="a case", made_at=made_at)
    words: list[str | Path] = [file, *KEY, *RECEIPT_KEY, "--receipt", a_receipt_file(tmp_path, 900)]

    assert verify(*words, now=PROMISED) == VERIFIED
    assert verify(*words, now=PROMISED + 1) == UNREADABLE


def test_a_file_that_is_no_zip_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "x.proof.zip").write_bytes(b"not a zip")

    assert verify(tmp_path / "x.proof.zip", *KEY) == UNREADABLE


def test_a_log_that_was_rolled_back_is_caught_by_a_kept_checkpoint(log: Path, tmp_path: Path) -> None:
    longer = tmp_path / "longer"
    TileWriter(longer, LOG).publish(some_entries(400), after=Frontier())

    assert verify(longer, *KEY, "--earlier", log / "checkpoint") == VERIFIED
    assert verify(log, *KEY, "--earlier", longer / "checkpoint") == REFUSED


def test_no_key_no_verification(log: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        verify(log)

    assert ended.value.code == UNREADABLE


def test_a_long_log_says_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bonafides.cli.verify_ledger.LONG_LOG", 100)
    monkeypatch.setattr("bonafides.cli.verify_ledger.PROGRESS_SECONDS", 0.0)
    a_log(tmp_path, 300)

    verify(tmp_path, *KEY)

    assert "300 of 300 entries read" in capsys.readouterr().err


def test_it_loads_neither_django_nor_numpy_nor_an_http_client(log: Path) -> None:
    program = (
        "import argparse, sys; from bonafides.cli.verify_ledger import arguments, run;"
        "parser = argparse.ArgumentParser(); arguments(parser);"
        "code = run(parser.parse_args(sys.argv[1:]));"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "assert not loaded & {'django', 'numpy', 'httpx', 'PIL'}, loaded; sys.exit(code)"
    )
    source = str(Path(__file__).parents[3])

    done = subprocess.run(
        [sys.executable, "-c", program, str(log), *KEY],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == VERIFIED, done.stderr
    assert "is whole" in done.stdout


def test_the_frontier_of_the_sample_log_is_its_published_root(log: Path) -> None:
    root = Frontier().extended(leaf_hashes(some_entries(300))).root

    assert a_log(log, 300).checkpoint.root == root
