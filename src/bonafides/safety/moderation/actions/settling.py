"""Whether authors and notifiers were reached, learnt from what the outbox says of each message."""

from collections.abc import Iterable
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import queries as deliveries
from bonafides.base.outbox.queries import Delivery, DeliveryState
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.moderation.events import OutcomeSettled, StatementSettled
from bonafides.safety.moderation.models import Outcome, Statement
from bonafides.safety.moderation.vocabulary import StatementState

AT_ONCE = 500
REFUSED = "refused"


def settle(at: datetime) -> int:
    """Bring statements and outcomes that wait up to date; returns how many changed."""
    return settle_statements(at=at) + settle_outcomes(at=at)


@audited_action
def settle_statements(*, at: datetime) -> int:
    """A statement is told once the platform or the author's mailbox has it; undelivered once both refused."""
    waiting = list(Statement.objects.filter(state=StatementState.PENDING).select_related("item__case")[:AT_ONCE])
    keys = {each.pk: (f"statement:{each.reference}", f"statement-mail:{each.reference}") for each in waiting}
    states = deliveries.delivery_states(key for pair in keys.values() for key in pair)
    last_read = deliveries.last_reading()
    changed = 0
    for statement in waiting:
        found = [states[key] for key in keys[statement.pk] if key in states]
        fetched = last_read is not None and last_read > statement.issued_at
        state = state_of(found, fetched=fetched)
        if state is not StatementState.PENDING:
            _settle_statement(statement, state, at=at)
            changed += 1
    if not changed:
        nothing_changed()
    return changed


def _settle_statement(statement: Statement, state: StatementState, *, at: datetime) -> None:
    statement.state, statement.told_at = state, at if state is StatementState.TOLD else None
    statement.state_reason = REFUSED if state is StatementState.UNDELIVERED else ""
    statement.save(update_fields=["state", "told_at", "state_reason"])
    item = statement.item
    event = StatementSettled(item=item.reference, case=item.case.reference, statement=statement.reference, state=state)
    record(event, by=SYSTEM, at=at)


@audited_action
def settle_outcomes(*, at: datetime) -> int:
    """An outcome is told once the notifier's mailbox took it."""
    parts = ("flag__case", "decision")
    waiting = list(Outcome.objects.filter(state=StatementState.PENDING).select_related(*parts)[:AT_ONCE])
    keys = {each.pk: f"outcome:{each.flag.reference}:{each.decision.reference}" for each in waiting}
    states = deliveries.delivery_states(keys.values())
    changed = 0
    for outcome in waiting:
        state = state_of([states[keys[outcome.pk]]] if keys[outcome.pk] in states else [], fetched=False)
        if state is not StatementState.PENDING:
            _settle_outcome(outcome, state, at=at)
            changed += 1
    if not changed:
        nothing_changed()
    return changed


def _settle_outcome(outcome: Outcome, state: StatementState, *, at: datetime) -> None:
    outcome.state, outcome.told_at = state, at if state is StatementState.TOLD else None
    outcome.save(update_fields=["state", "told_at"])
    flag = outcome.flag
    event = OutcomeSettled(
        flag=flag.reference, case=flag.case.reference, decision=outcome.decision.reference, state=state
    )
    record(event, by=SYSTEM, at=at)


def state_of(found: Iterable[DeliveryState], *, fetched: bool) -> StatementState:
    """One channel that has it is enough; while one may still bring it, it waits."""
    states = {each.state for each in found}
    if Delivery.DELIVERED in states or (fetched and Delivery.UNSENT in states):
        return StatementState.TOLD
    if states & {Delivery.PENDING, Delivery.FAILING, Delivery.UNSENT}:
        return StatementState.PENDING
    return StatementState.UNDELIVERED
