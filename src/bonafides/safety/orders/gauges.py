"""Figures of the clocks: for /metrics."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min

from bonafides.base.http.figures import Gauge, Sample, one, seconds_since
from bonafides.safety.orders.models import Clock


def running(at: datetime) -> Iterable[Sample]:
    return one(Clock.objects.filter(stopped_at=None).count())


def overdue(at: datetime) -> Iterable[Sample]:
    return one(Clock.objects.filter(stopped_at=None, paused_at=None, due_at__lt=at).count())


def most_overdue(at: datetime) -> Iterable[Sample]:
    late = Clock.objects.filter(stopped_at=None, paused_at=None, due_at__lt=at)
    return seconds_since(late.aggregate(oldest=Min("due_at"))["oldest"], at)


GAUGES = (
    Gauge("bonafides_order_clocks_running", "Clocks of orders and requests that run.", running),
    Gauge("bonafides_order_clocks_overdue", "How many of them are past their end.", overdue),
    Gauge("bonafides_order_clocks_most_overdue_seconds", "By how much the latest of them is.", most_overdue),
)
