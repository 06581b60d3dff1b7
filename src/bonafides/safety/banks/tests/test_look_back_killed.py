"""A search that is killed, taken twice or ended under way: each upload is found and told once."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions
from bonafides.safety.banks.actions import searching_back
from bonafides.safety.banks.models import (
    Bank,
    FoundLater,
    LookBack,
)
from bonafides.safety.banks.tests.conftest import NOON, an_entry
from bonafides.safety.banks.tests.looking_back import keep, news, search, sha256_of
from bonafides.safety.banks.tests.processes import Process

pytestmark = pytest.mark.django_db


def test_a_program_killed_anywhere_goes_on_and_tells_each_once(
    switch: LookBack, bank: Bank, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching_back, "LOOK_BACK_SEARCHED", 2)
    monkeypatch.setattr(searching_back, "LOOK_BACK_TOLD", 2)
    [keep(f"shape {number}") for number in range(6)]
    [an_entry(bank, bo, value=sha256_of(f"shape {number}".encode())) for number in range(6)]
    chance = Random(3)

    def dying(*args: Any, **kwargs: Any) -> Any:
        if chance.random() < 0.3:
            raise SystemExit
        return real(*args, **kwargs)

    real = searching_back.record  # type: ignore[attr-defined]
    with patch.object(searching_back, "record", dying):
        [_killed_or_done() for _kill in range(30)]

    assert len(news()) == len(set(news())) == 6
    assert FoundLater.objects.count() == 6


def _killed_or_done() -> bool:
    with suppress(SystemExit):
        search()
    return True


def test_of_two_workers_at_one_place_one_writes(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    run = actions.begin_search(switch=switch, at=NOON)
    assert run is not None
    first = searching_back.next_step(run, NOON)

    second = searching_back.next_step(run, NOON)

    assert second.step == first.step == 1
    assert FoundLater.objects.count() == 1


def test_switched_off_while_it_searches_nothing_more_is_found(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    run = actions.begin_search(switch=switch, at=NOON)
    assert run is not None
    actions.switch_off_looking_back(switch=switch, by=bo, at=NOON)

    actions.search_on(run=run, go_on=lambda: True, at=NOON)

    assert (news(), FoundLater.objects.count()) == ([], 0)


# -- a process that is killed -----------------------------------------------------------------------

UPLOADS = 20
WRITES_BEFORE_KILL = (2, 1, 6, 3, 9, 4)
"""Of each worker in its turn: within what it had found, within the place it had come to, within the telling."""


@pytest.fixture
def process(home: Path) -> Iterator[Process]:
    started = Process(home, "searching_process.py")
    yield started
    started.end()


def test_killed_by_the_system_in_the_middle_of_what_it_writes_each_upload_is_told_once(process: Process) -> None:
    process.ask(f"prepare {UPLOADS}")

    signals = [_killed_after(writes, process) for writes in WRITES_BEFORE_KILL]
    last = process.ask("work 1000")
    came_of_it = process.ask("told 0")

    assert (signals, last) == ([signal.SIGKILL] * len(WRITES_BEFORE_KILL), 0)
    assert isinstance(came_of_it, dict)
    assert len(came_of_it["news"]) == len(set(came_of_it["news"])) == UPLOADS
    assert (came_of_it["found"], came_of_it["runs"]) == (UPLOADS, [["done", UPLOADS]])


def _killed_after(writes: int, process: Process) -> object:
    worker = process.ask(f"work {writes}")
    assert isinstance(worker, int)
    os.kill(worker, signal.SIGKILL)
    return process.ask(f"bury {worker}")
