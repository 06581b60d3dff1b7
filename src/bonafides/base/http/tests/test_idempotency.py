"""A request that is sent twice acts once."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from ninja import Status

from bonafides.base.http.idempotency import forget_old_answers, idempotent, keyed
from bonafides.base.http.models import IdempotencyKey
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, Unavailable

pytestmark = pytest.mark.django_db


class Counted:
    """An operation that says how often it really ran."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, request: Any) -> Status[dict[str, object]]:
        self.runs += 1
        return Status(201, {"token": "a-token-to-keep-secret", "run": self.runs})


def told(answer: Any) -> tuple[int, Any]:
    return answer.status_code, answer.value


def a_request(body: object, key: str | None = "k-1", caller: str = "K-AAA") -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    request = RequestFactory().post("/api/v1/x", json.dumps(body), content_type="application/json", headers=headers)
    request.actor = Actor(kind=ActorKind.CLIENT, code=caller)  # type: ignore[attr-defined]
    return request


def test_the_same_request_again_gets_the_same_answer_and_acts_no_more() -> None:
    counted = Counted()
    operation = idempotent(counted)

    answers = [operation(a_request({"a": 1})), operation(a_request({"a": 1}))]

    assert [told(answer) for answer in answers] == [(201, {"token": "a-token-to-keep-secret", "run": 1})] * 2
    assert counted.runs == 1


def test_the_same_key_with_another_body_is_refused() -> None:
    operation = idempotent(Counted())
    operation(a_request({"a": 1}))

    with pytest.raises(Conflict) as refused:
        operation(a_request({"a": 2}))

    assert refused.value.code == "idempotency-key-reused"


def test_two_callers_may_use_the_same_key() -> None:
    operation = idempotent(Counted())
    operation(a_request({"a": 1}))

    again = operation(a_request({"a": 1}, caller="K-BBB"))

    assert told(again) == (201, {"token": "a-token-to-keep-secret", "run": 2})


def test_without_a_key_each_request_acts() -> None:
    counted = Counted()
    operation = idempotent(counted)

    operation(a_request({}, key=None))
    operation(a_request({}, key=None))

    assert counted.runs == 2


def test_an_error_is_not_kept_so_that_the_request_can_be_sent_again() -> None:
    def broken(request: Any) -> None:
        raise Unavailable("away", "Away.")

    with pytest.raises(Unavailable):
        idempotent(broken)(a_request({}))

    assert told(idempotent(Counted())(a_request({})))[0] == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "é", "a\nb"])
def test_a_key_that_is_no_key_is_refused(key: str) -> None:
    request = a_request({}, key=None)
    request.META["HTTP_IDEMPOTENCY_KEY"] = key

    with pytest.raises(Invalid):
        idempotent(Counted())(request)


def test_neither_the_key_nor_a_token_in_the_answer_can_be_read_in_the_database() -> None:
    idempotent(Counted())(a_request({}, key="k-in-plain"))

    row = IdempotencyKey.objects.values_list("key_hash", "answer", "actor").get()

    assert b"a-token-to-keep-secret" not in bytes(row[1])
    assert row[0] == keyed("K-AAA", "k-in-plain").hex()


@pytest.fixture
def upload() -> Iterator[Callable[[bytes], Any]]:
    """Makes a request that carries a file, and closes it after, as a server does."""
    made: list[Any] = []

    def make(content: bytes) -> Any:
        file = SimpleUploadedFile("a.png", content)
        request = RequestFactory().post("/api/v1/x", {"file": file}, headers={"Idempotency-Key": "k-1"})
        request.actor = Actor(kind=ActorKind.CLIENT, code="K-AAA")  # type: ignore[attr-defined]
        made.append(request)
        return request

    yield make
    for request in made:
        request.close()


def test_the_same_upload_again_is_recognised_by_its_bytes(upload: Callable[[bytes], Any]) -> None:
    operation = idempotent(Counted())
    first = operation(upload(b"one"))

    assert told(operation(upload(b"one"))) == told(first)
    with pytest.raises(Conflict):
        operation(upload(b"two"))


def test_answers_are_gone_after_a_week() -> None:
    idempotent(Counted())(a_request({}))

    forget_old_answers(now() + timedelta(days=7, minutes=1))

    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_one_acts_and_both_get_its_answer() -> None:
    counted, barrier, answers = Counted(), Barrier(2), []

    def send() -> None:
        barrier.wait()
        answers.append(idempotent(counted)(a_request({"a": 1})))
        connection.close()

    run_together(send, send)

    assert told(answers[0]) == told(answers[1])
    assert counted.runs == 1


def run_together(*functions: Callable[[], None]) -> None:
    threads = [Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
