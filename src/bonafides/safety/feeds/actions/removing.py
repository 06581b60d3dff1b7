"""Removing a source for good: it is read no more, and what it alone had brought is withdrawn, in one last run.

Nothing of its history goes: its page, its runs, which record stood for which entry, and what it held of entries stay.
"""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.safety.feeds import permissions
from bonafides.safety.feeds.actions.keeping import end, standing_with_run
from bonafides.safety.feeds.actions.running import enqueue
from bonafides.safety.feeds.events import FeedRemoved, FeedRunStarted
from bonafides.safety.feeds.models import Feed, FeedRun
from bonafides.safety.feeds.troubles import REMOVED
from bonafides.safety.feeds.vocabulary import RunReason, RunState


@audited_action
def remove_feed(*, feed: Feed, by: Actor, at: datetime) -> FeedRun:
    """Remove a feed; gives the run in which the worker withdraws what no other source holds.

    1. A run that is under way is ended: who reads the source writes nothing more. 2. The feed is off, frees its name,
    and its credentials are erased. 3. What it brought is left to the worker, as after a whole reading that met nothing.
    """
    permissions.check_can_set_up(by)
    feed, under_way = standing_with_run(feed)
    if under_way is not None:
        end(under_way, REMOVED, at)
    _put_away(feed, by, at)
    record(FeedRemoved(feed=feed.reference, bank=feed.bank.reference), by=by, at=at)
    return _withdrawal_of(feed, by, at)


def _put_away(feed: Feed, by: Actor, at: datetime) -> None:
    feed.removed_by, feed.removed_at = by.code, at
    feed.is_on, feed.due_at, feed.asks_hosted, feed.sends_opinions = False, None, False, False
    feed.secrets, feed.secrets_set_at = "", None
    feed.generation, feed.may_shrink = feed.generation + 1, True
    feed.save()


def _withdrawal_of(feed: Feed, by: Actor, at: datetime) -> FeedRun:
    run = FeedRun(feed=feed, reason=RunReason.REMOVED, state=RunState.SWEEPING, is_whole=True)
    run.started_by, run.started_at = by.code, at
    run.save()
    record(FeedRunStarted(feed=feed.reference, run=run.reference, reason=RunReason.REMOVED), by=by, at=at)
    enqueue(feed, at)
    return run
