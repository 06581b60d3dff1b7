"""What the worker does for the desk: alarms, calls, releases; and what recurs. Each handler may run twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.safety.orders import mailfolder
from bonafides.safety.orders.actions import clocks, disclosure, oncall, replying


def ring(row: OutboxRow, at: datetime) -> None:
    payload = row.payload
    clocks.ring(reference=payload["clock"], due=payload["due"], minutes=payload["minutes"], at=at)


def call_next(row: OutboxRow, at: datetime) -> None:
    oncall.call_next(reference=row.payload["order"], number=row.payload["number"], at=at)


def release(row: OutboxRow, at: datetime) -> None:
    """Non-disclosure ends."""
    disclosure.release(reference=row.payload["order"], at=at)


def look_into_mail(at: datetime) -> None:
    mailfolder.take_in(at)


def settle(at: datetime) -> None:
    replying.settle(at=at)


def yearly(at: datetime) -> None:
    clocks.start_transparency(at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {
    clocks.ALARM: ring,
    oncall.NEXT: call_next,
    disclosure.RELEASE: release,
}
RECURRING: tuple[Recurring, ...] = (
    Recurring("orders.mail", timedelta(seconds=20), look_into_mail),
    Recurring("orders.settle", timedelta(seconds=30), settle),
    Recurring("orders.yearly", timedelta(hours=12), yearly),
)
