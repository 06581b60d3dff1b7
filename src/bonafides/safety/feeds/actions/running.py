"""Reading a source, page after page, as long as a turn of the worker lasts; the next turn goes on where this ended.

    1. Begin a run, or go on with the one that was begun.
    2. Ask for the page behind the place reached; write it down in parts, each with the place it leads to.
    3. After the last page of a whole reading, let go what was not met.
    4. End the run, and say when the source is read next.

Nothing is remembered between transactions but what they wrote: a process that is killed anywhere repeats at most the
part that it was in, and a repeated part changes nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.feeds import permissions, rules, wire
from bonafides.safety.feeds.actions import taking
from bonafides.safety.feeds.actions.keeping import BEING_READ, forget_place, locked, standing
from bonafides.safety.feeds.adapters.shape import Line
from bonafides.safety.feeds.events import FeedRead, FeedRunFailed, FeedRunStarted
from bonafides.safety.feeds.models import Feed, FeedRun
from bonafides.safety.feeds.vocabulary import CURSOR_FORGOTTEN, PAGES_AT_MOST, RunReason, RunState

FETCH = "feeds.fetch"  # the kind of outbox row
SHRUNK = _(
    "The source names less than half of what it named before, so nothing was withdrawn. If that is right, read "
    "everything again."
)
ENDLESS = _("The source does not come to an end.")

GoOn = Callable[[], bool]


def enqueue_due(*, at: datetime) -> int:
    """Have each feed that is due read; returns how many."""
    due = list(Feed.objects.filter(is_on=True, due_at__lte=at))
    for feed in due:
        enqueue(feed, at)
    return len(due)


def enqueue(feed: Feed, at: datetime) -> None:
    """A turn of the worker for this feed; one that waits already is enough."""
    run = FeedRun.objects.filter(feed=feed, finished_at=None).first()
    step = f"{run.reference}:{run.steps}" if run else f"after:{feed.due_at.isoformat() if feed.due_at else ''}"
    outbox.enqueue(FETCH, {"feed": feed.reference}, key=f"{FETCH}:{feed.reference}:{step}", due_at=at, at=at)


@transaction.atomic
def ask_for_run(*, feed: Feed, by: Actor, at: datetime) -> FeedRun:
    """Have a feed read now, whether or not it is on."""
    permissions.check_can_run(by)
    run = begin(feed=feed, reason=RunReason.ASKED, by=by, at=at)
    enqueue(feed, at)
    return run


@audited_action
def begin(*, feed: Feed, reason: RunReason = RunReason.DUE, by: Actor = SYSTEM, at: datetime) -> FeedRun:
    """A new run, with what it has to read decided; refused while one is under way."""
    feed = standing(feed)
    if FeedRun.objects.filter(feed=feed, finished_at=None).exists():
        raise BEING_READ
    all_because = rules.reason_to_read_all(feed.facts(), at)
    if all_because is not None:
        feed.generation += 1
        feed.whole_since = at
        if all_because is not RunReason.WHOLE:
            feed.checkpoint = None
        feed.page_sha256, feed.page_lines = "", 0
        feed.save(update_fields=["generation", "whole_since", "checkpoint", "page_sha256", "page_lines"])
    shown = reason if all_because in (None, RunReason.WHOLE) and reason is RunReason.ASKED else all_because or reason
    run = FeedRun(feed=feed, reason=shown, is_whole=feed.whole_since is not None, started_by=by.code, started_at=at)
    run.save()
    record(FeedRunStarted(feed=feed.reference, run=run.reference, reason=shown), by=by, at=at)
    return run


def read(*, feed: Feed, go_on: GoOn, at: datetime) -> bool:
    """Read a source as long as `go_on` says so; whether it came to the end of a run, well or badly."""
    try:
        run = FeedRun.objects.filter(feed=feed, finished_at=None).first() or begin(feed=feed, at=at)
        return _read(run, go_on, at)
    except (Conflict, IntegrityError):  # another worker has it
        return True


def read_to_end(*, feed: Feed, at: datetime) -> FeedRun:
    """For a command and for tests: as many turns as it takes."""
    read(feed=feed, go_on=lambda: True, at=at)
    return FeedRun.objects.filter(feed=feed).latest("pk")


def _read(run: FeedRun, go_on: GoOn, at: datetime) -> bool:
    feed = Feed.objects.select_related("bank").get(pk=run.feed_id)
    try:
        connection, circle = wire.Connection(feed.kind, feed.source()), wire.Circle()
        while run.state == RunState.FETCHING and go_on():
            run = _read_page(run, connection, circle, go_on, at)
    except wire.SourceTrouble as trouble:
        fail(run=run, trouble=trouble, at=at)
        return True
    if run.state == RunState.SWEEPING and taking.shrinks_too_much(run):
        fail(run=run, trouble=wire.SourceTrouble(SHRUNK), starts_over=True, at=at)
        return True
    more = run.state == RunState.SWEEPING
    while more and go_on():
        run, more = taking.sweep(run=run, by=SYSTEM, at=at)
    if run.state == RunState.FETCHING or more:
        return False
    finish(run=run, at=at)
    return True


def _read_page(run: FeedRun, connection: wire.Connection, circle: wire.Circle, go_on: GoOn, at: datetime) -> FeedRun:
    """Ask for one page and write it down, or as much of it as the turn allows.

    Pages that come round again, and say each time that there is more, would go on for ever.
    """
    feed = Feed.objects.get(pk=run.feed_id)
    got = connection.page(feed.checkpoint, at)
    if run.pages >= PAGES_AT_MOST or (not got.page.is_last and circle.closes(got.sha256)):
        raise wire.SourceTrouble(ENDLESS)
    done = feed.page_lines if got.sha256 == feed.page_sha256 else 0
    parts: list[Sequence[Line]] = list(rules.slices_of(got.page.lines[done:])) or [()]
    for lines in parts[:-1]:
        run = taking.take(run=run, lines=lines, page=got.sha256, by=SYSTEM, at=at)
        if not go_on():
            return run
    return taking.take(run=run, lines=parts[-1], page=got.sha256, end=got.page, by=SYSTEM, at=at)


@audited_action
def finish(*, run: FeedRun, at: datetime) -> FeedRun:
    """End a run that came to the end of its source."""
    run = taking.still_at(run)
    feed = locked(run.feed)
    run.state, run.finished_at = RunState.DONE, at
    run.save()
    feed.whole_since, feed.may_shrink = None, False
    feed.failures, feed.trouble = 0, ""
    feed.done_at = feed.done_at if feed.removed_at else at
    feed.due_at = at + feed.every if feed.is_on else None
    feed.save()
    record(FeedRead(feed=feed.reference, run=run.reference, counts=run.counts()), by=SYSTEM, at=at)
    return run


@audited_action
def fail(*, run: FeedRun, trouble: wire.SourceTrouble, starts_over: bool = False, at: datetime) -> FeedRun:
    """End a run that cannot go on; the next one goes on from the place that was reached, or starts over."""
    run = taking.still_at(run)
    feed = locked(run.feed)
    run.state, run.finished_at, run.trouble = RunState.FAILED, at, trouble.reason
    run.save()
    if starts_over:
        forget_place(feed)
    elif trouble.status in CURSOR_FORGOTTEN and feed.checkpoint:
        feed.checkpoint = feed.kind.without_cursor(feed.checkpoint) or feed.checkpoint
    feed.failures += 1
    feed.trouble = trouble.reason
    feed.due_at = at + rules.retry_after(feed.failures, feed.every, trouble.asked) if feed.is_on else None
    feed.save()
    record(FeedRunFailed(feed=feed.reference, run=run.reference, reason=trouble.reason), by=SYSTEM, at=at)
    return run
