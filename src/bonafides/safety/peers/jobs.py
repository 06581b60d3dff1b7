"""What the worker does for other systems: tells a receiver, switches a content on again. Each handler may run twice."""

from collections.abc import Callable
from datetime import datetime

from bonafides.base.outbox.models import OutboxRow
from bonafides.safety.peers.actions import banking, verdicts


def tell(row: OutboxRow, at: datetime) -> None:
    """A decision on a target is to reach its receiver."""
    verdicts.deliver(key=row.key, **row.payload, at=at)


def enable(row: OutboxRow, at: datetime) -> None:
    """The time is over until which a content was off."""
    off_at = row.payload.get("off_at")
    banking.enable_again(**{**row.payload, "off_at": off_at and datetime.fromisoformat(off_at)}, at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {
    verdicts.VERDICT: tell,
    banking.ENABLE: enable,
}
