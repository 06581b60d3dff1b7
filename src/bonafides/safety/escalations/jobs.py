"""What the worker does: it tells people when a threat has reached nobody, and erases what was sent in its time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.safety.escalations import queries
from bonafides.safety.escalations.actions import threats
from bonafides.safety.escalations.vocabulary import PACKAGE_LASTS, SENT_WITHIN


def warn_of_late(at: datetime) -> None:
    """Look at each threat once, a quarter of an hour after somebody knew of it."""
    for escalation in queries.unsettled(at - SENT_WITHIN):
        settle = threats.note_reached if queries.reached(escalation) else threats.warn_late
        settle(escalation=escalation, at=at)
    for case in queries.unsent(at - SENT_WITHIN):
        threats.warn_unsent(case=case, at=at)


def erase_packages(at: datetime) -> None:
    for escalation in queries.packages_over(at - PACKAGE_LASTS):
        threats.erase_package(escalation=escalation, at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {}
RECURRING: tuple[Recurring, ...] = (
    Recurring("escalations.late", timedelta(minutes=1), warn_of_late),
    Recurring("escalations.packages", timedelta(days=1), erase_packages),
)
