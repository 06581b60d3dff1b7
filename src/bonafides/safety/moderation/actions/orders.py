"""What a removal order does to items: Reg. (EU) 2021/784, Art. 3. The door that the orders desk uses.

It passes by everything that a judgement of ours needs: no clause, no exemption, no second person, no minute to undo.
Nothing is destroyed, and the author is told under Art. 11 of that regulation, not by a statement of reasons.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox import queries as deliveries
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.fingerprint import Fingerprints
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.moderation.actions import flags, intake, preserving
from bonafides.safety.moderation.actions.addresses import author_address
from bonafides.safety.moderation.actions.enforcement import CONTENT_PATH, REQUESTED, RESTORE, REVERSED
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.events import ItemDisabledByOrder, ItemReinstatedAfterOrder
from bonafides.safety.moderation.models import Case, Enforcement, Item, OrderedRestriction
from bonafides.safety.moderation.queries.ordered import items_at
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, ItemState, Measure, SourceKind, Verdict
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW

DISABLE = Measure.DISABLE.value
EXECUTORS = ("owner", "lead", "authority_desk")
UNION = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)  # Art. 3(3): in all Member States. Greece is EL in the Union's own texts; messages carry ISO's GR beside it
TERRITORY = tuple(sorted({*UNION, "GR"}))


# -- taking in --------------------------------------------------------------------------------------------------------


@audited_action
def named_by_order(*, location: str, by: Actor, at: datetime) -> list[Item]:
    """The items at an address that an order names; one is written down where none is on record.

    A new one goes into a closed case: an authority has judged, so nobody of the team is asked to. Its content
    is asked for, so that it can be kept.
    """
    check_can_execute(by)
    take_turn()
    found = items_at(location)
    if found:
        nothing_changed()
        for item in found:
            intake.look_up_item(item, Fingerprints(), named=location, by=by, at=at)
        return found
    prepared = flags.prepare_named(location)
    case = _closed_case(by=by, at=at)
    item = intake.add_item(prepared, case, keep_content=True, by=by, at=at)
    intake.look_up_item(item, prepared.fingerprints, named=location, by=by, at=at)
    flags.ask_for_content(item, at=at)
    return [item]


def _closed_case(*, by: Actor, at: datetime) -> Case:
    case = intake.open_case(SourceKind.REMOVAL_ORDER, by=by, at=at)
    case.state, case.closed_at, case.content_due_at = CaseState.CLOSED, at, at + APPEAL_WINDOW
    case.save(update_fields=["state", "closed_at", "content_due_at"])
    return case


# -- disabling and reinstating ----------------------------------------------------------------------------------------


@audited_action
def disable_by_order(*, items: Sequence[Item], order: str, by: Actor, at: datetime) -> list[Enforcement]:
    """Disable access to items in all Member States, at once. Asking again for the same order asks nothing again."""
    check_can_execute(by)
    take_turn()
    asked = [_disable(item, order, by=by, at=at) for item in items if not _is_disabled_by(item, order)]
    if not asked:
        nothing_changed()
    return asked


@audited_action
def ask_again(*, items: Sequence[Item], order: str, by: Actor, at: datetime) -> list[Enforcement]:
    """Ask the platform once more for what it could not do, or was stopped from doing."""
    check_can_execute(by)
    standing = [item for item in items if _is_disabled_by(item, order)]
    for item in standing:
        record(ItemDisabledByOrder(item=item.reference, case=item.case.reference, order=order), by=by, at=at)
    if not standing:
        nothing_changed()
    return [_ask_to_disable(item, order, at=at) for item in standing]


def _is_disabled_by(item: Item, order: str) -> bool:
    return OrderedRestriction.objects.filter(item=item, order=order, ended_at=None).exists()


def _disable(item: Item, order: str, *, by: Actor, at: datetime) -> Enforcement:
    OrderedRestriction(item=item, order=order, began_at=at).save()
    item.state = ItemState.RESTRICTED
    item.save(update_fields=["state"])
    record(ItemDisabledByOrder(item=item.reference, case=item.case.reference, order=order), by=by, at=at)
    preserving.preserve_by_order(item, order, by=by, at=at)
    return _ask_to_disable(item, order, at=at)


def _ask_to_disable(item: Item, order: str, *, at: datetime) -> Enforcement:
    measure = {"measure": DISABLE, "territory": list(TERRITORY), "until": None, "destroy": False}
    return _ask(item, order, DISABLE, REQUESTED, measure, at=at)


@audited_action
def reinstate(*, items: Sequence[Item], order: str, by: Actor, at: datetime) -> list[Enforcement]:
    """The order stands no longer: give access again, unless another order or a decision of ours restricts the item."""
    check_can_execute(by)
    take_turn()
    standing = OrderedRestriction.objects.filter(item__in=items, order=order, ended_at=None)
    ended = list(standing.select_related("item__case"))
    if not ended:
        nothing_changed()
    return [asked for each in ended if (asked := _reinstate(each, by=by, at=at))]


def _reinstate(restriction: OrderedRestriction, *, by: Actor, at: datetime) -> Enforcement | None:
    item, order = restriction.item, restriction.order
    restriction.ended_at = at
    restriction.save(update_fields=["ended_at"])
    still = is_restricted_otherwise(item)
    event = ItemReinstatedAfterOrder(item=item.reference, case=item.case.reference, order=order, live=not still)
    record(event, by=by, at=at)
    if still:
        return None
    item.state = ItemState.LIVE
    item.save(update_fields=["state"])
    evidence.lift(subject=item.reference, by=by, at=at)
    path = CONTENT_PATH.format(reference=item.reference) if item.content else None
    restoring = {"measures": [DISABLE], "restorable": path is not None, "content": path}
    return _ask(item, order, RESTORE, REVERSED, restoring, at=at)


def is_restricted_otherwise(item: Item) -> bool:
    """Whether another order, a decision of ours or a running hold keeps the item restricted."""
    if OrderedRestriction.objects.filter(item=item, ended_at=None).exists():
        return True
    if item.holds.filter(ended_at=None).exists():
        return True
    decision = item.case.decisions.filter(state=DecisionState.PUBLISHED).order_by("-published_at", "-pk").first()
    if decision is None or decision.verdict != Verdict.RESTRICT:
        return False
    return not decision.exceptions.filter(item=item).exists()


def _ask(item: Item, order: str, action: str, kind: str, what: Mapping[str, Any], *, at: datetime) -> Enforcement:
    data = {
        "item": item.platform_reference,
        "reference": item.reference,
        "author": item.author_reference,
        "case": item.case.reference,
        "order": order,
        "action": action,
        **what,
    }
    key = f"enforce:{order}:{item.reference}:{action}:{at.isoformat()}"
    message = outbox.publish(kind, data, key=key, due_at=at, at=at)
    asked = Enforcement(item=item, action=action, message=message.reference, asked_at=at)
    asked.save()
    return asked


def check_can_execute(by: Actor) -> None:
    """An order is carried out by whoever is at the desk; nobody else is asked."""
    may = by.kind is ActorKind.PERSON and by.has_role(*EXECUTORS)
    if not (may or by.kind is ActorKind.SYSTEM):
        raise NotAllowed("may-not-execute-orders", _("Your role does not include carrying out removal orders."))


# -- the author -------------------------------------------------------------------------------------------------------


def author_key(order: str, item: Item) -> str:
    """What the message and the mail to the author of an item are known by in the outbox."""
    return f"order-author:{order}:{item.reference}"


def tell_author(*, item: Item, order: str, subject: str, body: str, data: Mapping[str, Any], at: datetime) -> bool:
    """Tell the author of an item what an order did to it: by the platform, and by mail where we know an address.

    Called inside the action of the desk, which records it. Returns whether there is anybody to bring the news.
    """
    named = {"item": item.platform_reference, "reference": item.reference, "author": item.author_reference}
    key = author_key(order, item)
    outbox.publish("order.author_informed", {**named, **data}, key=key, due_at=at, at=at)
    address = author_address(item)
    if address:
        outbox.enqueue_mail(to=address, subject=subject, body=body, key=f"{key}:mail", due_at=at, at=at)
    return bool(address) or deliveries.has_listeners(at=at)
