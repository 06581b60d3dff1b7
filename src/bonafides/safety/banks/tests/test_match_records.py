"""What is recorded of a match, and what is counted."""

from datetime import timedelta

import pytest

from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions, queries
from bonafides.safety.banks.models import Bank, LookupCount, MatchRecord, RecordChanged
from bonafides.safety.banks.tests.conftest import NOON, SHA256_A, THE_FILE, an_entry, confirmed, event_names
from bonafides.safety.banks.vocabulary import Lookup

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def recorded(item: str = "I1") -> list[MatchRecord]:
    found = queries.match(THE_FILE)
    return actions.record_matches(item=item, matches=found.matches, index_version=found.index_version, at=NOON)


def test_a_match_record_explains_itself(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)

    recorded()

    (kept,) = queries.match_records("I1")
    assert (kept.fingerprint, kept.algorithm, kept.matched_by) == (SHA256_A, "sha256", "exact")
    assert (kept.bank_name, kept.source, kept.entry_code) == ("Shapes", "Shape Society", entry.reference)
    assert (kept.opinion, kept.opinions) == ("positive", {"own": "positive", "sources": ""})
    assert (kept.outcome, kept.reasons, kept.index_version) == ("review", ["bank_asks_for_review"], 1)
    assert event_names()[-1] == "item.matched"


def test_a_match_record_is_never_changed(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)
    (kept,) = recorded()

    with pytest.raises(RecordChanged):
        kept.save()
    with pytest.raises(RecordChanged):
        MatchRecord.objects.update(outcome="allow")
    with pytest.raises(RecordChanged):
        MatchRecord.objects.all().delete()
    with pytest.raises(RecordChanged):
        kept.delete()
    with pytest.raises(RecordChanged):
        MatchRecord.objects.bulk_update([kept], ["outcome"])


def test_what_an_item_met_is_handed_over_as_it_was_recorded(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    (was,) = recorded("I1")

    actions.hand_matches_over(item="I1", to="I2", at=NOON + timedelta(days=1))

    (kept,) = MatchRecord.objects.all()
    assert (kept.item, kept.reference, kept.matched_at) == ("I2", was.reference, NOON)
    assert queries.rests_on(entry.reference) == ["I2"]
    assert event_names()[-2:] == ["matches.forgotten", "item.matched"]


def test_what_both_items_met_is_on_record_once(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)
    recorded("I1")
    (of_the_other,) = recorded("I2")

    actions.hand_matches_over(item="I1", to="I2", at=NOON)

    assert list(MatchRecord.objects.all()) == [of_the_other]


def test_what_met_nothing_hands_nothing_over(bo: Actor) -> None:
    before = event_names()

    actions.hand_matches_over(item="I1", to="I2", at=NOON)

    assert event_names() == before


def test_what_rests_on_an_entry_is_found(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    recorded("I1")
    recorded("I2")

    assert sorted(queries.rests_on(entry.reference)) == ["I1", "I2"]


def test_no_match_leaves_no_record_and_no_event(bo: Actor) -> None:
    before = event_names()

    assert recorded() == []
    assert event_names() == before


def test_records_go_when_the_item_is_forgotten(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)
    recorded("I1")
    recorded("I2")

    assert actions.forget_matches(item="I1", at=NOON) == 1
    assert (queries.match_records("I1"), len(queries.match_records("I2"))) == ([], 1)
    assert event_names()[-1] == "matches.forgotten"


def test_lookups_are_counted_by_day_and_kind(db: None) -> None:
    actions.count_lookup(name=Lookup.API, at=NOON)
    actions.count_lookup(name=Lookup.API, matched=True, at=NOON)
    actions.count_lookup(name=Lookup.HMA, at=NOON)
    actions.count_lookup(name=Lookup.API, at=NOON + timedelta(days=1))

    counted = LookupCount.objects.filter(day=NOON.date()).order_by("name")
    assert list(counted.values_list("name", "lookups", "matched")) == [("api", 2, 1), ("hma", 1, 0)]
