"""What the worker does for moderation: rows of the outbox by kind, and what recurs. Each handler may run twice."""

from collections.abc import Callable
from datetime import datetime

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.safety.moderation.actions.deciding import PUBLISH
from bonafides.safety.moderation.actions.publishing import publish_decision

# -- judging ----------------------------------------------------------------------------------------------------------


def publish(row: OutboxRow, at: datetime) -> None:
    """A draft's minute is over."""
    publish_decision(reference=row.payload["decision"], at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {PUBLISH: publish}
RECURRING: tuple[Recurring, ...] = ()
