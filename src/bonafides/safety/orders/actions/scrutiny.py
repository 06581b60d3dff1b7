"""Art. 4: asking the home authority to scrutinise an order, and doing at once what it decides."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders import events, letters, permissions, rules
from bonafides.safety.orders.actions import clocks
from bonafides.safety.orders.actions.executing import locked, reinstate_now
from bonafides.safety.orders.models import Order, Scrutiny
from bonafides.safety.orders.vocabulary import ClockKind, OrderState, ReinstateReason, ScrutinyFinding

PROVIDER, AUTHOR, AUTHORITY = "provider", "author", "authority"


@audited_action
def ask(*, order: Order, reasons: str, to: str, by: Actor, at: datetime) -> Scrutiny:
    """We ask, with reasons, within 48 hours of receipt: Art. 4(4). The home authority then has 72 hours."""
    permissions.check_can_execute(by)
    clock = order.clocks.filter(kind=ClockKind.SCRUTINY_REQUEST, stopped_at=None).first()
    if clock is None or at > clock.due_at:
        raise RuleBroken("scrutiny-too-late", _("The 48 hours are over, or the order is not cross-border."))
    if not reasons.strip():
        raise RuleBroken("scrutiny-needs-reasons", _("A request for scrutiny gives its reasons."), source="Art. 4(4)")
    asked = Scrutiny(order=order, asked_by=PROVIDER, reasons=reasons.strip(), asked_at=at)
    asked.save()
    record(events.ScrutinyAsked(order=order.reference, asked_by=PROVIDER), by=by, at=at)
    clocks.stop(clock, outcome="asked", by=by, at=at)
    letter = letters.scrutiny(asked, order)
    key = f"order-scrutiny:{order.reference}:{asked.pk}"
    outbox.enqueue_mail(to=to, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)
    _seventy_two_hours(order, by=by, at=at)
    return asked


@audited_action
def note_author_asked(*, order: Order, at_: datetime, by: Actor, at: datetime) -> Scrutiny:
    """The author asked the home authority, as it told us."""
    permissions.check_can_execute(by)
    asked = Scrutiny(order=order, asked_by=AUTHOR, asked_at=at_)
    asked.save()
    record(events.ScrutinyAsked(order=order.reference, asked_by=AUTHOR), by=by, at=at)
    clocks.stop_all(order, ClockKind.AUTHOR_SCRUTINY, outcome="asked", by=by, at=at)
    _seventy_two_hours(order, by=by, at=at_)
    return asked


def _seventy_two_hours(order: Order, *, by: Actor, at: datetime) -> None:
    """From the request on; the clock that ran from the copy of the order goes on beside it."""
    due, about = rules.scrutiny_decision_due(at), f"order:{order.reference}"
    clocks.start(ClockKind.SCRUTINY_DECISION, about=about, order=order, started_at=at, due_at=due, by=by, at=at)


@audited_action
def waive(*, order: Order, by: Actor, at: datetime) -> None:
    """We do not ask."""
    permissions.check_can_execute(by)
    clock = order.clocks.filter(kind=ClockKind.SCRUTINY_REQUEST, stopped_at=None).first()
    if clock is None:
        raise RuleBroken("nothing-to-waive", _("No such period runs."))
    clocks.stop(clock, outcome="waived", by=by, at=at)


@audited_action
def note_decision(*, order: Order, finding: ScrutinyFinding, reference: str, by: Actor, at: datetime) -> None:
    """What the home authority decided. An infringement gives access again in this very transaction: Art. 4(7)."""
    permissions.check_can_execute(by)
    order = locked(order)
    if not reference.strip():
        raise RuleBroken("decision-reference", _("Name the reference of the decision."))
    row = order.scrutinies.filter(finding="").last() or Scrutiny(order=order, asked_by=AUTHORITY, asked_at=at)
    row.finding, row.decided_at, row.decision_reference = finding, at, reference.strip()[:200]
    row.save()
    record(events.ScrutinyDecided(order=order.reference, finding=finding), by=by, at=at)
    clocks.stop_all(order, ClockKind.SCRUTINY_DECISION, outcome=finding, by=by, at=at)
    if finding is ScrutinyFinding.INFRINGEMENT and order.state in {OrderState.DISABLED, OrderState.DISABLING}:
        reinstate_now(order, ReinstateReason.INFRINGEMENT, by=by, at=at)
