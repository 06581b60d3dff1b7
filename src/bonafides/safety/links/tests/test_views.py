import pytest
from django.test import Client
from django.urls import reverse

from bonafides.safety.links import queries

pytestmark = pytest.mark.django_db


def page(browser: Client) -> str:
    return browser.get(reverse("links:links")).content.decode()


def test_the_page_says_what_it_means_and_whose_decision_it_is(browser: Client) -> None:
    before = page(browser)
    browser.post(reverse("links:switch_on"))
    during = page(browser)
    browser.post(reverse("links:switch_off"))

    assert "They are not followed" in before
    assert "They learn that this installation asked" in before
    assert "Switched on by Bo" in during
    assert queries.following() is None
