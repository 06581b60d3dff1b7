"""Clocks that are set, disks without room, hours without a worker: what becomes of the work, and what is said."""

import logging
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django import Settings
from tests.cast import NOON

from bonafides.base.outbox import actions, interruptions, registry, worker
from bonafides.base.outbox.models import Interruption, OutboxRow, Recurrence
from bonafides.base.outbox.vocabulary import Interrupted
from bonafides.kernel import clock

pytestmark = pytest.mark.django_db

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
KIND = "test"


def record(event: Any, by: Any, at: datetime) -> None:
    """Nothing is recorded here."""


@pytest.fixture(autouse=True)
def own_handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    jobs = {"job": registry.Recurring("job", HOUR, lambda at: None)}
    monkeypatch.setattr(registry, "handlers", lambda: {KIND: lambda row, at: None})
    monkeypatch.setattr(registry, "recurring", lambda: jobs)
    interruptions._beat_path().unlink(missing_ok=True)
    yield
    interruptions._beat_path().unlink(missing_ok=True)
    for kind in Interrupted:
        interruptions._mark_of(kind).unlink(missing_ok=True)


def a_row(key: str, *, due_at: datetime, at: datetime) -> None:
    actions.enqueue(KIND, {}, key=key, due_at=due_at, at=at)


def told() -> list[tuple[str, int, int]]:
    return list(Interruption.objects.order_by("pk").values_list("kind", "seconds", "due_meanwhile"))


@pytest.mark.parametrize(("seconds", "is_jump"), [(29, False), (30, False), (31, True), (-30, False), (-31, True)])
def test_a_clock_that_is_corrected_a_little_has_not_jumped(seconds: int, is_jump: bool) -> None:
    watch = interruptions.Watch(NOON, seconds=100.0)

    jump = watch.jump(NOON + timedelta(seconds=10 + seconds), 110.0)

    assert bool(jump) is is_jump


def test_a_clock_set_back_leaves_nothing_waiting_for_an_hour_that_comes_twice() -> None:
    a_row("just now", due_at=NOON, at=NOON)
    worker.plan_recurrences(NOON)
    worker.run_recurrence(NOON)

    interruptions.clock_went_back(NOON - HOUR * 2, by=HOUR * 2)

    assert OutboxRow.objects.get(key="just now").due_at == NOON - HOUR * 2
    assert Recurrence.objects.get().due_at == NOON - HOUR * 2
    assert told() == [("clock_back", -7200, 2)]


def test_a_date_that_was_set_by_law_does_not_move_with_the_clock() -> None:
    a_row("an end", due_at=NOON + timedelta(days=42), at=NOON)
    worker.plan_recurrences(NOON)
    worker.run_recurrence(NOON)

    interruptions.clock_went_back(NOON - HOUR, by=HOUR)

    assert OutboxRow.objects.get().due_at == NOON + timedelta(days=42)


def test_a_clock_set_back_is_told_once_whoever_sees_it() -> None:
    worker.plan_recurrences(NOON)
    worker.run_recurrence(NOON)

    interruptions.clock_went_back(NOON - HOUR, by=HOUR)
    interruptions.clock_went_back(NOON - HOUR, by=HOUR)

    assert len(told()) == 1


def test_a_clock_set_back_while_no_worker_ran_is_seen_at_the_start() -> None:
    worker.plan_recurrences(NOON)
    worker.run_recurrence(NOON)

    interruptions.begin(NOON - HOUR)

    assert [kind for kind, _, _ in told()] == ["clock_back"]


def test_a_clock_set_forward_is_told_and_changes_nothing() -> None:
    a_row("later", due_at=NOON + HOUR, at=NOON)
    watch = interruptions.Watch(NOON)

    interruptions.look(watch, NOON + HOUR)

    assert [kind for kind, _, _ in told()] == ["clock_forward"]
    assert OutboxRow.objects.get().due_at == NOON + HOUR


@pytest.mark.parametrize(("away", "is_told"), [(2 * MINUTE, False), (2 * MINUTE + timedelta(seconds=1), True)])
def test_a_worker_that_comes_back_says_what_came_due(away: timedelta, is_told: bool) -> None:
    interruptions.beat(NOON)
    a_row("missed", due_at=NOON + MINUTE, at=NOON)

    interruptions.begin(NOON + away)

    assert told() == [("away", int(away.total_seconds()), 1)] * is_told


def test_without_room_nothing_is_begun_it_is_said_once_and_it_goes_on_by_itself(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    a_row("waits", due_at=NOON, at=NOON)
    watch = interruptions.Watch(NOON)
    settings.DISK_FLOOR_BYTES = shutil.disk_usage(settings.HOME).total + 1

    with caplog.at_level(logging.ERROR, logger="bonafides.worker"):
        pauses = [worker.watched_turn(watch, NOON + timedelta(seconds=n), record=record) for n in range(3)]
    before = OutboxRow.objects.get().state
    settings.DISK_FLOOR_BYTES = 0
    worker.watched_turn(watch, NOON + timedelta(seconds=9), record=record)

    assert pauses == [worker.BROKEN_SECONDS] * 3
    assert (before, OutboxRow.objects.get().state) == ("waiting", "done")
    assert len([line for line in caplog.messages if "The disk is full" in line]) == 1
    assert told() == [("disk_full", 9, 1)]


def test_a_database_that_was_away_is_told_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, turns = threading.Event(), iter([OperationalError("gone"), True])

    def turn(at: datetime, *, record: object) -> bool:
        outcome = next(turns)
        if isinstance(outcome, Exception):
            raise outcome
        stop.set()
        return True

    monkeypatch.setattr(worker, "turn", turn)
    monkeypatch.setattr(worker, "BROKEN_SECONDS", 0.0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    clock.use(lambda: NOON)

    worker.run(stop, record=record)
    clock.use(None)

    assert [kind for kind, _, _ in told()] == [Interrupted.DATABASE_AWAY.value]
