"""What is seen of a rescan while it runs: a bar on a terminal, lines in a log."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bonafides.cli.rescan.progress import Pace, bar, duration, with_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def clock_of(*moments: float) -> Iterator[float]:
    return iter(moments)


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Pace(50, 0, 0, 0.0), "0 of 50 chunks (0 %)"),
        (Pace(50, 20, 0, 0.0), "20 of 50 chunks (40 %, 20 of them before)"),
        (Pace(50, 20, 10, 5.0), "30 of 50 chunks (60 %, 20 of them before), 120.0 a minute, 10 s left"),
        (Pace(1_500, 0, 1, 90.0), "1 of 1,500 chunks (0 %), 0.7 a minute, 37 h 28 min left"),
        (Pace(1_000, 0, 999, 999.0), "999 of 1,000 chunks (99 %), 60.0 a minute, 1 s left"),
        (Pace(50, 20, 30, 15.0), "50 of 50 chunks (100 %, 20 of them before), 120.0 a minute, 0 s left"),
        (Pace(0, 0, 0, 0.0), "0 of 0 chunks (100 %)"),
    ],
    ids=["begun", "resumed", "under way", "slow", "nearly", "done", "of nothing"],
)
def test_what_was_done_before_counts_as_done_but_not_for_the_pace(pace: Pace, words: str) -> None:
    assert str(pace) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 s"),
        (0.2, "1 s"),
        (59.0, "59 s"),
        (59.5, "1 min 0 s"),
        (3_599.0, "59 min 59 s"),
        (3_600.0, "1 h 0 min"),
        (90_061.0, "25 h 1 min"),
    ],
)
def test_time_left_is_told_in_two_units_at_most(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_the_bar_is_as_full_as_the_work_is_done() -> None:
    assert bar(Pace(4, 1, 0, 0.0), 200) == f"[{'#' * 10}{'.' * 30}] 1 of 4 chunks (25 %, 1 of them before)"
    assert bar(Pace(4, 1, 3, 1.0), 200).startswith(f"[{'#' * 40}] 4 of 4")
    assert bar(Pace(1_000, 0, 999, 1.0), 200).startswith(f"[{'#' * 39}.] 999 of 1,000")


@pytest.mark.parametrize("columns", [1, 2, 20, 66, 67, 68, 70, 80, 400])
def test_the_bar_never_reaches_the_end_of_the_line(columns: int) -> None:
    assert len(bar(Pace(50, 20, 10, 5.0), columns)) < columns


def test_a_terminal_sees_one_line_drawn_again_and_again() -> None:
    screen, moments = Terminal(), clock_of(0.0, 0.4, 0.5, 0.9, 1.0)

    passed = list(with_bar("abcd", 6, 2, screen, lambda: next(moments)))

    drawn = screen.getvalue().replace("\x1b[K", "").split("\r")
    assert passed == list("abcd")
    assert [each.partition("] ")[2].partition(" (")[0] for each in drawn[1:]] == [
        "2 of 6 chunks",
        "4 of 6 chunks",
        "6 of 6 chunks",
        "6 of 6 chunks",
    ]
    assert screen.getvalue().count("\n") == 1
    assert screen.getvalue().endswith("\n")


def test_a_log_gets_a_line_every_ten_seconds() -> None:
    log, moments = io.StringIO(), clock_of(0.0, 9.9, 10.0, 19.9, 20.0)

    passed = list(with_bar("abcd", 6, 2, log, lambda: next(moments)))

    assert passed == list("abcd")
    assert log.getvalue().splitlines() == [
        "4 of 6 chunks (66 %, 2 of them before), 12.0 a minute, 10 s left",
        "6 of 6 chunks (100 %, 2 of them before), 12.0 a minute, 0 s left",
    ]


def test_a_short_run_leaves_a_log_alone() -> None:
    log, moments = io.StringIO(), clock_of(0.0, 1.0, 2.0)

    list(with_bar("ab", 2, 0, log, lambda: next(moments)))

    assert log.getvalue() == ""


def test_what_breaks_off_leaves_its_line_ended() -> None:
    def breaking() -> Iterator[str]:
        yield "a"
        raise OSError("full")

    screen = Terminal()

    with pytest.raises(OSError, match="full"):
        list(with_bar(breaking(), 2, 0, screen, lambda: 0.0))

    assert screen.getvalue().endswith("\n")


def test_the_command_draws_on_a_real_terminal_what_is_done(tmp_path: Path) -> None:
    value = "5a" * 32
    (tmp_path / "list.csv").write_text(f"type,value,source_id\npdq,{value},h0\n")
    (tmp_path / "stored.pdq").write_bytes(bytes.fromhex(value) * 40)
    command = [sys.executable, "-m", "bonafides.cli.main", "rescan", "--fingerprints", str(tmp_path / "stored.pdq")]
    command += ["--bank", str(tmp_path / "list.csv"), "--out", str(tmp_path / "out"), "--chunk-bytes", "320"]
    ours, theirs = os.openpty()

    with subprocess.Popen([*command, "--processes", "1"], stderr=theirs, stdout=subprocess.DEVNULL) as running:
        os.close(theirs)
        shown = b"".join(read_to_the_end(ours)).decode()
    os.close(ours)

    assert running.returncode == 1
    assert shown.count("\n") == 2  # the bar's, and that of the result
    assert shown.startswith("\r[")
    assert "] 0 of 4 chunks (0 %)" in shown
    assert re.search(r"\r\[#+\] 4 of 4 chunks \(100 %\), [\d,.]+ a minute, 0 s left", shown)


def read_to_the_end(descriptor: int) -> Iterator[bytes]:
    """What comes from a terminal; that its other side was closed is told by an error."""
    try:
        while data := os.read(descriptor, 4096):
            yield data
    except OSError:
        return
