"""Holds: begun by a match that may, objected to by the author, ended by a person, by time, or by a changed opinion."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.banks.vocabulary import Outcome
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import preserving, priorities, telling
from bonafides.safety.moderation.events import HoldEnded, HoldObjected, ItemHeld, ItemHeldByPerson
from bonafides.safety.moderation.models import Case, Enforcement, Hold, Item
from bonafides.safety.moderation.queries.cases import decision_standing, has_policy
from bonafides.safety.moderation.queries.ordered import under_order
from bonafides.safety.moderation.rules.holds import end_of_hold
from bonafides.safety.moderation.vocabulary import HoldEnd, ItemState

RELEASE = "release"
HOLD_END = "moderation.hold_end"  # the outbox row that ends one
STATE = ("ended_at", "end", "objected_at", "objection")  # what others may have changed meanwhile


def begin(*, item: Item, records: Sequence[MatchRecord], by: Actor, at: datetime) -> Hold | None:
    """Hold an item if one of its matches asks for it; called inside the action that takes the item in.

    The match that holds shortest decides the end. The author gets a statement at once; before there is a policy to
    state, nothing is held and a person looks. Nor is anything held whose hold is over, or that a person let stand.
    """
    asking = [each for each in records if each.outcome == Outcome.HOLD]
    if not asking or item.state == ItemState.RESTRICTED or not has_policy():
        return None
    latest = item.holds.order_by("-started_at", "-pk").first()
    if latest is not None:
        return latest if latest.ended_at is None else None
    if _was_let_stand(item):
        return None
    return _new_hold(item, min(asking, key=lambda each: each.hold_lasts), by=by, at=at)


def _was_let_stand(item: Item) -> bool:
    """Whether a person judged it, or the same bytes in its case, and it stands; also while that is judged again."""
    decision = decision_standing(item.case)
    if decision is None:
        return False
    same = Q(pk=item.pk) | Q(sha256=item.sha256) if item.sha256 else Q(pk=item.pk)
    judged = item.case.items.filter(same, taken_at__lte=decision.published_at)
    return judged.filter(state=ItemState.LIVE).exists()


def _new_hold(item: Item, match: MatchRecord, *, by: Actor, at: datetime) -> Hold:
    hold = Hold(item=item, match_record=match, started_at=at, ends_at=end_of_hold(at, match.hold_lasts))
    hold.save()
    item.state = ItemState.HELD
    item.save(update_fields=["state"])
    _bring_due(item, hold.ends_at)
    record(
        ItemHeld(
            item=item.reference,
            case=item.case.reference,
            bank=match.bank,
            entry=match.entry_code,
            distance_bits=match.distance_bits,
            ends_at=hold.ends_at,
        ),
        by=by,
        at=at,
    )
    outbox.enqueue(HOLD_END, {"hold": hold.reference}, key=f"hold-end:{hold.reference}", due_at=hold.ends_at, at=at)
    telling.tell_of_hold(hold, at=at)
    preserving.preserve(item, by=SYSTEM, at=at)
    return hold


def begin_by_person(*, item: Item, lasts: timedelta, by: Actor, at: datetime) -> Hold | None:
    """A person holds an item before anybody has judged it; called inside the action that says why.

    What is held or restricted already stays as it is.
    """
    if item.state != ItemState.LIVE:
        return None
    hold = Hold(item=item, held_by_id=permissions.person_of(by), started_at=at, ends_at=end_of_hold(at, lasts))
    hold.save()
    item.state = ItemState.HELD
    item.save(update_fields=["state"])
    _bring_due(item, hold.ends_at)
    record(ItemHeldByPerson(item=item.reference, case=item.case.reference, ends_at=hold.ends_at), by=by, at=at)
    outbox.enqueue(HOLD_END, {"hold": hold.reference}, key=f"hold-end:{hold.reference}", due_at=hold.ends_at, at=at)
    telling.tell_of_hold(hold, at=at)
    preserving.preserve(item, by=by, at=at)
    return hold


def _bring_due(item: Item, ends_at: datetime) -> None:
    case = item.case
    if case.due_at is None or ends_at < case.due_at:
        case.due_at = ends_at
        case.save(update_fields=["due_at"])


@audited_action
def object_to(*, hold: Hold, text: str, by: Actor, at: datetime) -> None:
    """The author objects to a hold: a person is to look at once. Whoever objects again adds to what they said."""
    _lock(hold)
    if hold.ended_at is not None:
        raise Conflict("hold-over", gettext_noop("This hold is over; there is nothing to object to any more."))
    hold.objected_at = hold.objected_at or at
    hold.objection = "\n\n".join(part for part in (hold.objection, text.strip()) if part)
    hold.save(update_fields=["objected_at", "objection"])
    record(HoldObjected(item=hold.item.reference, case=hold.item.case.reference), by=by, at=at)
    priorities.refresh(hold.item.case, at=at)


@audited_action
def end(*, hold: Hold, why: HoldEnd, by: Actor, at: datetime) -> bool:
    """End a hold, if it runs. Whatever the reason but a restriction, the content is released in the same transaction.

    Returns whether it ran until now: a person and the clock may come at once.
    """
    _lock(hold)
    if hold.ended_at is not None:
        nothing_changed()
        return False
    hold.ended_at, hold.end = at, why
    hold.save(update_fields=["ended_at", "end"])
    record(HoldEnded(item=hold.item.reference, case=hold.item.case.reference, why=why), by=by, at=at)
    if why is not HoldEnd.RESTRICTED:
        _release(hold, at=at)
    if why in {HoldEnd.EXPIRED, HoldEnd.SUPPRESSED}:
        telling.tell_of_release(hold, at=at)
    return True


def _lock(hold: Hold) -> None:
    """Read anew whether the hold runs, and keep it and its case from other writers; the case first, as everywhere."""
    Case.objects.select_for_update().get(pk=hold.item.case_id)
    hold.refresh_from_db(fields=STATE, from_queryset=Hold.objects.select_for_update())


def _release(hold: Hold, *, at: datetime) -> None:
    item = hold.item
    if under_order([item]):
        return
    item.state = ItemState.LIVE
    item.save(update_fields=["state"])
    key = f"release:{hold.reference}"
    data = {"item": item.platform_reference, "reference": item.reference, "action": RELEASE, "hold": hold.reference}
    message = outbox.publish("hold.ended", {**data, "why": hold.end}, key=key, due_at=at, at=at)
    Enforcement(item=item, hold=hold, action=RELEASE, message=message.reference, asked_at=at).save()


@transaction.atomic
def end_if_expired(*, reference: str, at: datetime) -> None:
    """A hold's time has run out: release the content and tell the lead that nobody decided, or neither."""
    hold = Hold.objects.select_related("item__case").get(reference=reference)
    if at >= hold.ends_at and end(hold=hold, why=HoldEnd.EXPIRED, by=SYSTEM, at=at):
        telling.tell_leads_of_expired_hold(hold, at=at)


def end_where_unfounded(*, entry: str, at: datetime) -> int:
    """An entry (by its reference) lost its positive opinion, or its place on the list: what it held goes free.

    A hold that another match supports goes on. Returns how many ended.
    """
    return _end_unfounded(Hold.objects.filter(match_record__entry__reference=entry), at)


def end_where_list_stopped(*, bank: str, at: datetime) -> int:
    """A list (by its reference) was disabled, or may hold no longer: what it held goes free. Returns how many."""
    return _end_unfounded(Hold.objects.filter(match_record__bank=bank), at)


def _end_unfounded(holds: QuerySet[Hold], at: datetime) -> int:
    running = holds.filter(ended_at=None).select_related("item__case")
    unfounded = [hold for hold in running if not _is_supported(hold)]
    for hold in unfounded:
        end(hold=hold, why=HoldEnd.SUPPRESSED, by=SYSTEM, at=at)
    return len(unfounded)


def _is_supported(hold: Hold) -> bool:
    """Whether any match that asked for the hold still rests on an entry that may hold."""
    asking = [each for each in banks.match_records(hold.item.reference) if each.outcome == Outcome.HOLD]
    return any(banks.may_hold(each) for each in asking)
