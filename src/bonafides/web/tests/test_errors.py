"""What a program is told where nothing answers it: in its own language, as a problem document."""

import json

import pytest
from django.test import RequestFactory
from django.utils import translation

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
