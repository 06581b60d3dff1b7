"""Ranking a case anew when something about it changed. Age needs no ranking: see rules/priority.py."""

from datetime import datetime

from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.moderation.actions import incident_cases
from bonafides.safety.moderation.models import Case, Hold
from bonafides.safety.moderation.queries import incidents
from bonafides.safety.moderation.rules.priority import SEVERITIES, PriorityFacts, match_strength, priority_of


def refresh(case: Case, *, at: datetime) -> None:
    """Rank the case by what is known of it now; called inside the action that changed something."""
    incident_cases.consider(case, at=at)
    apply(case, priority_facts(case, at=at))


def apply(case: Case, facts: PriorityFacts) -> None:
    """Put a case where these facts place it."""
    priority = priority_of(facts)
    case.priority, case.rank_at = round(priority.points), priority.rank_at
    case.why = [factor.as_json() for factor in priority.why]
    case.severity = facts.severity
    case.threat_to_life = facts.threat_to_life
    case.save(update_fields=["priority", "rank_at", "why", "severity", "threat_to_life"])


def priority_facts(case: Case, *, at: datetime) -> PriorityFacts:
    """What the rules of priority look at, from the case's items, matches and flags."""
    items = list(case.items.values_list("reference", "reach"))
    records = banks.match_records_of(reference for reference, _reach in items)
    flags = list(case.flags.values_list("threat_to_life", "reporter__alpha", "reporter__beta"))
    return PriorityFacts(
        opened_at=case.opened_at,
        due_at=case.due_at,
        threat_to_life=case.threat_to_life or any(threat for threat, _alpha, _beta in flags),
        severity=gravest_of(records),
        match_strength=max(map(strength_of, records), default=0.0),
        reach=max((reach for _reference, reach in items if reach is not None), default=None),
        is_doubted=case.doubted_at is not None,
        is_objected_to=Hold.objects.filter(item__case=case, ended_at=None).exclude(objected_at=None).exists(),
        is_in_incident=incidents.is_in_running(case, at),
        reliabilities=tuple(alpha / (alpha + beta) for _threat, alpha, beta in flags if alpha is not None),
    )


def strength_of(record: MatchRecord) -> float:
    return match_strength(record.matched_by, record.distance_bits, record.opinion)


def gravest_of(records: list[MatchRecord]) -> str:
    """The gravest severity that a list gives; empty where none does."""
    return max((banks.severity_of(record) for record in records), key=lambda word: (SEVERITIES[word], word), default="")
