"""A reader's choice of language, by a link."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from bonafides.base.pages.middleware import ChosenLanguage


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(translation.get_language())


def test_a_chosen_language_is_spoken_and_remembered() -> None:
    response = ChosenLanguage(page)(RequestFactory().get("/policy?language=ar"))

    assert response.content == b"ar"
    assert response.headers["Content-Language"] == "ar"
    assert response.cookies["django_language"].value == "ar"


def test_a_language_that_we_do_not_offer_changes_nothing() -> None:
    with translation.override("fr"):
        response = ChosenLanguage(page)(RequestFactory().get("/policy?language=tlh"))

    assert response.content == b"fr"
    assert not response.cookies


def test_a_form_field_named_language_is_no_choice_of_the_page() -> None:
    with translation.override("fr"):
        response = ChosenLanguage(page)(RequestFactory().post("/notice?language=ar"))

    assert response.content == b"fr"
