"""Live streams: what the platform says runs now, and what a person does within seconds. Judging it comes after.

A stream that is ended or held is restricted by a person before anybody judged it: its author is told at once and may
object, it goes free again after a day unless somebody has judged it, and the platform is asked through its webhook.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import queries as persons
from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import letters, permissions
from bonafides.safety.moderation.actions import holds, priorities
from bonafides.safety.moderation.actions.enforcement import ask_for_live
from bonafides.safety.moderation.actions.flags import Report, raise_flag
from bonafides.safety.moderation.actions.intake import Author, Submission, note_reach, reopen_case
from bonafides.safety.moderation.actions.telling import address_of
from bonafides.safety.moderation.events import StreamActedOn, StreamHeard
from bonafides.safety.moderation.models import Case, Hold, Item, LiveAction, LiveStream
from bonafides.safety.moderation.vocabulary import CaseState, ItemKind, LiveAct, SourceKind
from bonafides.safety.moderation.vocabulary.limits import HELD_BY_PERSON_LASTS

DONE = Conflict("live-done", _("Somebody did this already."))


@dataclass(frozen=True)
class StreamSaid:
    """What the platform says of one stream, by its own name for it."""

    reference: str
    url: str
    began_at: datetime
    viewers: int | None = None
    is_live: bool = True
    language: str = ""
    author: Author = field(default_factory=Author)
    reason: str = ""
    threat_to_life: bool = False


# -- hearing of it ----------------------------------------------------------------------------------------------------


@audited_action
def take_stream(*, said: StreamSaid, by: Actor, at: datetime) -> LiveStream:
    """A stream that somebody should look at now; or how it goes on, or that it is over."""
    if not by.has_scope(Scope.ITEMS_WRITE):
        raise NotAllowed("scope-missing", _("This API key lacks the scope “%(scope)s”."), scope=Scope.ITEMS_WRITE.value)
    known = LiveStream.objects.filter(item__platform_reference=said.reference).select_related("item__case").first()
    if known is not None:
        return _go_on(known, said, by=by, at=at)
    submission = Submission(
        platform_reference=said.reference,
        kind=ItemKind.URL,
        url=said.url,
        language=said.language,
        author=said.author,
        published_at=said.began_at,
        reach=said.viewers,
    )
    report = Report(
        source=SourceKind.USER_NOTICE,
        location=said.url,
        reason=said.reason,
        good_faith=True,
        threat_to_life=said.threat_to_life,
        submission=submission,
    )
    item = raise_flag(report=report, by=by, at=at).flags[0].item
    return _begin(item, said.began_at, said.viewers, by=by, at=at)


@audited_action
def mark_live(*, item: Item, by: Actor, at: datetime) -> LiveStream:
    """A person sees that an item on record is being streamed now."""
    permissions.check_can_judge(by)
    known = LiveStream.objects.filter(item=item).select_related("item__case").first()
    if known is None:
        return _begin(item, at, item.reach, by=by, at=at)
    if known.ended_at is None:
        raise DONE
    known.ended_at, known.heard_at = None, at
    known.save(update_fields=["ended_at", "heard_at"])
    record(StreamHeard(item=item.reference, case=item.case.reference, live=True), by=by, at=at)
    return known


@audited_action
def mark_over(*, stream: LiveStream, by: Actor, at: datetime) -> None:
    """A person sees that it is over."""
    permissions.check_can_judge(by)
    if stream.ended_at is not None:
        raise DONE
    _end(stream, by=by, at=at)


def _begin(item: Item, began_at: datetime, viewers: int | None, *, by: Actor, at: datetime) -> LiveStream:
    stream = LiveStream(item=item, began_at=min(began_at, at), viewers=viewers, heard_at=at)
    stream.save()
    if item.case.state == CaseState.CLOSED:  # what is being streamed is new, whatever was judged under that name
        reopen_case(item.case, SourceKind.USER_NOTICE, by=by, at=at)
    record(StreamHeard(item=item.reference, case=item.case.reference, live=True), by=by, at=at)
    priorities.refresh(item.case, at=at)
    return stream


def _go_on(stream: LiveStream, said: StreamSaid, *, by: Actor, at: datetime) -> LiveStream:
    if not said.is_live and stream.ended_at is None:
        _end(stream, by=by, at=at)
        return stream
    was_over = stream.ended_at is not None and said.is_live
    stream.viewers, stream.heard_at = said.viewers if said.viewers is not None else stream.viewers, at
    stream.ended_at = None if said.is_live else stream.ended_at
    stream.save()
    record(StreamHeard(item=stream.item.reference, case=stream.item.case.reference, live=said.is_live), by=by, at=at)
    reaches_more = note_reach(stream.item, max(stream.item.reach or 0, stream.viewers or 0))
    if was_over or said.threat_to_life or reaches_more:
        _raise_priority(stream.item, said, at)
    return stream


def _raise_priority(item: Item, said: StreamSaid, at: datetime) -> None:
    case = item.case
    if said.threat_to_life and not case.threat_to_life:
        case.threat_to_life = True
        case.save(update_fields=["threat_to_life"])
    priorities.refresh(case, at=at)


def _end(stream: LiveStream, *, by: Actor, at: datetime) -> None:
    stream.ended_at = stream.heard_at = at
    stream.save(update_fields=["ended_at", "heard_at"])
    record(StreamHeard(item=stream.item.reference, case=stream.item.case.reference, live=False), by=by, at=at)


# -- acting within seconds --------------------------------------------------------------------------------------------


@audited_action
def act(*, stream: LiveStream, act: LiveAct, by: Actor, at: datetime) -> None:
    """One key: end it, hold it, or have the leads look. Each once; whoever comes second is told that it is done."""
    if act is LiveAct.ESCALATE:
        permissions.check_can_judge(by)
    else:
        permissions.check_can_decide(by)
    case = Case.objects.select_for_update().get(pk=stream.item.case_id)
    if LiveAction.objects.filter(stream=stream, act=act).exists():
        raise DONE
    item = Item.objects.select_related("case").get(pk=stream.item_id)
    LiveAction(stream=stream, act=act, by_id=permissions.person_of(by), at=at).save()
    seconds = max(0, int((at - stream.began_at).total_seconds()))
    record(StreamActedOn(item=item.reference, case=case.reference, act=act, seconds=seconds), by=by, at=at)
    if act is LiveAct.ESCALATE:
        _escalate(item, by=by, at=at)
    else:
        _restrict(item, act, by=by, at=at)


def _restrict(item: Item, act: LiveAct, *, by: Actor, at: datetime) -> None:
    """Hold it, and ask the platform; where it is held already, ask all the same: it still runs."""
    begun = holds.begin_by_person(item=item, lasts=HELD_BY_PERSON_LASTS, by=by, at=at)
    running: Hold | None = begun or item.holds.filter(ended_at=None).first()
    ask_for_live(item, running, act.value, at=at)
    priorities.refresh(item.case, at=at)


def _escalate(item: Item, *, by: Actor, at: datetime) -> None:
    """It stands before everything else, and each lead and owner is written to."""
    case = item.case
    case.threat_to_life = True
    case.save(update_fields=["threat_to_life"])
    priorities.refresh(case, at=at)
    letter = letters.live_escalated(item, address_of("live"))
    for person in persons.people_with(Role.LEAD, Role.OWNER):
        key = f"live-escalated:{item.reference}:{person.code}"
        outbox.enqueue_mail(to=person.email, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)
