"""An independent model of how long something is kept: hours on a line, each marked by whatever keeps it.

It counts months by walking day by day, and knows nothing of the rules under test. The scenarios are drawn from a seed.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np

HOUR = timedelta(hours=1)
YEARS = 8 * 366 * 24
TELLING_DAYS = (
    *("2027-08-31", "2027-08-30", "2027-10-31", "2028-02-29", "2027-08-29", "2028-03-26", "2026-10-25", "2026-03-29"),
    *("2027-12-31", "2028-01-31", "2027-03-28", "2027-02-28", "2028-08-31", "2026-11-28", "2099-08-31", "2100-02-28"),
)  # ends of months, leap days and the years without one, the Sundays on which clocks are changed


MEASURES = (["remove"], ["disable"], ["geo", "limit"], ["label"], ["preserve"], ["suspend"])


@dataclass(frozen=True)
class Step:
    """What happens at an hour; `until` is the last day of a hold."""

    hour: int
    does: str  # extension, preservation, legal_hold, statutory, end_hold, lift, let_go
    until: date | None = None


@dataclass
class Scenario:
    start: datetime
    measures: frozenset[str]
    steps: list[Step] = field(default_factory=list)
    outage_hours: int = 0  # how long the worker is down when the last clock ends

    def at(self, hour: int) -> datetime:
        return self.start + hour * HOUR


def scenario(number: int) -> Scenario:
    random = Random(number)
    day = date.fromisoformat(TELLING_DAYS[number % len(TELLING_DAYS)])
    start = datetime(day.year, day.month, day.day, random.randrange(24), tzinfo=UTC)
    measures = frozenset(
        random.choice([["remove"], ["disable"], ["geo", "limit"], ["label"], ["preserve"], ["suspend"]])
    )
    made = Scenario(start, measures, outage_hours=random.choice([0, 0, 1, 30, 400]))
    hour = 1
    for kind in random.choices(["extension", "preservation", "legal_hold", "statutory"], k=random.randrange(4)):
        hour += random.randrange(1, 24 * 30)
        length = random.randrange(1, 85 if kind == "preservation" else 360)
        made.steps.append(Step(hour, kind, (made.at(hour) + timedelta(days=length)).date()))
        if random.random() < 0.3:
            hour += random.randrange(1, 24 * 3)
            made.steps.append(Step(hour, "end_hold"))
    if random.random() < 0.3:
        made.steps.append(Step(hour + random.randrange(1, 24 * 20), "lift"))
        hour = made.steps[-1].hour
    made.steps.append(Step(hour + random.randrange(1, 24 * 200), "let_go"))
    return made


def months_on(day: date, months: int) -> date:
    """The same day so many months later, by walking."""
    wanted = day.year * 12 + day.month + months
    walked = day
    while walked.year * 12 + walked.month < wanted:
        walked += timedelta(days=1)
    while walked.day < day.day and (walked + timedelta(days=1)).month == walked.month:
        walked += timedelta(days=1)
    return walked


def model_end(given: Scenario) -> datetime:
    """The first hour that nothing marks."""
    line = np.zeros(YEARS, dtype=bool)

    def hour_after(day: date) -> int:
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
        return int((midnight - given.start) / HOUR)

    lifted = next((step.hour for step in given.steps if step.does == "lift"), YEARS)
    let_go = next(step.hour for step in given.steps if step.does == "let_go")
    line[:let_go] = True
    line[: min(184 * 24, lifted)] = True
    if given.measures & {"remove", "disable", "geo", "preserve"}:
        line[: min(hour_after(months_on(given.start.date(), 6)), lifted)] = True
    if "preserve" in given.measures:
        line[: min(hour_after(months_on(given.start.date(), 60)), lifted)] = True
    for place, step in enumerate(given.steps):
        if step.until is not None:
            follower = given.steps[place + 1]
            stopped = follower.hour if follower.does == "end_hold" else YEARS
            line[step.hour : min(hour_after(step.until), stopped)] = True
    return given.at(int(np.argmin(line)))
