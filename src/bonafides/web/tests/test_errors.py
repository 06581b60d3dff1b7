"""What a program is told where nothing answers it: in its own language, as a problem document."""

import json

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.web import errors


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        (400, "Die Anfrage kann nicht gelesen werden."),
        (403, "Sie können diese Seite nicht öffnen"),
        (404, "Unter dieser Adresse gibt es nichts"),
        (500, "Auf unserer Seite ist etwas schiefgegangen"),
    ],
)
def test_a_program_is_told_what_happened_in_its_language(status: int, detail: str) -> None:
    request = RequestFactory().get("/api/v1/nothing", headers={"accept": "application/json"})

    with translation.override("de"):
        answer = errors.answer_or_problem(request, status, "some-code")

    assert answer.status_code == status
    assert json.loads(answer.content)["detail"].startswith(detail)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "methods"), [("/api/v1/feeds", "GET"), ("/feeds/shared/NONE/", "GET")])
def test_a_program_is_told_by_which_methods_an_address_is_asked(path: str, methods: str) -> None:
    headers = cast.as_client(cast.a_key(Scope.BANKS_READ)) | {"accept": "application/json"}

    answer = Client(headers=headers).delete(path)

    assert (answer.status_code, answer["Allow"]) == (405, methods)
    assert (answer.json()["code"], answer["Content-Type"]) == ("no-such-method", "application/problem+json")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/banks/NONE/add/", "/banks/NONE/"),
        ("/banks/entries/NONE/opinion/3/withdraw/", "/banks/entries/NONE/opinion/"),
    ],
)
def test_a_person_who_opens_the_address_of_a_form_is_told_so_and_led_to_the_page_above(path: str, above: str) -> None:
    browser = cast.browser_of(cast.bo())

    answer = browser.get(path)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'<a href="{above}">' in answer.content.decode()
