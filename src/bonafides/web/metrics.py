"""/metrics in the format of Prometheus: requests of all server processes, and every gauge of every part.

What cannot be read, such as a key file, is left out and counted: one broken part does not hide the others.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate

from django.db import DatabaseError
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bonafides.base.http import figures, tallies
from bonafides.base.http.models import RequestTally
from bonafides.kernel.errors import DomainError
from bonafides.kernel.logs import where

log = logging.getLogger("bonafides.web")


def exposition(at: datetime) -> tuple[bytes, str]:
    """The page and its content type, at this moment."""
    tallies.TALLIES.flush()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Everything(at))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class Everything(Collector):
    """Reads all figures once."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        unread = 0
        for gauge in figures.collected():
            try:
                yield family_of(gauge, self.at)
            except (DatabaseError, DomainError, OSError) as error:
                log.warning("The gauge %s could not be read: %s", gauge.name, where(error))
                unread += 1
        yield requests()
        yield GaugeMetricFamily("bonafides_gauges_unread", "Gauges that could not be read now.", value=unread)


def family_of(gauge: figures.Gauge, at: datetime) -> Metric:
    family = GaugeMetricFamily(gauge.name, gauge.help, labels=gauge.labels)
    for labels, value in gauge.read(at):
        family.add_metric(labels, value)
    return family


def requests() -> Metric:
    """How long requests took, by view and status, over all processes."""
    family = HistogramMetricFamily(
        "bonafides_request_seconds", "Requests by view and status, and how long they took.", labels=("view", "status")
    )
    counts: defaultdict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    micros: defaultdict[tuple[str, int], int] = defaultdict(int)
    for row in RequestTally.objects.all():
        counts[row.view, row.status][row.bucket_ms] = row.count
        micros[row.view, row.status] += row.micros
    for (view, status), by_bucket in sorted(counts.items()):
        family.add_metric((view, str(status)), buckets_of(by_bucket), sum_value=micros[view, status] / 1_000_000)
    return family


def buckets_of(by_bucket: dict[int, int]) -> list[tuple[str, float]]:
    """Counts up to each bound, as the format wants them."""
    bounds = (*tallies.BOUNDS_MS, tallies.BEYOND_MS)
    names = [*(str(bound / 1000) for bound in tallies.BOUNDS_MS), "+Inf"]
    return list(zip(names, accumulate(by_bucket.get(bound, 0) for bound in bounds), strict=True))
