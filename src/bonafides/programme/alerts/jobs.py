"""What the worker does for alerts: asks whether addresses still answer."""

from datetime import datetime, timedelta

from bonafides.base.outbox.registry import Recurring
from bonafides.programme.alerts import actions


def check_addresses(at: datetime) -> None:
    actions.check_due(at)


RECURRING: tuple[Recurring, ...] = (Recurring("alerts.check", timedelta(minutes=1), check_addresses),)
