"""Incidents: which run, what belongs to them, what they came to, and the fingerprints that they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from statistics import median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import (
    Case,
    Decision,
    Incident,
    IncidentCase,
    Item,
    Lease,
    ListSubscription,
)
from bonafides.safety.moderation.queries.matches import values_to_bank
from bonafides.safety.moderation.rules.incidents import BelongingFacts, Criteria, FoldFacts, Prints
from bonafides.safety.moderation.vocabulary import (
    CaseState,
    DecisionState,
    IncidentJoining,
    ItemKind,
    ItemState,
    Sharing,
    Verdict,
)

# -- which run --------------------------------------------------------------------------------------------------------


def running(at: datetime) -> "QuerySet[Incident]":
    return Incident.objects.filter(ended_at=None, ends_at__gt=at)


def is_in_running(case: Case, at: datetime) -> bool:
    """Whether the case belongs to an incident that runs now."""
    return IncidentCase.objects.filter(case=case, incident__ended_at=None, incident__ends_at__gt=at).exists()


def incident_for(by: Actor, reference: str) -> Incident:
    if not permissions.can_read_all(by):
        raise NotFound("no-such-incident", _("There is no such incident."))
    return public_incident(reference)


def public_incident(reference: str) -> Incident:
    found = Incident.objects.filter(reference=reference).select_related("opened_by", "debriefed_by").first()
    if found is None:
        raise NotFound("no-such-incident", _("There is no such incident."))
    return found


# -- what belongs -----------------------------------------------------------------------------------------------------


def criteria_of(incident: Incident) -> Criteria:
    return Criteria(frozenset(incident.languages), frozenset(incident.kinds), frozenset(incident.sources))


def belonging_facts(case: Case) -> BelongingFacts:
    items = list(case.items.all())
    kinds = frozenset(item.kind for item in items)
    return BelongingFacts(case.language, case.source, kinds, prints_of(items))


def seeds_of(incident: Incident) -> Prints:
    """The prints of what people put there: no likeness of a likeness draws others in."""
    by_hand = incident.places.filter(why=IncidentJoining.BY_HAND).values("case")
    return prints_of(Item.objects.filter(case__in=by_hand))


def prints_of(items: Iterable[Item]) -> Prints:
    """By what these items are known again; a picture with too little detail by its bytes alone."""
    listed = [item for item in items if item.kind != ItemKind.ACCOUNT]
    return Prints(
        frozenset(item.sha256 for item in listed if item.sha256),
        frozenset(item.text_digest for item in listed if item.text_digest),
        frozenset(item.fingerprints["pdq"] for item in listed if _has_picture(item)),
    )


def _has_picture(item: Item) -> bool:
    return bool(item.fingerprints.get("pdq")) and (item.fingerprints.get("pdq_quality") or 0) >= PDQ_MIN_QUALITY


def fold_facts(case: Case, at: datetime) -> FoldFacts:
    return FoldFacts(
        case=case.reference,
        state=CaseState(case.state),
        is_open_with_somebody=Lease.objects.filter(case=case, until__gt=at).exists(),
        was_decided=case.decisions.exclude(state=DecisionState.UNDONE).exists(),
        prints=prints_of(case.items.all()),
    )


def waiting_of(incident: Incident) -> "QuerySet[Case]":
    """The cases of the incident that wait for a first reading, the earliest first."""
    waiting = Case.objects.filter(incident_places__incident=incident, state=CaseState.OPEN, merged_into=None)
    return waiting.order_by("opened_at", "pk")


def cases_beside(incident: Incident) -> "QuerySet[Case]":
    """Waiting cases that do not belong to it yet."""
    there = IncidentCase.objects.filter(case=OuterRef("pk"), incident=incident)
    waiting = (CaseState.OPEN, CaseState.SECOND_READING)
    return Case.objects.filter(~Exists(there), state__in=waiting, made_up=False)


def cases_of(incident: Incident) -> "QuerySet[Case]":
    return Case.objects.filter(incident_places__incident=incident, merged_into=None)


# -- what it came to --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IncidentNumbers:
    """In numbers that name nobody; shown in public."""

    cases: int
    items: int
    folded: int  # cases that were copies of others
    waiting: int
    restricted: int  # items
    kept: int
    reversed: int  # decisions that let stand again what had been restricted
    median_minutes: int | None  # from the opening of a case to its first published decision


def numbers_of(incident: Incident) -> IncidentNumbers:
    cases = Case.objects.filter(incident_places__incident=incident)
    standing = cases.filter(merged_into=None)
    closed = Item.objects.filter(case__in=standing, case__state=CaseState.CLOSED)
    turned = Decision.objects.filter(
        case__in=standing, state=DecisionState.PUBLISHED, verdict=Verdict.KEEP, reverses__verdict=Verdict.RESTRICT
    )
    return IncidentNumbers(
        cases=standing.count(),
        items=Item.objects.filter(case__in=standing).count(),
        folded=cases.exclude(merged_into=None).count(),
        waiting=standing.exclude(state=CaseState.CLOSED).count(),
        restricted=closed.filter(state=ItemState.RESTRICTED).count(),
        kept=closed.exclude(state=ItemState.RESTRICTED).count(),
        reversed=turned.count(),
        median_minutes=_median_minutes(standing),
    )


def _median_minutes(cases: "QuerySet[Case]") -> int | None:
    first = Decision.objects.filter(case__in=cases, state=DecisionState.PUBLISHED, reverses=None)
    times = first.values_list("published_at", "case__opened_at")
    minutes = [(published - opened) / timedelta(minutes=1) for published, opened in times if published]
    return round(median(minutes)) if minutes else None


def incidents_listed() -> "QuerySet[Incident]":
    counted = Count("places", filter=Q(places__case__merged_into=None))
    return Incident.objects.annotate(case_count=counted).select_related("opened_by")


@dataclass(frozen=True)
class IncidentPage:
    incident: Incident
    by: Actor
    at: datetime

    @property
    def is_running(self) -> bool:
        return self.incident.ended_at is None and self.at < self.incident.ends_at

    @cached_property
    def numbers(self) -> IncidentNumbers:
        return numbers_of(self.incident)

    @cached_property
    def places(self) -> list[IncidentCase]:
        found = self.incident.places.filter(case__merged_into=None).select_related("case")
        return list(found.order_by("case__rank_at")[:50])

    @property
    def can_lead(self) -> bool:
        return permissions.can_lead(self.by)

    @property
    def owes_debrief(self) -> bool:
        return not self.is_running and self.incident.debriefed_at is None


# -- what it shares ---------------------------------------------------------------------------------------------------


def rows_to_share(incident: Incident) -> list[dict[str, str]]:
    """The fingerprints of what people restricted in it, as positive; of what they let stand again, as negative.

    What no person has judged, and what only an order disables, is not among it.
    """
    decided = Case.objects.filter(incident_places__incident=incident, state=CaseState.CLOSED, merged_into=None)
    restricted = decided.filter(outcome=Verdict.RESTRICT)
    ever = Decision.objects.filter(case=OuterRef("pk"), state=DecisionState.PUBLISHED, verdict=Verdict.RESTRICT)
    reversed_ = decided.filter(Exists(ever), outcome=Verdict.KEEP)
    positive = _values(Item.objects.filter(case__in=restricted, state=ItemState.RESTRICTED))
    negative = [key for key in _values(Item.objects.filter(case__in=reversed_)) if key not in positive]
    rows = [_row(incident, type_, value, "positive") for type_, value in positive]
    return rows + [_row(incident, type_, value, "negative") for type_, value in negative]


def _values(items: "QuerySet[Item]") -> dict[tuple[str, str], None]:
    listed = items.exclude(kind=ItemKind.ACCOUNT).order_by("pk")
    return dict.fromkeys((type_.value, value) for type_, value in values_to_bank(listed))


def _row(incident: Incident, type_: str, value: str, opinion: str) -> dict[str, str]:
    return {"type": type_, "value": value, "label": incident.title, "source_id": incident.reference, "opinion": opinion}


def shared_publicly(reference: str) -> Incident:
    """An incident whose list is open to everybody."""
    found = Incident.objects.filter(reference=reference, sharing=Sharing.PUBLIC).first()
    if found is None:
        raise NotFound("no-such-list", _("There is no such list."))
    return found


def subscriptions() -> "QuerySet[ListSubscription]":
    return ListSubscription.objects.select_related("bank", "created_by")


def drilled(reference: str) -> Incident | None:
    """The incident that was switched on in a drill, if one was."""
    return Incident.objects.filter(drill=reference).order_by("pk").first()
