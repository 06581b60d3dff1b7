"""Appeals: opened through a link without an account, answered by somebody else, enforced by themselves."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import letters, permissions
from bonafides.safety.moderation.actions.addresses import APPELLANT, appellant_address, seal
from bonafides.safety.moderation.actions.counters import count
from bonafides.safety.moderation.actions.deciding import publish_key
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.actions.reversing import decide_again
from bonafides.safety.moderation.actions.telling import LINK_LASTS, address_of, language_of
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.events import AppealDecided, AppealReceived
from bonafides.safety.moderation.models import Appeal, Decision
from bonafides.safety.moderation.queries.appeals import Side, answerer_facts, decision_in_force, earlier_appeal
from bonafides.safety.moderation.rules.appeals import AppealFacts, answering_of, opening_of, outcome_of_appeal
from bonafides.safety.moderation.rules.deciding import LINE_LIMIT, Wish
from bonafides.safety.moderation.vocabulary import AppealOutcome, AppealState, AppellantKind, Verdict


@dataclass(frozen=True)
class Complaint:
    """What an appellant sends."""

    text: str
    appellant: AppellantKind
    mandate: str = ""
    address: str = ""
    language: str = ""


@dataclass(frozen=True)
class Opened:
    """A complaint that was taken, and the token of its status page."""

    appeal: Appeal
    token: str


@audited_action
def open_appeal(*, side: Side, complaint: Complaint, by: Actor, at: datetime) -> Opened:
    """Take a complaint of one side. A second one follows the first; none is ever dropped.

    1. Whoever asks bears a link of that side, or a key that may; the time is not over.
    2. The complaint is stored with its clock and its entry in the log; both sides' pages show it.
    3. The appellant gets a receipt, the platform a message; the decision stands until it is answered.
    """
    permissions.check_can_appeal(by)
    opening = opening_of(_facts(side, complaint), at)
    appeal = _appeal_of(side, complaint, opening.due_at, at)
    appeal.event_id = record(
        AppealReceived(
            case=appeal.case.reference,
            appeal=appeal.reference,
            decision=side.decision.reference,
            appellant=complaint.appellant,
            due_at=opening.due_at,
        ),
        by=by,
        at=at,
    )
    appeal.save()
    token = people.issue_link(
        purpose=LinkPurpose.APPEAL_STATUS, about=appeal.reference, expires_at=at + LINK_LASTS, at=at
    )
    _write_to_appellant(appeal, "received", token, at=at)
    _tell_platform(appeal, "appeal.received", at=at)
    count(f"appeals.{complaint.appellant}", at=at)
    return Opened(appeal, token)


def _facts(side: Side, complaint: Complaint) -> AppealFacts:
    return AppealFacts(
        appellant=complaint.appellant,
        told_at=side.told_at,
        has_text=bool(complaint.text.strip()),
        text_length=len(complaint.text),
        has_mandate=bool(complaint.mandate.strip()),
        restores=side.restores,
    )


def _appeal_of(side: Side, complaint: Complaint, due_at: datetime, at: datetime) -> Appeal:
    appeal = Appeal(
        case=side.decision.case,
        decision=side.decision,
        item=side.item,
        flag=side.flag,
        appellant=complaint.appellant,
        mandate=complaint.mandate.strip(),
        text=complaint.text.strip(),
        language=language_of(complaint.language or side.language),
        opened_at=at,
        due_at=due_at,
        follows=earlier_appeal(side),
    )
    appeal.address = seal(complaint.address.strip(), purpose=APPELLANT, reference=appeal.reference)
    return appeal


@audited_action
def decide_appeal(*, appeal: Appeal, answer: str, wish: Wish | None, by: Actor, at: datetime) -> Appeal:
    """Answer a complaint: no wish lets the decision stand, a wish replaces it.

    1. Whoever answers may decide and took no part; a team of one answers half a day later, called self-review.
    2. A wish becomes a linked decision in force at once: measures are reversed, both sides are told.
    3. The appellant is written to; the platform hears of it.
    """
    permissions.check_can_read_again(by, appeal.case.reference)
    take_turn()
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("case", "decision").get(pk=appeal.pk)
    if not appeal.is_open:
        raise Conflict("already-answered", _("This complaint was answered already."))
    answering = answering_of(answerer_facts(appeal, by, at))
    current = decision_in_force(appeal.case)
    appeal.outcome = _outcome(appeal, current, wish)
    appeal.result = _replace(current, wish, appeal, answering.self_review, by=by, at=at) if wish else current
    appeal.state, appeal.answer, appeal.self_review = AppealState.DECIDED, answer.strip(), answering.self_review
    appeal.decided_at, appeal.decided_by_id = at, by.person
    appeal.save()
    _record_answer(appeal, by=by, at=at)
    token = people.issue_link(
        purpose=LinkPurpose.APPEAL_STATUS, about=appeal.reference, expires_at=at + LINK_LASTS, at=at
    )
    _write_to_appellant(appeal, "decided", token, at=at)
    _tell_platform(appeal, "appeal.decided", at=at)
    return appeal


def _outcome(appeal: Appeal, current: Decision, wish: Wish | None) -> AppealOutcome:
    """Against the decision that was complained of; where another answer reversed that already, it stays reversed."""
    if wish is None and current.verdict != appeal.decision.verdict:
        return AppealOutcome.REVERSED
    return outcome_of_appeal(Verdict(appeal.decision.verdict), wish)


def _replace(current: Decision, wish: Wish, appeal: Appeal, self_review: bool, *, by: Actor, at: datetime) -> Decision:
    """The linked decision, in force in the same transaction: whoever was wronged waits no minute more."""
    decision = decide_again(decision=current, wish=wish, appeal=appeal, self_review=self_review, by=by, at=at)
    outbox.cancel(publish_key(decision), at=at)
    publish_decision(reference=decision.reference, by=by, at=at)
    decision.refresh_from_db()
    return decision


def line_of(answer: str) -> str:
    """The answer as the one line that a decision keeps."""
    return " ".join(answer.split())[:LINE_LIMIT]


def _record_answer(appeal: Appeal, *, by: Actor, at: datetime) -> None:
    event = AppealDecided(
        case=appeal.case.reference,
        appeal=appeal.reference,
        decision=appeal.result.reference if appeal.result else "",
        outcome=appeal.outcome,
        self_review=appeal.self_review,
    )
    record(event, by=by, at=at)
    count(f"appeals.{appeal.outcome}", at=at)


def _write_to_appellant(appeal: Appeal, what: str, token: str, *, at: datetime) -> None:
    address = appellant_address(appeal)
    if not address:
        return
    write = letters.appeal_received if what == "received" else letters.appeal_decided
    letter = write(appeal.language, appeal, address_of("appeal_status", token))
    key = f"appeal-{what}:{appeal.reference}"
    outbox.enqueue_mail(to=address, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)


def _tell_platform(appeal: Appeal, event_type: str, *, at: datetime) -> None:
    """The platform hears that there is a complaint and how it ended, never who made it or what it says."""
    data = {
        "appeal": appeal.reference,
        "case": appeal.case.reference,
        "item": appeal.item.platform_reference if appeal.item else "",
        "reference": appeal.item.reference if appeal.item else "",
        "flag": appeal.flag.reference if appeal.flag else "",
        "appellant": appeal.appellant,
        "due_at": appeal.due_at.isoformat(),
        "outcome": appeal.outcome,
    }
    outbox.publish(event_type, data, key=f"{event_type}:{appeal.reference}", due_at=at, at=at)
