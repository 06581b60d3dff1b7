"""Art. 4: asking the home authority to scrutinise an order, and doing at once what it decides."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders import events, letters, permissions, rules
from bonafides.safety.orders.actions import clocks
from bonafides.safety.orders.actions.executing import locked, reinstate_now
from bonafides.safety.orders.models import Clock, Order, Scrutiny
from bonafides.safety.orders.queries.clocks import authors_hours
from bonafides.safety.orders.vocabulary import (
    Asker,
    ClockKind,
    ClockOutcome,
    OrderState,
    ReinstateReason,
    ScrutinyFinding,
)

TOO_LATE = {
    Asker.PROVIDER: _("The 48 hours are over, or the order is not cross-border."),
    Asker.AUTHOR: _("The author's 48 hours have not begun, or nothing is left to scrutinise."),
}


@audited_action
def ask(*, order: Order, reasons: str, to: str, by: Actor, at: datetime) -> Scrutiny:
    """We ask, with reasons, within 48 hours of receipt: Art. 4(4). The home authority then has 72 hours."""
    permissions.check_can_execute(by)
    order = locked(order)
    clock = _period(order, Asker.PROVIDER, at)
    if not reasons.strip():
        raise RuleBroken("scrutiny-needs-reasons", _("A request for scrutiny gives its reasons."), source="Art. 4(4)")
    asked = Scrutiny(order=order, asked_by=Asker.PROVIDER, reasons=reasons.strip(), asked_at=at)
    _take_down(asked, clock, by=by, at=at)
    letter = letters.scrutiny(asked, order)
    key = f"order-scrutiny:{order.reference}:{asked.pk}"
    outbox.enqueue_mail(to=to, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)
    return asked


@audited_action
def note_author_asked(*, order: Order, asked_at: datetime, by: Actor, at: datetime) -> Scrutiny:
    """The author asked the home authority, within 48 hours of being given the reasons: Art. 4(4).

    Whoever hears of it later writes it down later: the record says when it was asked, and when it was noted. A finding
    that was noted in between answers it; after one from before the asking, the authority has to look again.
    """
    permissions.check_can_execute(by)
    order = locked(order)
    clock = _period(order, Asker.AUTHOR, at)
    moment = rules.author_asked_at(asked_at, told_at=clock.started_at, at=at)
    asked = Scrutiny(order=order, asked_by=Asker.AUTHOR, asked_at=moment, noted_at=at)
    _settle(asked)
    _take_down(asked, clock, by=by, at=at)
    return asked


def _settle(asked: Scrutiny) -> None:
    """Give what was asked the first finding that answers it, where one was noted already."""
    for found in asked.order.scrutinies.exclude(finding="").order_by("decided_at", "pk"):
        if found.decided_at and rules.answers(found.decided_at, asked_at=asked.asked_at):
            asked.finding, asked.decided_at = found.finding, found.decided_at
            asked.decision_reference = found.decision_reference
            return


def _period(order: Order, asker: Asker, at: datetime) -> Clock:
    """The 48 hours of this side: ours while they run, the author's afterwards too; each side asks once."""
    if order.scrutinies.filter(asked_by=asker).exists():
        raise Conflict("scrutiny-asked-already", _("This was asked already, and each side asks once."))
    clock = authors_hours(order, order.clocks.all()) if asker is Asker.AUTHOR else _ours(order, at)
    if clock is None:
        raise RuleBroken("scrutiny-too-late", TOO_LATE[asker], source="Art. 4(4)")
    return clock


def _ours(order: Order, at: datetime) -> Clock | None:
    clock: Clock | None = order.clocks.filter(kind=ClockKind.SCRUTINY_REQUEST, stopped_at=None).first()
    return clock if clock and at <= clock.due_at else None


def _take_down(asked: Scrutiny, clock: Clock, *, by: Actor, at: datetime) -> None:
    """The 48 hours stop, unless they ran out before it was noted; the 72 run from the request, if it is not answered.

    Those that run from the copy of the order go on beside.
    """
    asked.save()
    order, from_ = asked.order, asked.asked_at
    record(events.ScrutinyAsked(order=order.reference, asked_by=asked.asked_by, asked_at=from_), by=by, at=at)
    if clock.stopped_at is None:
        clocks.stop(clock, outcome=ClockOutcome.ASKED, by=by, at=at, stopped_at=min(at, clock.due_at))
    if asked.finding:
        return
    due, about = rules.scrutiny_decision_due(from_), f"order:{order.reference}"
    clocks.start(ClockKind.SCRUTINY_DECISION, about=about, order=order, started_at=from_, due_at=due, by=by, at=at)


@audited_action
def waive(*, order: Order, by: Actor, at: datetime) -> None:
    """We do not ask."""
    permissions.check_can_execute(by)
    order = locked(order)
    clock = order.clocks.filter(kind=ClockKind.SCRUTINY_REQUEST, stopped_at=None).first()
    if clock is None:
        raise RuleBroken("nothing-to-waive", _("No such period runs."))
    clocks.stop(clock, outcome=ClockOutcome.WAIVED, by=by, at=at)


@audited_action
def note_decision(*, order: Order, finding: ScrutinyFinding, reference: str, by: Actor, at: datetime) -> None:
    """What the home authority decided, whoever asked. An infringement gives access again at once: Art. 4(7)."""
    permissions.check_can_execute(by)
    order = locked(order)
    if not reference.strip():
        raise RuleBroken("decision-reference", _("Name the reference of the decision."))
    asked = list(order.scrutinies.filter(finding=""))
    for row in asked or [Scrutiny(order=order, asked_by=Asker.AUTHORITY, asked_at=at)]:
        row.finding, row.decided_at, row.decision_reference = finding, at, reference.strip()[:200]
        row.save()
    record(events.ScrutinyDecided(order=order.reference, finding=finding), by=by, at=at)
    clocks.stop_all(order, ClockKind.SCRUTINY_DECISION, outcome=finding, by=by, at=at)
    if finding is ScrutinyFinding.INFRINGEMENT and order.state in {OrderState.DISABLED, OrderState.DISABLING}:
        reinstate_now(order, ReinstateReason.INFRINGEMENT, by=by, at=at)
