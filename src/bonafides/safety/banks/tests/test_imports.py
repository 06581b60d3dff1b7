"""Bringing a file in: what it adds, what it changes, what it leaves alone, and who may."""

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.safety.banks import actions
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion, ImportRun
from bonafides.safety.banks.tests.bringing_in import HEADER, TWO_ROWS, brought_in, counts
from bonafides.safety.banks.tests.conftest import NOON, REVIEWER, SHA256_A, an_entry
from bonafides.safety.banks.vocabulary import Opinion

pytestmark = pytest.mark.django_db


def test_a_file_is_taken_in_and_recorded(bank: Bank) -> None:
    run = brought_in(bank, TWO_ROWS)

    circle = Entry.objects.get(source_id="S1")
    assert counts(run) == (2, 0, 0, 0, 0)
    assert (circle.label, circle.entity, circle.severity, circle.line) == ("Circle", "Sample Entity A", "high", 2)
    assert (circle.opinion, circle.sources_opinion, circle.own_opinion) == ("positive", "positive", "")
    told = list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))
    assert told[-3:] == ["bank.import_started", "bank.rows_imported", "bank.imported"]


def test_the_same_file_again_changes_nothing(bank: Bank) -> None:
    brought_in(bank, TWO_ROWS)

    again = brought_in(bank, TWO_ROWS)

    assert counts(again) == (0, 0, 2, 0, 0)
    assert (Entry.objects.count(), EntryOpinion.objects.count()) == (2, 1)


def test_what_the_file_says_otherwise_now_is_updated(bank: Bank) -> None:
    brought_in(bank, TWO_ROWS)

    changed = brought_in(bank, TWO_ROWS.replace("Circle", "Ring").replace("positive", "disputed"))

    ring = Entry.objects.get(source_id="S1")
    assert counts(changed) == (0, 1, 1, 0, 0)
    assert (ring.label, ring.opinion) == ("Ring", "disputed")
    assert [row.value for row in ring.opinions.all()] == ["disputed", "positive"]


def test_an_opinion_that_the_file_drops_ends(bank: Bank) -> None:
    brought_in(bank, TWO_ROWS)

    brought_in(bank, TWO_ROWS.replace("positive", ""))

    assert Entry.objects.get(source_id="S1").opinion == "unconfirmed"


def test_our_own_opinion_outlives_every_import(bank: Bank, bo: Actor) -> None:
    brought_in(bank, TWO_ROWS)
    entry = Entry.objects.get(source_id="S1")
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON)

    brought_in(bank, TWO_ROWS.replace("Circle", "Ring"))

    entry.refresh_from_db()
    assert (entry.own_opinion, entry.sources_opinion, entry.opinion) == ("negative", "positive", "negative")


def test_what_was_withdrawn_here_is_listed_again_in_vain(bank: Bank, bo: Actor) -> None:
    brought_in(bank, TWO_ROWS)
    actions.withdraw_entry(entry=Entry.objects.get(source_id="S1"), reason="wrong", by=bo, at=NOON)

    again = brought_in(bank, TWO_ROWS)

    assert counts(again) == (0, 0, 1, 0, 1)
    assert Entry.objects.get(source_id="S1").state == "withdrawn"


def test_a_disabled_entry_stays_disabled(bank: Bank, bo: Actor) -> None:
    brought_in(bank, TWO_ROWS)
    actions.disable_entry(entry=Entry.objects.get(source_id="S1"), reason="inspection", by=bo, at=NOON)

    brought_in(bank, TWO_ROWS.replace("Circle", "Ring"))

    assert Entry.objects.get(source_id="S1").state == "disabled"


def test_an_imported_entry_matches_at_once_and_a_hand_made_one_is_found_again(bank: Bank, bo: Actor) -> None:
    by_hand = an_entry(bank, bo)

    run = brought_in(bank, TWO_ROWS)

    by_hand.refresh_from_db()
    assert (run.added, run.changed, by_hand.label) == (1, 1, "Circle")


def test_a_value_that_comes_twice_in_a_file_stands_once_as_the_last_row_says(bank: Bank) -> None:
    run = brought_in(bank, f"{HEADER}sha256,{SHA256_A},Circle,,,,\nsha256,{SHA256_A.upper()},Ring,,,,\n")

    assert counts(run) == (1, 0, 1, 0, 0)
    assert Entry.objects.get().label == "Ring"


def test_equal_digits_of_two_kinds_are_two_entries_each_with_its_opinion(bank: Bank) -> None:
    run = brought_in(bank, f"{HEADER}sha256,{SHA256_A},,,,,positive\npdq,{SHA256_A},,,,,disputed\n")

    told = set(Entry.objects.values_list("type", "opinion", "opinions__value"))
    assert run.added == 2
    assert told == {("sha256", "positive", "positive"), ("pdq", "disputed", "disputed")}


def test_a_reviewer_brings_nothing_in(bank: Bank) -> None:
    with pytest.raises(NotAllowed):
        brought_in(bank, TWO_ROWS, by=REVIEWER)

    assert not ImportRun.objects.exists()


def test_our_own_list_takes_no_file(bo: Actor) -> None:
    with pytest.raises(Conflict):
        brought_in(actions.own_bank(at=NOON), TWO_ROWS)
