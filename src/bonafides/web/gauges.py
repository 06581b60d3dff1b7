"""Figures of the keys: for /metrics."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from bonafides.base.http.figures import Gauge, Sample
from bonafides.base.keys import files


def key_ages(at: datetime) -> Iterable[Sample]:
    keys = [files.load(settings.KEYS, purpose) for purpose in files.KEY_FILES]
    return [((key.purpose,), (at - key.created_at).total_seconds()) for key in keys]


GAUGES = (Gauge("bonafides_key_age_seconds", "How old each key is, by purpose.", key_ages, ("purpose",)),)
