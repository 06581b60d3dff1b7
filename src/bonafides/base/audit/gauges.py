"""Figures of the log: for /metrics."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min

from bonafides.base.audit.models import LogEntry, Publication
from bonafides.base.http.figures import Gauge, Sample, one, seconds_since


def size(at: datetime) -> Iterable[Sample]:
    return one(LogEntry.objects.count())


def published(at: datetime) -> Iterable[Sample]:
    head = Publication.objects.first()
    return one(head.size if head else 0)


def lag(at: datetime) -> Iterable[Sample]:
    """How long the oldest entry waits that no published head holds."""
    head = Publication.objects.first()
    waiting = LogEntry.objects.filter(index=None) | LogEntry.objects.filter(index__gte=head.size if head else 0)
    return seconds_since(waiting.aggregate(oldest=Min("at"))["oldest"], at)


def lateness(at: datetime) -> Iterable[Sample]:
    """By how much the most overdue promise of an entry was missed."""
    late = LogEntry.objects.filter(index=None, promised_at__lt=at).aggregate(oldest=Min("promised_at"))["oldest"]
    return seconds_since(late, at)


GAUGES = (
    Gauge("bonafides_log_entries", "Entries recorded.", size),
    Gauge("bonafides_log_published", "Entries in the published head.", published),
    Gauge("bonafides_log_lag_seconds", "How long the oldest entry waits for publication.", lag),
    Gauge("bonafides_log_late_seconds", "How late the oldest promised entry is.", lateness),
)
