"""Several at once at lists, on SQLite and PostgreSQL: nobody acts twice, nothing is lost, nobody waits for ever."""

import io
from datetime import timedelta
from typing import Any

import pytest

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.actions.searching_back import next_step
from bonafides.safety.banks.models import (
    Bank,
    Entry,
    EntryOpinion,
    FoundLater,
    ImportRun,
    KeptUpload,
    LookBack,
    LookBackRun,
    Quarantine,
)
from bonafides.safety.banks.rules import Burst
from bonafides.safety.banks.tests.bringing_in import brought_in
from bonafides.safety.banks.tests.conftest import SHA256_A, SHA256_B
from bonafides.safety.banks.tests.looking_back import keep, sha256_of
from bonafides.safety.banks.vocabulary import ListFormat, Opinion
from tests import cast
from tests.cast import NOON
from tests.together import Call, beside, code_of, recorded

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

SAYS: dict[str, Any] = {"by": SYSTEM, "at": NOON}
MD5 = "9e107d9d372bb6826bd81d3542a419d6"
ROW = "type,value,opinion\nmd5,{},{}\n"
FILE: dict[str, Any] = {"file_name": "list.csv", "file_sha256": SHA256_A, "format_": ListFormat.CSV}
BURST = Burst(60, 6_000)


def a_list(name: str = "Known") -> Bank:
    return banks.create_bank(name=name, **SAYS)


def again(bank: Bank) -> Bank:
    """The list as somebody else has read it."""
    return Bank.objects.get(pk=bank.pk)


def an_entry(bank: Bank, value: str = SHA256_A) -> Entry:
    return banks.add_entry(bank=bank, type_=EntryType.SHA256, value=value, **SAYS)


# -- the list ---------------------------------------------------------------------------------------------------------


def test_a_list_that_two_disable_at_once_is_disabled_once() -> None:
    bank = a_list()
    other = again(bank)

    answer = beside(
        lambda: banks.disable_bank(bank=bank, reason="first", **SAYS),
        lambda: banks.disable_bank(bank=other, reason="second", **SAYS),
    )

    assert code_of(answer) == "bank-disabled"
    assert recorded("bank.disabled") == 1


def test_a_list_that_two_enable_at_once_is_enabled_once() -> None:
    bank = a_list()
    banks.disable_bank(bank=bank, reason="", **SAYS)
    other = again(bank)

    answer = beside(lambda: banks.enable_bank(bank=bank, **SAYS), lambda: banks.enable_bank(bank=other, **SAYS))

    assert code_of(answer) == "bank-enabled"
    assert recorded("bank.enabled") == 1


def test_what_the_file_of_a_list_says_goes_with_the_last_name_that_two_give_it_at_once() -> None:
    bank = a_list()
    brought_in(bank, ROW.format(MD5, "positive"))
    other = again(bank)

    beside(
        lambda: banks.rename_bank(bank=bank, name="Shapes", **SAYS),
        lambda: banks.rename_bank(bank=other, name="Circles", **SAYS),
    )

    assert again(bank).name == "Circles"
    assert EntryOpinion.objects.get().source == "Circles"


def test_what_a_file_says_while_its_list_is_renamed_stands_under_the_new_name() -> None:
    bank, file = a_list(), ROW.format(MD5, "positive").encode()
    run = banks.start_import(bank=bank, **FILE, **SAYS)

    beside(
        lambda: banks.rename_bank(bank=again(bank), name="Shapes", **SAYS),
        lambda: banks.import_file(run=run, file=io.BytesIO(file), **SAYS),
    )

    assert EntryOpinion.objects.get().source == "Shapes"


def test_of_two_lists_that_are_made_at_once_under_one_name_there_is_one() -> None:
    answer = beside(a_list, a_list)

    assert code_of(answer) == "bank-name-taken"
    assert Bank.objects.count() == 1


def test_of_two_lists_that_are_given_one_name_at_once_one_gets_it() -> None:
    first, second = a_list("First"), a_list("Second")

    answer = beside(
        lambda: banks.rename_bank(bank=first, name="Shapes", **SAYS),
        lambda: banks.rename_bank(bank=second, name="Shapes", **SAYS),
    )

    assert code_of(answer) == "bank-name-taken"
    assert again(second).name == "Second"


def test_our_own_list_is_made_once_though_two_decisions_need_it_at_once() -> None:
    answer = beside(lambda: banks.own_bank(at=NOON), lambda: banks.own_bank(at=NOON))

    assert Bank.objects.get() == answer


def test_two_who_call_something_harmless_at_once_share_the_list_that_is_made_for_it() -> None:
    amina = cast.by(cast.amina())
    given: dict[str, Any] = {"bank": None, "decision": "D1", "reason": "", "by": amina, "at": NOON}

    beside(
        lambda: banks.add_harmless(fingerprints=[(EntryType.SHA256, SHA256_A)], **given),
        lambda: banks.add_harmless(fingerprints=[(EntryType.SHA256, SHA256_B)], **given),
    )

    assert Bank.objects.count() == 1
    assert Entry.objects.count() == 2


def test_a_file_that_is_brought_in_twice_at_once_is_one_run() -> None:
    bank = a_list()

    beside(*[lambda: banks.start_import(bank=again(bank), **FILE, **SAYS)] * 2)

    assert ImportRun.objects.count() == 1


# -- what stands on it ------------------------------------------------------------------------------------------------


def test_what_a_person_says_of_an_entry_while_its_list_comes_in_again_stands() -> None:
    bank = a_list()
    brought_in(bank, ROW.format(MD5, "positive"))

    beside(
        lambda: banks.give_opinion(entry=Entry.objects.get(), value=Opinion.NEGATIVE, **SAYS),
        lambda: brought_in(again(bank), ROW.format(MD5, "unconfirmed")),
    )

    entry = Entry.objects.get()
    assert (entry.own_opinion, entry.sources_opinion, entry.opinion) == ("negative", "unconfirmed", "negative")


def test_a_source_that_adds_and_takes_back_and_who_judges_what_it_takes_back_never_wait_for_each_other() -> None:
    bank = a_list()
    entry = an_entry(bank)
    banks.give_opinion(entry=entry, value=Opinion.NEGATIVE, **SAYS)
    told: dict[str, Any] = {"bank": again(bank), "source": "S", "feed": "F", **SAYS}

    beside(
        lambda: banks.take_from_source(rows=[banks.SourceRow(EntryType.SHA256, SHA256_B)], **told),
        lambda: banks.give_opinion(entry=entry, value=Opinion.POSITIVE, **SAYS),
        lambda: banks.withdraw_for_source(entries=[entry.pk], reason="", **told),
    )

    entry.refresh_from_db()
    assert (entry.opinion, entry.withdrawn_at) == (Opinion.POSITIVE, NOON)


def test_who_forgets_entries_of_two_lists_and_who_disables_one_of_them_never_wait_for_each_other() -> None:
    first, second = an_entry(a_list("First")), an_entry(a_list("Second"))

    beside(
        lambda: banks.give_opinion(entry=second, value=Opinion.NEGATIVE, **SAYS),
        lambda: banks.forget_entries(entries=[first, second], **SAYS),
        lambda: banks.disable_entry(entry=second, reason="", **SAYS),
    )

    assert Entry.objects.filter(withdrawn_at=None).count() == 0
    assert recorded("entry.disabled") == 1


def test_a_decision_that_lists_what_stands_there_and_who_disables_that_never_wait_for_each_other() -> None:
    own = banks.own_bank(at=NOON)
    standing = an_entry(own)
    values = [(EntryType.SHA256, SHA256_B), (EntryType.SHA256, SHA256_A)]

    beside(
        lambda: banks.give_opinion(entry=standing, value=Opinion.NEGATIVE, **SAYS),
        lambda: banks.add_own(fingerprints=values, decision="D1", **SAYS),
        lambda: banks.disable_entry(entry=standing, reason="", **SAYS),
    )

    assert set(Entry.objects.values_list("opinion", flat=True)) == {Opinion.POSITIVE}
    assert recorded("entry.disabled") == 1


# -- what floods ------------------------------------------------------------------------------------------------------


def ways_out() -> tuple[Call, Call]:
    """Of an entry that floods while an incident spares it: a person lets it out, and the incident ends."""
    entry, lead = an_entry(a_list()), cast.by(cast.a_person("Lead", Role.LEAD))
    banks.pause_flood_guard(incident="I1", until=NOON + timedelta(days=1), **SAYS)
    found = banks.quarantine(entry=entry, burst=BURST, at=NOON)
    assert found is not None
    return (
        lambda: banks.release(found=found, reason="It is a meme.", by=lead, at=NOON),
        lambda: banks.end_flood_pause(incident="I1", **SAYS),
    )


def test_an_entry_that_a_person_lets_out_while_its_incident_ends_is_let_out_once() -> None:
    let_out, end = ways_out()

    beside(let_out, end)

    assert Quarantine.objects.get().ended_because == "It is a meme."
    assert recorded("entry.quarantine_ended") == 1


def test_an_incident_that_ends_while_a_person_lets_its_entry_out_ends_that_once() -> None:
    let_out, end = ways_out()

    answer = beside(end, let_out)

    assert code_of(answer) == "quarantine-over"
    assert recorded("entry.quarantine_ended") == 1


def test_an_entry_that_was_spared_for_an_incident_that_ends_meanwhile_is_not_spared_for_ever() -> None:
    cast.bo()
    entry = an_entry(a_list())
    banks.pause_flood_guard(incident="I1", until=NOON + timedelta(days=1), **SAYS)

    beside(
        lambda: banks.quarantine(entry=entry, burst=BURST, at=NOON),
        lambda: banks.end_flood_pause(incident="I1", **SAYS),
    )

    assert Quarantine.objects.filter(spared_for="I1", ended_at=None).count() == 0


# -- what is kept to look back ----------------------------------------------------------------------------------------


def looking_back(*items: str) -> LookBack:
    """Switched on, with the same content kept under these names."""
    bo = cast.by(cast.bo())
    switch = banks.switch_on_looking_back(days=7, lasts_days=30, reason="Why", by=bo, at=NOON)
    for item in items:
        assert keep(item, fingerprints_of(b"a blank page"))
    return switch


def a_search(switch: LookBack) -> LookBackRun:
    run = banks.begin_search(switch=switch, at=NOON)
    assert run is not None
    return run


def test_an_upload_that_is_forgotten_while_it_is_found_is_forgotten() -> None:
    switch = looking_back("p/1")
    an_entry(a_list(), sha256_of(b"a blank page"))
    run = a_search(switch)

    erased = beside(lambda: next_step(run, NOON), lambda: banks.forget_upload(item="p/1", **SAYS))

    assert erased == 1
    assert (KeptUpload.objects.count(), FoundLater.objects.count()) == (0, 0)


def test_the_last_of_what_was_kept_is_erased_once_though_two_workers_erase_it() -> None:
    switch = looking_back()
    part: dict[str, Any] = {"switch": switch, "at": NOON}

    beside(lambda: banks.erase_part(**part), lambda: banks.erase_part(**part))

    assert recorded("look_back.all_erased") == 1


def test_a_search_that_stops_entries_of_two_lists_and_who_disables_one_never_wait_for_each_other() -> None:
    switch = looking_back(*(f"p/{number}" for number in range(60)))
    first, second = (an_entry(a_list(name), sha256_of(b"a blank page")) for name in ("First", "Second"))
    run = a_search(switch)

    beside(
        lambda: banks.give_opinion(entry=second, value=Opinion.POSITIVE, **SAYS),
        lambda: next_step(run, NOON),
        lambda: banks.disable_entry(entry=second, reason="", **SAYS),
    )

    first.refresh_from_db()
    assert first.disabled_at == NOON
    assert recorded("entry.disabled") == 1
