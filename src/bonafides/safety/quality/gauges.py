"""Figures of second looks: for /metrics."""

from collections.abc import Iterable
from datetime import datetime

from bonafides.base.http.figures import Gauge, Sample, one
from bonafides.safety.quality.queries import audits


def waiting(at: datetime) -> Iterable[Sample]:
    return one(audits.number_waiting(at))


def disagreements(at: datetime) -> Iterable[Sample]:
    return one(audits.disagreements().count())


GAUGES = (
    Gauge("bonafides_second_looks_waiting", "Decisions that were drawn and wait to be judged again.", waiting),
    Gauge("bonafides_second_looks_disagreed", "Second looks that a lead has to settle.", disagreements),
)
