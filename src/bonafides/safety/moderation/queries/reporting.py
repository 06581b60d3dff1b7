"""What the reports need of one statement, read from the rows that hold it."""

from bonafides.safety.moderation.models import Decision, Statement
from bonafides.safety.moderation.queries.facts import TERRORIST_CONTENT, clauses_of
from bonafides.safety.moderation.queries.statements import source_of
from bonafides.safety.moderation.rules.statements import Automation, StatementKind
from bonafides.safety.moderation.rules.transparency import MeasureFacts, ReportFacts
from bonafides.safety.moderation.vocabulary import Ground, ItemKind, Measure, Verdict

KIND_OF = {Verdict.RESTRICT: StatementKind.RESTRICTION, Verdict.KEEP: StatementKind.RESTORED}


def report_facts(statement: Statement, policy_url: str) -> ReportFacts | None:
    """What a decision did to an item; None for a hold, which is counted by its own events, and what it left out."""
    decision, item = statement.decision, statement.item
    if decision is None or statement.kind != KIND_OF[Verdict(decision.verdict)]:
        return None
    clauses = [each for each in clauses_of(decision.policy_version) if each["key"] in decision.clauses]
    return ReportFacts(
        puid=statement.reference,
        measures=_measures(decision),
        ground=Ground(decision.ground),
        clauses=tuple(str(each["title"]) for each in clauses),
        law="; ".join(str(each["law"]) for each in clauses if each["law"]),
        is_terrorist_content=any(each["kind"] == TERRORIST_CONTENT for each in clauses),
        kind=ItemKind(item.kind),
        language=item.language,
        content_date=(item.published_at or item.taken_at).date(),
        application_date=statement.issued_at.date(),
        source=source_of(item),
        automated_detection=bool(statement.body["automated_detection"]),
        automated_decision=Automation(statement.body["automated_decision"]),
        policy_url=policy_url,
        on_appeal=decision.appeal_id is not None,
        reinstates=decision.reverses is not None and decision.reverses.verdict != decision.verdict == Verdict.KEEP,
    )


def _measures(decision: Decision) -> tuple[MeasureFacts, ...]:
    return tuple(
        MeasureFacts(Measure(each.measure), tuple(each.territory), each.until) for each in decision.measures.all()
    )
