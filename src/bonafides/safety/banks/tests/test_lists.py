"""Lists: made, named once, switched to holding by a person, disabled."""

import pytest
from django.db import IntegrityError

from bonafides.base.audit.scope import OutsideAnAction, action_scope, count_record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, queries
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.tests.conftest import (
    NOON,
    OUTSIDER,
    SHA256_A,
    SHA256_B,
    THE_FILE,
    an_actor,
    an_entry,
    event_names,
    hold,
    refuse,
)
from bonafides.safety.banks.vocabulary import BankKind, OnMatch

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_new_list_asks_for_review_and_is_recorded(bo: Actor) -> None:
    bank = actions.create_bank(name="Shapes", provenance="Shape Society", by=bo, at=NOON)

    assert (bank.on_match, bank.threshold_bits, bank.hold_threshold_bits) == ("review", 31, 10)
    assert event_names()[-1] == "bank.created"


def test_an_outsider_makes_no_list(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.create_bank(name="Shapes", by=OUTSIDER, at=NOON)

    assert not Bank.objects.exists()


def test_a_list_that_cannot_be_recorded_is_not_made(bo: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.safety.banks.actions.lists.record", refuse)

    with pytest.raises(OSError, match="no log"):
        actions.create_bank(name="Shapes", by=bo, at=NOON)

    assert not Bank.objects.exists()


def test_two_lists_never_share_a_name(bank: Bank, bo: Actor) -> None:
    with pytest.raises(Conflict):
        actions.create_bank(name=" Shapes ", by=bo, at=NOON)


def test_a_list_is_written_in_an_action_only(bank: Bank) -> None:
    with pytest.raises(OutsideAnAction):
        bank.save()


def test_whoever_switches_holding_on_is_named(bank: Bank, bo: Actor) -> None:
    held = hold(bank, bo)

    assert (held.hold_switched_on_by_id, held.hold_switched_on_at) == (bo.person, NOON)
    assert event_names()[-1] == "bank.policy_changed"


@pytest.mark.parametrize("by", [SYSTEM, an_actor("reviewer", person=1), an_actor("owner")])
def test_no_program_and_no_nameless_actor_switches_holding_on(bank: Bank, by: Actor) -> None:
    with pytest.raises(NotAllowed):
        hold(bank, by)

    bank.refresh_from_db()
    assert bank.on_match == "review"


def test_a_program_may_make_a_list_that_holds_milder_but_not_reach_further(bank: Bank, bo: Actor) -> None:
    hold(bank, bo)

    assert hold(bank, SYSTEM, hold_threshold_bits=4).hold_threshold_bits == 4
    with pytest.raises(NotAllowed):
        hold(bank, SYSTEM, hold_threshold_bits=5)


def test_switching_back_to_review_takes_the_name_away(bank: Bank, bo: Actor) -> None:
    hold(bank, bo)

    assert hold(bank, bo, on_match=OnMatch.REVIEW).hold_switched_on_by_id is None


def test_the_table_itself_refuses_a_hold_that_nobody_switched_on(bank: Bank) -> None:
    bank.on_match = OnMatch.HOLD
    with action_scope("test"):
        count_record()
        with pytest.raises(IntegrityError):
            bank.save()


def test_a_list_of_what_is_harmless_cannot_hold(bo: Actor) -> None:
    bank = actions.create_bank(name="Memes", kind=BankKind.ALLOW, by=bo, at=NOON)

    with pytest.raises(RuleBroken):
        hold(bank, bo)


def test_a_disabled_list_matches_nothing_until_it_is_enabled(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)
    actions.disable_bank(bank=bank, reason="under inspection", by=bo, at=NOON)
    while_disabled = queries.match(THE_FILE).matches
    actions.enable_bank(bank=bank, by=bo, at=NOON)

    assert while_disabled == ()
    assert len(queries.match(THE_FILE).matches) == 1
    assert event_names()[-2:] == ["bank.disabled", "bank.enabled"]


@pytest.mark.parametrize(
    ("type_", "value", "searched"),
    [
        (EntryType.URL, "https://shapes.example/A?b=1", "hxxp://www.SHAPES[.]example/A?utm_source=x&b=1"),
        (EntryType.IDENTIFIER, f"magnet:?xt=urn:btih:{'ab' * 20}", f"urn:btih:{'AB' * 20}"),
        (EntryType.TEXT, "كل صباح جديد يبدأ العمل", "كُلّ صباح جديد يبدأ العمل!"),
        (EntryType.SHA256, SHA256_A, SHA256_A.upper()),
    ],
)
def test_an_entry_is_found_by_any_spelling_that_means_it(
    bank: Bank, bo: Actor, type_: EntryType, value: str, searched: str
) -> None:
    entry = an_entry(bank, bo, type_=type_, value=value)
    an_entry(bank, bo, value=SHA256_B)

    assert list(queries.entries_of(bank, queries.EntryFilter(search=searched))) == [entry]
