"""Handing restricted items to the vault, with all that is known of them; and taking back what no longer restricts."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bonafides.kernel.actor import Actor
from bonafides.kernel.event import as_json
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.evidence.actions import Found
from bonafides.safety.evidence.vocabulary import Cause
from bonafides.safety.moderation.models import Decision, Item
from bonafides.safety.moderation.vocabulary import ItemState, Measure

KNOWN = (
    *("platform_reference", "kind", "url", "media_type", "size_bytes", "language", "author_reference"),
    *("author_language", "reach", "published_at", "taken_at", "sha256", "text_digest", "fingerprints"),
)  # columns of an item that are kept with it; never its author's address


def preserve(item: Item, *, decision: Decision | None = None, by: Actor, at: datetime) -> None:
    """Keep an item that was just restricted: by a decision, or by a match alone."""
    cause = Cause.DECISION if decision else Cause.HOLD
    evidence.preserve(found=found_of(item, decision), cause=cause, by=by, at=at)


def preserve_by_order(item: Item, order: str, *, by: Actor, at: datetime) -> None:
    """Keep an item that a removal order disables: Reg. (EU) 2021/784, Art. 6."""
    found = found_of(item, None)
    known = found.record | {"order": order}
    evidence.preserve(
        found=replace(found, record=known, measures=frozenset({Measure.DISABLE.value})), cause=Cause.ORDER, by=by, at=at
    )


def preserve_what_came(item: Item, *, by: Actor, at: datetime) -> None:
    """The content of an item came after it was restricted."""
    ordered = item.ordered_restrictions.filter(ended_at=None).first()
    if ordered is not None:
        preserve_by_order(item, ordered.order, by=by, at=at)
    elif item.state != ItemState.LIVE:
        standing = item.case.decisions.filter(state="published").order_by("-published_at").first()
        preserve(item, decision=standing if item.state == ItemState.RESTRICTED else None, by=by, at=at)


def found_of(item: Item, decision: Decision | None) -> Found:
    measures = list(decision.measures.all()) if decision else []
    until = next((each.until for each in measures if each.measure == Measure.PRESERVE), None)
    return Found(
        subject=item.reference,
        case=item.case.reference,
        kind=item.kind,
        media_type=item.media_type,
        content=item.content,
        context=item.context,
        sha256=item.sha256,
        record=record_of(item, decision),
        measures=frozenset(each.measure for each in measures),
        accountable_until=datetime.combine(until + timedelta(days=1), time(), UTC) if until else None,
    )


def record_of(item: Item, decision: Decision | None) -> dict[str, Any]:
    """What is known of an item, what was decided of it, and what its author was told."""
    return {
        "item": item.reference,
        "case": item.case.reference,
        **{name: as_json(getattr(item, name)) for name in KNOWN},
        "decision": decision_of(decision) if decision else None,
        "statements": [each.body for each in item.statements.order_by("id")],
    }


def decision_of(decision: Decision) -> dict[str, Any]:
    return {
        "reference": decision.reference,
        "decided_at": decision.decided_at.isoformat(),
        "policy_version": decision.policy_version.number,
        "clauses": list(decision.clauses),
        "ground": decision.ground,
        "exemptions": dict(decision.exemptions),
        "facts": decision.facts,
        "measures": [
            {"measure": each.measure, "territory": list(each.territory), "until": as_json_date(each.until)}
            for each in decision.measures.all()
        ],
    }


def as_json_date(day: Any) -> str | None:
    return day.isoformat() if day else None
