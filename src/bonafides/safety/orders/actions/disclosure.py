"""The author: informed under Art. 11, or not yet, by an authority's decision with a reference and an end."""

from datetime import UTC, datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions import orders as moderation
from bonafides.safety.orders import events, letters, permissions, rules
from bonafides.safety.orders.actions import clocks
from bonafides.safety.orders.models import AuthorNotice, NonDisclosure, Order, OrderItem
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.reading import moment_of
from bonafides.safety.orders.vocabulary import AUTHOR_LINK_LASTS, ClockKind, ClockOutcome, OrderState

RELEASE = "orders.release"
DISABLED, BACK = "disabled", "reinstated"


# -- non-disclosure ---------------------------------------------------------------------------------------------------


def take_from_section_c(order: Order, *, by: Actor, at: datetime) -> None:
    """Section C is the authority's decision: its reference is the order's, its end the latest that the law allows."""
    if order.annex.get("do_not_inform") != "yes":
        return
    decided_at = issued_at(order)
    reference = order.annex.get("reference") or order.reference
    _begin(order, reference, decided_at, rules.non_disclosure_limit(decided_at, desk.zone()), by=by, at=at)


def issued_at(order: Order) -> datetime:
    """When the authority decided, as far as the order says; never later than when we received it."""
    moment = moment_of(order.annex.get("issued_at", ""), UTC)
    return min(moment, order.received_at) if moment else order.received_at


@audited_action
def forbid(*, order: Order, reference: str, decided_at: datetime, ends_at: datetime, by: Actor, at: datetime) -> None:
    """An authority decides, or narrows, that the author is not told for now; or extends it, once."""
    permissions.check_can_execute(by)
    if order.informed_at is not None:
        raise Conflict("author-informed", _("The author has been informed already."))
    standing = NonDisclosure.objects.filter(order=order).first()
    if standing is None:
        rules.check_non_disclosure(decided_at, ends_at, reference, desk.zone(), extended=False)
        _begin(order, reference, decided_at, ends_at, by=by, at=at)
    else:
        _change(standing, reference, ends_at, by=by, at=at)


def _begin(order: Order, reference: str, decided_at: datetime, ends_at: datetime, *, by: Actor, at: datetime) -> None:
    embargo = NonDisclosure(order=order, authority_reference=reference, decided_at=decided_at, ends_at=ends_at)
    embargo.save()
    record(events.NonDisclosureSet(order=order.reference, ends_at=ends_at, extended=False), by=by, at=at)
    about = f"order:{order.reference}"
    clocks.start(
        ClockKind.NON_DISCLOSURE, about=about, order=order, started_at=decided_at, due_at=ends_at, by=by, at=at
    )
    _release_at(embargo, at=at)


def _change(embargo: NonDisclosure, reference: str, ends_at: datetime, *, by: Actor, at: datetime) -> None:
    """A shorter end needs no new decision; a later one is the one extension that the law knows."""
    order, extends = embargo.order, ends_at > embargo.ends_at
    if extends and embargo.extension_reference:
        raise RuleBroken("extended-already", _("Non-disclosure is extended once, never twice."), source="Art. 11(3)")
    rules.check_non_disclosure(embargo.decided_at, ends_at, reference, desk.zone(), extended=extends)
    embargo.ends_at = ends_at
    embargo.extension_reference = reference if extends else embargo.extension_reference
    embargo.save(update_fields=["ends_at", "extension_reference"])
    record(events.NonDisclosureSet(order=order.reference, ends_at=ends_at, extended=extends), by=by, at=at)
    for clock in order.clocks.filter(kind=ClockKind.NON_DISCLOSURE, stopped_at=None):
        clocks.move(clock, due_at=ends_at, reference=reference, by=by, at=at)
    _release_at(embargo, at=at)


def _release_at(embargo: NonDisclosure, *, at: datetime) -> None:
    key = f"release:{embargo.order.reference}:{embargo.ends_at.isoformat()}"
    outbox.enqueue(RELEASE, {"order": embargo.order.reference}, key=key, due_at=embargo.ends_at, at=at)


@audited_action
def release(*, reference: str, at: datetime) -> None:
    """The end has come: the author is told, without anybody asking for it."""
    order = Order.objects.select_for_update().get(reference=reference)
    embargo = NonDisclosure.objects.get(order=order)
    if embargo.released_at is not None or embargo.ends_at > at:
        nothing_changed()
        return
    embargo.released_at = at
    embargo.save(update_fields=["released_at"])
    clocks.stop_all(order, ClockKind.NON_DISCLOSURE, outcome=ClockOutcome.ENDED, by=SYSTEM, at=at)
    inform_if_due(order, at=at)
    record(events.NonDisclosureSet(order=order.reference, ends_at=embargo.ends_at, extended=False), by=SYSTEM, at=at)


# -- informing --------------------------------------------------------------------------------------------------------


def inform_if_due(order: Order, *, at: datetime) -> bool:
    """Inform the authors once something was disabled and nobody forbids it. Called inside an action."""
    is_forbidden = NonDisclosure.objects.filter(order=order, released_at=None).exists()
    was_disabled = order.state in {OrderState.DISABLED, OrderState.REINSTATED} and order.disabled_at
    if is_forbidden or not was_disabled or order.informed_at is not None:
        return False
    rows = list(order.items.exclude(item=None).select_related("item__case"))
    reached = [_tell(order, row, DISABLED, at=at) for row in rows]
    order.informed_at = at
    order.save(update_fields=["informed_at"])
    event = events.AuthorInformed(order=order.reference, items=len(rows), undelivered=reached.count(False))
    record(event, by=SYSTEM, at=at)
    return True


def tell_of_return(order: Order, *, at: datetime) -> None:
    """Authors who were told that it is gone are told that it is back."""
    if order.informed_at is not None:
        for row in order.items.exclude(item=None).select_related("item__case"):
            _tell(order, row, BACK, at=at)


def _tell(order: Order, row: OrderItem, kind: str, *, at: datetime) -> bool:
    item = row.known
    language = letters.language_of(item.author_language)
    token = people.issue_link(
        purpose=LinkPurpose.ORDER_AUTHOR, about=order.reference, expires_at=at + AUTHOR_LINK_LASTS, at=at
    )
    is_back = kind == BACK or row.reinstated_at is not None
    letter = letters.author(order, language, item.platform_reference, token, is_back=is_back)
    data = {
        "order": order.reference,
        "language": language,
        "reinstated": is_back,
        "url": letters.address_of("author", token),
        "body": letter.body,
    }
    about = order.reference if kind == DISABLED else f"{order.reference}:{kind}"
    reached = moderation.tell_author(item=item, order=about, subject=letter.subject, body=letter.body, data=data, at=at)
    AuthorNotice(order=order, item=item, language=language, kind=kind, told_at=at, can_reach=reached).save()
    return reached


@audited_action
def give_reasons(*, reference: str, by: Actor, at: datetime) -> Order:
    """The author asks: reasons and ways to challenge are given at once, and 48 hours to ask for scrutiny run.

    None run of an order that does not stand any more: scrutiny could take nothing from it, Art. 4(7).
    """
    permissions.check_may_know(by)
    order = Order.objects.select_for_update().get(reference=reference)
    if order.reasons_given_at is not None:
        nothing_changed()
        return order
    order.reasons_given_at = at
    order.save(update_fields=["reasons_given_at"])
    record(events.ReasonsGiven(order=order.reference), by=by, at=at)
    if order.is_cross_border and order.reinstated_at is None:
        due, about = rules.scrutiny_request_due(at), f"order:{order.reference}"
        clocks.start(ClockKind.AUTHOR_SCRUTINY, about=about, order=order, started_at=at, due_at=due, by=SYSTEM, at=at)
    return order
