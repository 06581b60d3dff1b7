"""The counts page: what was done, by day, in numbers that name nobody."""

from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from bonafides.safety.banks import queries as banks
from bonafides.safety.moderation.models import (
    Appeal,
    BulkDecision,
    Counter,
    Decision,
    DecisionMeasure,
    Enforcement,
    Flag,
    Hold,
    Incident,
    IncidentCase,
    IncidentExtension,
    LiveAction,
    LiveStream,
    Outcome,
    ReturnNote,
    Statement,
    Strike,
)
from bonafides.safety.moderation.rules.accounts import OF_ACCOUNTS
from bonafides.safety.moderation.vocabulary import Basis, DecisionState


@dataclass(frozen=True)
class Row:
    """One number of one day."""

    day: date
    name: str
    value: int


@dataclass(frozen=True)
class Range:
    """Whole days, both ends included, UTC."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min, UTC)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last, time.min, UTC) + timedelta(days=1)


def rows_of(within: Range) -> list[Row]:
    """Every number that is not nought, by day and name."""
    tally: Tally[tuple[date, str]] = Tally()
    for day, name, value in _counted(within):
        tally[day, name] += value
    return [Row(day, name, value) for (day, name), value in sorted(tally.items()) if value]


def totals_of(rows: list[Row]) -> list[tuple[str, int]]:
    """The sum of each number over the days."""
    tally: Tally[str] = Tally()
    for row in rows:
        tally[row.name] += row.value
    return sorted(tally.items())


def _counted(within: Range) -> Iterator[tuple[date, str, int]]:
    """From the counters, and from the rows that are the thing itself: those cannot drift apart from it."""
    stored = Counter.objects.filter(day__range=(within.first, within.last), name__startswith="uploads.")
    yield from stored.values_list("day", "name", "value")
    yield from _by(within, Flag.objects.filter(case__made_up=False), "received_at", "source", "flags")
    published = Decision.objects.filter(state=DecisionState.PUBLISHED)
    yield from _by(within, published, "published_at", "verdict", "decisions")
    yield from _all(within, published.filter(basis=Basis.MATCH_ONLY), "published_at", "decisions.match_only")
    yield from _all(within, published.filter(basis=Basis.SAMPLED), "published_at", "decisions.sampled")
    yield from _all(within, published.exclude(bulk_case=None), "published_at", "decisions.in_bulk")
    yield from _by(within, BulkDecision.objects.exclude(finished_at=None), "finished_at", "state", "bulk_decisions")
    yield from _all(within, published.filter(self_review=True), "published_at", "decisions.self_review")
    yield from _all(within, published.exclude(reverses=None), "published_at", "decisions.replacing_another")
    yield from _by(within, LiveAction.objects.all(), "at", "act", "live")
    yield from _all(within, LiveStream.objects.all(), "began_at", "live.streams")
    yield from _all(within, Hold.objects.exclude(held_by=None), "started_at", "holds_begun_by_people")
    yield from _all(within, Incident.objects.filter(drill=""), "opened_at", "incidents.opened")
    yield from _by(within, Incident.objects.filter(drill="").exclude(end=""), "ended_at", "end", "incidents_ended")
    yield from _all(within, IncidentExtension.objects.all(), "at", "incidents.extended")
    yield from _by(within, IncidentCase.objects.all(), "at", "why", "incident_cases")
    yield from _all(within, Strike.objects.all(), "given_at", "strikes.given")
    yield from _by(within, Strike.objects.exclude(end=""), "ended_at", "end", "strikes_ended")
    against = DecisionMeasure.objects.filter(measure__in=OF_ACCOUNTS, decision__state=DecisionState.PUBLISHED)
    yield from _by(within, against, "decision__published_at", "measure", "account_measures")
    yield from _all(within, ReturnNote.objects.all(), "noted_at", "returns.noted")
    yield from _all(within, ReturnNote.objects.filter(stands=False), "settled_at", "returns.found_wrong")
    yield from _by(within, Hold.objects.exclude(end=""), "ended_at", "end", "holds_ended")
    yield from _all(within, Hold.objects.all(), "started_at", "holds_begun")
    yield from _all(within, Hold.objects.exclude(objected_at=None), "objected_at", "holds_objected")
    yield from _by(within, Statement.objects.all(), "issued_at", "state", "statements")
    yield from _by(within, Outcome.objects.all(), "issued_at", "state", "outcomes")
    yield from _by(within, Appeal.objects.all(), "opened_at", "appellant", "appeals_from")
    yield from _by(within, Appeal.objects.exclude(outcome=""), "decided_at", "outcome", "appeals")
    yield from _by(within, Enforcement.objects.all(), "asked_at", "state", "enforcement")
    stopped = banks.stopped_by_guard()
    yield from _all(within, stopped, "began_at", "entries.stopped_by_the_guard")
    yield from _all(within, stopped.exclude(ended_at=None), "ended_at", "entries.let_out_by_people")
    yield from _all(within, banks.spared_by_guard(), "began_at", "entries.spared_for_an_incident")


Rows = QuerySet[Any, Any]


def _by(within: Range, rows: Rows, moment: str, word: str, name: str) -> Iterator[tuple[date, str, int]]:
    """Rows by the day of a moment and by a word of theirs."""
    for day, value, number in _within(within, rows, moment).values_list("day", word).annotate(number=Count("pk")):
        yield day, f"{name}.{value}", number


def _all(within: Range, rows: Rows, moment: str, name: str) -> Iterator[tuple[date, str, int]]:
    for day, number in _within(within, rows, moment).values_list("day").annotate(number=Count("pk")):
        yield day, name, number


def _within(within: Range, rows: Rows, moment: str) -> Rows:
    chosen = rows.filter(**{f"{moment}__gte": within.start, f"{moment}__lt": within.end})
    dated: Rows = chosen.order_by().annotate(day=TruncDate(moment, tzinfo=UTC))
    return dated
