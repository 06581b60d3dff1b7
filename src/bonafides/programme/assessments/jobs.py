"""What the worker does for assessments."""

from datetime import datetime, timedelta

from bonafides.base.outbox.registry import Recurring
from bonafides.kernel.actor import SYSTEM
from bonafides.programme.assessments import actions


def tell_benchmark(at: datetime) -> None:
    actions.release_benchmark(by=SYSTEM, at=at)


RECURRING = (Recurring("assessments.benchmark", timedelta(hours=12), tell_benchmark),)
