"""In what order cases are read, and why.

Each factor gives points; a point is worth ten minutes of waiting. A case is ranked at the moment at which it would have
had to come, without any points, to be as far ahead as it is: `rank_at = opened_at - points x 10 minutes`. Reading the
earliest rank first is the same as letting every case gain six points an hour, and no row is ever rewritten for its age.

    clock            288 points where the deadline is now, half of that for each 8 hours that it is away; past it, 25
                     more for each hour
    threat to life   3,024 points: before everything that has waited less than three weeks
    severity         0 to 144, by the gravest entry that matched; unknown counts as the middle
    match strength   0 to 96: byte-exact 96, a picture less with every bit, an entry in doubt half of it
    reach            24 for each doubling of the views past a hundred; a first view counts already
    reporters        0 to 96: how likely it is that at least one of them is right, by their record
    doubt            96 where an entry that it rests on turned out wrong: somebody may be waiting to be heard
    objection        288 where an author objects to a hold: nobody but a machine has judged so far
    incident         1,008 points, a week of waiting, while an incident runs that it belongs to
    age              6 an hour, without an end: however much comes in later, every case gets its turn

All are strictly monotone in their fact: more urgent is never later, and no two different facts are worth the same.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafides.kernel.text import gettext_noop as _

WAIT_PER_POINT = timedelta(minutes=10)
CLOCK_POINTS, CLOCK_HALVES = 288.0, timedelta(hours=8)
THREAT_POINTS = 3_024.0
SEVERITY_POINTS = 144.0
MATCH_POINTS = 96.0
REACH_POINTS, REACH_UNIT = 24.0, 100
REPORTER_POINTS = 96.0
DOUBTED_POINTS = 96.0
OBJECTION_POINTS = 288.0
INCIDENT_POINTS = 1_008.0

SEVERITIES = {"low": 0.25, "": 0.5, "medium": 0.5, "high": 0.75, "critical": 1.0}
DOUBT = {"positive": 1.0, "unconfirmed": 0.75, "disputed": 0.5, "negative": 0.0}
PDQ_BITS = 256


@dataclass(frozen=True)
class PriorityFacts:
    """What is known of a case when it is ranked. Strength and reliabilities lie between 0 and 1."""

    opened_at: datetime
    due_at: datetime | None = None
    threat_to_life: bool = False
    severity: str = ""  # banks.vocabulary.Severity
    match_strength: float = 0.0
    reach: int | None = None
    reliabilities: tuple[float, ...] = ()  # of its reporters: alpha / (alpha + beta)
    is_doubted: bool = False
    is_objected_to: bool = False
    is_in_incident: bool = False


@dataclass(frozen=True)
class Factor:
    """What one fact adds: a sentence to translate, and the values of its placeholders."""

    factor: str
    points: float
    fact: str
    values: dict[str, str | int]

    def as_json(self) -> dict[str, object]:
        return {"factor": self.factor, "points": round(self.points), "fact": self.fact, "values": self.values}


@dataclass(frozen=True)
class Priority:
    points: float
    rank_at: datetime
    why: tuple[Factor, ...]  # heaviest first


def priority_of(facts: PriorityFacts) -> Priority:
    """The points of a case without its age, its place in the order, and why."""
    factors = sorted(_factors(facts), key=lambda factor: -factor.points)
    points = math.fsum(factor.points for factor in factors)
    return Priority(points, facts.opened_at - points * WAIT_PER_POINT, tuple(factors))


def age_of(opened_at: datetime, at: datetime) -> Factor:
    """What waiting has added since; part of the order already, for the page that shows why."""
    waited = at - opened_at
    hours = int(waited.total_seconds() // 3600)
    return Factor("age", waited / WAIT_PER_POINT, _("It has waited for %(hours)d h."), {"hours": hours})


def match_strength(matched_by: str, distance_bits: int | None, opinion: str) -> float:
    """How sure a match is, 0 to 1: its nearness, times what is held of the entry."""
    doubt = DOUBT.get(opinion, DOUBT["unconfirmed"])
    if distance_bits is not None:
        return doubt * (1 - distance_bits / PDQ_BITS)
    return doubt * (1.0 if matched_by == "exact" else 0.75)


def _factors(facts: PriorityFacts) -> Iterator[Factor]:
    yield _severity(facts.severity)
    if facts.threat_to_life:
        yield Factor("threat", THREAT_POINTS, _("Somebody says that a life is in danger."), {})
    if facts.is_doubted:
        yield Factor("doubt", DOUBTED_POINTS, _("An entry that it rests on turned out to be wrong."), {})
    if facts.is_objected_to:
        yield Factor("objection", OBJECTION_POINTS, _("The author objects to its being held."), {})
    if facts.is_in_incident:
        yield Factor("incident", INCIDENT_POINTS, _("It belongs to an incident that runs now."), {})
    if facts.due_at is not None:
        yield _clock(facts.opened_at, facts.due_at)
    if facts.match_strength > 0:
        yield _match(facts.match_strength)
    if facts.reach:
        yield _reach(facts.reach)
    if facts.reliabilities:
        yield _reporters(facts.reliabilities)


def _clock(opened_at: datetime, due_at: datetime) -> Factor:
    left = due_at - opened_at
    halvings = left / CLOCK_HALVES
    points = CLOCK_POINTS * (2**-halvings if halvings >= 0 else 1 - halvings * math.log(2))
    minutes = int(left.total_seconds() // 60)
    return Factor("clock", points, _("A clock runs out %(minutes)d minutes after it came in."), {"minutes": minutes})


def _severity(severity: str) -> Factor:
    points = SEVERITY_POINTS * SEVERITIES.get(severity, SEVERITIES[""])
    if not severity:
        return Factor("severity", points, _("Nobody says how grave it is, so it counts as middling."), {})
    return Factor("severity", points, _("A list calls it %(severity)s."), {"severity": severity})


def _match(strength: float) -> Factor:
    values: dict[str, str | int] = {"percent": round(100 * strength)}
    return Factor("match", MATCH_POINTS * strength, _("It matches known content; strength %(percent)d of 100."), values)


def _reach(reach: int) -> Factor:
    points = REACH_POINTS * math.log2(1 + reach / REACH_UNIT)
    return Factor("reach", points, _("It was seen %(views)d times."), {"views": reach})


def _reporters(reliabilities: tuple[float, ...]) -> Factor:
    one_is_right = 1 - math.prod(1 - reliability for reliability in reliabilities)
    values: dict[str, str | int] = {"count": len(reliabilities), "percent": round(100 * one_is_right)}
    sentence = _REPORTED_ONCE if len(reliabilities) == 1 else _REPORTED_SEVERAL_TIMES
    return Factor("reporters", REPORTER_POINTS * one_is_right, sentence, values)


_REPORTED_ONCE = _("Reported once; by the record of whoever did, %(percent)d %% likely that the report is right.")
_REPORTED_SEVERAL_TIMES = _("Reported %(count)d times; by their record %(percent)d %% likely that one report is right.")
