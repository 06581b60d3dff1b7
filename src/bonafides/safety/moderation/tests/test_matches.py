"""What a case teaches the lists: an entry is judged where it matched, and what is no violation is called harmless."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import queries as bank_queries
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.rules import Burst
from bonafides.safety.banks.vocabulary import BankKind, Opinion
from bonafides.safety.moderation import listeners
from bonafides.safety.moderation.actions import bulk
from bonafides.safety.moderation.actions import matches as actions
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.queries.bulk import Drawing
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.queries.matches import match_in, reach_of
from bonafides.safety.moderation.queries.queue import QueueFilter
from bonafides.safety.moderation.tests.scenes import KEEP, a_case, a_restriction, record_matches
from bonafides.safety.moderation.tests.stories import decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy")]
TEXT = "to be known"


@pytest.fixture
def entry(bo: Actor) -> Entry:
    return an_entry(bo, "Shapes")


def an_entry(bo: Actor, list_name: str) -> Entry:
    """An entry that every case of `a_case(TEXT)` matches byte for byte."""
    bank = banks.create_bank(name=list_name, provenance="Shape Society", by=bo, at=NOON)
    value = a_case(TEXT).items.get().sha256
    return banks.add_entry(bank=bank, type_=EntryType.SHA256, value=value, by=bo, at=NOON)


def a_match(by: Actor = SYSTEM) -> Case:
    """A case whose item met the entries that there are."""
    case = a_case(TEXT)
    record_matches(case.items.get(), by)
    return case


def judge(case: Case, entry: Entry, by: Actor, *, is_right: bool = False) -> None:
    match = match_in(case, entry.reference)
    actions.judge_match(case=case, match=match, is_right=is_right, reason="a school book", by=by, at=NOON)


def page(answer: Any) -> str:
    return str(answer.content.decode())


def refuse(*args: object, **given: object) -> None:
    raise OSError("no log")


# -- judging a match --------------------------------------------------------------------------------------------------


def test_the_case_stands_in_the_note_and_for_no_decision(amina: Actor, entry: Entry) -> None:
    case = a_match()

    judge(case, entry, amina)

    entry.refresh_from_db()
    said = entry.opinions.get()
    assert (entry.opinion, said.note, said.decision) == ("negative", f"{case.reference}: a school book", "")


def test_it_is_recorded_of_the_case_and_of_the_entry(amina: Actor, entry: Entry) -> None:
    judge(a_match(), entry, amina, is_right=True)

    names = list(LogEntry.objects.order_by("-pk").values_list("event_name", flat=True)[:2])
    assert names == ["case.match_judged", "entry.opinion_changed"]


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.AUDITOR, Role.EVIDENCE_CUSTODIAN])
def test_whoever_does_not_decide_judges_no_match(bo: Actor, entry: Entry, role: Role) -> None:
    case = a_match()

    with pytest.raises(NotAllowed):
        judge(case, entry, cast.by(cast.a_person("Pat", role)))


def test_what_cannot_be_recorded_is_not_said(amina: Actor, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_match()
    monkeypatch.setattr("bonafides.safety.moderation.actions.matches.record", refuse)

    with pytest.raises(OSError, match="no log"):
        judge(case, entry, amina)

    assert not entry.opinions.exists()


def test_an_entry_that_nothing_here_matched_cannot_be_judged_here(bo: Actor, entry: Entry) -> None:
    with pytest.raises(NotFound):
        match_in(a_case("another"), entry.reference)


def test_the_reach_counts_items_and_cases_beyond_this_one(amina: Actor, entry: Entry) -> None:
    one, closed = a_match(), a_match()
    decide(closed, amina, a_restriction())

    reach = reach_of(match_in(one, entry.reference))

    assert (reach.items, reach.open_cases, reach.closed_cases, reach.holds, reach.sources) == (2, 1, 1, 0, [])


def test_taking_it_back_unmarks_the_cases_that_it_had_marked(bo: Actor, amina: Actor, entry: Entry) -> None:
    case = a_match()
    judge(case, entry, amina)
    listeners.doubt_what_rests_on({"counts_as": "negative", "entry": entry.reference}, NOON)
    own = bank_queries.own_opinion_of(entry)
    assert own is not None
    banks.withdraw_opinion(opinion=own, reason="", by=bo, at=NOON)

    listeners.doubt_what_rests_on({"counts_as": "unconfirmed", "entry": entry.reference}, NOON)

    case.refresh_from_db()
    assert case.doubted_at is None
    assert LogEntry.objects.filter(event_name="case.doubt_lifted").count() == 1


def test_a_case_that_rests_on_another_wrong_entry_stays_marked(amina: Actor, entry: Entry, bo: Actor) -> None:
    other = an_entry(bo, "Other shapes")
    case = a_match()
    judge(case, other, amina)
    listeners.doubt_what_rests_on({"counts_as": "negative", "entry": other.reference}, NOON)

    listeners.doubt_what_rests_on({"counts_as": "positive", "entry": entry.reference}, NOON)

    case.refresh_from_db()
    assert case.doubted_at == NOON


# -- what is harmless -------------------------------------------------------------------------------------------------


def kept(by: Actor) -> Case:
    case = a_match()
    decide(case, by, KEEP)
    case.refresh_from_db()
    return case


def add(case: Case, by: Actor) -> list[Entry]:
    return actions.add_harmless(case=case, bank=None, reason="a school book", by=by, at=NOON + timedelta(hours=1))


def test_what_was_no_violation_goes_on_a_list_and_matches_nothing_any_more(amina: Actor, entry: Entry) -> None:
    (listed,) = add(kept(amina), amina)

    (match,) = bank_queries.match(Fingerprints(digests={EntryType.SHA256: entry.value})).matches[:1]
    assert (listed.bank.kind, listed.label) == (BankKind.ALLOW, "a school book")
    assert match.outcome == "allow"
    assert LogEntry.objects.latest("pk").event_name == "entry.added"


def test_what_was_restricted_or_waits_is_not_called_harmless(amina: Actor, entry: Entry) -> None:
    waiting, restricted = a_match(), a_match()
    decide(restricted, amina, a_restriction())
    restricted.refresh_from_db()

    with pytest.raises(Conflict):
        add(waiting, amina)
    with pytest.raises(Conflict):
        add(restricted, amina)


def test_a_trainee_calls_nothing_harmless(amina: Actor, entry: Entry) -> None:
    case = kept(amina)

    with pytest.raises(NotAllowed):
        add(case, cast.by(cast.a_person("Pat", Role.TRAINEE)))

    assert not Bank.objects.filter(kind=BankKind.ALLOW).exists()


# -- pages ------------------------------------------------------------------------------------------------------------


def test_more_than_four_matches_have_a_page_where_each_is_judged(bo: Actor, browsing: Client) -> None:
    entries = [an_entry(bo, f"List {number}") for number in range(5)]
    case = a_match()
    address = reverse("moderation:case_matches", args=[case.reference])

    shown = page(browsing.get(reverse("moderation:case", args=[case.reference])))
    listed = page(browsing.get(address))
    rows: Any = browsing.get(f"{address}?format=json")

    assert address in shown
    judging = [reverse("moderation:judge_match", args=[case.reference, each.reference]) for each in entries]
    assert all(each in listed for each in judging)
    assert b"".join(rows.streaming_content).count(b'"entry"') == 5


def test_the_confirming_step_says_what_it_bears_on_and_asks_why(browsing: Client, entry: Entry) -> None:
    case = a_match()
    a_match()
    address = reverse("moderation:judge_match", args=[case.reference, entry.reference])

    asked, without = browsing.get(address), browsing.post(address, {"says": "wrong"})
    said = browsing.post(address, {"says": "wrong", "reason": "a school book"}, follow=True)

    assert "Open cases that it touches" in page(asked)
    assert without.status_code == 422
    assert "Our opinion was noted" in page(said)
    assert "we say" in page(said)


def test_harmless_things_are_put_on_a_list_from_the_decided_case(browsing: Client, amina: Actor, entry: Entry) -> None:
    case = kept(amina)
    address = reverse("moderation:harmless", args=[case.reference])

    offered = page(browsing.get(reverse("moderation:case", args=[case.reference])))
    asked = page(browsing.get(address))
    done = browsing.post(address, {"bank": "first", "reason": "a school book"}, follow=True)
    again = browsing.post(address, {"bank": Bank.objects.get(kind="allow").reference, "reason": "a school book"})

    assert address in offered
    assert "What waits in the queue goes on waiting" in asked
    assert "Withdraw the entry" in page(done)
    assert again.status_code == 422


def test_opinions_of_judged_matches_count_at_once(browsing: Client, entry: Entry) -> None:
    case = a_match()

    browsing.post(
        reverse("moderation:judge_match", args=[case.reference, entry.reference]),
        {"says": "right", "reason": "seen before"},
    )

    entry.refresh_from_db()
    assert entry.opinion == Opinion.POSITIVE


# -- what the guard did -----------------------------------------------------------------------------------------------


def test_what_the_guard_stopped_and_people_let_out_is_counted(bo: Actor, entry: Entry) -> None:
    (found,) = banks.guard({entry.pk: Burst(60, 6_000)}, at=NOON)
    banks.release(found=found, reason="a wave of news", by=bo, at=NOON)

    counted = dict(totals_of(rows_of(Range(NOON.date(), NOON.date()))))

    assert (counted["entries.stopped_by_the_guard"], counted["entries.let_out_by_people"]) == (1, 1)
    assert "entries.spared_for_an_incident" not in counted


def test_what_the_guard_spared_for_an_incident_is_counted_apart(entry: Entry) -> None:
    banks.pause_flood_guard(incident="INCIDENT1", until=NOON + timedelta(hours=6), at=NOON)
    banks.guard({entry.pk: Burst(60, 6_000)}, at=NOON)
    banks.end_flood_pause(incident="INCIDENT1", at=NOON + timedelta(hours=6))

    counted = dict(totals_of(rows_of(Range(NOON.date(), NOON.date()))))

    assert counted["entries.spared_for_an_incident"] == 1
    assert {"entries.stopped_by_the_guard", "entries.let_out_by_people"} & set(counted) == set()


def test_anybody_reads_by_year_what_the_guard_did_and_of_which_entry_nobody(bo: Actor, entry: Entry) -> None:
    program = Client(headers={"accept": "application/json"})
    before = program.get("/policy/").json()["guard_against_floods"]
    (found,) = banks.guard({entry.pk: Burst(60, 6_000)}, at=NOON)
    banks.release(found=found, reason="a wave of news", by=bo, at=NOON + timedelta(days=365))

    page = cast.a_browser().get("/policy/").content.decode()

    assert before == []
    assert program.get("/policy/").json()["guard_against_floods"] == [
        {"year": NOON.year + 1, "stopped": 0, "let_out": 1, "spared": 0},
        {"year": NOON.year, "stopped": 1, "let_out": 0, "spared": 0},
    ]
    assert f"{NOON.year} – stopped: 1; let out again by people: 0" in page
    assert entry.reference not in page


# -- deciding what one entry matched, at once -------------------------------------------------------------------------


def test_a_set_is_drawn_from_what_an_entry_matched(amina: Actor, entry: Entry) -> None:
    met, _other = a_match(), a_case("another")

    made = bulk.make(drawing=Drawing.of_filter(QueueFilter(), entry=entry.reference), by=amina, at=NOON)

    assert [member.case for member in made.members.all()] == [met]
    assert made.narrowed == {"entry": entry.reference}


def test_a_set_is_drawn_from_what_a_group_of_entries_matched(bo: Actor, amina: Actor) -> None:
    bank = banks.create_bank(name="Pictures", by=bo, at=NOON)
    values = ["0" * 64, "0" * 63 + "1"]
    for value in values:
        banks.add_entry(bank=bank, type_=EntryType.PDQ, value=value, by=bo, at=NOON)
    banks.look_for_clusters(bank=bank, by=bo, at=NOON)
    met, _other = a_case(TEXT), a_case("another")
    found = bank_queries.match(bank_queries.of_value(EntryType.PDQ, values[1]))
    banks.record_matches(item=met.items.get().reference, matches=found.matches[:1], index_version=1, at=NOON)
    cluster = bank_queries.clusters_kept(bank).get().reference

    made = bulk.make(drawing=Drawing.of_filter(QueueFilter(), cluster=cluster), by=amina, at=NOON)

    assert [member.case for member in made.members.all()] == [met]


def test_the_page_says_which_entry_a_set_is_drawn_by(browsing: Client, entry: Entry) -> None:
    a_match()

    shown = page(browsing.get(f"{reverse('moderation:new_bulk')}?entry={entry.reference}"))

    assert "1 open case is like that now" in shown
    assert f'name="entry" value="{entry.reference}"' in shown


def test_judging_an_entry_that_was_withdrawn_says_what_is_left_to_bear_on(
    browsing: Client, entry: Entry, bo: Actor
) -> None:
    case = a_match()
    banks.withdraw_entry(entry=entry, reason="A mistake", by=bo, at=NOON)

    shown = page(browsing.get(reverse("moderation:judge_match", args=[case.reference, entry.reference])))

    assert "It matches nothing any more" in shown
    assert "Withdrawn" in shown
