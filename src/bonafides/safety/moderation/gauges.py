"""Figures of the queue: for /metrics."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min

from bonafides.base.http.figures import Gauge, Sample, one, seconds_since
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.vocabulary import CaseState

WAITING = (CaseState.OPEN, CaseState.SECOND_READING)


def queue(at: datetime) -> Iterable[Sample]:
    return [((state.value,), Case.objects.filter(state=state).count()) for state in WAITING]


def oldest(at: datetime) -> Iterable[Sample]:
    return seconds_since(Case.objects.filter(state__in=WAITING).aggregate(oldest=Min("opened_at"))["oldest"], at)


def overdue(at: datetime) -> Iterable[Sample]:
    return one(Case.objects.filter(state__in=WAITING, due_at__lt=at).count())


GAUGES = (
    Gauge("bonafides_queue_cases", "Cases that wait for a decision, by state.", queue, ("state",)),
    Gauge("bonafides_queue_oldest_seconds", "How long the oldest of them has waited.", oldest),
    Gauge("bonafides_queue_overdue", "How many are past their nearest clock.", overdue),
)
