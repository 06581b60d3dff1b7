"""Answering a published decision with another: it is linked, and takes back or replaces the measures."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.deciding import Links, write_decision
from bonafides.safety.moderation.actions.judging import locked
from bonafides.safety.moderation.models import Appeal, Decision
from bonafides.safety.moderation.queries.cases import decision_standing, policy_in_force
from bonafides.safety.moderation.queries.facts import deciding_facts
from bonafides.safety.moderation.rules.deciding import Wish, outcome_of
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, Verdict


@audited_action
def reverse_decision(
    *,
    decision: Decision,
    facts: str,
    appeal: Appeal | None = None,
    self_review: bool = False,
    by: Actor,
    at: datetime,
) -> Decision:
    """Let stand again what a published decision restricted. It is a draft for a minute, as any other."""
    wish = Wish(verdict=Verdict.KEEP, facts=facts)
    return decide_again(decision=decision, wish=wish, appeal=appeal, self_review=self_review, by=by, at=at)


@audited_action
def decide_again(
    *,
    decision: Decision,
    wish: Wish,
    appeal: Appeal | None = None,
    self_review: bool = False,
    by: Actor,
    at: datetime,
) -> Decision:
    """Answer a published decision on a closed case with another one, on appeal or of one's own motion.

    It counts as a second look, so no further reading is asked for; who may take it is the caller's rule.
    """
    permissions.check_can_read_again(by, decision.case.reference)
    case = locked(decision.case)
    if decision.state != DecisionState.PUBLISHED or case.state != CaseState.CLOSED:
        raise Conflict("not-in-force", _("Only a decision that is in force can be answered by another."))
    if decision_standing(case) != decision:
        raise Conflict("answered", _("This decision was answered by a later one already."))
    version = policy_in_force()
    outcome = outcome_of(wish, deciding_facts(case, wish, version, by, is_second=True))
    links = Links(reverses=decision, appeal=appeal, self_review=self_review)
    return write_decision(case, wish, outcome, version, links, by=by, at=at)
