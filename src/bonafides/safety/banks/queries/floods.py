"""Entries that suddenly met too much."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC

from django.db.models import F, QuerySet
from django.db.models.functions import ExtractYear

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import floods, permissions, rules
from bonafides.safety.banks.models import FloodLimitsSet, Quarantine
from bonafides.safety.banks.queries.lists import as_reference


def quarantined() -> "QuerySet[Quarantine]":
    """The entries that flooded and that nobody let out yet: for a banner."""
    return Quarantine.objects.filter(ended_at=None, entry__withdrawn_at=None)


def stopped_by_guard() -> "QuerySet[Quarantine]":
    """Every entry that the guard stopped by itself, let out since or not: to be counted."""
    return Quarantine.objects.filter(spared_for="")


def spared_by_guard() -> "QuerySet[Quarantine]":
    """Every entry that the guard would have stopped, and that went on matching because an incident ran."""
    return Quarantine.objects.exclude(spared_for="")


@dataclass(frozen=True)
class GuardYear:
    """What the guard did in a year (UTC), in numbers of entries: a safeguard of automated means, DSA Art. 15(1)(e)."""

    year: int
    stopped: int
    let_out: int
    spared: int


def guard_years() -> list[GuardYear]:
    """Every year in which the guard did something, the latest first: what the public policy says of it."""
    stopped, let_out = _by_year(stopped_by_guard(), "began_at"), _by_year(stopped_by_guard(), "ended_at")
    spared = _by_year(spared_by_guard(), "began_at")
    years = sorted({*stopped, *let_out, *spared}, reverse=True)
    return [GuardYear(year, stopped[year], let_out[year], spared[year]) for year in years]


def _by_year(rows: "QuerySet[Quarantine]", moment: str) -> Counter[int]:
    dated = rows.exclude(**{moment: None}).order_by().annotate(year=ExtractYear(moment, tzinfo=UTC))
    return Counter(dated.values_list("year", flat=True))


def quarantines_for(by: Actor) -> "QuerySet[Quarantine]":
    """All of them, those that nobody let out first."""
    permissions.check_can_read(by)
    return Quarantine.objects.select_related("entry__bank").order_by(F("ended_at").desc(nulls_first=True), "-id")


def quarantine_for(by: Actor, reference: str) -> Quarantine:
    found = quarantines_for(by).filter(reference=as_reference(reference)).first()
    if found is None:
        raise NotFound("no-such-quarantine", _("There is no such quarantine."))
    return found


def flood_limits() -> tuple[rules.FloodLimits, FloodLimitsSet | None]:
    """What is in force, and who said so."""
    return floods.limits(), FloodLimitsSet.objects.select_related("set_by").first()
