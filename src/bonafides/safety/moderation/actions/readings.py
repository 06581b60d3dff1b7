"""Second readings: blind to the first, and a lead's where two disagree."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.deciding import Links, write_decision
from bonafides.safety.moderation.actions.judging import locked, propose
from bonafides.safety.moderation.actions.leases import check_holds, release
from bonafides.safety.moderation.events import ReadingGiven
from bonafides.safety.moderation.models import Decision, Proposal, Reading
from bonafides.safety.moderation.queries.cases import decision_standing, policy_in_force
from bonafides.safety.moderation.queries.facts import deciding_facts, reader_facts
from bonafides.safety.moderation.rules.deciding import Wish, outcome_of
from bonafides.safety.moderation.rules.reading import agrees, allowance_of, joined
from bonafides.safety.moderation.vocabulary import Measure, ProposalReason, ProposalState

ACCOUNTS_TAKE_TWO = RuleBroken(
    "two-people", _("An account is closed by two people. Invite a second reader from outside, or suspend it.")
)
WAITING = (ProposalState.WAITING, ProposalState.DISAGREED)


@audited_action
def read_again(*, proposal: Proposal, wish: Wish, by: Actor, at: datetime) -> Decision | Proposal:
    """The second reading of a case, or the deciding one where two disagree.

    1. The reader may read: not one of the first two, unless nobody else is here and half a day has passed.
    2. Two readings that come to the same decide, with what both found.
    3. Two that differ go to a lead who gave neither. Against a trainee's proposal the reader's own reading counts.
    4. The third reading decides.
    """
    permissions.check_can_read_again(by, proposal.case.reference)
    case = locked(proposal.case)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("case").get(pk=proposal.pk)
    if proposal.state not in WAITING:
        raise Conflict("already-read", _("Somebody else has given this reading."))
    check_holds(case, by, at)
    allowance = allowance_of(reader_facts(proposal, by, at))
    first = Wish.from_json(proposal.wish)
    if allowance.self_review and Measure.TERMINATE in first.measure_words() | wish.measure_words():
        raise ACCOUNTS_TAKE_TWO
    version = policy_in_force()
    outcome = outcome_of(wish, deciding_facts(case, wish, version, by, is_second=_is_independent(proposal)))
    agreed = agrees(first, wish)
    _write_reading(proposal, wish, agreed, allowance.self_review, by=by, at=at)
    if not agreed and _goes_to_a_lead(proposal, allowance.self_review):
        return _disagree(proposal, by=by)
    _settle(proposal, agreed)
    if outcome.proposal is not None:
        return propose(case, wish, outcome.proposal, by=by, at=at)
    final = joined(first, wish) if agreed else wish
    links = Links(proposal=proposal, self_review=allowance.self_review, reverses=decision_standing(case))
    return write_decision(case, final, outcome, version, links, by=by, at=at)


def _is_independent(proposal: Proposal) -> bool:
    """A trainee's reading does not count as one of two."""
    return proposal.reason != ProposalReason.TRAINEE


def _goes_to_a_lead(proposal: Proposal, self_review: bool) -> bool:
    """The first disagreement of two readers does; a third reading, or a team of one reading itself, ends it."""
    is_first = proposal.state == ProposalState.WAITING
    return is_first and _is_independent(proposal) and not self_review


def _write_reading(proposal: Proposal, wish: Wish, agreed: bool, self_review: bool, *, by: Actor, at: datetime) -> None:
    Reading(
        proposal=proposal,
        read_by_id=permissions.person_of(by),
        read_at=at,
        wish=wish.as_json(),
        agrees=agreed,
        self_review=self_review,
    ).save()
    event = ReadingGiven(case=proposal.case.reference, agrees=agreed, self_review=self_review)
    record(event, by=by, at=at)


def _disagree(proposal: Proposal, *, by: Actor) -> Proposal:
    _set_state(proposal, ProposalState.DISAGREED)
    release(case=proposal.case, by=by)
    return proposal


def _settle(proposal: Proposal, agreed: bool) -> None:
    is_second = proposal.state == ProposalState.WAITING
    _set_state(proposal, ProposalState.AGREED if is_second and agreed else ProposalState.SETTLED)


def _set_state(proposal: Proposal, state: ProposalState) -> None:
    proposal.state = state
    proposal.save(update_fields=["state"])
