"""Entries: added, withdrawn, disabled; and those of our own list, which decisions make."""

import pytest

from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, queries
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.tests.conftest import (
    NOON,
    OUTSIDER,
    PDQ_A,
    REVIEWER,
    SHA256_A,
    THE_FILE,
    an_actor,
    an_entry,
    event_names,
    refuse,
)
from bonafides.safety.banks.vocabulary import Opinion, Outcome, Reason

pytestmark = [pytest.mark.django_db, pytest.mark.db]


# -- entries ----------------------------------------------------------------------------------------------------------


def test_an_added_entry_matches_at_once(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, value=SHA256_A.upper())

    (match,) = queries.match(THE_FILE).matches

    assert (match.entry, match.outcome, match.reasons) == (
        entry.reference,
        Outcome.REVIEW,
        (Reason.UNCONFIRMED_OPINION, Reason.BANK_ASKS_FOR_REVIEW),
    )
    assert event_names()[-1] == "entry.added"


def test_a_value_stands_on_a_list_once(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)

    with pytest.raises(Conflict):
        an_entry(bank, bo, value=SHA256_A.upper())


def test_what_is_no_hash_is_refused_with_the_reason(bank: Bank, bo: Actor) -> None:
    with pytest.raises(Invalid, match="64 hexadecimal digits"):
        an_entry(bank, bo, value="beef")


def test_a_reviewer_adds_no_entry(bank: Bank) -> None:
    with pytest.raises(NotAllowed):
        an_entry(bank, REVIEWER)

    assert not Entry.objects.exists()


def test_an_entry_that_cannot_be_recorded_is_not_added(bank: Bank, bo: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.safety.banks.actions.entries.record", refuse)

    with pytest.raises(OSError, match="no log"):
        an_entry(bank, bo)

    assert not Entry.objects.exists()
    assert queries.match(THE_FILE).matches == ()


def test_a_withdrawn_entry_stops_matching_and_the_log_says_so(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    actions.withdraw_entry(entry=entry, reason="listed by mistake", by=bo, at=NOON)

    assert queries.match(THE_FILE).matches == ()
    assert event_names()[-1] == "entry.withdrawn"


def test_a_withdrawn_value_may_be_put_on_the_list_anew_by_a_person(bank: Bank, bo: Actor) -> None:
    actions.withdraw_entry(entry=an_entry(bank, bo), reason="listed by mistake", by=bo, at=NOON)

    again = an_entry(bank, bo)

    assert [match.entry for match in queries.match(THE_FILE).matches] == [again.reference]


def test_nobody_else_withdraws_an_entry(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    with pytest.raises(NotAllowed):
        actions.withdraw_entry(entry=entry, reason="no", by=REVIEWER, at=NOON)

    assert len(queries.match(THE_FILE).matches) == 1


def test_a_disabled_entry_rests_until_it_is_enabled(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    actions.disable_entry(entry=entry, reason="under inspection", by=bo, at=NOON)
    while_disabled = queries.match(THE_FILE).matches
    actions.enable_entry(entry=entry, by=bo, at=NOON)

    assert while_disabled == ()
    assert len(queries.match(THE_FILE).matches) == 1
    assert event_names()[-2:] == ["entry.disabled", "entry.enabled"]


def test_nobody_else_disables_or_enables_an_entry(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    with pytest.raises(NotAllowed):
        actions.disable_entry(entry=entry, reason="", by=OUTSIDER, at=NOON)
    with pytest.raises(NotAllowed):
        actions.enable_entry(entry=entry, by=OUTSIDER, at=NOON)


# -- our own list -----------------------------------------------------------------------------------------------------


def test_a_decision_puts_its_fingerprints_on_our_own_list_as_confirmed(bo: Actor) -> None:
    kept = [(EntryType.SHA256, SHA256_A), (EntryType.PDQ, PDQ_A)]

    entries = actions.add_own(fingerprints=kept, decision="D1", by=SYSTEM, at=NOON)

    (match,) = queries.match(THE_FILE).matches
    assert [entry.decision for entry in entries] == ["D1", "D1"]
    assert (match.opinion, match.outcome) == (Opinion.POSITIVE, Outcome.REVIEW)
    assert event_names()[-5:] == ["bank.created", *["entry.added"] * 2, *["entry.opinion_changed"] * 2]


def test_the_same_decision_again_adds_nothing(bo: Actor) -> None:
    kept = [(EntryType.SHA256, SHA256_A)]
    actions.add_own(fingerprints=kept, decision="D1", by=SYSTEM, at=NOON)
    before = event_names()

    actions.add_own(fingerprints=kept, decision="D1", by=SYSTEM, at=NOON)

    assert (Entry.objects.count(), event_names()) == (1, before)


def test_a_new_decision_gives_a_new_opinion_on_what_was_reversed(bo: Actor) -> None:
    kept = [(EntryType.SHA256, SHA256_A)]
    (entry,) = actions.add_own(fingerprints=kept, decision="D1", by=SYSTEM, at=NOON)
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, decision="A1", by=SYSTEM, at=NOON)

    actions.add_own(fingerprints=kept, decision="D2", by=SYSTEM, at=NOON)

    entry.refresh_from_db()
    assert entry.opinion == "positive"


def test_an_outsider_puts_nothing_on_our_own_list(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.add_own(fingerprints=[(EntryType.SHA256, SHA256_A)], decision="D1", by=an_actor("auditor"), at=NOON)

    assert not Entry.objects.exists()
