"""Carrying an order out: one key asks the platform, its own word stops the clock; and giving access again."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions import orders as moderation
from bonafides.safety.moderation.queries.ordered import answered_at
from bonafides.safety.orders import events, permissions, rules
from bonafides.safety.orders.actions import clocks, disclosure, oncall
from bonafides.safety.orders.models import Order, OrderItem
from bonafides.safety.orders.vocabulary import (
    ENDED_BY_REINSTATEMENT,
    REPLY_TARGET,
    VERIFY_WITHIN,
    Answer,
    Check,
    ClockKind,
    ClockOutcome,
    OrderState,
    ReinstateReason,
    reinstated,
)

DISABLE = "disable"  # the platform's measure


def locked(order: Order) -> Order:
    """The order as it stands now, kept from other writers until this action ends."""
    found: Order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    return found


@audited_action
def disable(*, order: Order, by: Actor, at: datetime) -> None:
    """One key. No exemption is asked about, nobody else is waited for, and nothing of it is a draft.

    What was not verified before is to be verified within the hour; the message to the platform leaves with this commit.
    """
    permissions.check_can_execute(by)
    order = locked(order)
    if order.asked_at is not None:
        raise Conflict("disabled-already", _("The platform has been asked already."))
    order.state = rules.moved(OrderState(order.state), OrderState.DISABLING)
    rows = list(order.items.exclude(item=None).select_related("item__case"))
    if not rows and not order.drill:
        raise RuleBroken("nothing-named", _("No address in the order can be read: correct it, or ask with Annex III."))
    order.asked_at, order.asked_by_id = at, by.person
    order.verified_first = order.checks.filter(check_name=Check.CALLED_BACK, answer=Answer.YES).exists()
    order.save(update_fields=["state", "asked_at", "asked_by", "verified_first"])
    asked_before = [row.known for row in rows if row.asked_at is not None]
    moderation.disable_by_order(items=[row.known for row in rows], order=order.reference, by=by, at=at)
    moderation.ask_again(items=asked_before, order=order.reference, by=by, at=at)
    for row in rows:
        row.asked_at = at
        row.save(update_fields=["asked_at"])
    _record_execution(order, len(rows), by=by, at=at)
    _take_over(order, by=by, at=at)
    if not order.verified_first:
        due, about = at + VERIFY_WITHIN, f"order:{order.reference}"
        clocks.start(ClockKind.VERIFY, about=about, order=order, started_at=at, due_at=due, by=by, at=at)


def _record_execution(order: Order, items: int, *, by: Actor, at: datetime) -> None:
    seconds = int((at - order.received_at).total_seconds())
    event = events.OrderExecuted(
        order=order.reference, items=items, seconds_from_receipt=seconds, verified_first=order.verified_first
    )
    record(event, by=by, at=at)


def _take_over(order: Order, *, by: Actor, at: datetime) -> None:
    """Whoever disables has the order; nobody else need be woken."""
    if order.calls.filter(acknowledged_at=None).exists():
        oncall.take_over(order=order, by=by, at=at)


@audited_action
def ask_again(*, order: Order, by: Actor, at: datetime) -> None:
    """The platform could not do it: ask once more for what it has not confirmed."""
    permissions.check_can_execute(by)
    order = locked(order)
    if order.state != OrderState.DISABLING:
        raise Conflict("not-being-disabled", _("Nothing is being disabled for this order now."))
    rows = list(order.items.exclude(item=None).filter(confirmed_at=None).select_related("item__case"))
    moderation.ask_again(items=[row.known for row in rows], order=order.reference, by=by, at=at)
    for row in rows:
        row.asked_at, row.failed_at = at, None
        row.save(update_fields=["asked_at", "failed_at"])
    _record_execution(order, len(rows), by=by, at=at)


# -- the platform's word ----------------------------------------------------------------------------------------------


@audited_action
def confirm_by_hand(*, order: Order, by: Actor, at: datetime) -> None:
    """A person made sure that access is disabled, where the platform's program does not say so itself."""
    permissions.check_can_execute(by)
    order = locked(order)
    if order.state != OrderState.DISABLING:
        raise Conflict("not-being-disabled", _("Nothing is being disabled for this order now."))
    for row in order.items.exclude(item=None).filter(confirmed_at=None):
        _confirm(row, at)
    _settle(order, by_hand=True, by=by, at=at)


@audited_action
def note_platform(*, item: str, state: str, at: datetime) -> None:
    """The platform said what became of a measure; orders that wait for it learn from that, by its own moment."""
    waiting = OrderItem.objects.filter(item__reference=item, order__state=OrderState.DISABLING, confirmed_at=None)
    rows = list(waiting.select_related("order"))
    if not rows or state not in {"confirmed", "failed"}:
        nothing_changed()
        return
    moment = answered_at(item, DISABLE) or at
    for row in rows:
        order = locked(row.order)
        if state == "failed":
            _note_failure(order, row, at=moment)
            continue
        _confirm(row, moment)
        _settle(order, by_hand=False, by=SYSTEM, at=moment)


def _confirm(row: OrderItem, at: datetime) -> None:
    row.confirmed_at, row.failed_at = at, None
    row.save(update_fields=["confirmed_at", "failed_at"])


def _note_failure(order: Order, row: OrderItem, *, at: datetime) -> None:
    row.failed_at = at
    row.save(update_fields=["failed_at"])
    record(events.OrderEnforcementFailed(order=order.reference, item=row.known.reference), by=SYSTEM, at=at)
    key = f"order-failed:{order.reference}:{row.pk}:{at.isoformat()}"
    oncall.tell_desk(order, "The platform says that it could not disable an item.", key=key, at=at)


def _settle(order: Order, *, by_hand: bool, by: Actor, at: datetime) -> None:
    """Once all of it is disabled: the hour's clock stops, the reply's begins, the author is informed if that is due."""
    if order.items.exclude(item=None).filter(confirmed_at=None).exists():
        record(events.OrderChecked(order=order.reference, check="enforced", answer="partly"), by=by, at=at)
        return
    order.state, order.disabled_at = rules.moved(OrderState(order.state), OrderState.DISABLED), at
    order.save(update_fields=["state", "disabled_at"])
    clock = order.clocks.filter(kind=ClockKind.EXECUTION).get()
    clocks.stop(clock, outcome=ClockOutcome.DISABLED, by=by, at=at)
    late = int(clock.late_by.total_seconds())
    record(
        events.OrderDisabled(order=order.reference, disabled_at=at, seconds_late=late, by_hand=by_hand), by=by, at=at
    )
    due, about = at + REPLY_TARGET, f"order:{order.reference}"
    clocks.start(ClockKind.REPLY, about=about, order=order, started_at=at, due_at=due, by=by, at=at)
    disclosure.inform_if_due(order, at=at)


# -- giving access again ----------------------------------------------------------------------------------------------


@audited_action
def reinstate(*, order: Order, reason: ReinstateReason, by: Actor, at: datetime) -> None:
    """The order stands no longer: the content is back at once, unless something else restricts it."""
    permissions.check_can_execute(by)
    reinstate_now(locked(order), reason, by=by, at=at)


def reinstate_now(order: Order, reason: ReinstateReason, *, by: Actor, at: datetime) -> None:
    order.state = rules.moved(OrderState(order.state), OrderState.REINSTATED)
    order.reinstated_at, order.reinstate_reason = at, reason
    order.save(update_fields=["state", "reinstated_at", "reinstate_reason"])
    rows = list(order.items.exclude(item=None).select_related("item__case"))
    moderation.reinstate(items=[row.known for row in rows], order=order.reference, by=by, at=at)
    for row in rows:
        row.reinstated_at = at
        row.save(update_fields=["reinstated_at"])
    record(events.OrderReinstated(order=order.reference, reason=reason, items=len(rows)), by=by, at=at)
    clocks.stop_all(order, *ENDED_BY_REINSTATEMENT, outcome=reinstated(reason), by=by, at=at)
    disclosure.tell_of_return(order, at=at)


@audited_action
def close(*, order: Order, reason: str, by: Actor, at: datetime) -> None:
    """It is no order, or was withdrawn before anything was disabled; why is written down and stays."""
    permissions.check_can_execute(by)
    order = locked(order)
    if not reason.strip():
        raise RuleBroken("close-needs-reason", _("Say why this is closed without anything being disabled."))
    order.state = rules.moved(OrderState(order.state), OrderState.CLOSED)
    order.closed_at, order.close_reason = at, reason.strip()[:300]
    order.save(update_fields=["state", "closed_at", "close_reason"])
    record(events.OrderClosed(order=order.reference, reason=order.close_reason), by=by, at=at)
    for clock in order.clocks.filter(stopped_at=None):
        clocks.stop(clock, outcome=ClockOutcome.CLOSED, by=by, at=at)


@audited_action
def end_drill(*, drill: str, by: Actor, at: datetime) -> None:
    """The drill is over: nothing of its order rings any more."""
    order = Order.objects.select_for_update(of=("self",)).filter(drill=drill).first()
    if not drill or order is None:
        nothing_changed()
        return
    if order.is_open:
        order.state, order.closed_at, order.close_reason = OrderState.CLOSED, at, ClockOutcome.DRILL
        order.save(update_fields=["state", "closed_at", "close_reason"])
    record(events.OrderClosed(order=order.reference, reason=ClockOutcome.DRILL), by=by, at=at)
    for clock in order.clocks.filter(stopped_at=None):
        clocks.stop(clock, outcome=ClockOutcome.DRILL, by=by, at=at)
