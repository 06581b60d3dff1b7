"""What is typed on the pages of incidents and cannot be used is said there."""

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.keys import signing
from bonafides.safety.banks import actions as banks
from bonafides.safety.moderation.models import Incident

pytestmark = pytest.mark.django_db

FILLED = {"title": "Flood after the fair", "reason": "Hundreds of copies in an hour."}


@pytest.fixture
def browser() -> Client:
    return cast.browser_of(cast.bo())


@pytest.mark.parametrize(("typed", "bad"), [("German", "german"), ("de, x", "x"), ("de;ar;!", "!")])
def test_a_language_that_no_case_can_have_is_refused_with_what_was_typed(browser: Client, typed: str, bad: str) -> None:
    answer = browser.post(reverse("moderation:new_incident"), {**FILLED, "languages": typed})

    assert answer.status_code == 422
    assert f"“{bad}” is not a language code such as en or ar." in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert not Incident.objects.exists()


@pytest.mark.parametrize("typed", ["de ar", "DE, ar,", "de;ar de"])
def test_languages_are_taken_with_spaces_commas_and_semicolons(browser: Client, typed: str) -> None:
    browser.post(reverse("moderation:new_incident"), {**FILLED, "languages": typed})

    assert Incident.objects.get().languages == ["de", "ar"]


def test_a_reference_of_no_case_is_told_on_the_page_of_the_incident(browser: Client) -> None:
    browser.post(reverse("moderation:new_incident"), FILLED)
    incident = Incident.objects.get()

    answer = browser.post(
        reverse("moderation:add_incident_case", args=[incident.reference]), {"case": "2222222222"}, follow=True
    )

    assert answer.redirect_chain == [(reverse("moderation:incident", args=[incident.reference]), 302)]
    assert "There is no such case." in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "ftp://list.example.org"}, "Address of the list: ftp://list.example.org is not an address"),
        ({"vkey": "a+b+c"}, "Public key: This is not a public key"),
        ({"name": "Taken"}, "Name of our list that it fills: There is a list of that name already."),
    ],
)
def test_what_is_wrong_with_a_list_of_others_stands_beside_its_field(
    browser: Client, wrong: dict[str, str], told: str
) -> None:
    banks.create_bank(name="Taken", by=cast.by(cast.bo()), at=NOON)
    key = signing.public_keys("receipts")[0].vkey
    right = {"url": "https://list.example.org/list.json", "vkey": key, "name": "Of others"}

    answer = browser.post(reverse("moderation:subscriptions"), right | wrong)

    assert answer.status_code == 422
    assert told in answer.content.decode()
