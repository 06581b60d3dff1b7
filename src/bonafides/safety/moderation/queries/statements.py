"""What the statement about an item is made from."""

from dataclasses import replace
from datetime import datetime

from bonafides.kernel.actor import Actor
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.moderation.models import Case, Decision, Hold, Item, PolicyVersion
from bonafides.safety.moderation.queries import accounts, bulk
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.queries.facts import clauses_of, deciding_facts
from bonafides.safety.moderation.rules.deciding import Wish, WishedMeasure, basis_of
from bonafides.safety.moderation.rules.statements import (
    ClauseCited,
    MatchCited,
    MeasureTaken,
    StatementBody,
    StatementFacts,
    StatementKind,
    statement_of,
)
from bonafides.safety.moderation.vocabulary import Basis, CaseState, Ground, SourceKind, Verdict


def decision_statement_facts(item: Item, decision: Decision, language: str, at: datetime) -> StatementFacts:
    """A restriction of one item, explained in a language."""
    version = decision.policy_version
    return StatementFacts(
        kind=StatementKind.RESTRICTION,
        item=item.platform_reference,
        at=at,
        source=source_of(item),
        policy=version.policy.slug,
        policy_version=version.number,
        measures=tuple(
            MeasureTaken(each.measure, tuple(each.territory), each.until.isoformat() if each.until else "")
            for each in decision.measures.all()
        ),
        clauses=clauses_cited(version, decision.clauses, language),
        ground=Ground(decision.ground),
        facts=decision.facts,
        match=match_cited(item),
        basis=Basis(decision.basis),
        self_review=decision.self_review,
        second_reading=decision.proposal_id is not None,
        bulk=bulk.cited(decision),
        strike=accounts.strike_cited(item, decision, at),
        record=accounts.record_cited(item, at),
        return_note=accounts.has_return_note(item.author_reference),
    )


def preview_statement(case: Case, wish: Wish, by: Actor, language: str, at: datetime) -> StatementBody | None:
    """The statement that a reading would bring the author of the first item it concerns; None where it brings none."""
    left_out = {excepted.item for excepted in wish.excepted}
    item = next((each for each in case.items.order_by("id") if each.reference not in left_out), None)
    if item is None or wish.verdict is Verdict.KEEP:
        return None
    version = policy_in_force()
    deciding = deciding_facts(case, wish, version, by, is_second=case.state == CaseState.SECOND_READING)
    measures = (MeasureTaken(each.measure, each.territory, _until(each)) for each in wish.measures)
    facts = StatementFacts(
        kind=StatementKind.RESTRICTION,
        item=item.platform_reference,
        at=at,
        source=source_of(item),
        policy=version.policy.slug,
        policy_version=version.number,
        measures=tuple(measures),
        clauses=clauses_cited(version, list(wish.clauses), language),
        ground=Ground.TERMS,
        facts=wish.facts.strip(),
        match=match_cited(item),
        basis=basis_of(wish, deciding),
        second_reading=case.state == CaseState.SECOND_READING,
        strike=accounts.strike_foreseen(item, wish.clauses, at),
        record=accounts.record_cited(item, at),
        return_note=accounts.has_return_note(item.author_reference),
    )
    return statement_of(facts)


def _until(wished: WishedMeasure) -> str:
    return wished.until.isoformat() if wished.until else ""


def restored_statement_facts(item: Item, decision: Decision, at: datetime) -> StatementFacts:
    """A restriction or hold of one item taken back by a decision."""
    version = decision.policy_version
    return StatementFacts(
        kind=StatementKind.RESTORED,
        item=item.platform_reference,
        at=at,
        source=source_of(item),
        policy=version.policy.slug,
        policy_version=version.number,
        facts=decision.facts,
        basis=Basis(decision.basis),
        self_review=decision.self_review,
        second_reading=decision.proposal_id is not None,
    )


def left_out_statement_facts(item: Item, decision: Decision, at: datetime) -> StatementFacts:
    """An item that was held and that a restriction leaves out; what was found of the others is not this author's."""
    return replace(restored_statement_facts(item, decision, at), facts="")


def released_statement_facts(hold: Hold, at: datetime) -> StatementFacts:
    """A hold that ended by itself, or because its ground fell: nobody has decided, and it says nothing else."""
    return replace(hold_statement_facts(hold, at), kind=StatementKind.RESTORED, ends_at=hold.ended_at)


def hold_statement_facts(hold: Hold, at: datetime) -> StatementFacts:
    """A hold: what matched, by whose list, and when it ends by itself."""
    version = policy_in_force()
    return StatementFacts(
        kind=StatementKind.HOLD,
        item=hold.item.platform_reference,
        at=at,
        source=SourceKind.OWN_DETECTION if hold.held_by_id is None else source_of(hold.item),
        held_by_person=hold.held_by_id is not None,
        policy=version.policy.slug,
        policy_version=version.number,
        match=cited(hold.match_record) if hold.match_record else None,
        ends_at=hold.ends_at,
    )


def source_of(item: Item) -> SourceKind:
    """How an item was first found: by a flag of somebody, or by ourselves."""
    first = item.flags.order_by("id").values_list("source", flat=True).first()
    return SourceKind(first) if first else SourceKind(item.case.source)


def clauses_cited(version: PolicyVersion, keys: list[str], language: str) -> tuple[ClauseCited, ...]:
    """The clauses of a decision, in a language of the policy."""
    clauses = {str(clause["key"]): clause for clause in clauses_of(version, language)}
    return tuple(
        ClauseCited(key, str(clause["title"]), str(clause["text"]), str(clause["law"]))
        for key in keys
        if (clause := clauses.get(key))
    )


def match_cited(item: Item) -> MatchCited | None:
    """The strongest match of an item: nearest first, a byte-exact one before all."""
    records = banks.match_records(item.reference)
    nearest = min(records, key=lambda each: (each.matched_by != "exact", each.distance_bits or 0), default=None)
    return cited(nearest) if nearest else None


def cited(record: MatchRecord) -> MatchCited:
    return MatchCited(record.bank_name, record.entry_code, record.source, record.matched_by, record.distance_bits)
