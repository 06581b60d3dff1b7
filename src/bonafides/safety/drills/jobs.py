"""What the worker does: starts what was planned."""

from datetime import datetime, timedelta

from bonafides.base.outbox.registry import Recurring
from bonafides.safety.drills import actions, queries


def start_due(at: datetime) -> None:
    for drill in queries.due(at):
        actions.start_planned(reference=drill.reference, at=at)


RECURRING: tuple[Recurring, ...] = (Recurring("drills.start", timedelta(minutes=1), start_due),)
