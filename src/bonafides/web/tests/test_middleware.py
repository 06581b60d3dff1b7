"""What the innermost gate makes of errors."""

from django.db import DataError
from django.http import HttpResponse
from django.test import RequestFactory

from bonafides.web.middleware import ErrorAnswers


def test_what_no_database_takes_is_a_mistake_of_the_sender() -> None:
    request = RequestFactory().get("/cases/%00/", headers={"accept": "application/json"})

    answer = ErrorAnswers(lambda _request: HttpResponse()).process_exception(request, DataError("a null character"))

    assert answer is not None
    assert answer.status_code == 422
    assert b"null" not in answer.content
