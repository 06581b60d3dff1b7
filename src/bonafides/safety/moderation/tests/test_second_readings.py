"""Judging a case: deciding, proposing, undoing, publishing, reversing; each does, records, refuses and rolls back."""

from datetime import timedelta
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.actions import audited_action
from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.outbox.vocabulary import RowState
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks.models import Entry, MatchRecord
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.actions import judging, leases, readings, reversing
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Case, Decision, Enforcement, Hold, Item, Proposal
from bonafides.safety.moderation.rules.deciding import ExceptedItem, WishedMeasure
from bonafides.safety.moderation.tests.scenes import ALL_NO, KEEP, a_case, a_policy, a_restriction, open_and_look
from bonafides.safety.moderation.vocabulary import (
    UNDO_WINDOW,
    CaseState,
    DecisionState,
    Exemption,
    ExemptionAnswer,
    ItemState,
    Measure,
    ProposalReason,
    ProposalState,
    SkipReason,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db]
LISTENER = "bonafides.safety.moderation.listeners:doubt_what_rests_on"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def amina() -> Actor:
    a_policy()
    return cast.by(cast.amina())


@pytest.fixture
def bo() -> Actor:
    return cast.by(cast.bo())


def names() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("event_name", flat=True))


def decided(case: Case, by: Actor, wish: Any = None, at: Any = NOON) -> Decision:
    open_and_look(case, by, at)
    decision = judging.decide_case(case=case, wish=wish or a_restriction(), by=by, at=at)
    assert isinstance(decision, Decision)
    return decision


def published(case: Case, by: Actor, wish: Any = None) -> Decision:
    decision = decided(case, by, wish)
    publish_decision(reference=decision.reference, at=NOON + UNDO_WINDOW)
    decision.refresh_from_db()
    return decision


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


# -- deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_is_a_draft_due_in_a_minute_with_its_outbox_row_and_entry(amina: Actor) -> None:
    case = a_case()

    decision = decided(case, amina)

    row = OutboxRow.objects.get(kind="moderation.publish")
    assert (decision.state, row.due_at) == (DecisionState.DRAFT, NOON + MINUTE)
    assert state_of(case) == CaseState.DECIDED
    assert decision.exemptions == {exemption.value: "no" for exemption in Exemption}
    assert names()[-1] == "case.decided"
    assert not Message.objects.exists()


def test_a_kept_case_is_decided_in_one_step(amina: Actor) -> None:
    decision = decided(a_case(), amina, KEEP)

    assert (decision.verdict, list(decision.measures.all())) == ("keep", [])


def test_whoever_lost_the_case_cannot_decide_it(amina: Actor, bo: Actor) -> None:
    case = a_case()
    open_and_look(case, amina)
    leases.open_case(case=case, by=bo, at=NOON + timedelta(minutes=3))

    with pytest.raises(Conflict, match="no longer hold"):
        judging.decide_case(case=case, wish=KEEP, by=amina, at=NOON + timedelta(minutes=3))


def test_a_stranger_and_an_auditor_cannot_decide(amina: Actor) -> None:
    auditor = cast.by(cast.a_person("Gita", Role.AUDITOR))

    with pytest.raises(NotAllowed):
        judging.decide_case(case=a_case(), wish=KEEP, by=auditor, at=NOON)
    with pytest.raises(NotAllowed):
        judging.decide_case(case=a_case(), wish=KEEP, by=cast.CHIDI, at=NOON)


def test_nothing_stands_if_the_entry_cannot_be_written(amina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case()
    open_and_look(case, amina)
    monkeypatch.setattr(LogEntry.objects, "create", _refuse)

    with pytest.raises(RuntimeError):
        judging.decide_case(case=case, wish=KEEP, by=amina, at=NOON)

    assert not Decision.objects.exists()
    assert state_of(case) == CaseState.OPEN


def _refuse(**_fields: object) -> None:
    raise RuntimeError("the disk is full")


def test_unseen_content_is_not_restricted(amina: Actor) -> None:
    case = a_case()
    leases.open_case(case=case, by=amina, at=NOON)

    with pytest.raises(RuleBroken, match="Look at the context"):
        judging.decide_case(case=case, wish=a_restriction(), by=amina, at=NOON)


def test_who_cannot_read_it_cannot_restrict_it(amina: Actor) -> None:
    case = a_case()
    open_and_look(case, amina)
    leases.skip(case=case, reason=SkipReason.CANNOT_READ, by=amina, at=NOON)
    open_and_look(case, amina)

    with pytest.raises(RuleBroken, match="cannot read"):
        judging.decide_case(case=case, wish=a_restriction(), by=amina, at=NOON)


# -- undoing and publishing -------------------------------------------------------------------------------------------


def test_undo_within_the_minute_leaves_nobody_told(amina: Actor) -> None:
    case = a_case()
    decision = decided(case, amina)

    judging.undo(decision=decision, by=amina, at=NOON + UNDO_WINDOW - SECOND)
    publish_decision(reference=decision.reference, at=NOON + UNDO_WINDOW)

    assert state_of(case) == CaseState.OPEN
    assert OutboxRow.objects.get(kind="moderation.publish").state == RowState.CANCELLED
    assert not Enforcement.objects.exists()
    assert "decision.published" not in names()


@pytest.mark.parametrize("late", [timedelta(0), SECOND])
def test_undo_is_refused_once_the_minute_is_over(amina: Actor, late: timedelta) -> None:
    decision = decided(a_case(), amina)

    with pytest.raises(Conflict, match="no longer be undone"):
        judging.undo(decision=decision, by=amina, at=NOON + UNDO_WINDOW + late)


def test_another_reviewer_cannot_undo_but_a_lead_can(amina: Actor, bo: Actor) -> None:
    decision = decided(a_case(), amina)
    gita = cast.by(cast.a_person("Gita", Role.REVIEWER))

    with pytest.raises(NotAllowed):
        judging.undo(decision=decision, by=gita, at=NOON)

    judging.undo(decision=decision, by=bo, at=NOON)


def test_publishing_restricts_the_items_asks_the_platform_and_closes_the_case(amina: Actor) -> None:
    case = a_case(copies=2)

    decision = published(case, amina, a_restriction(measures=(WishedMeasure(Measure.GEO, ("FR", "DE")),)))

    case.refresh_from_db()
    message = Message.objects.filter(type="measure.requested").order_by("pk").first()
    assert decision.state == DecisionState.PUBLISHED
    assert (case.state, case.outcome) == (CaseState.CLOSED, "restrict")
    assert set(Item.objects.values_list("state", flat=True)) == {ItemState.RESTRICTED}
    assert Enforcement.objects.filter(action="geo", state="pending").count() == 2
    assert message is not None
    assert (message.data["measure"], message.data["territory"], message.data["destroy"]) == ("geo", ["FR", "DE"], False)


def test_publishing_twice_does_nothing_more(amina: Actor) -> None:
    decision = published(a_case(), amina)
    before = (names(), Message.objects.count())

    publish_decision(reference=decision.reference, at=NOON + UNDO_WINDOW + SECOND)

    assert (names(), Message.objects.count()) == before


def test_publish_now_does_not_wait(amina: Actor) -> None:
    case = a_case()
    decision = decided(case, amina)

    judging.publish_now(decision=decision, by=amina, at=NOON + SECOND)

    assert state_of(case) == CaseState.CLOSED
    assert OutboxRow.objects.get(kind="moderation.publish").state == RowState.CANCELLED


def test_an_excepted_item_stays_as_it_is(amina: Actor) -> None:
    case = a_case(copies=2)
    spared = case.items.order_by("pk").last()
    assert spared is not None

    published(case, amina, a_restriction(excepted=(ExceptedItem(spared.reference, "A quotation in a report."),)))

    assert list(case.items.order_by("pk").values_list("state", flat=True)) == ["restricted", "live"]


def test_a_removal_offers_its_fingerprints_to_our_own_list_with_the_decision_as_provenance(amina: Actor) -> None:
    decision = published(a_case(), amina, a_restriction(bank_it=True))

    entry = Entry.objects.get()
    assert (entry.type, entry.decision, entry.own_opinion) == ("sha256", decision.reference, "positive")


# -- holds ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(amina: Actor) -> Case:
    """A case of two copies, the first of them held by a machine."""
    case = a_case(copies=2)
    first = case.items.order_by("pk").first()
    assert first is not None
    hold_it(first)
    return case


@audited_action
def hold_it(item: Item) -> None:
    bo = cast.by(cast.bo())
    bank = banks_actions.create_bank(name="Shapes", provenance="Shape Society", by=bo, at=NOON)
    entry = banks_actions.add_entry(bank=bank, type_=EntryType.SHA256, value=item.sha256, by=bo, at=NOON)
    record_match(item, entry)
    match = MatchRecord.objects.filter(item=item.reference).get()
    Hold(item=item, match_record=match, started_at=NOON, ends_at=NOON + timedelta(hours=24)).save()
    item.state = ItemState.HELD
    item.save()


@pytest.mark.parametrize(
    ("wish", "end", "state"), [(KEEP, "kept", "live"), (a_restriction(), "restricted", "restricted")]
)
def test_a_persons_decision_ends_a_hold(amina: Actor, held: Case, wish: Any, end: str, state: str) -> None:
    published(held, amina, wish)

    assert Hold.objects.get().end == end
    assert set(held.items.values_list("state", flat=True)) == {state}


def test_a_held_item_that_is_left_out_is_released(amina: Actor, held: Case) -> None:
    spared = held.items.get(state=ItemState.HELD)

    published(held, amina, a_restriction(excepted=(ExceptedItem(spared.reference, "It is a report."),)))

    spared.refresh_from_db()
    assert (spared.state, Hold.objects.get().end) == (ItemState.LIVE, "kept")


def test_a_match_of_the_very_bytes_is_a_ground_of_its_own_and_counted(amina: Actor) -> None:
    case = a_case()
    hold_it(case.items.get())
    leases.open_case(case=case, by=amina, at=NOON)

    decision = judging.decide_case(case=case, wish=a_restriction(match_only=True), by=amina, at=NOON)

    assert isinstance(decision, Decision)
    assert decision.basis == "match_only"
    assert LogEntry.objects.get(event_name="case.decided").opened["basis"] == "match_only"


# -- reversing --------------------------------------------------------------------------------------------------------


def test_a_reversal_is_a_linked_decision_that_restores_from_our_copy(amina: Actor, bo: Actor) -> None:
    case = a_case()
    first = published(case, amina)

    second = reversing.reverse_decision(decision=first, facts="It is a quotation.", by=bo, at=NOON + 2 * MINUTE)
    publish_decision(reference=second.reference, at=NOON + 3 * MINUTE)

    message = Message.objects.filter(type="measure.reversed").last()
    item = case.items.get()
    assert message is not None
    assert second.reverses == first
    assert message.data["measures"] == ["remove"]
    assert (message.data["restorable"], message.data["content"]) == (True, f"/api/v1/items/{item.reference}/content")
    assert (item.state, Case.objects.get().outcome) == (ItemState.LIVE, "keep")


def test_a_decision_is_answered_once(amina: Actor, bo: Actor) -> None:
    first = published(a_case(), amina)
    second = reversing.reverse_decision(decision=first, facts="", by=bo, at=NOON + 2 * MINUTE)
    publish_decision(reference=second.reference, at=NOON + 3 * MINUTE)

    with pytest.raises(Conflict, match="later one"):
        reversing.reverse_decision(decision=first, facts="", by=bo, at=NOON + 4 * MINUTE)


def test_an_undone_reversal_leaves_the_case_closed_as_it_was(amina: Actor, bo: Actor) -> None:
    case = a_case()
    first = published(case, amina)
    second = reversing.reverse_decision(decision=first, facts="", by=bo, at=NOON + 2 * MINUTE)

    judging.undo(decision=second, by=bo, at=NOON + 2 * MINUTE + SECOND)

    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, "restrict")


def test_a_reversal_turns_our_opinion_of_what_the_case_rested_on(amina: Actor, bo: Actor) -> None:
    first = published(a_case(), amina, a_restriction(bank_it=True))
    entry = Entry.objects.get()
    item = first.case.items.get()
    record_match(item, entry)

    second = reversing.reverse_decision(decision=first, facts="", by=bo, at=NOON + 2 * MINUTE)
    publish_decision(reference=second.reference, at=NOON + 3 * MINUTE)

    entry.refresh_from_db()
    assert entry.own_opinion == Opinion.NEGATIVE
    assert OutboxRow.objects.filter(payload__listener=LISTENER).exists()


def record_match(item: Item, entry: Entry) -> None:
    """What intake records when an item matches an entry byte for byte."""
    from bonafides.matching.fingerprint import Fingerprints
    from bonafides.safety.banks import queries as banks

    matched = banks.match(Fingerprints(digests={EntryType.SHA256: entry.value}))
    banks_actions.record_matches(
        item=item.reference,
        matches=matched.matches,
        index_version=matched.index_version,
        by=cast.by(cast.bo()),
        at=NOON,
    )


# -- second readings --------------------------------------------------------------------------------------------------


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
    assert names()[-2:] == ["reading.given", "case.decided"]


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
