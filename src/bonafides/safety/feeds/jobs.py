"""What the worker does for feeds: reads those that are due, says our opinions, compares what is shared."""

import time
from collections.abc import Callable
from datetime import datetime

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.safety.feeds import queries
from bonafides.safety.feeds.actions import hosting, replying, running, sharing, taking
from bonafides.safety.feeds.vocabulary import LOOKS_EVERY, SHARED_COMPARED_EVERY, TURN_LASTS


def look(at: datetime) -> None:
    running.enqueue_due(at=at)


def ask_hosted(at: datetime) -> None:
    hosting.ask_all(at=at)


def end_what_is_over(at: datetime) -> None:
    taking.end_all_that_is_over(at=at)


def compare_all(at: datetime) -> None:
    sharing.enqueue_compare_all(at=at)


def fetch(row: OutboxRow, at: datetime) -> None:
    """Read a feed as long as a turn lasts, and leave the rest for the next one."""
    feed = queries.feed_named_in(row.payload["feed"])
    ends = time.monotonic() + TURN_LASTS.total_seconds()
    if feed is not None and not running.read(feed=feed, go_on=lambda: time.monotonic() < ends, at=at):
        running.enqueue(feed, at)


def reply(row: OutboxRow, at: datetime) -> None:
    found = queries.reply_named_in(row.payload["reply"])
    if found is not None:
        replying.send(reply=found, at=at)


def compare(row: OutboxRow, at: datetime) -> None:
    sharing.compare(bank=row.payload["bank"], after=row.payload["after"], at=at)


RECURRING = (
    Recurring("feeds.look", LOOKS_EVERY, look),
    Recurring("feeds.end_what_is_over", LOOKS_EVERY, end_what_is_over),
    Recurring("feeds.ask_hosted", LOOKS_EVERY, ask_hosted),
    Recurring("feeds.compare_all", SHARED_COMPARED_EVERY, compare_all),
)
HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {
    running.FETCH: fetch,
    replying.REPLY: reply,
    sharing.COMPARE: compare,
}
