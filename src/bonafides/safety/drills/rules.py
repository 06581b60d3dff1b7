"""What a drill comes to: each step with its time, and whether all were in time. Nothing here reads a clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.drills.vocabulary import LIMITS, PLANNED_AHEAD_AT_MOST, DrillKind, Step


@dataclass(frozen=True)
class Taken:
    """One step: when it was taken, how long that took, how long it may take."""

    step: Step
    at: datetime | None
    limit: timedelta
    started_at: datetime

    @property
    def took(self) -> timedelta | None:
        return None if self.at is None else max(timedelta(), self.at - self.started_at)

    @property
    def seconds(self) -> int | None:
        return None if self.took is None else int(self.took.total_seconds())

    @property
    def limit_seconds(self) -> int:
        return int(self.limit.total_seconds())

    @property
    def in_time(self) -> bool:
        """Taken, and not later than it may be."""
        return self.seconds is not None and self.seconds <= self.limit_seconds

    def as_json(self) -> dict[str, object]:
        return {
            "step": self.step.value,
            "seconds": self.seconds,
            "limit_seconds": self.limit_seconds,
            "in_time": self.in_time,
        }


def steps_of(kind: DrillKind, started_at: datetime, moments: Mapping[Step, datetime | None]) -> tuple[Taken, ...]:
    """Every step of this kind, whether it was taken or not."""
    return tuple(Taken(step, moments.get(step), limit, started_at) for step, limit in LIMITS[kind].items())


def passed(steps: tuple[Taken, ...]) -> bool:
    return all(step.in_time for step in steps)


def check_plan(planned_for: datetime, at: datetime) -> None:
    """A drill is planned for a time to come, within a year or so."""
    if not at < planned_for <= at + PLANNED_AHEAD_AT_MOST:
        raise RuleBroken("drill-time", _("Plan a drill for a time to come, within the next 400 days."))
