"""A statement as its reader sees it, as a page or as JSON."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bonafides.safety.moderation.models import Appeal, Hold, Item, Statement
from bonafides.safety.moderation.queries.appeals import open_appeals
from bonafides.safety.moderation.queries.statements import clauses_cited
from bonafides.safety.moderation.rules.statements import StatementKind
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW


@dataclass(frozen=True)
class Shown:
    """One statement, with what its author can do now."""

    statement: Statement
    body: dict[str, Any]  # as issued, its clauses in the reader's language
    appeals: tuple[Appeal, ...]
    hold: Hold | None  # one that still runs and can be objected to
    can_appeal: bool


def shown(statement: Statement, language: str, at: datetime) -> Shown:
    """The statement for a reader of this language."""
    case, decision = statement.item.case, statement.decision
    running = statement.hold if statement.hold and statement.hold.ended_at is None else None
    restricts = decision is not None and statement.body["kind"] == StatementKind.RESTRICTION
    return Shown(
        statement,
        body_in(statement, language),
        tuple(open_appeals(case)),
        running,
        can_appeal=restricts and at <= statement.issued_at + APPEAL_WINDOW,
    )


def body_in(statement: Statement, language: str) -> dict[str, Any]:
    """The body as issued; the clauses of the pinned version in another language where that is asked for."""
    if statement.decision is None or language == statement.language:
        return dict(statement.body)
    version = statement.decision.policy_version
    cited = clauses_cited(version, [clause["key"] for clause in statement.body["clauses"]], language)
    return {**statement.body, "clauses": [vars(clause) for clause in cited]}


def tombstone_of(item: Item, statement: Statement) -> dict[str, Any]:
    """What a platform serves in place of an item: nothing of the author, the content or a notifier."""
    body = statement.body
    return {
        "reference": item.reference,
        "kind": body["kind"],
        "state": item.state,
        "measures": body["measures"],
        "ends_at": body["ends_at"],
        "clauses": [{"key": clause["key"], "title": clause["title"]} for clause in body["clauses"]],
        "policy_version": body["policy_version"],
        "automated_decision": body["automated_decision"],
        "statement": statement.reference,
        "issued_at": statement.issued_at.isoformat(),
    }
