"""Figures of what waits: for /metrics."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Min

from bonafides.base.http.figures import Gauge, Sample, one, seconds_since
from bonafides.base.outbox import interruptions, queries
from bonafides.base.outbox.models import Interruption, OutboxRow, Recurrence
from bonafides.base.outbox.vocabulary import JOB_LEASE, RowState


def rows(at: datetime) -> Iterable[Sample]:
    return [((state,), count) for state, count in queries.count_by_state().items()]


def oldest_due(at: datetime) -> Iterable[Sample]:
    due = OutboxRow.objects.filter(state=RowState.WAITING, due_at__lte=at)
    return seconds_since(due.aggregate(oldest=Min("due_at"))["oldest"], at)


def oldest_lease(at: datetime) -> Iterable[Sample]:
    """Since when the longest lease of a recurring job has been held."""
    until = Recurrence.objects.aggregate(oldest=Min("lease_until"))["oldest"]
    return seconds_since(until - JOB_LEASE if until else None, at)


def jobs_late(at: datetime) -> Iterable[Sample]:
    return one(Recurrence.objects.filter(due_at__lt=at - queries.LATE_JOB).count())


def beat_age(at: datetime) -> Iterable[Sample]:
    beaten = interruptions.last_beat()
    return seconds_since(beaten, at) if beaten else one(float("inf"))


def interrupted(at: datetime) -> Iterable[Sample]:
    counts = Interruption.objects.values_list("kind").annotate(Count("id")).order_by("kind")
    return [((kind,), count) for kind, count in counts]


def disk_free(at: datetime) -> Iterable[Sample]:
    return one(interruptions.free_bytes())


GAUGES = (
    Gauge("bonafides_outbox_rows", "Rows of the outbox by state.", rows, ("state",)),
    Gauge("bonafides_outbox_oldest_due_seconds", "How long the row that is due longest has waited.", oldest_due),
    Gauge("bonafides_job_lease_age_seconds", "How long the oldest running job has been running.", oldest_lease),
    Gauge("bonafides_jobs_late", "Recurring jobs that are late by more than a quarter of an hour.", jobs_late),
    Gauge("bonafides_worker_beat_age_seconds", "How long ago a worker last said that it runs.", beat_age),
    Gauge("bonafides_interruptions", "Interruptions since the beginning, by kind.", interrupted, ("kind",)),
    Gauge("bonafides_disk_free_bytes", "Room where the home lies.", disk_free),
)
