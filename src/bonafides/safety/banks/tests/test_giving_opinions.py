"""Our opinion of an entry, and the source's: what a match asks for by them."""

from datetime import timedelta

import pytest

from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import NotAllowed
from bonafides.safety.banks import actions, queries
from bonafides.safety.banks.models import Bank, EntryOpinion
from bonafides.safety.banks.tests.conftest import (
    NOON,
    REVIEWER,
    THE_FILE,
    an_entry,
    confirmed,
    event_names,
    hold,
    refuse,
)
from bonafides.safety.banks.vocabulary import Opinion, Outcome, Reason, Side

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_confirmed_entry_of_a_list_that_holds_asks_for_a_hold(bank: Bank, bo: Actor) -> None:
    hold(bank, bo)
    confirmed(an_entry(bank, bo), bo)

    (match,) = queries.match(THE_FILE).matches

    assert (match.outcome, match.reasons) == (Outcome.HOLD, (Reason.EXACT_HASH,))
    assert queries.hold_lasts([match]) == timedelta(hours=24)


def test_our_own_no_suppresses_a_match_and_the_match_still_says_so(bank: Bank, bo: Actor) -> None:
    hold(bank, bo)
    entry = confirmed(an_entry(bank, bo), bo)

    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, decision="D1", by=SYSTEM, at=NOON)

    (match,) = queries.match(THE_FILE).matches
    assert (match.outcome, match.reasons) == (Outcome.ALLOW, (Reason.NEGATIVE_OPINION,))
    assert event_names()[-1] == "entry.opinion_changed"


def test_the_opinion_before_ends_and_stays_to_be_read(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)

    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON + timedelta(hours=1))

    told = list(entry.opinions.order_by("id").values_list("value", "ended_at"))
    assert told == [("positive", NOON + timedelta(hours=1)), ("negative", None)]


def test_the_same_opinion_twice_leaves_one_row_and_one_event(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)
    before = event_names()

    confirmed(entry, bo)

    assert EntryOpinion.objects.count() == 1
    assert event_names() == before


def test_a_source_and_we_are_kept_apart(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)

    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, side=Side.SOURCE, source="Shapes", by=bo, at=NOON)

    entry.refresh_from_db()
    assert (entry.own_opinion, entry.sources_opinion, entry.opinion) == ("positive", "negative", "disputed")


def test_naming_a_decision_lets_nobody_judge_an_entry(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    with pytest.raises(NotAllowed):
        actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, decision="D1", by=REVIEWER, at=NOON)

    assert not EntryOpinion.objects.exists()


def test_an_opinion_that_cannot_be_recorded_changes_nothing(
    bank: Bank, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = an_entry(bank, bo)
    monkeypatch.setattr("bonafides.safety.banks.actions.opinions.record", refuse)

    with pytest.raises(OSError, match="no log"):
        confirmed(entry, bo)

    entry.refresh_from_db()
    assert entry.opinion == "unconfirmed"
