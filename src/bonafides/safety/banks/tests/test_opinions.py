"""Opinions given while looking at a match, opinions taken back, and what is called harmless."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, queries
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion, MatchRecord
from bonafides.safety.banks.tests.conftest import (
    NOON,
    OUTSIDER,
    PDQ_A,
    REVIEWER,
    SHA256_A,
    THE_FILE,
    an_actor,
    an_entry,
    confirmed,
    refuse,
)
from bonafides.safety.banks.vocabulary import BankKind, Opinion, Outcome, Reason, Side

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def match(bank: Bank, bo: Actor) -> MatchRecord:
    an_entry(bank, bo)
    found = queries.match(THE_FILE)
    (record,) = actions.record_matches(item="ITEM1", matches=found.matches, index_version=1, by=bo, at=NOON)
    return record


def told() -> str:
    return LogEntry.objects.latest("pk").event_name


def outcome() -> Outcome:
    return queries.match(THE_FILE).matches[0].outcome


# -- judging a match --------------------------------------------------------------------------------


@pytest.mark.db
def test_a_reviewer_says_that_an_entry_is_wrong_and_it_asks_for_nothing_any_more(match: MatchRecord) -> None:
    actions.judge_match(match=match, is_right=False, note="CASE1: a school book", by=REVIEWER, at=NOON)

    opinion = EntryOpinion.objects.get()
    assert (opinion.value, opinion.note, opinion.decision) == ("negative", "CASE1: a school book", "")
    assert outcome() is Outcome.ALLOW


def test_saying_that_it_is_right_confirms_it(match: MatchRecord) -> None:
    actions.judge_match(match=match, is_right=True, note="CASE1: it is", by=REVIEWER, at=NOON)

    assert Entry.objects.get().opinion == Opinion.POSITIVE


def test_judging_a_match_is_recorded_under_the_name_of_who_did(match: MatchRecord) -> None:
    actions.judge_match(match=match, is_right=False, note="CASE1: no", by=REVIEWER, at=NOON)

    assert (told(), LogEntry.objects.latest("pk").actor_code) == ("entry.opinion_changed", REVIEWER.code)


@pytest.mark.parametrize("by", [OUTSIDER, an_actor("trainee"), an_actor("auditor"), SYSTEM], ids=str)
def test_nobody_else_judges_a_match(match: MatchRecord, by: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.judge_match(match=match, is_right=False, note="", by=by, at=NOON)

    assert not EntryOpinion.objects.exists()


def test_a_judgement_that_cannot_be_recorded_changes_nothing(
    match: MatchRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bonafides.safety.banks.actions.opinions.record", refuse)

    with pytest.raises(OSError, match="no log"):
        actions.judge_match(match=match, is_right=False, note="", by=REVIEWER, at=NOON)

    assert not EntryOpinion.objects.exists()
    assert Entry.objects.get().opinion == Opinion.UNCONFIRMED


# -- taking an opinion back -------------------------------------------------------------------------


def own(entry: Entry) -> EntryOpinion:
    found = queries.own_opinion_of(entry)
    assert found is not None
    return found


@pytest.mark.db
def test_what_is_taken_back_counts_no_more_and_stays_to_be_read(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    actions.give_opinion(entry=entry, value=Opinion.POSITIVE, side=Side.SOURCE, source="Shapes", by=bo, at=NOON)
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON)

    actions.withdraw_opinion(opinion=own(entry), reason="The wrong entry.", by=bo, at=LATER)

    entry.refresh_from_db()
    said = EntryOpinion.objects.get(side=Side.OWN)
    assert (entry.own_opinion, entry.opinion) == ("", Opinion.POSITIVE)
    assert (said.value, said.ended_at, said.withdrawn_by) == ("negative", LATER, bo.code)
    assert outcome() is Outcome.REVIEW


def test_taking_back_says_what_was_held_and_what_the_entry_counts_as(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)

    actions.withdraw_opinion(opinion=own(entry), reason="Too soon.", by=bo, at=LATER)

    opened = LogEntry.objects.latest("pk").opened
    assert told() == "entry.opinion_withdrawn"
    assert (opened["value"], opened["counts_as"], opened["reason"]) == ("positive", "unconfirmed", "Too soon.")


def test_a_later_opinion_stands_in_the_way(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)
    first = own(entry)
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=LATER)

    with pytest.raises(Conflict):
        actions.withdraw_opinion(opinion=first, reason="", by=bo, at=LATER)

    assert own(entry).value == Opinion.NEGATIVE


def test_what_a_source_holds_is_not_ours_to_take_back(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    actions.give_opinion(entry=entry, value=Opinion.POSITIVE, side=Side.SOURCE, source="Shapes", by=bo, at=NOON)

    with pytest.raises(NotFound):
        actions.withdraw_opinion(opinion=EntryOpinion.objects.get(), reason="", by=bo, at=LATER)


def test_a_list_that_takes_the_name_of_a_source_takes_nothing_of_what_it_says(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    for source, value in ((bank.name, Opinion.POSITIVE), ("A member", Opinion.NEGATIVE)):
        actions.give_opinion(entry=entry, side=Side.SOURCE, source=source, value=value, by=bo, at=NOON)
    old = bank.name

    actions.rename_bank(bank=bank, name="A member", by=bo, at=NOON)

    standing = EntryOpinion.objects.filter(ended_at=None).values_list("source", "value")
    assert set(standing) == {(old, "positive"), ("A member", "negative")}


def test_a_reviewer_takes_back_what_they_said_and_nobody_elses(match: MatchRecord) -> None:
    actions.judge_match(match=match, is_right=False, note="", by=REVIEWER, at=NOON)
    colleague = Actor(kind=REVIEWER.kind, code="R-OTHER", organisation=1, roles=REVIEWER.roles)

    with pytest.raises(NotAllowed):
        actions.withdraw_opinion(opinion=own(match.entry), reason="", by=colleague, at=LATER)
    actions.withdraw_opinion(opinion=own(match.entry), reason="", by=REVIEWER, at=LATER)

    assert queries.own_opinion_of(match.entry) is None


def test_a_withdrawal_that_cannot_be_recorded_changes_nothing(
    bank: Bank, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = confirmed(an_entry(bank, bo), bo)
    monkeypatch.setattr("bonafides.safety.banks.actions.opinions.record", refuse)

    with pytest.raises(OSError, match="no log"):
        actions.withdraw_opinion(opinion=own(entry), reason="", by=bo, at=LATER)

    entry.refresh_from_db()
    assert (own(entry).value, entry.opinion) == ("positive", Opinion.POSITIVE)


# -- what is harmless -------------------------------------------------------------------------------


def harmless(by: Actor, bank: Bank | None = None, **changes: Any) -> list[Entry]:
    values = [(EntryType.SHA256, SHA256_A), (EntryType.PDQ, PDQ_A)]
    given = {"fingerprints": values, "decision": "D1", "reason": "a school book"} | changes
    return actions.add_harmless(bank=bank, by=by, at=NOON, **given)


@pytest.mark.db
def test_what_is_harmless_goes_on_the_first_list_and_takes_matches_back(match: MatchRecord) -> None:
    entries = harmless(REVIEWER)

    (found,) = [each for each in queries.match(THE_FILE).matches if each.bank_kind is BankKind.KNOWN]
    assert [(each.label, each.decision, each.bank.kind) for each in entries] == [("a school book", "D1", "allow")] * 2
    assert (found.outcome, found.reasons) == (Outcome.ALLOW, (Reason.ALLOW_LISTED,))
    assert told() == "entry.added"


def test_what_stands_there_already_is_not_put_there_twice(bo: Actor) -> None:
    bank = harmless(REVIEWER)[0].bank

    with pytest.raises(Conflict):
        harmless(REVIEWER, bank)

    assert Bank.objects.count() == 1


def test_a_list_of_what_is_known_takes_nothing_harmless(bank: Bank) -> None:
    with pytest.raises(RuleBroken):
        harmless(REVIEWER, bank)


@pytest.mark.parametrize("by", [OUTSIDER, an_actor("trainee"), an_actor("auditor"), SYSTEM], ids=str)
def test_nobody_else_calls_anything_harmless(db: None, by: Actor) -> None:
    with pytest.raises(NotAllowed):
        harmless(by)

    assert not Bank.objects.exists()


def test_what_cannot_be_recorded_makes_no_list(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.safety.banks.actions.entries.record", refuse)

    with pytest.raises(OSError, match="no log"):
        harmless(REVIEWER)

    assert not Bank.objects.exists()


def test_a_reviewer_undoes_it_by_withdrawing_what_they_put_there(bank: Bank, bo: Actor) -> None:
    entry, *_others = harmless(REVIEWER)
    known = an_entry(bank, bo)

    actions.withdraw_entry(entry=entry, reason="Not that one.", by=REVIEWER, at=LATER)
    with pytest.raises(NotAllowed):
        actions.withdraw_entry(entry=known, reason="", by=REVIEWER, at=LATER)

    assert Entry.objects.get(pk=entry.pk).state == "withdrawn"


# -- the page of the entry --------------------------------------------------------------------------


def test_an_opinion_is_taken_back_on_the_page_of_its_entry(bank: Bank, bo: Actor) -> None:
    entry, browser = confirmed(an_entry(bank, bo), bo), cast.browser_of(cast.bo())
    address = reverse("banks:withdraw_opinion", args=[entry.reference, own(entry).pk])

    without = browser.post(address)
    done = browser.post(address, {"opinion-reason": "Too soon."}, follow=True)

    assert without.status_code == 422
    assert "Too soon." in done.content.decode()
    assert "Take this opinion back" not in done.content.decode()


def test_a_reviewer_sees_the_way_back_beside_their_own_opinion_only(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)
    amina = cast.browser_of(cast.a_person("Amina", Role.REVIEWER))

    shown = amina.get(entry.get_absolute_url()).content.decode()

    assert "Take this opinion back" not in shown
