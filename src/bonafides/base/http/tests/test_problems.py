"""Errors as problem documents."""

import json

import pytest

from bonafides.base.http.problems import STATUS_OF, NotSignedIn, problem, status_of
from bonafides.kernel import errors


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.Invalid("a", "b"), 422),
        (errors.NotAllowed("a", "b"), 403),
        (NotSignedIn("a", "b"), 401),
        (errors.NotFound("a", "b"), 404),
        (errors.Conflict("a", "b"), 409),
        (errors.RuleBroken("a", "b"), 409),
        (errors.TooLarge("a", "b"), 413),
        (errors.TooMany("a", "b", retry_after_seconds=7), 429),
        (errors.Unavailable("a", "b"), 503),
    ],
)
def test_every_error_has_its_status(error: errors.DomainError, status: int) -> None:
    assert status_of(error) == status


def test_no_error_class_of_the_kernel_is_without_a_status() -> None:
    assert set(errors.DomainError.__subclasses__()) <= set(STATUS_OF)


def test_a_problem_document_names_its_type_code_and_sentence_with_the_facts() -> None:
    answer = problem(errors.Invalid("unknown-role", "There is no role “%(role)s”.", role="king"))

    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content) == {
        "type": "/problems/unknown-role",
        "title": "Unprocessable Entity",
        "status": 422,
        "code": "unknown-role",
        "detail": "There is no role “king”.",
    }


def test_too_many_says_when_to_come_again() -> None:
    assert problem(errors.TooMany("a", "b", retry_after_seconds=7))["Retry-After"] == "7"


def test_whoever_is_not_signed_in_is_told_how_to_say_who_they_are() -> None:
    assert problem(NotSignedIn("a", "b"))["WWW-Authenticate"].startswith("Bearer")
