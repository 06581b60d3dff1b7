"""Our opinions on their way back: what a decision here finds is said to the source that listed the entry.

A reply is written with the news of our opinion, and sent by the worker until the source takes it or refuses it for
good; it is shown on the feed's page either way.
"""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox.errors import Park, Retry
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds import rules, wire
from bonafides.safety.feeds.adapters.shape import Ask, Verdict
from bonafides.safety.feeds.events import ReplyQueued, ReplySettled
from bonafides.safety.feeds.models import FeedRecord, FeedReply
from bonafides.safety.feeds.vocabulary import ReplyState

REPLY = "feeds.reply"  # the kind of outbox row
SAYABLE = (Opinion.NEGATIVE, Opinion.POSITIVE)


@audited_action
def queue_replies(*, entry: str, opinion: Opinion, decision: str, at: datetime) -> int:
    """Have each source that lists this entry, and hears us, told; returns how many are."""
    nothing_changed()  # where no source does, or each was told already
    records = FeedRecord.objects.filter(entry__reference=entry, gone_at=None, feed__sends_opinions=True)
    told = 0
    for each in records.select_related("feed", "entry").order_by("feed", "pk").distinct():
        told += _queue_one(each, opinion, decision, at)
    return told


def _queue_one(each: FeedRecord, opinion: Opinion, decision: str, at: datetime) -> bool:
    latest = FeedReply.objects.filter(feed=each.feed, entry=each.entry).first()
    if latest is not None and (latest.opinion, latest.decision) == (opinion, decision):
        return False
    reply = FeedReply(
        feed=each.feed,
        entry=each.entry,
        source_id=each.source_id,
        opinion=opinion,
        decision=decision,
        created_at=at,
    )
    if asked_by(reply) is None:
        return False
    reply.save()
    feed = each.feed.reference
    outbox.enqueue(
        REPLY, {"reply": reply.reference}, key=f"{REPLY}:{reply.reference}", due_at=at, at=at, lane=f"{REPLY}:{feed}"
    )
    record(ReplyQueued(feed=feed, entry=each.entry.reference, opinion=opinion, decision=decision), by=SYSTEM, at=at)
    return True


def asked_by(reply: FeedReply) -> Ask | None:
    """What is sent for a reply; None where the source has no way to hear it."""
    verdict = Verdict(reply.entry.type, reply.entry.value, reply.source_id, Opinion(reply.opinion), reply.decision)
    return reply.feed.kind.reply(reply.feed.source(), verdict)


def send(*, reply: FeedReply, at: datetime) -> None:
    """Say it to the source. Raises Retry or Park where it was not taken."""
    if reply.state != ReplyState.WAITING:
        return
    ask = asked_by(reply)
    if ask is None:
        settle(reply=reply, state=ReplyState.FAILED, trouble="This source has no way to hear it.", at=at)
        return
    try:
        wire.Connection(reply.feed.kind, reply.feed.source()).send(ask, at)
    except wire.SourceTrouble as trouble:
        if rules.is_refused_for_good(trouble.status):
            settle(reply=reply, state=ReplyState.FAILED, trouble=trouble.reason, at=at)
            raise Park(trouble.reason) from trouble
        settle(reply=reply, state=ReplyState.WAITING, trouble=trouble.reason, at=at)
        raise Retry(trouble.reason, asked=trouble.asked, rests_lane=True) from trouble
    settle(reply=reply, state=ReplyState.SENT, trouble="", at=at)


@audited_action
def settle(*, reply: FeedReply, state: ReplyState, trouble: str, at: datetime) -> None:
    """Write down how far it came."""
    reply.state, reply.trouble = state, trouble[:300]
    reply.settled_at = None if state is ReplyState.WAITING else at
    reply.save(update_fields=["state", "trouble", "settled_at"])
    record(ReplySettled(feed=reply.feed.reference, reply=reply.reference, state=state), by=SYSTEM, at=at)
