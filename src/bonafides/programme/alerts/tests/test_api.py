"""A member's programs: alerts along a cursor, answers, and the published schema of both."""

from typing import Any

import jsonschema
import pytest
from django.test import Client
from tests import cast
from tests.cast import NOON

from bonafides.base.outbox import messages
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions, documents
from bonafides.programme.alerts.tests.scenes import anik, to_pastehaven

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entry")]

ALERTS = "/api/v1/alerts"


def program(*scopes: Scope, name: str = "Pastehaven") -> Client:
    key = cast.a_key(*scopes, organisation=cast.a_member(name).organisation)
    return Client(headers=cast.as_client(key))


def fetched(client: Client, after: int = 0) -> Any:
    messages.number_due(now())
    return client.get(ALERTS, {"after": after}).json()


def test_alerts_and_withdrawals_come_in_order_along_the_cursor() -> None:
    delivery, client = to_pastehaven(), program(Scope.ALERTS_READ)

    first = fetched(client)
    actions.withdraw_alert(alert=delivery.alert, reason="Wrong.", by=anik(), at=NOON)
    second = fetched(client, first["next"])

    assert [each["type"] for each in first["alerts"]] == ["alert.issued"]
    assert [each["type"] for each in second["alerts"]] == ["alert.withdrawn"]
    assert first["alerts"][0]["data"]["url"] == "https://pastehaven.test/raw/1"


def test_every_document_follows_the_published_schema() -> None:
    delivery, client = to_pastehaven(), program(Scope.ALERTS_READ)
    actions.withdraw_alert(alert=delivery.alert, reason="Wrong.", by=anik(), at=NOON)

    told = [each["data"] for each in fetched(client)["alerts"]]

    assert len(told) == 2
    for document in told:
        jsonschema.validate(document, documents.schema(), cls=jsonschema.Draft202012Validator)


def test_another_member_is_told_nothing() -> None:
    to_pastehaven()

    assert fetched(program(Scope.ALERTS_READ, name="Otherhaven"))["alerts"] == []


def test_a_program_answers_and_a_wrong_answer_is_refused_in_a_sentence() -> None:
    delivery, client = to_pastehaven(), program(Scope.ALERTS_WRITE)
    address = f"{ALERTS}/{delivery.alert.reference}/answer"

    without_reason = client.post(address, {"answer": "kept"}, content_type="application/json")
    right = client.post(address, {"answer": "restricted"}, content_type="application/json")

    delivery.refresh_from_db()
    assert (without_reason.status_code, without_reason.json()["code"]) == (422, "reason-missing")
    assert (right.status_code, delivery.answer) == (200, "restricted")


def test_a_key_without_the_scope_or_of_the_platform_opens_nothing() -> None:
    cast.a_member()
    of_the_platform = Client(headers=cast.as_client(cast.a_key()))

    assert program(Scope.ALERTS_WRITE).get(ALERTS).status_code == 403
    assert of_the_platform.get(ALERTS).status_code == 403
    assert Client().get(ALERTS).status_code == 401
