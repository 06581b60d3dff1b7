"""Asking a matcher that keeps its list to itself: off until a person switches it on for a feed.

Of an upload that met nothing here, the digests and the hash of the picture or of the whole video are kept with the
platform's own name for it until the question was asked, for a day at most, then erased. What is known there is put on
the feed's list, so that the same file matches from then on, until the feed is removed or its list takes the value back;
the platform hears `match.hosted`, and a case is opened for the upload by its name.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, groupby

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import SYSTEM
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds import wire
from bonafides.safety.feeds.actions import taking
from bonafides.safety.feeds.actions.keeping import locked
from bonafides.safety.feeds.adapters.hosted import TYPES, TcapVerification, Value
from bonafides.safety.feeds.adapters.shape import Row, Unreadable
from bonafides.safety.feeds.events import HostedAsked, UploadKnownElsewhere
from bonafides.safety.feeds.models import Feed, HostedHit, HostedQuestion
from bonafides.safety.feeds.vocabulary import HOSTED_BATCH, HOSTED_CHARACTERS, HOSTED_WAITS_AT_MOST

MATCHED = "match.hosted"  # the type of message
QUESTIONS_A_TURN = 10  # to one matcher, before the worker does something else
QUESTION_REFUSED = frozenset({400, 413, 422})  # what is answered to a question that will not do, not to who asks it
MATCHER = TcapVerification()


def ask_later(*, item: str, fingerprints: Fingerprints, at: datetime) -> int:
    """Leave the hashes of an upload (by the platform's name for it) for the worker; 0 where nobody switched it on."""
    feeds = list(Feed.objects.filter(is_on=True, asks_hosted=True))
    values = values_of(fingerprints) if feeds else []
    HostedQuestion.objects.bulk_create(
        HostedQuestion(feed=feed, item=item[:500], type=kind, value=value, asked_at=at)
        for feed in feeds
        for kind, value in values
    )
    return len(values) * len(feeds)


def values_of(fingerprints: Fingerprints) -> list[Value]:
    """What a hosted matcher can be asked of an upload: strong digests, its first frame if that has detail, its TMK."""
    digests = [(kind.value, value) for kind, value in fingerprints.digests.items() if kind in TYPES]
    frames = [(EntryType.PDQ.value, frame.hash.hex) for frame in fingerprints.frames[:1] if frame.is_usable]
    videos = [(EntryType.TMK.value, fingerprints.tmk.text)] if fingerprints.tmk else []
    return [*digests, *frames, *videos]


def ask_all(*, at: datetime) -> int:
    """Ask what waits; returns how many hashes were known. A matcher that does not answer is asked in the next turn, for
    a day.
    """
    found = 0
    for rows in (HostedQuestion.objects, HostedHit.objects):
        rows.filter(asked_at__lt=at - HOSTED_WAITS_AT_MOST).delete()
    for feed in Feed.objects.filter(hosted_questions__isnull=False).select_related("bank").distinct():
        if not (feed.is_on and feed.asks_hosted):
            HostedQuestion.objects.filter(feed=feed).delete()
            continue
        found += _ask_one(feed, at)
    return found


def _ask_one(feed: Feed, at: datetime) -> int:
    connection, found, most = wire.Connection(MATCHER, feed.source()), 0, HOSTED_BATCH
    for _turn in range(QUESTIONS_A_TURN):
        waiting = for_one_question(list(HostedQuestion.objects.filter(feed=feed).order_by("pk")[:most]))
        if not waiting:
            return found
        values = list(dict.fromkeys((each.type, each.value) for each in waiting))
        try:
            answer = connection.send(MATCHER.question(feed.source(), values), at)
            known = MATCHER.found_in(answer, values)
        except (wire.SourceTrouble, Unreadable) as trouble:
            if not (connection.is_logged_in and getattr(trouble, "status", None) in QUESTION_REFUSED):
                return found
            most = _after_refusal(waiting)
            continue
        found += len(take_answer(feed=feed, waiting=waiting, known=known, at=at))
    return found


def _after_refusal(waiting: Sequence[HostedQuestion]) -> int:
    """How many to ask about next: one by one, and one that is refused alone is erased, for it would stop the others."""
    if len(waiting) == 1:
        waiting[0].delete()
    return 1


def for_one_question(waiting: Sequence[HostedQuestion]) -> list[HostedQuestion]:
    """The first of them that are not too much together; at least one."""
    lengths = list(accumulate(len(each.value) for each in waiting))
    return list(waiting[: max(1, bisect_right(lengths, HOSTED_CHARACTERS))])


@audited_action
def take_answer(
    *, feed: Feed, waiting: Sequence[HostedQuestion], known: Sequence[Value], at: datetime
) -> Sequence[Value]:
    """Put what is known on the feed's list, tell the platform and whoever opens cases, and erase what was asked."""
    feed = locked(feed)
    rows = [_row_of(kind, value) for kind, value in known if feed.removed_at is None]
    put = taking.put_on_list(feed, rows, hosted=True, by=SYSTEM, at=at)
    taking.hold(feed, put.entries, by=SYSTEM, at=at)
    for item, questions in groupby(sorted(waiting, key=lambda each: each.item), key=lambda each: each.item):
        asked = list(questions)
        met = [each for each in asked if (each.type, each.value) in set(known)]
        record(HostedAsked(feed=feed.reference, asked=len(asked), found=[each.type for each in met]), by=SYSTEM, at=at)
        if met:
            _tell(feed, item, met, at)
    HostedQuestion.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    return known


def _row_of(kind: str, value: str) -> Row:
    """What is known there, as a record of the feed: it ends with the feed, or when its list names the value no more."""
    return Row(f"hosted|{kind}|{value}", EntryType(kind), value, opinion=Opinion.POSITIVE)


def _tell(feed: Feed, item: str, met: Sequence[HostedQuestion], at: datetime) -> None:
    """The platform by a message, and by an event whoever opens cases."""
    data = {"item": item, "types": [each.type for each in met], "list": feed.bank.name}
    outbox.publish(MATCHED, data, key=f"{MATCHED}:{feed.reference}:{item}:{at.isoformat()}", due_at=at, at=at)
    hit = HostedHit(feed=feed, item=item, asked_at=min(each.asked_at for each in met))
    hit.values = [(each.type, each.value) for each in met]
    hit.save()
    record(UploadKnownElsewhere(feed=feed.reference, hit=hit.reference), by=SYSTEM, at=at)


def forget_hit(*, hit: str) -> None:
    """A case was opened for it, or it asks for none."""
    HostedHit.objects.filter(reference=hit).delete()
