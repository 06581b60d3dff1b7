"""A decision is reversed by a later one, which gives back what the first took away."""

import pytest
from tests.cast import NOON

from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.safety.banks.models import Entry
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.actions import judging, reversing
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.tests.scenes import MINUTE, SECOND, a_case, a_restriction, record_matches
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary import CaseState, ItemState

pytestmark = [pytest.mark.django_db, pytest.mark.db]
LISTENER = "bonafides.safety.moderation.listeners:doubt_what_rests_on"


def test_a_reversal_is_a_linked_decision_that_restores_from_our_copy(amina: Actor, bo: Actor) -> None:
    case = a_case()
    first = decide(case, amina)

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
    first = decide(a_case(), amina)
    second = reversing.reverse_decision(decision=first, facts="", by=bo, at=NOON + 2 * MINUTE)
    publish_decision(reference=second.reference, at=NOON + 3 * MINUTE)

    with pytest.raises(Conflict, match="later one"):
        reversing.reverse_decision(decision=first, facts="", by=bo, at=NOON + 4 * MINUTE)


def test_an_undone_reversal_leaves_the_case_closed_as_it_was(amina: Actor, bo: Actor) -> None:
    case = a_case()
    first = decide(case, amina)
    second = reversing.reverse_decision(decision=first, facts="", by=bo, at=NOON + 2 * MINUTE)

    judging.undo(decision=second, by=bo, at=NOON + 2 * MINUTE + SECOND)

    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, "restrict")


def test_a_reversal_turns_our_opinion_of_what_the_case_rested_on(amina: Actor, bo: Actor) -> None:
    first = decide(a_case(), amina, a_restriction(bank_it=True))
    entry = Entry.objects.get()
    item = first.case.items.get()
    record_matches(item)

    second = reversing.reverse_decision(decision=first, facts="", by=bo, at=NOON + 2 * MINUTE)
    publish_decision(reference=second.reference, at=NOON + 3 * MINUTE)

    entry.refresh_from_db()
    assert entry.own_opinion == Opinion.NEGATIVE
    assert OutboxRow.objects.filter(payload__listener=LISTENER).exists()
