"""Everything behind the figures of a period, for a stranger to get the same: docs/reference/quality-export.md."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bonafides.base.audit import queries as audit
from bonafides.base.keys import signing
from bonafides.ledger.notes import Verifier
from bonafides.ledger.package import package_of
from bonafides.safety.quality.models import SeedDay
from bonafides.safety.quality.queries.figures import Period, Sample, days_of
from bonafides.safety.quality.rules.figures import DecisionRow, GoldenRow, document_of
from bonafides.safety.quality.vocabulary import EXPORT_FORMAT

OPENED = {
    "seed.committed": frozenset({"event", "at", "day", "commitment", "share_bp"}),
    "seed.revealed": frozenset({"event", "at", "day", "seed", "decisions", "drawn"}),
}


def export_lines(period: Period) -> Iterator[str]:
    """The export as JSON, a row to a line."""
    sample = Sample(period)
    head = {"format": EXPORT_FORMAT, "first": period.first.isoformat(), "last": period.last.isoformat()}
    yield "{" + ", ".join(f"{_json(name)}: {_json(value)}" for name, value in head.items())
    yield from _rows("days", map(day_document, days_of(period)))
    yield from _rows("decisions", map(decision_document, sample.rows))
    yield f',\n"active_seconds": {_json(sample.seconds)}'
    yield from _rows("golden", map(golden_document, sample.golden))
    yield f',\n"figures": {_json(document_of(sample.figures))}}}\n'


def _rows(name: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f",\n{_json(name)}: ["
    before = "\n"
    for row in rows:
        yield before + _json(row)
        before = ",\n"
    yield "\n]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def day_document(seed_day: SeedDay) -> dict[str, Any]:
    return {
        "day": seed_day.day.isoformat(),
        "share_bp": seed_day.share_bp,
        "commitment": seed_day.commitment,
        "committed_at": seed_day.committed_at.isoformat(),
        "seed": seed_day.seed,
        "revealed_at": seed_day.revealed_at.isoformat() if seed_day.revealed_at else None,
        "decisions": seed_day.decisions,
        "drawn": seed_day.drawn,
    }


def decision_document(row: DecisionRow) -> dict[str, Any]:
    second = row.second
    judged = second.judgement if second else None
    return {
        "decision": row.decision,
        "day": row.day,
        "verdict": row.verdict.value,
        "policy_version": row.policy_version,
        "clauses": list(row.clauses),
        "measures": list(row.measures),
        "language": row.language,
        "lists": list(row.lists),
        "reviewer": row.reviewer,
        "basis": row.basis,
        "weighed": row.weighed,
        "none_applies": row.none_applies,
        "reversal": row.reversal.value,
        "drawn": second is not None,
        "audit_state": second.state.value if second else "",
        "self_review": bool(second and second.self_review),
        "second_verdict": judged.verdict.value if judged else "",
        "second_clauses": list(judged.clauses) if judged else [],
        "second_measures": list(judged.measures) if judged else [],
        "second_exemption": judged.exemption.value if judged else "",
    }


def golden_document(row: GoldenRow) -> dict[str, Any]:
    return vars(row)


def seed_package(seed_day: SeedDay, *, at: datetime) -> bytes:
    """The two entries of a day's seed with their proofs: that it stood in the log before it was opened."""
    events = [event for event in (seed_day.committed_event, seed_day.revealed_event) if event]
    return package_of(
        audit.packaged(audit.entries_of(events), fields=OPENED),
        key=Verifier.parse(signing.public_keys("log")[0].vkey),
        receipt_key=Verifier.parse(signing.public_keys("receipts")[0].vkey),
        audience="auditor",
        about=f"seed of {seed_day.day.isoformat()}",
        made_at=at,
    )
