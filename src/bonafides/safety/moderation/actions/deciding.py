"""Writing a decision down as a draft: it stands for a minute before anyone is told."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.safety.moderation.actions.leases import release, seconds_held
from bonafides.safety.moderation.events import CaseDecided
from bonafides.safety.moderation.models import (
    Appeal,
    BulkCase,
    Case,
    Decision,
    DecisionException,
    DecisionMeasure,
    PolicyVersion,
    Proposal,
)
from bonafides.safety.moderation.permissions import person_of
from bonafides.safety.moderation.rules.deciding import Outcome, Wish
from bonafides.safety.moderation.rules.states import moved
from bonafides.safety.moderation.vocabulary import CaseState, SourceKind, Verdict
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW

PUBLISH = "moderation.publish"  # the kind of outbox row that publishes a draft


@dataclass(frozen=True)
class Links:
    """What a decision hangs on besides its case."""

    proposal: Proposal | None = None
    self_review: bool = False
    reverses: Decision | None = None
    appeal: Appeal | None = None
    bulk: BulkCase | None = None  # its minute is over already: whoever writes it down publishes it too


def publish_key(decision: Decision) -> str:
    return f"publish:{decision.reference}"


def write_decision(
    case: Case, wish: Wish, outcome: Outcome, version: PolicyVersion, links: Links, *, by: Actor, at: datetime
) -> Decision:
    """One judgement with its measures, its exceptions, the row that will publish it, and its entry."""
    decision = _draft_of(case, wish, outcome, version, links, by, at)
    decision.active_seconds = seconds_held(case, by, at)
    decision.save()
    _write_measures(decision, wish)
    _write_exceptions(decision, wish)
    move(case, CaseState.DECIDED)
    release(case=case, by=by)
    if links.bulk is None:
        payload = {"decision": decision.reference}
        outbox.enqueue(PUBLISH, payload, key=publish_key(decision), due_at=decision.publish_at, at=at)
    record(_event_of(decision, wish, links), by=by, at=at)
    return decision


def move(case: Case, to: CaseState) -> None:
    """Bring the case to a state that the table allows from here."""
    case.state = moved(CaseState(case.state), to)
    case.save(update_fields=["state"])


def _draft_of(
    case: Case, wish: Wish, outcome: Outcome, version: PolicyVersion, links: Links, by: Actor, at: datetime
) -> Decision:
    restricts = wish.verdict is Verdict.RESTRICT
    return Decision(
        case=case,
        verdict=wish.verdict,
        decided_by_id=person_of(by),
        decided_at=at,
        publish_at=at if links.bulk else at + UNDO_WINDOW,
        policy_version=version,
        clauses=list(wish.clauses) if restricts else [],
        ground=outcome.ground,
        basis=outcome.basis,
        exemptions={key.value: answer.value for key, answer in outcome.exemptions.items()},
        none_applies=restricts and wish.none_applies,
        facts=wish.facts.strip(),
        automated_detection=case.source == SourceKind.OWN_DETECTION,
        bank_it=restricts and wish.bank_it,
        proposal=links.proposal,
        self_review=links.self_review,
        reverses=links.reverses,
        appeal=links.appeal,
    )


def _write_measures(decision: Decision, wish: Wish) -> None:
    if decision.verdict == Verdict.RESTRICT:
        for wished in wish.measures:
            territory = list(wished.territory)
            DecisionMeasure(decision=decision, measure=wished.measure, territory=territory, until=wished.until).save()


def _write_exceptions(decision: Decision, wish: Wish) -> None:
    items = {item.reference: item for item in decision.case.items.all()} if wish.excepted else {}
    for excepted in wish.excepted:
        DecisionException(decision=decision, item=items[excepted.item], reason=excepted.reason.strip()[:300]).save()


def _event_of(decision: Decision, wish: Wish, links: Links) -> CaseDecided:
    """The facts of the decision in codes: what the log commits to and the reports count."""
    measures = [wished for wished in wish.measures if decision.verdict == Verdict.RESTRICT]
    return CaseDecided(
        case=decision.case.reference,
        decision=decision.reference,
        verdict=decision.verdict,
        clauses=tuple(decision.clauses),
        policy_version=decision.policy_version.number,
        measures=tuple(wished.measure.value for wished in measures),
        territory=tuple(sorted({place for wished in measures for place in wished.territory})),
        ground=decision.ground,
        basis=decision.basis,
        exemptions=decision.exemptions,
        none_applies=decision.none_applies,
        automated_detection=decision.automated_detection,
        source=decision.case.source,
        items=decision.case.items.count(),
        excepted_items=len(wish.excepted),
        self_review=decision.self_review,
        second_reading=decision.proposal is not None or bool(links.bulk and links.bulk.bulk.confirmed_by_id),
        reverses=decision.reverses.reference if decision.reverses else "",
        on_appeal=decision.appeal.reference if decision.appeal else "",
        bulk=links.bulk.bulk.reference if links.bulk else "",
    )
