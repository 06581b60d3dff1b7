"""Rows of before, as they are after an upgrade."""

import hashlib
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import fingerprints_of_text
from bonafides.matching.index import Index
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, live
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.tests.bringing_in import brought_in
from bonafides.safety.banks.tests.conftest import NOON, an_entry

pytestmark = [pytest.mark.django_db, pytest.mark.db]

TEXTS = import_module("bonafides.safety.banks.migrations.0015_know_texts_by_their_second_form")
IN_TURKISH, FIRST_FORM = "Kızıl çaylak", "kızıl caylak"
LINES = f"type,value\ntext,{IN_TURKISH}\n"


def apps_then() -> Any:
    return MigrationLoader(connection).project_state(("banks", TEXTS.__name__.rpartition(".")[2])).apps


def as_before(entry: Entry) -> None:
    rows = apps_then().get_model("banks", "Entry").objects.filter(pk=entry.pk)
    rows.update(value_sha256=hashlib.sha256(FIRST_FORM.encode()).hexdigest())


def test_a_text_that_was_listed_under_its_first_form_is_found_again(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, type_=EntryType.TEXT, value=IN_TURKISH)
    as_before(entry)

    TEXTS.know_texts_anew(apps_then(), None)

    assert Entry.objects.get().value_sha256 == entry.value_sha256
    brought_in(bank, LINES)
    assert Entry.objects.count() == 1


def test_one_that_was_withdrawn_stays_withdrawn(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, type_=EntryType.TEXT, value=IN_TURKISH)
    actions.withdraw_entry(entry=entry, reason="an error", by=bo, at=NOON)
    as_before(entry)

    TEXTS.know_texts_anew(apps_then(), None)
    brought_in(bank, LINES)

    assert Entry.objects.get().state == "withdrawn"


def test_of_two_that_are_one_by_now_each_stays_as_it_was(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, type_=EntryType.TEXT, value=IN_TURKISH)
    as_before(entry)
    an_entry(bank, bo, type_=EntryType.TEXT, value="kizil caylak")

    TEXTS.know_texts_anew(apps_then(), None)

    assert len(set(Entry.objects.values_list("value_sha256", flat=True))) == 2


def test_an_entry_that_was_forgotten_and_one_of_another_kind_are_left_alone(bank: Bank, bo: Actor) -> None:
    forgotten = an_entry(bank, bo, type_=EntryType.TEXT, value=IN_TURKISH)
    actions.forget_entries(entries=[forgotten], by=bo, at=NOON)
    an_entry(bank, bo)
    before = list(Entry.objects.order_by("pk").values_list("value_sha256", flat=True))

    TEXTS.know_texts_anew(apps_then(), None)

    assert list(Entry.objects.order_by("pk").values_list("value_sha256", flat=True)) == before


@pytest.mark.parametrize("before", ["*.evil.example/*", "https://*.evil.example/"])
def test_a_host_that_was_listed_with_a_star_is_known_by_its_name(bank: Bank, bo: Actor, before: str) -> None:
    entry = an_entry(bank, bo, type_=EntryType.URL, value="evil.example")
    listed = {"value": before, "value_sha256": hashlib.sha256(before.encode()).hexdigest()}
    apps_then().get_model("banks", "Entry").objects.filter(pk=entry.pk).update(**listed)

    TEXTS.know_hosts_by_their_name(apps_then(), None)

    found = Entry.objects.get()
    assert (found.value, found.value_sha256) == ("evil.example", entry.value_sha256)


def test_a_host_that_would_be_everybody_stays_and_meets_nobody(bank: Bank, bo: Actor) -> None:
    entry, everybody = an_entry(bank, bo, type_=EntryType.URL, value="evil.example"), "https://*.blogspot.com/"
    apps_then().get_model("banks", "Entry").objects.filter(pk=entry.pk).update(value=everybody)

    TEXTS.know_hosts_by_their_name(apps_then(), None)

    assert Entry.objects.get().value == everybody
    index = Index[int]()
    live.add(index, [(entry.pk, EntryType.URL, everybody)], bank.pk)
    assert index.lookup(fingerprints_of_text("https://alice.blogspot.com/cats")) == []
