"""A refused form comes back under its own address, which opens no page: what stands around it goes on working."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.kernel.actor import Actor
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.tests.conftest import an_entry

pytestmark = pytest.mark.django_db

OF_A_LIST = ("set_policy", "add_entry", "disable_bank")
OF_A_TABLE = ("new_bank", "set_flood_limits", "switch_on_looking_back")


@pytest.fixture
def browser(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


def addresses(pattern: str, page: str) -> list[str]:
    return [unescape(found) for found in re.findall(pattern, page)]


@pytest.fixture
def long_list(bank: Bank, bo: Actor) -> Bank:
    """One with a second page."""
    for number in range(51):
        an_entry(bank, bo, type_=EntryType.TEXT, value=f"kite number {number}")
    return bank


@pytest.mark.parametrize("name", OF_A_LIST)
def test_pages_can_be_turned_and_entries_searched_where_a_form_of_a_list_was_refused(
    browser: Client, long_list: Bank, name: str
) -> None:
    page = browser.post(reverse(f"banks:{name}", args=[long_list.reference]), {}).content.decode()

    assert addresses(r'rel="next" href="([^"]*)"', page) == [f"{long_list.get_absolute_url()}?page=2"]
    assert addresses(r'<form method="get" action="([^"]*)"', page) == [long_list.get_absolute_url()]


@pytest.mark.parametrize("name", OF_A_TABLE)
def test_a_table_can_be_had_as_a_file_where_a_form_of_its_page_was_refused(
    browser: Client, bank: Bank, name: str
) -> None:
    page = browser.post(reverse(f"banks:{name}"), {}).content.decode()

    files = addresses(r'href="([^"]*\?format=csv)"', page)
    assert [browser.get(file)["Content-Type"] for file in files] == ["text/csv; charset=utf-8"]


def test_no_two_fields_of_the_page_of_a_list_have_one_name_for_their_labels(browser: Client, bank: Bank) -> None:
    page = browser.get(bank.get_absolute_url()).content.decode()

    names = re.findall(r'\sid="([^"]+)"', page)
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-1", "Give a whole number from 0 to 31."),
        ("32", "Give a whole number from 0 to 31."),
        ("1.5", "Give a whole number from 0 to 31."),
        ("few", "Give a whole number from 0 to 31."),
        ("", "This field is required."),
    ],
)
def test_a_number_that_a_policy_cannot_take_is_answered_with_those_that_it_can(
    browser: Client, bank: Bank, typed: str, told: str
) -> None:
    fields = {"on_match": "review", "threshold_bits": typed, "hold_threshold_bits": 0, "hold_hours": 24}

    page = browser.post(reverse("banks:set_policy", args=[bank.reference]), fields).content.decode()

    assert f"Threshold, in bits: {told}" in page
    assert f'name="threshold_bits" {f"""value="{typed}" """ if typed else ""}min="0" max="31"' in page


def test_a_share_of_floods_is_answered_by_one_sentence_whatever_is_wrong_with_it(browser: Client) -> None:
    fields = {"floor_hits": 50, "share_percent": "0.005", "least_items": 2_000}

    page = browser.post(reverse("banks:set_flood_limits"), fields).content.decode()

    assert page.count("Give a number from 0.01 to 50, with at most two decimal places.") == 2  # in summary, and beside
    assert "Ensure" not in page
