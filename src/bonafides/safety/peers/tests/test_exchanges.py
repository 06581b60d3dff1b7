"""Exchanges, as a client of Hasher-Matcher-Actioner sets them up, reads, switches and removes them."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import cast

from bonafides.base.audit.actions import record_from_below
from bonafides.base.outbox import worker
from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.tests.conftest import NOON
from bonafides.safety.banks.vocabulary import OnMatch
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.feeds.models import Feed
from bonafides.safety.feeds.tests.sources import Tcap, serving
from bonafides.safety.peers.tests.exchanging import (
    AT_TAT,
    HAS_SOME,
    MADE,
    OF_TAT,
    OF_THE_API,
    SECRET,
    TCAP,
    THREAT_EXCHANGE,
    a_feed,
    records,
    sent,
)

pytestmark = pytest.mark.django_db


def work_off() -> None:
    worker.work_off(now(), record=record_from_below)


# -- read -------------------------------------------------------------------------------------------------------------


def test_our_feeds_are_read_as_their_exchanges(program: Client, bank: Bank, bo: Actor) -> None:
    a_feed(bank, bo)

    status = program.get("/c/exchange/SHAPE_UPDATES/status").json()

    assert program.get("/c/exchanges").json() == ["SHAPE_UPDATES"]
    assert program.get("/c/exchange/SHAPE_UPDATES").json() == {
        "name": "SHAPE_UPDATES",
        "api": "tat",
        "enabled": False,
        "bank": "SHAPES",
        "credential_status": HAS_SOME,
    }
    assert (status["last_fetch_complete_ts"], status["up_to_date"], status["fetched_items"]) == (None, False, 0)
    assert "tat" in program.get("/c/exchanges/apis").json()
    assert program.get("/c/exchanges/api/tat").json() == {
        "supports_authentification": True,
        "has_set_authentification": True,
    }
    assert program.get("/c/exchange/NONE").status_code == 404


def test_what_a_source_asks_for_is_told_in_their_shape(program: Client) -> None:
    schema = program.get("/c/exchanges/api/tat/schema").json()

    assert {each["name"]: each["required"] for each in schema["config_schema"]["fields"]} == {
        "address": False,
        "username": True,
        "ideology": False,
    }
    assert schema["credentials_schema"]["fields"] == [
        {"name": "password", "type": "string", "required": True, "default": None, "help": "Password", "choices": None}
    ]
    assert program.get("/c/exchanges/api/nothing/schema").status_code == 400


# -- set up -----------------------------------------------------------------------------------------------------------


def test_an_exchange_is_set_up_with_credentials_that_were_given_for_its_api_before(program: Client) -> None:
    given = sent(program, "post", "/c/exchanges/api/tat", AT_TAT)
    made = sent(program, "post", "/c/exchanges", OF_TAT)

    feed, bank = Feed.objects.get(), Bank.objects.get(name="TAT_LIST")
    assert given.json() == {"supports_authentification": True, "has_set_authentification": True}
    shown = {**MADE, "credential_status": OF_THE_API}
    assert (made.status_code, made.json()) == (201, {"message": "Created successfully", **shown})
    assert program.get("/c/exchange/TAT_LIST").json() == shown
    assert (feed.settings["username"], feed.opened_secrets()) == ("harbour", {"password": SECRET})
    assert (feed.sends_opinions, feed.asks_hosted, bank.on_match) == (False, False, OnMatch.REVIEW)
    assert {"feed.kind_credentials_given", "bank.created", "feed.added", "feed.switched"} <= set(records())


def test_an_exchange_may_bring_its_own_credentials_and_stay_off(program: Client) -> None:
    asked = {
        "bank": "NEIGHBOURS",
        "api": "ncmec",
        "api_json": {"address": "https://lists.example.org/v2", "enabled": False},
        "credential_json": {"user": "harbour", "password": SECRET},  # as that client names them
    }

    made = sent(program, "post", "/c/exchanges", asked)

    feed = Feed.objects.get()
    assert (made.status_code, made.json()["enabled"]) == (201, False)
    assert (feed.settings["username"], feed.opened_secrets()) == ("harbour", {"password": SECRET})


def test_numbers_of_a_client_are_read_as_text(program: Client) -> None:
    asked = {"bank": "GIFCT", "api": "fb_threatexchange", "api_json": {"privacy_group": 1234567, "name": "X"}}

    assert sent(program, "post", "/c/exchanges", asked).status_code == 201
    assert Feed.objects.get().settings["privacy_group"] == "1234567"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"bank": "lower"}, "name of a list"),
        ({"bank": None}, "name of a list"),
        ({"api": "nothing"}, "nothing"),
        ({"api": None}, "None"),
        ({"api_json": []}, "api_json"),
        ({"api_json": {"environment": "x"}}, "environment"),
        ({"api_json": {"address": "file:secret.csv"}}, "address"),
        ({"api_json": {"ideology": "other"}}, "ideology"),
        ({"api_json": {"enabled": "perhaps"}}, "enabled"),
        ({"api_json": {"username": ["u"]}}, "username"),
        ({"api_json": {"password": "p"}}, "password"),
        ({"credential_json": {}}, "username"),
        ({"credential_json": {"username": "u"}}, "password"),
        ({"credential_json": {"username": "u", "password": "a\nb"}}, "password"),
        ({"credential_json": {"username": "u", "password": SECRET, "token": SECRET}}, "token"),
        ({"api": "ncmec"}, "address"),
    ],
    ids=range(16),
)
def test_what_is_wrong_with_an_exchange_is_named_and_nothing_of_it_stands(
    program: Client, change: dict[str, Any], named: str
) -> None:
    answer = sent(program, "post", "/c/exchanges", {**OF_TAT, **AT_TAT, **change})

    assert answer.status_code == 400
    assert named in answer.json()["message"]
    assert SECRET not in answer.content.decode()
    assert not Feed.objects.exists()
    assert not Bank.objects.exists()


AT_NCMEC = {"api": "ncmec", "api_json": {"address": "https://lists.example.org/v2"}}
AT_GIFCT = {"api": "fb_threatexchange", "api_json": {"privacy_group": "5"}}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"api": "ncmec", "api_json": {"environment": "https://x"}}, "“environment” is not read here"),
        ({"api": "local_file", "api_json": {"filename": "/x"}}, "“filename” is not read here"),
        ({"api": "local_file", "api_json": {"signal_type": "pdq"}}, "“signal_type” is not read here"),
        ({**AT_NCMEC, "credential_json": {"password": SECRET}}, "In credential_json, “user” is missing."),
        ({**AT_NCMEC, "credential_json": {"user": "u"}}, "In credential_json, “password” is missing."),
        ({**AT_NCMEC, "credential_json": {"user": ["u"], "password": SECRET}}, "“user” is a text"),
        ({**AT_NCMEC, "credential_json": {"username": ["u"], "password": SECRET}}, "“username” is a text"),
        ({**AT_GIFCT, "credential_json": {"api_token": ""}}, "In credential_json, “api_token” is missing."),
        ({**AT_GIFCT, "credential_json": {"access_token": ""}}, "In credential_json, “access_token” is missing."),
        ({**AT_GIFCT, "credential_json": {"token": SECRET}}, "no member “token” for this API; it has: api_token."),
        ({"api": "fb_threatexchange", "credential_json": {}}, "In api_json, “privacy_group” is missing."),
        ({"api_json": {"ideology": "other"}}, "“ideology” is one of: "),
    ],
    ids=range(12),
)
def test_what_is_wrong_is_told_by_the_name_that_the_client_knows_with_what_to_do(
    program: Client, change: dict[str, Any], sentence: str
) -> None:
    answer = sent(program, "post", "/c/exchanges", {**OF_TAT, **AT_TAT, **change})

    assert (answer.status_code, Feed.objects.count()) == (400, 0)
    assert sentence in answer.json()["message"]
    assert SECRET not in answer.content.decode()


def test_credentials_are_asked_for_by_the_clients_names(program: Client) -> None:
    schemas = {api: program.get(f"/c/exchanges/api/{api}/schema").json() for api in ("fb_threatexchange", "stopncii")}

    names = {api: [each["name"] for each in shown["credentials_schema"]["fields"]] for api, shown in schemas.items()}
    assert names["fb_threatexchange"] == ["api_token"]
    assert names["stopncii"][:2] == ["fetch_function_key", "subscription_key"]


@pytest.mark.parametrize("body", ["[]", "{", '{"bank": "A\\ud800"}'], ids=range(3))
def test_a_body_that_cannot_be_read_is_refused(program: Client, body: str) -> None:
    answers = [
        program.post(path, body, content_type="application/json") for path in ("/c/exchanges", "/c/exchanges/api/tat")
    ]

    assert [answer.status_code for answer in answers] == [400, 400]


def test_a_name_is_taken_by_an_exchange_or_a_list_of_that_name(program: Client, bank: Bank, bo: Actor) -> None:
    a_feed(bank, bo)

    answers = [
        sent(program, "post", "/c/exchanges", {**OF_TAT, **AT_TAT, "bank": name})
        for name in ("SHAPE_UPDATES", "SHAPES")
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert (Feed.objects.count(), Bank.objects.count()) == (1, 1)


# -- switched ---------------------------------------------------------------------------------------------------------


def test_a_feed_is_switched_on_and_off_and_what_is_so_already_changes_nothing(
    program: Client, bank: Bank, bo: Actor
) -> None:
    a_feed(bank, bo)
    path = "/c/exchange/SHAPE_UPDATES"

    answers = [sent(program, "put", path, {"enabled": on}) for on in (True, True, "false")]

    assert [each.status_code for each in answers] == [200, 200, 200]
    assert [each.json()["enabled"] for each in answers] == [True, True, False]
    assert answers[0].json() == {**MADE, "name": "SHAPE_UPDATES", "bank": "SHAPES"}
    assert records()[-2:] == ["feed.switched", "feed.switched"]
    assert records().count("feed.switched") == 2


@pytest.mark.parametrize("enabled", ["perhaps", 2, [], {}], ids=str)
def test_what_is_neither_on_nor_off_is_refused_for_a_feed(
    program: Client, bank: Bank, bo: Actor, enabled: object
) -> None:
    a_feed(bank, bo)

    assert sent(program, "put", "/c/exchange/SHAPE_UPDATES", {"enabled": enabled}).status_code == 400


@pytest.mark.parametrize(
    ("source", "tells"),
    [(TCAP, "asks_hosted"), (THREAT_EXCHANGE, "sends_opinions")],
    ids=["of uploads", "of decisions"],
)
def test_no_program_switches_a_feed_on_that_tells_others(
    program: Client, bank: Bank, bo: Actor, source: tuple[Any, ...], tells: str
) -> None:
    feed = a_feed(bank, bo, source, **{tells: True})
    on = sent(program, "put", "/c/exchange/SHAPE_UPDATES", {"enabled": True})
    feeds.switch(feed=feed, on=True, by=bo, at=NOON)
    off = sent(program, "put", "/c/exchange/SHAPE_UPDATES", {"enabled": False})

    assert (on.status_code, off.status_code) == (403, 200)
    assert off.json()["enabled"] is False


# -- removed ----------------------------------------------------------------------------------------------------------


def test_an_exchange_that_is_deleted_is_gone_what_it_brought_is_withdrawn_and_it_can_be_set_up_again(
    program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Tcap()
    source.put(1)
    with serving(source) as served:
        monkeypatch.setattr(settings, "FETCH_ALLOW", [*settings.FETCH_ALLOW, served.netloc])
        asked = {**OF_TAT, **AT_TAT, "api_json": {"address": served.url("/api/hash-list/v2/all")}}
        sent(program, "post", "/c/exchanges", asked)
        read = feeds.read_to_end(feed=Feed.objects.get(), at=now())
        deleted, again = (program.delete("/c/exchange/TAT_LIST") for _twice in range(2))
        work_off()
        withdrawn = Entry.objects.get().withdrawn_because
        gone = program.get("/c/exchange/TAT_LIST").status_code, program.get("/c/exchanges").json()
        made = sent(program, "post", "/c/exchanges", asked)
        feeds.read_to_end(feed=Feed.objects.get(removed_at=None), at=now())

    assert read.added == 1
    assert [answer.json() for answer in (deleted, again)] == [{"message": "Exchange deleted"}] * 2
    assert withdrawn == "Its source was removed: TAT_LIST"
    assert gone == (404, [])
    assert made.status_code == 201
    assert Entry.objects.filter(withdrawn_at=None).count() == 1
    assert Bank.objects.get().name == "TAT_LIST"


# -- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", [Scope.BANKS_READ, Scope.BANKS_WRITE])
def test_a_key_for_lists_alone_neither_sets_up_nor_switches_nor_removes(bank: Bank, bo: Actor, scope: Scope) -> None:
    feed = a_feed(bank, bo)
    client = Client(headers=cast.as_client(cast.a_key(scope)))

    answers = [
        sent(client, "post", "/c/exchanges", {**OF_TAT, **AT_TAT}),
        sent(client, "post", "/c/exchanges/api/tat", AT_TAT),
        sent(client, "put", "/c/exchange/SHAPE_UPDATES", {"enabled": True}),
        sent(client, "post", "/c/exchange/SHAPE_UPDATES/credentials", AT_TAT),
        client.delete("/c/exchange/SHAPE_UPDATES"),
    ]

    feed.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403] * 5
    assert (feed.is_on, feed.removed_at, Feed.objects.count()) == (False, None, 1)


def test_a_key_for_feeds_alone_makes_no_list_but_switches_and_removes(bank: Bank, bo: Actor) -> None:
    a_feed(bank, bo)
    client = Client(headers=cast.as_client(cast.a_key(Scope.FEEDS_WRITE)))

    made = sent(client, "post", "/c/exchanges", {**OF_TAT, **AT_TAT})
    switched = sent(client, "put", "/c/exchange/SHAPE_UPDATES", {"enabled": True})
    removed = client.delete("/c/exchange/SHAPE_UPDATES")

    assert (made.status_code, "banks:write" in made.json()["message"]) == (403, True)
    assert (switched.status_code, removed.status_code) == (200, 200)


def test_an_owner_alone_makes_a_key_for_feeds() -> None:
    people = cast.a_person("Lead", Role.LEAD), cast.bo()

    pages = [cast.browser_of(person).get("/people/keys/create/") for person in people]

    assert pages[0].status_code == 403
    assert 'value="feeds:write"' in pages[1].content.decode()
