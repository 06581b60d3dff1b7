"""How programs say who they are."""

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import cast

from bonafides.base.http.faults import SENTENCES
from bonafides.base.people import actions, queries
from bonafides.base.people.models import ApiKey, ApiKeyUse
from bonafides.base.people.tests.urls import MADE
from bonafides.base.people.vocabulary import Scope, Standing
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now

LOOKUP = "/api/people/lookup"


def call(key: str) -> tuple[int, dict[str, object], dict[str, str]]:
    answer = Client().get(LOOKUP, headers=cast.as_client(key))
    return answer.status_code, answer.json(), dict(answer.headers)


def test_a_key_with_the_scope_passes_as_a_program_of_its_organisation() -> None:
    status, body, _headers = call(cast.a_key(Scope.MATCH_READ))

    assert (status, body) == (200, {"actor": f"K-{ApiKey.objects.get().reference}"})


def test_only_the_hash_of_256_bits_is_stored() -> None:
    plaintext = cast.a_key(Scope.MATCH_READ)
    prefix, reference, secret = plaintext.split("_", 2)

    (row,) = ApiKey.objects.values()

    assert (prefix, reference, len(secret)) == ("bf", row["reference"], 43)
    assert secret not in str(row)
    assert row["secret_hash"] == sha256(plaintext.encode()).hexdigest()


def test_a_key_without_the_scope_is_refused() -> None:
    status, body, _headers = call(cast.a_key(Scope.FLAGS_WRITE))

    assert (status, body["code"]) == (403, "scope-missing")


@pytest.mark.parametrize("key", ["", "bf_x_y", "bf_" + "0" * 500, "\u00e9"])
def test_an_unknown_key_is_nobody(key: str) -> None:
    status, _body, headers = call(key)

    assert status == 401
    assert headers["WWW-Authenticate"].startswith("Bearer")


def test_without_a_key_nothing_opens() -> None:
    assert Client().get(LOOKUP).status_code == 401


def test_an_expired_key_is_nobody() -> None:
    key = cast.a_key(Scope.MATCH_READ)
    later = now() + timedelta(days=366)
    clock.use(lambda: later)

    assert call(key)[0] == 401


def test_a_revoked_key_is_nobody() -> None:
    key = cast.a_key(Scope.MATCH_READ)
    actions.revoke_api_key(key=ApiKey.objects.get(), by=SYSTEM, at=now())

    assert call(key)[0] == 401


def test_calls_over_the_limit_are_told_when_to_come_again() -> None:
    noon = now()
    clock.use(lambda: noon)
    key = limited_to(2)
    statuses = [call(key)[0] for _ in range(2)]

    status, body, headers = call(key)

    assert statuses == [200, 200]
    assert (status, body["code"], headers["Retry-After"]) == (429, "too-many-calls", "30")


def limited_to(calls_per_minute: int) -> str:
    return actions.create_api_key(
        organisation=cast.the_platform(),
        name="x",
        scopes=frozenset({"match:read"}),
        calls_per_minute=calls_per_minute,
        by=SYSTEM,
        at=now(),
    ).plaintext


def test_the_last_use_is_written_down_once_a_minute() -> None:
    noon = now()
    key = cast.a_key(Scope.MATCH_READ)

    moments = [use_after(key, noon, seconds) for seconds in (0, 59, 60)]

    assert moments == [noon, noon, noon + timedelta(seconds=60)]


def use_after(key: str, noon: datetime, seconds: int) -> datetime:
    moment = noon + timedelta(seconds=seconds)
    clock.use(lambda: moment)
    call(key)
    return ApiKeyUse.objects.get().last_used_at


def test_an_authority_speaks_as_an_authority() -> None:
    actor = queries.actor_of_key(cast.key_of_eze(), at=now())

    assert actor.has_role(Standing.AUTHORITY)
    assert not actor.has_role(Standing.PLATFORM)


def test_a_call_costs_three_statements_at_most(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    key = cast.a_key(Scope.MATCH_READ)
    call(key)

    with django_assert_max_num_queries(3):
        call(key)


def post_thing(key: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    headers = {**cast.as_client(key), "idempotency-key": "once-only"}
    answer = Client().post("/api/people/things", body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_an_operation_with_an_idempotency_key_acts_once_and_refuses_another_body() -> None:
    MADE.clear()
    key = cast.a_key(Scope.ITEMS_WRITE)

    answers = [post_thing(key, {"name": "a"}), post_thing(key, {"name": "a"}), post_thing(key, {"name": "b"})]

    assert answers[:2] == [(201, {"name": "a"})] * 2
    assert (answers[2][0], answers[2][1]["code"]) == (409, "idempotency-key-reused")
    assert MADE == ["a"]


def test_a_request_that_cannot_be_understood_names_the_place_and_never_the_value() -> None:
    status, body = post_thing(cast.a_key(Scope.ITEMS_WRITE), {"name": {"secret": "Chidi"}})

    assert (status, body["code"]) == (422, "invalid-request")
    fault = {"at": "body.name", "code": "string_type", "fault": SENTENCES["string_type"]}
    assert body["errors"] == [fault]
    assert "Chidi" not in str(body)
