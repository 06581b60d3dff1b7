"""What the worker does: it tells people when a threat has reached nobody."""

from datetime import datetime, timedelta

from bonafides.base.outbox.registry import Recurring
from bonafides.safety.escalations import queries, rules
from bonafides.safety.escalations.actions import threats


def warn_of_late(at: datetime) -> None:
    for escalation in queries.unwarned(at - timedelta(minutes=15)):
        if rules.is_late(escalation.aware_at, at, reached=queries.reached(escalation)):
            threats.warn_late(escalation=escalation, at=at)


HANDLERS: dict[str, object] = {}
RECURRING: tuple[Recurring, ...] = (Recurring("escalations.late", timedelta(minutes=1), warn_of_late),)
