"""Second readings: who reads again, when two agree, and who settles it when they do not."""

from datetime import timedelta
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotAllowed, RuleBroken
from bonafides.safety.moderation.actions import judging, readings
from bonafides.safety.moderation.models import Case, Decision, Proposal
from bonafides.safety.moderation.rules.deciding import WishedMeasure
from bonafides.safety.moderation.tests.scenes import (
    ALL_NO,
    KEEP,
    SECOND,
    a_case,
    a_policy,
    a_restriction,
    event_names,
    open_and_look,
    state_of,
)
from bonafides.safety.moderation.vocabulary import (
    CaseState,
    Exemption,
    ExemptionAnswer,
    Measure,
    ProposalReason,
    ProposalState,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def proposed(case: Case, by: Actor, wish: Any) -> Proposal:
    open_and_look(case, by)
    proposal = judging.decide_case(case=case, wish=wish, by=by, at=NOON)
    assert isinstance(proposal, Proposal)
    return proposal


def read(proposal: Proposal, by: Actor, wish: Any, at: Any = NOON) -> Decision | Proposal:
    open_and_look(proposal.case, by, at)
    return readings.read_again(proposal=proposal, wish=wish, by=by, at=at)


TERMINATION = a_restriction(measures=(WishedMeasure(Measure.TERMINATE),))


def test_a_termination_waits_for_a_second_reading_and_is_decided_by_one_that_agrees(amina: Actor, bo: Actor) -> None:
    case = a_case()
    proposal = proposed(case, amina, TERMINATION)
    assert (proposal.reason, state_of(case)) == (ProposalReason.MEASURE, CaseState.SECOND_READING)

    decision = read(proposal, bo, TERMINATION)

    assert isinstance(decision, Decision)
    assert (decision.proposal, decision.self_review) == (proposal, False)
    assert event_names()[-2:] == ["reading.given", "case.decided"]


def test_the_first_reader_is_refused_as_second_while_others_are_there(amina: Actor, bo: Actor) -> None:
    proposal = proposed(a_case(), amina, TERMINATION)

    with pytest.raises(RuleBroken, match="read this case already"):
        read(proposal, amina, TERMINATION, NOON + timedelta(days=1))


def test_two_that_disagree_wait_for_a_lead_who_read_neither(amina: Actor, bo: Actor) -> None:
    case = a_case()
    gita = cast.by(cast.a_person("Gita", Role.REVIEWER))
    hana = cast.by(cast.a_person("Hana", Role.REVIEWER))
    proposal = proposed(case, amina, TERMINATION)
    assert isinstance(read(proposal, gita, KEEP), Proposal)

    with pytest.raises(RuleBroken, match="a lead"):
        read(proposal, hana, KEEP, NOON + timedelta(minutes=5))
    decision = read(proposal, bo, KEEP, NOON + timedelta(minutes=10))

    assert isinstance(decision, Decision)
    proposal.refresh_from_db()
    assert (decision.verdict, proposal.state) == ("keep", ProposalState.SETTLED)


def test_a_team_of_one_reads_again_after_half_a_day_and_says_so(bo: Actor) -> None:
    a_policy(two_person_measures=["remove"])
    proposal = proposed(a_case(), bo, a_restriction())

    with pytest.raises(RuleBroken, match="12 hours"):
        read(proposal, bo, a_restriction(), NOON + timedelta(hours=12) - SECOND)
    decision = read(proposal, bo, a_restriction(), NOON + timedelta(hours=12))

    assert isinstance(decision, Decision)
    assert decision.self_review
    assert LogEntry.objects.get(event_name="case.decided").opened["self_review"] is True


def test_nobody_closes_an_account_alone_however_long_they_wait(bo: Actor) -> None:
    a_policy(two_person_measures=[])
    proposal = proposed(a_case(), bo, TERMINATION)

    with pytest.raises(RuleBroken, match="two people"):
        read(proposal, bo, TERMINATION, NOON + timedelta(days=9))


def test_a_second_reader_from_outside_reads_their_one_case(bo: Actor) -> None:
    a_policy()
    case, other = a_case(), a_case("another text")
    proposal, other_proposal = proposed(case, bo, TERMINATION), proposed(other, bo, TERMINATION)
    outside = cast.by(cast.a_person("Ines", Role.SECOND_READER, case=case.reference))

    decision = read(proposal, outside, TERMINATION)

    assert isinstance(decision, Decision)
    assert not decision.self_review
    with pytest.raises(NotAllowed):
        readings.read_again(proposal=other_proposal, wish=KEEP, by=outside, at=NOON)


def test_a_trainee_proposes_and_the_readers_own_reading_counts(amina: Actor) -> None:
    case = a_case()
    trainee = cast.by(cast.a_person("Jon", Role.TRAINEE))
    proposal = proposed(case, trainee, a_restriction())

    decision = read(proposal, amina, KEEP)

    assert proposal.reason == ProposalReason.TRAINEE
    assert isinstance(decision, Decision)
    assert (decision.verdict, decision.decided_by_id) == ("keep", amina.person)


def test_a_trainees_reading_is_not_one_of_two(amina: Actor, bo: Actor) -> None:
    trainee = cast.by(cast.a_person("Jon", Role.TRAINEE))
    proposal = proposed(a_case(), trainee, TERMINATION)

    again = read(proposal, amina, TERMINATION)

    assert isinstance(again, Proposal)
    assert again.reason == ProposalReason.MEASURE
    assert isinstance(read(again, bo, TERMINATION, NOON + timedelta(minutes=5)), Decision)


def test_an_uncertain_exemption_asks_a_second_person(amina: Actor, bo: Actor) -> None:
    unsure = ALL_NO | {Exemption.JOURNALISM: ExemptionAnswer.UNCERTAIN}
    proposal = proposed(a_case(), amina, a_restriction(none_applies=False, exemptions=unsure))

    with pytest.raises(RuleBroken, match="uncertain"):
        read(proposal, bo, a_restriction(none_applies=False, exemptions=unsure))
    decision = read(proposal, bo, a_restriction(), NOON + SECOND)

    assert isinstance(decision, Decision)
    assert decision.exemptions["journalism"] == "no"


def test_undoing_a_joint_decision_withdraws_its_proposal(amina: Actor, bo: Actor) -> None:
    case = a_case()
    proposal = proposed(case, amina, TERMINATION)
    decision = read(proposal, bo, TERMINATION)
    assert isinstance(decision, Decision)

    judging.undo(decision=decision, by=bo, at=NOON + SECOND)

    proposal.refresh_from_db()
    assert (proposal.state, state_of(case)) == (ProposalState.WITHDRAWN, CaseState.OPEN)
