from datetime import timedelta

import pytest
from django.db import IntegrityError

from bonafides.base.audit.models import LogEntry
from bonafides.base.audit.scope import OutsideAnAction
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, queries
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion, LookupCount, MatchRecord, RecordChanged
from bonafides.safety.banks.tests.conftest import (
    NOON,
    OUTSIDER,
    PDQ_A,
    REVIEWER,
    SHA256_A,
    SHA256_B,
    an_actor,
    an_entry,
    confirmed,
)
from bonafides.safety.banks.vocabulary import BankKind, Lookup, OnMatch, Opinion, Outcome, Reason, Side

pytestmark = [pytest.mark.django_db, pytest.mark.db]

THE_FILE = Fingerprints(digests={EntryType.SHA256: SHA256_A})


def names() -> list[str]:
    return list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))


def hold(bank: Bank, by: Actor, **given: object) -> Bank:
    policy = {"on_match": OnMatch.HOLD, "threshold_bits": 31, "hold_threshold_bits": 10} | given
    return actions.set_policy(bank=bank, hold_lasts=timedelta(hours=24), by=by, at=NOON, **policy)  # type: ignore[arg-type]


# -- lists ------------------------------------------------------------------------------------------


def test_a_new_list_asks_for_review_and_is_recorded(bo: Actor) -> None:
    bank = actions.create_bank(name="Shapes", provenance="Shape Society", by=bo, at=NOON)

    assert (bank.on_match, bank.threshold_bits, bank.hold_threshold_bits) == ("review", 31, 10)
    assert names()[-1] == "bank.created"


def test_an_outsider_makes_no_list(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.create_bank(name="Shapes", by=OUTSIDER, at=NOON)

    assert not Bank.objects.exists()


def test_a_list_that_cannot_be_recorded_is_not_made(bo: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.safety.banks.actions.lists.record", refuse)

    with pytest.raises(OSError, match="no log"):
        actions.create_bank(name="Shapes", by=bo, at=NOON)

    assert not Bank.objects.exists()


def refuse(*args: object, **kwargs: object) -> str:
    raise OSError("no log")


def test_two_lists_never_share_a_name(bank: Bank, bo: Actor) -> None:
    with pytest.raises(Conflict):
        actions.create_bank(name=" Shapes ", by=bo, at=NOON)


def test_a_list_is_written_in_an_action_only(bank: Bank) -> None:
    with pytest.raises(OutsideAnAction):
        bank.save()


def test_whoever_switches_holding_on_is_named(bank: Bank, bo: Actor) -> None:
    held = hold(bank, bo)

    assert (held.hold_switched_on_by_id, held.hold_switched_on_at) == (bo.person, NOON)
    assert names()[-1] == "bank.policy_changed"


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
    from bonafides.base.audit.scope import action_scope, count_record

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
    assert names()[-2:] == ["bank.disabled", "bank.enabled"]


# -- entries ----------------------------------------------------------------------------------------


def test_an_added_entry_matches_at_once(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, value=SHA256_A.upper())

    (match,) = queries.match(THE_FILE).matches

    assert (match.entry, match.outcome, match.reasons) == (
        entry.reference,
        Outcome.REVIEW,
        (Reason.UNCONFIRMED_OPINION, Reason.BANK_ASKS_FOR_REVIEW),
    )
    assert names()[-1] == "entry.added"


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
    assert names()[-1] == "entry.withdrawn"


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
    assert names()[-2:] == ["entry.disabled", "entry.enabled"]


def test_nobody_else_disables_or_enables_an_entry(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    with pytest.raises(NotAllowed):
        actions.disable_entry(entry=entry, reason="", by=OUTSIDER, at=NOON)
    with pytest.raises(NotAllowed):
        actions.enable_entry(entry=entry, by=OUTSIDER, at=NOON)


# -- opinions ---------------------------------------------------------------------------------------


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
    assert names()[-1] == "entry.opinion_changed"


def test_the_opinion_before_ends_and_stays_to_be_read(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)

    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON + timedelta(hours=1))

    told = list(entry.opinions.order_by("id").values_list("value", "ended_at"))
    assert told == [("positive", NOON + timedelta(hours=1)), ("negative", None)]


def test_the_same_opinion_twice_leaves_one_row_and_one_event(bank: Bank, bo: Actor) -> None:
    entry = confirmed(an_entry(bank, bo), bo)
    before = names()

    confirmed(entry, bo)

    assert EntryOpinion.objects.count() == 1
    assert names() == before


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


# -- our own list -----------------------------------------------------------------------------------


def test_a_decision_puts_its_fingerprints_on_our_own_list_as_confirmed(bo: Actor) -> None:
    kept = [(EntryType.SHA256, SHA256_A), (EntryType.PDQ, PDQ_A)]

    entries = actions.add_own(fingerprints=kept, decision="D1", by=SYSTEM, at=NOON)

    (match,) = queries.match(THE_FILE).matches
    assert [entry.decision for entry in entries] == ["D1", "D1"]
    assert (match.opinion, match.outcome) == (Opinion.POSITIVE, Outcome.REVIEW)
    assert names()[-5:] == ["bank.created", *["entry.added"] * 2, *["entry.opinion_changed"] * 2]


def test_the_same_decision_again_adds_nothing(bo: Actor) -> None:
    kept = [(EntryType.SHA256, SHA256_A)]
    actions.add_own(fingerprints=kept, decision="D1", by=SYSTEM, at=NOON)
    before = names()

    actions.add_own(fingerprints=kept, decision="D1", by=SYSTEM, at=NOON)

    assert (Entry.objects.count(), names()) == (1, before)


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


# -- match records and counts -----------------------------------------------------------------------


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
    assert names()[-1] == "item.matched"


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


def test_what_rests_on_an_entry_is_found(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    recorded("I1")
    recorded("I2")

    assert sorted(queries.rests_on(entry.reference)) == ["I1", "I2"]


def test_no_match_leaves_no_record_and_no_event(bo: Actor) -> None:
    before = names()

    assert recorded() == []
    assert names() == before


def test_records_go_when_the_item_is_forgotten(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)
    recorded("I1")
    recorded("I2")

    assert actions.forget_matches(item="I1", at=NOON) == 1
    assert (queries.match_records("I1"), len(queries.match_records("I2"))) == ([], 1)
    assert names()[-1] == "matches.forgotten"


def test_lookups_are_counted_by_day_and_kind(db: None) -> None:
    actions.count_lookup(name=Lookup.API, at=NOON)
    actions.count_lookup(name=Lookup.API, matched=True, at=NOON)
    actions.count_lookup(name=Lookup.HMA, at=NOON)
    actions.count_lookup(name=Lookup.API, at=NOON + timedelta(days=1))

    assert queries.lookups_on(NOON.date()) == {"api": 2, "hma": 1}
    assert LookupCount.objects.get(day=NOON.date(), name="api").matched == 1


# -- lists of what is harmless ----------------------------------------------------------------------


def test_an_allow_list_takes_back_the_matches_of_the_same_file(bank: Bank, bo: Actor) -> None:
    allow = actions.create_bank(name="Memes", kind=BankKind.ALLOW, by=bo, at=NOON)
    confirmed(an_entry(bank, bo), bo)
    an_entry(allow, bo)

    matches = queries.match(THE_FILE).matches

    assert {match.bank_name: match.reasons for match in matches} == {
        "Shapes": (Reason.ALLOW_LISTED,),
        "Memes": (Reason.ALLOW_LIST,),
    }
    assert queries.outcome(matches).outcome is Outcome.ALLOW


def test_an_allow_list_alone_leaves_no_match(bo: Actor) -> None:
    allow = actions.create_bank(name="Memes", kind=BankKind.ALLOW, by=bo, at=NOON)
    an_entry(allow, bo)

    assert queries.match(THE_FILE).matches == ()


def test_a_list_has_its_own_threshold(bank: Bank, bo: Actor) -> None:
    from bonafides.matching.fingerprint import Frame
    from bonafides.matching.pdq import PdqHash

    an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)
    nine_bits_off = Fingerprints(frames=(Frame(0, PdqHash.parse("f" * 32 + "0" * 29 + "1ff"), 80),))
    nine = hold(bank, bo, on_match=OnMatch.REVIEW, threshold_bits=9, hold_threshold_bits=0)
    at_nine = queries.match(nine_bits_off).matches
    hold(nine, bo, on_match=OnMatch.REVIEW, threshold_bits=8, hold_threshold_bits=0)

    assert [(match.distance_bits, match.threshold_bits) for match in at_nine] == [(9, 9)]
    assert queries.match(nine_bits_off).matches == ()


def test_matching_takes_three_statements_and_finding_nothing_one(
    bank: Bank, bo: Actor, django_assert_num_queries: object
) -> None:
    an_entry(bank, bo)
    an_entry(bank, bo, value=SHA256_B)
    queries.match(THE_FILE)

    with django_assert_num_queries(3):  # type: ignore[operator]
        queries.match(THE_FILE)
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.match(Fingerprints())
