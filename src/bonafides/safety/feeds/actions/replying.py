"""Our opinions on their way back: what a decision here finds is said to the source that listed the entry.

A reply is written with the news of our opinion, or that we took it back, and sent by the worker until the source takes
it or refuses it for good; it is shown on the feed's page either way.
"""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox.errors import Park, Retry
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds import queries, rules, wire
from bonafides.safety.feeds.adapters.shape import Ask, Verdict
from bonafides.safety.feeds.events import ReplyQueued, ReplySettled
from bonafides.safety.feeds.models import FeedRecord, FeedReply
from bonafides.safety.feeds.troubles import NOT_SENT, REMOVED, UNHEARD
from bonafides.safety.feeds.vocabulary import ReplyState

REPLY = "feeds.reply"  # the kind of outbox row
SAYABLE = (Opinion.NEGATIVE, Opinion.POSITIVE)
OPPOSITE = dict(zip(SAYABLE, reversed(SAYABLE), strict=True))


@audited_action
def queue_replies(*, entry: str, opinion: Opinion, decision: str, at: datetime) -> int:
    """Have each source that lists this entry, and hears us, told; returns how many are."""
    nothing_changed()  # where no source does, or each was told already
    return sum(_queue_opinion(each, opinion, decision, at) for each in queries.records_heard_of(entry))


@audited_action
def queue_withdrawals(*, entry: str, opinion: Opinion | None = None, at: datetime) -> int:
    """Have each source that was told this opinion (or any, without one) told that we took it back; returns how many."""
    nothing_changed()  # where none was, or has no way to hear it
    return sum(_queue_withdrawal(each, opinion, at) for each in queries.records_heard_of(entry))


def _queue_opinion(each: FeedRecord, opinion: Opinion, decision: str, at: datetime) -> bool:
    latest = _latest(each)
    is_told = latest is not None and not latest.takes_back and (latest.opinion, latest.decision) == (opinion, decision)
    if is_told:
        return False
    if each.feed.kind.adds_up:
        _queue_withdrawal(each, OPPOSITE[opinion], at)
    return _queue(_reply_to(each, opinion, at, decision=decision), at)


def _queue_withdrawal(each: FeedRecord, opinion: Opinion | None, at: datetime) -> bool:
    latest = _latest(each)
    if latest is None or latest.takes_back or opinion not in {None, latest.opinion}:
        return False
    return _queue(_reply_to(each, Opinion(latest.opinion), at, takes_back=True), at)


def _latest(each: FeedRecord) -> FeedReply | None:
    found: FeedReply | None = FeedReply.objects.filter(feed=each.feed, entry=each.entry).first()
    return found


def _reply_to(
    each: FeedRecord, opinion: Opinion, at: datetime, *, decision: str = "", takes_back: bool = False
) -> FeedReply:
    return FeedReply(
        feed=each.feed,
        entry=each.entry,
        source_id=each.source_id,
        spelling=each.spelling,
        opinion=opinion,
        decision=decision,
        takes_back=takes_back,
        created_at=at,
    )


def _queue(reply: FeedReply, at: datetime) -> bool:
    """Leave it to the worker; False where the source has no way to hear it."""
    if asked_by(reply) is None:
        return False
    reply.save()
    feed = reply.feed.reference
    outbox.enqueue(
        REPLY, {"reply": reply.reference}, key=f"{REPLY}:{reply.reference}", due_at=at, at=at, lane=f"{REPLY}:{feed}"
    )
    queued = ReplyQueued(feed, reply.entry.reference, Opinion(reply.opinion), reply.decision, reply.takes_back)
    record(queued, by=SYSTEM, at=at)
    return True


def asked_by(reply: FeedReply) -> Ask | None:
    """What is sent for a reply; None where the source has no way to hear it."""
    return reply.feed.kind.reply(reply.feed.source(), verdict_of(reply))


def verdict_of(reply: FeedReply) -> Verdict:
    entry, opinion = reply.entry, Opinion(reply.opinion)
    return Verdict(
        entry.type,
        entry.value,
        reply.source_id,
        opinion,
        reply.decision,
        takes_back=reply.takes_back,
        spelling=reply.spelling,
    )


def send(*, reply: FeedReply, at: datetime) -> None:
    """Say it to the source. Raises Retry or Park where it was not taken."""
    if reply.state != ReplyState.WAITING:
        return
    if why := _why_unsaid(reply):
        settle(reply=reply, state=ReplyState.FAILED, trouble=why, at=at)
        return
    try:
        wire.Connection(reply.feed.kind, reply.feed.source()).reply(verdict_of(reply), at)
    except wire.SourceTrouble as trouble:
        if rules.is_refused_for_good(trouble.status):
            settle(reply=reply, state=ReplyState.FAILED, trouble=trouble.reason, at=at)
            raise Park(trouble.reason) from trouble
        settle(reply=reply, state=ReplyState.WAITING, trouble=trouble.reason, at=at)
        raise Retry(trouble.reason, asked=trouble.asked, rests_lane=True) from trouble
    settle(reply=reply, state=ReplyState.SENT, trouble="", at=at)


def _why_unsaid(reply: FeedReply) -> str:
    """Why a reply that waits is not said any more; empty where it is."""
    if reply.feed.removed_at is not None:
        return REMOVED
    if not reply.feed.sends_opinions:
        return NOT_SENT
    return "" if asked_by(reply) else UNHEARD


@audited_action
def settle(*, reply: FeedReply, state: ReplyState, trouble: str, at: datetime) -> None:
    """Write down how far it came."""
    reply.state, reply.trouble = state, trouble[:300]
    reply.settled_at = None if state is ReplyState.WAITING else at
    reply.save(update_fields=["state", "trouble", "settled_at"])
    record(ReplySettled(feed=reply.feed.reference, reply=reply.reference, state=state), by=SYSTEM, at=at)
