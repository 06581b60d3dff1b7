"""A decision is undone within its minute, or published: what the platform is asked, what becomes of a hold."""

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
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks.models import Entry, MatchRecord
from bonafides.safety.moderation.actions import judging, leases
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Case, Decision, Enforcement, Hold, Item
from bonafides.safety.moderation.rules.deciding import ExceptedItem, WishedMeasure
from bonafides.safety.moderation.tests.scenes import (
    KEEP,
    SECOND,
    a_case,
    a_restriction,
    event_names,
    record_matches,
    state_of,
)
from bonafides.safety.moderation.tests.stories import decide, drafted
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, ItemState, Measure
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW

pytestmark = [pytest.mark.django_db, pytest.mark.db]


# -- undoing and publishing -------------------------------------------------------------------------------------------


def test_undo_within_the_minute_leaves_nobody_told(amina: Actor) -> None:
    case = a_case()
    decision = drafted(case, amina)

    judging.undo(decision=decision, by=amina, at=NOON + UNDO_WINDOW - SECOND)
    publish_decision(reference=decision.reference, at=NOON + UNDO_WINDOW)

    assert state_of(case) == CaseState.OPEN
    assert OutboxRow.objects.get(kind="moderation.publish").state == RowState.CANCELLED
    assert not Enforcement.objects.exists()
    assert "decision.published" not in event_names()


@pytest.mark.parametrize("late", [timedelta(0), SECOND])
def test_undo_is_refused_once_the_minute_is_over(amina: Actor, late: timedelta) -> None:
    decision = drafted(a_case(), amina)

    with pytest.raises(Conflict, match="no longer be undone"):
        judging.undo(decision=decision, by=amina, at=NOON + UNDO_WINDOW + late)


def test_another_reviewer_cannot_undo_but_a_lead_can(amina: Actor, bo: Actor) -> None:
    decision = drafted(a_case(), amina)
    gita = cast.by(cast.a_person("Gita", Role.REVIEWER))

    with pytest.raises(NotAllowed):
        judging.undo(decision=decision, by=gita, at=NOON)

    judging.undo(decision=decision, by=bo, at=NOON)


def test_publishing_restricts_the_items_asks_the_platform_and_closes_the_case(amina: Actor) -> None:
    case = a_case(copies=2)

    decision = decide(case, amina, a_restriction(measures=(WishedMeasure(Measure.GEO, ("FR", "DE")),)))

    case.refresh_from_db()
    message = Message.objects.filter(type="measure.requested").order_by("pk").first()
    assert decision.state == DecisionState.PUBLISHED
    assert (case.state, case.outcome) == (CaseState.CLOSED, "restrict")
    assert set(Item.objects.values_list("state", flat=True)) == {ItemState.RESTRICTED}
    assert Enforcement.objects.filter(action="geo", state="pending").count() == 2
    assert message is not None
    assert (message.data["measure"], message.data["territory"], message.data["destroy"]) == ("geo", ["FR", "DE"], False)


def test_publishing_twice_does_nothing_more(amina: Actor) -> None:
    decision = decide(a_case(), amina)
    before = (event_names(), Message.objects.count())

    publish_decision(reference=decision.reference, at=NOON + UNDO_WINDOW + SECOND)

    assert (event_names(), Message.objects.count()) == before


def test_publish_now_does_not_wait(amina: Actor) -> None:
    case = a_case()
    decision = drafted(case, amina)

    judging.publish_now(decision=decision, by=amina, at=NOON + SECOND)

    assert state_of(case) == CaseState.CLOSED
    assert OutboxRow.objects.get(kind="moderation.publish").state == RowState.CANCELLED


def test_an_excepted_item_stays_as_it_is(amina: Actor) -> None:
    case = a_case(copies=2)
    spared = case.items.order_by("pk").last()
    assert spared is not None

    decide(case, amina, a_restriction(excepted=(ExceptedItem(spared.reference, "A quotation in a report."),)))

    assert list(case.items.order_by("pk").values_list("state", flat=True)) == ["restricted", "live"]


def test_a_removal_offers_its_fingerprints_to_our_own_list_with_the_decision_as_provenance(amina: Actor) -> None:
    decision = decide(a_case(), amina, a_restriction(bank_it=True))

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
    banks_actions.add_entry(bank=bank, type_=EntryType.SHA256, value=item.sha256, by=bo, at=NOON)
    record_matches(item)
    match = MatchRecord.objects.filter(item=item.reference).get()
    Hold(item=item, match_record=match, started_at=NOON, ends_at=NOON + timedelta(hours=24)).save()
    item.state = ItemState.HELD
    item.save()


@pytest.mark.parametrize(
    ("wish", "end", "state"), [(KEEP, "kept", "live"), (a_restriction(), "restricted", "restricted")]
)
def test_a_persons_decision_ends_a_hold(amina: Actor, held: Case, wish: Any, end: str, state: str) -> None:
    decide(held, amina, wish)

    assert Hold.objects.get().end == end
    assert set(held.items.values_list("state", flat=True)) == {state}


def test_a_held_item_that_is_left_out_is_released(amina: Actor, held: Case) -> None:
    spared = held.items.get(state=ItemState.HELD)

    decide(held, amina, a_restriction(excepted=(ExceptedItem(spared.reference, "It is a report."),)))

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
