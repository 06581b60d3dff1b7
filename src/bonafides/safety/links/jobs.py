"""What the worker does: follows one link. It may run twice."""

from collections.abc import Callable
from datetime import datetime

from bonafides.base.outbox.models import OutboxRow
from bonafides.safety.links.actions.asking import FOLLOW
from bonafides.safety.links.actions.following import follow


def follow_link(row: OutboxRow, at: datetime) -> None:
    follow(reference=row.payload["link"], attempt=row.attempts, at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {FOLLOW: follow_link}
