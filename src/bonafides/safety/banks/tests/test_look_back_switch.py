"""Keeping fingerprints of what matched nothing is switched on by a named person, and ends; the page of it."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, jobs, queries
from bonafides.safety.banks.models import Bank, Entry, KeptUpload, LookBack
from bonafides.safety.banks.tests.conftest import NOON, OUTSIDER, an_actor, an_entry, switched_on
from bonafides.safety.banks.tests.looking_back import DAY, POST, keep
from bonafides.safety.banks.vocabulary import BankKind

pytestmark = pytest.mark.django_db


def test_a_named_person_switches_it_on_with_days_and_a_reason(bo: Actor) -> None:
    switch = switched_on(bo, days=14)

    assert (switch.days, switch.until, switch.switched_on_by_id) == (14, NOON + 30 * DAY, bo.person)
    assert LogEntry.objects.get(event_name="look_back.switched_on").opened["reason"] == "a list lags behind"


@pytest.mark.parametrize("by", [SYSTEM, OUTSIDER, an_actor("reviewer", person=1), an_actor("owner")])
def test_no_program_no_command_and_no_reviewer_switches_it_on(by: Actor) -> None:
    with pytest.raises(NotAllowed):
        switched_on(by)


@pytest.mark.parametrize(
    ("days", "lasts", "reason"),
    [(0, 30, "why"), (91, 30, "why"), (7, 0, "why"), (7, 181, "why"), (7, 30, "  ")],
)
def test_no_longer_than_may_be_and_never_without_a_reason(bo: Actor, days: int, lasts: int, reason: str) -> None:
    with pytest.raises(RuleBroken):
        actions.switch_on_looking_back(days=days, lasts_days=lasts, reason=reason, by=bo, at=NOON)


def test_it_is_on_once(bo: Actor, switch: LookBack) -> None:
    with pytest.raises(Conflict):
        switched_on(bo)


def test_the_table_itself_refuses_a_second_one(switch: LookBack) -> None:
    switch.pk, switch.reference = None, "OTHER"

    with pytest.raises(IntegrityError), transaction.atomic():
        switch.save_base(force_insert=True)


def test_it_is_not_on_where_the_log_cannot_be_written(bo: Actor) -> None:
    with patch("bonafides.safety.banks.actions.looking_back.record", side_effect=OSError), pytest.raises(OSError):
        switched_on(bo)

    assert not LookBack.objects.exists()


def test_it_ends_by_itself(switch: LookBack) -> None:
    keep()

    jobs.look_back(switch.until)

    switch.refresh_from_db()
    assert (switch.is_on, switch.switched_off_by, KeptUpload.objects.count()) == (False, "system", 0)


# -- the page ---------------------------------------------------------------------------------------


@pytest.fixture
def owner(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


def test_the_page_switches_it_on_and_off(owner: Client) -> None:
    owner.post("/banks/looking-back/on/", {"days": 7, "lasts_days": 30, "reason": "a list lags behind"})
    on = owner.get("/banks/looking-back/").content.decode()
    owner.post("/banks/looking-back/off/", {"reason": "no longer needed"})
    off = owner.get("/banks/looking-back/").content.decode()

    assert "a list lags behind" in on
    assert "no longer needed" in off
    assert not LookBack.objects.filter(is_on=True).exists()


def test_a_form_without_a_reason_stands_there_again(owner: Client) -> None:
    answer = owner.post("/banks/looking-back/on/", {"days": 7, "lasts_days": 30, "reason": ""})

    assert answer.status_code == 422
    assert not LookBack.objects.exists()


def test_switched_off_by_another_meanwhile_says_so(owner: Client) -> None:
    assert owner.post("/banks/looking-back/off/", {"reason": "too late"}).status_code == 422


def test_its_history_is_exported(owner: Client, switch: LookBack) -> None:
    assert b"a list lags behind" in b"".join(owner.get("/banks/looking-back/?format=csv"))


def test_the_page_costs_the_same_however_much_is_kept(
    owner: Client, switch: LookBack, django_assert_max_num_queries: Any
) -> None:
    [keep(f"p/{number}") for number in range(20)]

    with django_assert_max_num_queries(25):
        owner.get("/banks/looking-back/")


# -- what is not found ------------------------------------------------------------------------------

RULE = (EntryType.PATTERN, "circle AND (square OR kite)")
SHORT = (EntryType.TEXT, "a red kite")
NOT_FOUND = [(*RULE, "rules are not looked back for"), (*SHORT, "Inside a longer one, it is too short.")]


@pytest.mark.parametrize(("kind", "value", "said"), NOT_FOUND, ids=["rule", "short"])
def test_who_adds_what_is_not_looked_back_for_is_told_so(
    owner: Client, switch: LookBack, bank: Bank, kind: EntryType, value: str, said: str
) -> None:
    page = owner.post(f"{bank.get_absolute_url()}add/", {"type": kind, "value": value}, follow=True).content.decode()
    entry = Entry.objects.get(bank=bank)

    assert said in page
    assert said in owner.get(entry.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("kind", "value"), [RULE, SHORT], ids=["rule", "short"])
def test_nothing_is_said_of_it_while_it_is_off(
    owner: Client, bank: Bank, bo: Actor, kind: EntryType, value: str
) -> None:
    entry = an_entry(bank, bo, type_=kind, value=value)

    assert "looked back" not in owner.get(entry.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("kind", "value"), [(EntryType.SHA256, "a" * 64), (EntryType.TEXT, POST)], ids=["digest", "long"]
)
def test_nothing_is_said_of_what_is_found(switch: LookBack, bank: Bank, kind: EntryType, value: str) -> None:
    assert queries.not_looked_back(bank, kind, value) == ""


def test_a_list_says_how_many_of_its_entries_are_not_looked_back_for(
    owner: Client, switch: LookBack, bank: Bank, bo: Actor
) -> None:
    [an_entry(bank, bo, type_=kind, value=value) for kind, value in (RULE, SHORT, (EntryType.SHA256, "a" * 64))]

    page = owner.get(bank.get_absolute_url()).content.decode()
    actions.switch_off_looking_back(switch=switch, by=bo, at=NOON)

    assert "Entries not looked back for</dt><dd>1 ·" in page
    assert "Entries not looked back for" not in owner.get(bank.get_absolute_url()).content.decode()


def test_nothing_is_said_of_what_is_harmless(switch: LookBack, bo: Actor) -> None:
    harmless = actions.create_bank(name="Harmless", kind=BankKind.ALLOW, by=bo, at=NOON)

    assert queries.not_looked_back(harmless, *RULE) == ""


def test_the_page_says_what_is_not_found(owner: Client) -> None:
    assert "A few words inside a longer text" in owner.get("/banks/looking-back/").content.decode()
