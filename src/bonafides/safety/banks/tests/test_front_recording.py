"""Recorded lookups that come together share a commit, and nobody waits for one that is not their own."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks.front import recording
from bonafides.safety.banks.front.recording import Recorder, Waiting
from bonafides.safety.banks.queries import Explained
from bonafides.safety.banks.vocabulary import Outcome

MET = Explained(Outcome.REVIEW, [{"entry": "E1"}], 1)
NOTHING = Explained(Outcome.ALLOW, [], 1)
SOON = 100.0  # seconds, where less than one is enough: the machine may be busy


class Disk:
    """Where groups are written: the first of them only when the test says so."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.goes_on = threading.Event()
        self.is_broken = False

    def write(self, group: Sequence[Waiting]) -> None:
        self.groups.append(len(group))
        if len(self.groups) == 1:
            self.goes_on.wait(SOON)
        if self.is_broken and len(group) > 1:
            raise OSError("full")
        for each in group:
            each.names = [f"{len(self.groups)}"] * len(each.found)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(recording, "write", made.write)
    return made


def until(is_so: Callable[[], bool]) -> None:
    latest = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < latest
        time.sleep(0.001)


def recorded_by_many(recorder: Recorder, disk: Disk, pool: ThreadPoolExecutor) -> list[Future[Sequence[str | None]]]:
    """One that is being written, and seven that came meanwhile."""
    first = pool.submit(recorder.record, [MET], SYSTEM)
    until(lambda: disk.groups == [1])
    others = [pool.submit(recorder.record, [MET, MET], SYSTEM) for _ in range(7)]
    until(lambda: len(recorder._waiting) == 7)
    disk.goes_on.set()
    return [first, *others]


def test_those_that_come_while_one_is_written_are_written_together(disk: Disk) -> None:
    recorder = Recorder()
    with ThreadPoolExecutor(8) as pool:
        names = [each.result(SOON) for each in recorded_by_many(recorder, disk, pool)]

    assert disk.groups == [1, 7]
    assert names == [["1"], *[["2", "2"]] * 7]


def test_where_a_group_fails_one_hears_of_it_and_the_others_write_for_themselves(disk: Disk) -> None:
    recorder, disk.is_broken = Recorder(), True
    with ThreadPoolExecutor(8) as pool:
        asked = recorded_by_many(recorder, disk, pool)
        failed = [each for each in asked if each.exception(SOON)]

    assert (len(failed), disk.groups) == (1, [1, 7, *[1] * 6])
    assert all(each.result() for each in asked if each not in failed)


def test_after_a_group_the_next_who_comes_writes_at_once(disk: Disk) -> None:
    recorder = Recorder()
    disk.goes_on.set()

    names = [recorder.record([MET], SYSTEM) for _ in range(3)]

    assert names == [["1"], ["2"], ["3"]]


def test_what_met_nothing_waits_for_nobody(disk: Disk) -> None:
    assert Recorder().record([NOTHING, NOTHING], SYSTEM) == [None, None]
    assert disk.groups == []
