"""Judging a case: a first reading that decides or proposes, undoing a draft, publishing it at once."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import made_up
from bonafides.safety.moderation.actions.deciding import Links, move, publish_key, write_decision
from bonafides.safety.moderation.actions.leases import check_holds, release
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.events import DecisionUndone, ReadingProposed
from bonafides.safety.moderation.models import Case, Decision, Proposal
from bonafides.safety.moderation.queries.cases import decision_standing, policy_in_force
from bonafides.safety.moderation.queries.facts import deciding_facts
from bonafides.safety.moderation.rules.deciding import Wish, outcome_of
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, ProposalReason, ProposalState

NO_LONGER_OPEN = Conflict("case-not-open", _("This case is decided."))
TOO_LATE = Conflict("too-late", _("The decision is published and can no longer be undone. Reverse it instead."))


@audited_action
def decide_case(*, case: Case, wish: Wish, by: Actor, at: datetime) -> Decision | Proposal | None:
    """A person's reading of an open case that they hold. Where another must read first, it becomes a proposal.

    1. Whoever asks may judge, and still holds the case.
    2. The rules say what follows from the wish, or which of them is in the way.
    3. Either a draft is written, due in a minute, or the case waits for a second reading. In a case that was opened
       again the draft answers the decision before. In a made-up case the answer is recorded, and nothing follows.
    """
    permissions.check_can_judge(by)
    case = locked(case)
    if case.state != CaseState.OPEN:
        raise NO_LONGER_OPEN
    check_holds(case, by, at)
    version = policy_in_force()
    outcome = outcome_of(wish, deciding_facts(case, wish, version, by, is_second=False))
    if case.made_up:
        made_up.answer(case, wish, outcome, by=by, at=at)
        return None
    if outcome.proposal is not None:
        return propose(case, wish, outcome.proposal, by=by, at=at)
    return write_decision(case, wish, outcome, version, Links(reverses=decision_standing(case)), by=by, at=at)


def propose(case: Case, wish: Wish, reason: ProposalReason, *, by: Actor, at: datetime) -> Proposal:
    """Put the case before another person, who will not see this reading until they have given theirs."""
    proposal = Proposal(
        case=case, proposed_by_id=permissions.person_of(by), proposed_at=at, reason=reason, wish=wish.as_json()
    )
    proposal.save()
    if case.state != CaseState.SECOND_READING:
        move(case, CaseState.SECOND_READING)
    case.assigned_to = None
    case.save(update_fields=["assigned_to"])
    release(case=case, by=by)
    record(ReadingProposed(case=case.reference, reason=reason, verdict=wish.verdict), by=by, at=at)
    return proposal


@audited_action
def ask_for_second(*, case: Case, wish: Wish, by: Actor, at: datetime) -> Proposal | None:
    """A reader who could decide alone asks for a second reading all the same."""
    permissions.check_can_judge(by)
    case = locked(case)
    if case.state != CaseState.OPEN:
        raise NO_LONGER_OPEN
    check_holds(case, by, at)
    outcome = outcome_of(wish, deciding_facts(case, wish, policy_in_force(), by, is_second=False))
    if case.made_up:
        made_up.answer(case, wish, outcome, by=by, at=at)
        return None
    return propose(case, wish, ProposalReason.ASKED, by=by, at=at)


@audited_action
def undo(*, decision: Decision, by: Actor, at: datetime) -> None:
    """Take a draft back within its minute; nobody was told. The case is open again."""
    decision = locked_decision(decision)
    check_own(decision, by)
    if decision.state != DecisionState.DRAFT or at >= decision.publish_at:
        raise TOO_LATE
    if not outbox.cancel(publish_key(decision), at=at):
        raise TOO_LATE
    decision.state = DecisionState.UNDONE
    decision.save(update_fields=["state"])
    _back_to_where_it_was(decision)
    record(DecisionUndone(case=decision.case.reference, decision=decision.reference), by=by, at=at)


def _back_to_where_it_was(decision: Decision) -> None:
    """Open again, the proposal that led here withdrawn; closed again where the draft answered another decision."""
    if decision.case.closed_at is not None:
        move(decision.case, CaseState.CLOSED)
        return
    if decision.proposal is not None:
        decision.proposal.state = ProposalState.WITHDRAWN
        decision.proposal.save(update_fields=["state"])
    move(decision.case, CaseState.OPEN)


@audited_action
def publish_now(*, decision: Decision, by: Actor, at: datetime) -> None:
    """Do not wait out the minute: everyone is told at once."""
    take_turn()
    decision = locked_decision(decision)
    check_own(decision, by)
    if decision.state != DecisionState.DRAFT:
        raise Conflict("not-a-draft", _("This decision is published already."))
    outbox.cancel(publish_key(decision), at=at)
    publish_decision(reference=decision.reference, by=by, at=at)


def check_own(decision: Decision, by: Actor) -> None:
    """A draft is its author's, or a lead's."""
    if decision.decided_by_id != by.person and not permissions.can_lead(by):
        raise NotAllowed("not-your-draft", _("Only the person who decided, or a lead, may do this."))


def locked(case: Case) -> Case:
    """The case as it is now, kept from other writers until the transaction ends."""
    return Case.objects.select_for_update().get(pk=case.pk)


def locked_decision(decision: Decision) -> Decision:
    decisions = Decision.objects.select_for_update(of=("self",)).select_related("case", "proposal", "reverses")
    return decisions.get(pk=decision.pk)
