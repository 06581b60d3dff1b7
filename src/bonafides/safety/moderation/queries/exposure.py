"""What one person was shown. Only they see it: no list, report or export holds another person's sum."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from bonafides.kernel.actor import Actor
from bonafides.safety.moderation.models import Exposure
from bonafides.safety.moderation.vocabulary import ExposureMode
from bonafides.safety.moderation.vocabulary.limits import SOFT_STOP_FULL, SOFT_STOP_WITHIN

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Meter:
    """How many different contents, by how plainly they were shown."""

    full_today: int
    grey_today: int
    reduced_today: int
    full_week: int
    grey_week: int
    reduced_week: int
    limit: int = SOFT_STOP_FULL

    @property
    def is_over(self) -> bool:
        return self.full_today >= self.limit


def meter_of(by: Actor, at: datetime) -> Meter:
    """The sums of the person who asks; of nobody else."""
    spans = {"today": at - SOFT_STOP_WITHIN, "week": at - WEEK}
    sums = {
        f"{mode.value}_{name}": Count("pk", filter=Q(mode=mode, at__gt=since))
        for name, since in spans.items()
        for mode in (ExposureMode.FULL, ExposureMode.GREY, ExposureMode.REDUCED)
    }
    return Meter(**Exposure.objects.filter(person=by.person, at__gt=spans["week"]).aggregate(**sums))
