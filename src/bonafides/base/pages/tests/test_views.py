"""The pattern pages answer, in both writing directions."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from bonafides.base.pages import views
from bonafides.base.pages.component_book import sections

pytestmark = pytest.mark.urls("bonafides.base.pages.tests.urls")


def page(language: str) -> str:
    with translation.override(language):
        return views.component_book(RequestFactory().get("/component-book")).content.decode()


def test_every_section_of_the_navigation_stands_on_the_page() -> None:
    shown = page("en")

    assert {anchor for anchor, _ in sections()} <= set(re.findall(r'<section class="stack" id="([a-z]+)"', shown))


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_page_says_its_language_and_direction(language: str, direction: str) -> None:
    shown = page(language)

    assert f'<html lang="{language}" dir="{direction}">' in shown


def test_no_id_stands_twice_on_the_page() -> None:
    ids = re.findall(r'\sid="([^"]+)"', page("en"))

    assert len(ids) == len(set(ids))


def test_a_public_page_admits_that_a_machine_translated_it() -> None:
    shown = views.letter(RequestFactory().get("/component-book/letter")).content.decode()

    assert "This translation was made by machine and has not been reviewed." in shown


@pytest.mark.parametrize("status", views.ERROR_PAGES)
def test_an_error_page_needs_no_request_and_says_what_to_do(status: int) -> None:
    shown = render_to_string(f"errors/{status}.html")

    assert f'<p class="error-status">{status}</p>' in shown
    assert shown.count("<p") >= 3
