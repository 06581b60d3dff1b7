"""Credentials of exchanges: for all of an API on one server, or of one alone; told to nobody."""

import pytest
from django.test import Client

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.safety.banks.models import Bank
from bonafides.safety.feeds.models import Feed, KindCredentials
from bonafides.safety.peers.tests.exchanging import (
    AT_TAT,
    HAS_SOME,
    OF_TAT,
    OF_THE_API,
    SECRET,
    a_feed,
    records,
    sent,
)

pytestmark = pytest.mark.django_db


def test_credentials_reach_the_exchanges_of_their_api_on_its_server_and_no_other(
    program: Client, bank: Bank, bo: Actor
) -> None:
    elsewhere = a_feed(bank, bo)
    sent(program, "post", "/c/exchanges", {**OF_TAT, "credential_json": {"username": "old", "password": "old"}})

    sent(program, "post", "/c/exchanges/api/tat", AT_TAT)
    sent(
        program, "post", "/c/exchanges", {**OF_TAT, "bank": "B", "api_json": {"address": "https://other.example.org/"}}
    )

    elsewhere.refresh_from_db()
    assert Feed.objects.get(name="TAT_LIST").opened_secrets() == {"password": SECRET}
    assert elsewhere.opened_secrets() == {"password": "p"}
    assert not Feed.objects.filter(name="B").exists()  # it lacks a user name: nothing was handed to another server


def test_credentials_are_told_to_nobody_and_an_empty_object_erases_them(program: Client) -> None:
    sent(program, "post", "/c/exchanges/api/tat", AT_TAT)
    sent(program, "post", "/c/exchanges", OF_TAT)
    answers = [
        program.get(f"/c/{path}") for path in ("exchanges/api/tat", "exchange/TAT_LIST", "exchanges/api/tat/schema")
    ]
    kept = KindCredentials.objects.get().secrets

    none = sent(program, "post", "/c/exchanges/api/tat", {"credential_json": {}})

    log = "".join(str(entry.opened) for entry in LogEntry.objects.all())
    assert not any(SECRET in text for text in (*(each.content.decode() for each in answers), log, kept))
    assert none.json()["has_set_authentification"] is False
    assert Feed.objects.get().opened_secrets() == {}
    assert records()[-1] == "feed.kind_credentials_forgotten"


def test_one_exchange_gets_credentials_of_its_own(program: Client, bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo)

    given = sent(program, "post", "/c/exchange/SHAPE_UPDATES/credentials", AT_TAT)

    feed.refresh_from_db()
    assert given.json() == HAS_SOME
    assert (feed.settings["username"], feed.opened_secrets()) == ("harbour", {"password": SECRET})


def test_new_credentials_of_an_exchange_take_the_place_of_all_that_it_had(program: Client) -> None:
    all_three = {"fetch_function_key": "old", "subscription_key": "old", "feedback_key": "old"}
    sent(program, "post", "/c/exchanges", {"bank": "B", "api": "stopncii", "credential_json": all_three})
    without = {"fetch_function_key": "new", "subscription_key": "new"}

    sent(program, "post", "/c/exchange/B/credentials", {"credential_json": without})

    assert Feed.objects.get().opened_secrets() == {"fetch_key": "new", "subscription_key": "new"}


@pytest.mark.parametrize("nothing", [{}, None], ids=str)
def test_an_empty_object_erases_the_credentials_of_one_exchange(
    program: Client, bank: Bank, bo: Actor, nothing: object
) -> None:
    feed = a_feed(bank, bo)

    answers = [
        sent(program, "post", "/c/exchange/SHAPE_UPDATES/credentials", {"credential_json": nothing}) for _twice in "12"
    ]

    feed.refresh_from_db()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == {"supports_auth": True, "has_credentials": False, "source": None}
    assert (feed.opened_secrets(), feed.secrets_set_at) == ({}, None)
    assert records().count("feed.secrets_erased") == 1


def test_an_exchange_without_its_own_falls_back_to_those_of_its_api(program: Client) -> None:
    own = {"credential_json": {"username": "pier", "password": "own-s3cret"}}
    sent(program, "post", "/c/exchanges/api/tat", AT_TAT)
    made = sent(program, "post", "/c/exchanges", {**OF_TAT, **own})
    path = "/c/exchange/TAT_LIST/credentials"

    cleared, again = (sent(program, "post", path, {"credential_json": {}}) for _twice in range(2))

    feed = Feed.objects.get()
    assert made.json()["credential_status"] == HAS_SOME
    assert (cleared.json(), again.json()) == (OF_THE_API, OF_THE_API)
    assert (feed.settings["username"], feed.opened_secrets()) == ("harbour", {"password": SECRET})
    assert records()[-2:] == ["feed.secrets_erased", "feed.secrets_replaced"]


def test_what_says_nothing_of_credentials_erases_none(program: Client, bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo)

    answer = sent(program, "post", "/c/exchange/SHAPE_UPDATES/credentials", {})

    feed.refresh_from_db()
    assert (answer.status_code, "credential_json" in answer.json()["message"]) == (400, True)
    assert feed.opened_secrets() == {"password": "p"}


def test_credentials_without_a_server_to_go_to_are_refused(program: Client) -> None:
    answer = sent(program, "post", "/c/exchanges/api/ncmec", {"credential_json": {"user": "u", "password": SECRET}})

    assert answer.status_code == 409
    assert not KindCredentials.objects.exists()
