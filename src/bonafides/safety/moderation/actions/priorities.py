"""Where a case stands in the queue, worked out again whenever one of its facts changes."""

from datetime import datetime

from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.banks.vocabulary import Severity
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.rules.priority import Priority, PriorityFacts, match_strength, priority_of

GRAVITY = ("", *(severity.value for severity in Severity))


def refresh(case: Case, *, at: datetime) -> None:
    """Rank a case by its present facts; called inside the action that changed one of them."""
    records = banks.match_records_of(case.items.values_list("reference", flat=True))
    case.severity = max((each.severity for each in records if each.severity in GRAVITY), key=GRAVITY.index, default="")
    ranked = ranking_of(case, records)
    case.priority, case.rank_at = round(ranked.points), ranked.rank_at
    case.why = [factor.as_json() for factor in ranked.why]
    case.save(update_fields=["severity", "priority", "rank_at", "why"])


def ranking_of(case: Case, records: list[MatchRecord]) -> Priority:
    strengths = [match_strength(each.matched_by, each.distance_bits, each.opinion) for each in records]
    return priority_of(
        PriorityFacts(
            opened_at=case.opened_at,
            due_at=case.due_at,
            threat_to_life=case.threat_to_life,
            severity=case.severity,
            match_strength=max(strengths, default=0.0),
            reach=max(case.items.exclude(reach=None).values_list("reach", flat=True), default=None),
            reliabilities=reliabilities_of(case),
        )
    )


def reliabilities_of(case: Case) -> tuple[float, ...]:
    """How likely each reporter of the case is to be right, each counted once."""
    pairs = case.flags.exclude(reporter=None).values_list("reporter__alpha", "reporter__beta", "reporter").distinct()
    return tuple(alpha / (alpha + beta) for alpha, beta, _ in pairs)
