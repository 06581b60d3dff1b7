"""The worker: takes what is due, one thing at a time, under a lease.

    1. Messages that are due get their place in the cursor API.
    2. One recurring job that is due runs.
    3. One row that is due is handled: done, tried again later, or parked.

A worker that is killed leaves a lease that runs out, and the row is taken again: handlers are idempotent by its key.
"""

import logging
import random
import threading
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, transaction
from django.db.models import Q, QuerySet

from bonafides.base.outbox import interruptions, messages, registry, rules, settling
from bonafides.base.outbox.errors import NotDone, Retry
from bonafides.base.outbox.models import Lane, OutboxRow, Recurrence
from bonafides.base.outbox.vocabulary import JOB_LEASE, LEASE, Interrupted, RowState
from bonafides.kernel import clock
from bonafides.kernel.errors import DomainError
from bonafides.kernel.logs import where
from bonafides.kernel.recording import Recorder

IDLE_SECONDS = 0.5
BROKEN_SECONDS = 5.0  # after the database could not be reached

LOST_DATABASE = (OperationalError, InterfaceError)  # nothing can be written down then: the lease runs out instead

log = logging.getLogger("bonafides.worker")


def run(stop: threading.Event, *, record: Recorder) -> None:
    """Work until `stop` is set, finishing what was begun: the supervisor loop, which outlives every error."""
    registry.check()
    watch, begun = interruptions.Watch(clock.now()), False
    while not stop.is_set():
        at = clock.now()
        try:
            if not begun:
                begin(at)
            begun = True
            pause = watched_turn(watch, at, record=record)
        except DatabaseError as error:
            log.error("The database failed (%s); trying again in %d s.", type(error).__name__, BROKEN_SECONDS)
            watch.missing(Interrupted.DATABASE_AWAY, at)
            pause = BROKEN_SECONDS
        close_old_connections()
        stop.wait(pause)


def begin(at: datetime) -> None:
    """What is done once: leases of a worker that is gone, jobs that are new here, what happened while none ran."""
    if settings.ON_SQLITE:
        release_leases()
    plan_recurrences(at)
    interruptions.begin(at)


def watched_turn(watch: interruptions.Watch, at: datetime, *, record: Recorder) -> float:
    """One turn, unless there is no room for what it would write; returns how many seconds to wait then."""
    interruptions.beat(at)
    if not interruptions.has_room():
        if watch.missing(Interrupted.DISK_FULL, at):
            log.error("The disk is full: nothing is done until there is room. It goes on by itself.")
        return BROKEN_SECONDS
    interruptions.look(watch, at)
    for kind in list(watch.without):
        watch.back(kind, at)
    return 0.0 if turn(at, record=record) else IDLE_SECONDS


def turn(at: datetime, *, record: Recorder) -> bool:
    """Do one thing of each sort that is due; whether there was any."""
    numbered = messages.number_due(at)
    ran = run_recurrence(at)
    row = take(at)
    if row is not None:
        handle(row, at, record=record)
    return bool(numbered or ran or row)


def work_off(at: datetime, *, record: Recorder) -> int:
    """Do everything that is due at `at`, and say how many turns it took: for the demo and for tests."""
    turns = 0
    plan_recurrences(at)
    while turn(at, record=record):
        turns += 1
    return turns


def take(at: datetime) -> OutboxRow | None:
    """Lease the row that has been due longest. Workers pass over each other's rows on PostgreSQL."""
    if not due_rows(at).exists():  # a read, so that an idle worker never locks the database
        return None
    with transaction.atomic():
        row = due_rows(at).select_for_update(skip_locked=True).first()
        if row is not None:
            row.attempts += 1
            row.lease_until = at + LEASE
            row.save(update_fields=["attempts", "lease_until"])
    return row


def due_rows(at: datetime) -> QuerySet[OutboxRow]:
    """What is due, not leased, and not to a receiver that is left alone for now; longest due first."""
    resting = Lane.objects.filter(resting_until__gt=at).values("name")
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    waiting = OutboxRow.objects.filter(free, state=RowState.WAITING, due_at__lte=at)
    return waiting.exclude(lane__in=resting).order_by("due_at", "id")


def handle(row: OutboxRow, at: datetime, *, record: Recorder) -> None:
    """Call the row's handler and write down what came of it. Errors are logged by kind, never with their content."""
    try:
        registry.handlers().get(row.kind, _nobody)(row, at)
    except NotDone as outcome:
        settling.not_done(row, outcome, at, chance=random.random(), record=record)  # noqa: S311  only spreads load
    except DomainError as error:
        settling.not_done(row, Retry(f"refused: {error.code}"), at, chance=random.random(), record=record)  # noqa: S311
    except LOST_DATABASE:
        raise
    except Exception as error:  # noqa: BLE001  a named supervisor: one bad row never stops the others
        log.error("Row %d (%s) failed: %s", row.pk, row.kind, where(error))
        reason = Retry(f"failed: {type(error).__name__}")
        settling.not_done(row, reason, at, chance=random.random(), record=record)  # noqa: S311
    else:
        settling.done(row, at)


def run_recurrence(at: datetime) -> bool:
    """Run the recurring job that has been due longest, under a lease."""
    entry = take_recurrence(at)
    if entry is None:
        return False
    job, failed = registry.recurring()[entry.name], False
    try:
        job.run(at)
    except LOST_DATABASE:
        raise
    except Exception as error:  # noqa: BLE001  a named supervisor: one bad job never stops the others
        log.error("The recurring job %s failed: %s", job.name, where(error))
        failed = True
    entry.failures = entry.failures + 1 if failed else 0
    pause = min(job.every, rules.delay_after(entry.failures, chance=0)) if failed else job.every
    entry.due_at, entry.finished_at, entry.lease_until = at + pause, at, None
    entry.save(update_fields=["due_at", "finished_at", "failures", "lease_until"])
    return True


def take_recurrence(at: datetime) -> Recurrence | None:
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    due = Recurrence.objects.filter(free, due_at__lte=at, name__in=registry.recurring()).order_by("due_at")
    if not due.exists():
        return None
    with transaction.atomic():
        entry = due.select_for_update(skip_locked=True).first()
        if entry is not None:
            entry.lease_until = at + JOB_LEASE
            entry.save(update_fields=["lease_until"])
    return entry


def plan_recurrences(at: datetime) -> None:
    """Give each recurring job that is new here its first due time: now."""
    known = set(Recurrence.objects.values_list("name", flat=True))
    for name in registry.recurring().keys() - known:
        Recurrence.objects.get_or_create(name=name, defaults={"due_at": at})


def release_leases() -> None:
    """Where only one worker can run, a lease found at the start belongs to one that is gone."""
    OutboxRow.objects.filter(state=RowState.WAITING).exclude(lease_until=None).update(lease_until=None)
    Recurrence.objects.exclude(lease_until=None).update(lease_until=None)


def _nobody(row: OutboxRow, at: datetime) -> None:
    raise Retry("nothing installed here handles this kind")
