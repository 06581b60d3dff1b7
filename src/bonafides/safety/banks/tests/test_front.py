"""The front says what Django says, on every input; and hands on what it would not say."""

import random
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.models import Sum
from django.test import TestCase
from tests import cast

from bonafides.base.people import actions as people
from bonafides.base.people import queries as keys
from bonafides.base.people.api_auth import LIMITER
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.banks import actions, floods
from bonafides.safety.banks.api import MatchOut
from bonafides.safety.banks.front import wire
from bonafides.safety.banks.front.answering import Front
from bonafides.safety.banks.front.tables import Kept
from bonafides.safety.banks.models import Bank, LookupCount
from bonafides.safety.banks.tests.asking import PICTURES, Asking, KeptStill, as_body, make_lists, policy_of
from bonafides.safety.banks.tests.conftest import NOON, PDQ_A, SHA256_A, SHA256_B, an_entry
from bonafides.safety.banks.vocabulary import Opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(bank: Bank, bo: Actor) -> None:
    make_lists(bank, bo)


@pytest.fixture
def asking(lists: None, one_connection: None) -> Asking:
    return Asking(cast.a_key(Scope.MATCH_READ))


def test_what_meets_a_list_that_answers_by_shares_is_left_to_django(asking: Asking) -> None:
    asking.kept = asking.front._kept = KeptStill(lambda: True)
    asking.kept.renew()

    asking.handed_on("GET", "/m/lookup", f"signal_type=sha256&signal={SHA256_A}")
    nothing, _django = asking.both("GET", "/m/lookup", f"signal_type=sha256&signal={'1' * 64}")

    assert nothing["body"] == {}


def flipped(value: str, bits: int, rng: random.Random) -> str:
    number = int(value, 16)
    for bit in rng.sample(range(256), bits):
        number ^= 1 << bit
    return f"{number:064x}"


def an_item(rng: random.Random) -> dict[str, object]:
    """Hashes near and far, listed and not, in either case, with and without a quality."""
    digests = {"sha256": rng.choice([SHA256_A, SHA256_B, "9" * 64, "1" * 64]), "md5": rng.choice(["d" * 32, "e" * 32])}
    near = flipped(rng.choice([PDQ_A, *PICTURES]), rng.choice([0, 0, 3, 5, 9, 20, 31, 33]), rng)
    picture = {"pdq": rng.choice([near, near.upper(), f"{rng.getrandbits(256):064x}"])}
    none: dict[str, object] = {}
    quality: Any = rng.choice([none, *({"pdq_quality": told} for told in (None, 49, 50, 100))])
    listed = {"sha256": SHA256_A}
    return {**rng.choice([picture, digests, listed, {**digests, **picture}, {**listed, **picture}]), **quality}


def test_it_answers_what_django_answers(asking: Asking) -> None:
    rng = random.Random(11)
    asked = [an_item(rng) for _ in range(120)]

    pairs = [asking.both("POST", "/api/v1/match", body=as_body(**item)) for item in asked]

    assert [ours["body"] for ours, _theirs in pairs] == [theirs["body"] for _ours, theirs in pairs]
    assert {ours["status"] for ours, _theirs in pairs} == {200}
    assert {ours["body"]["outcome"] for ours, _theirs in pairs} == {"allow", "review"}
    assert max(len(ours["body"]["matches"]) for ours, _theirs in pairs) > 1


def test_it_answers_many_at_once_as_django_does(asking: Asking) -> None:
    rng = random.Random(12)
    body = as_body(items=[an_item(rng) for _ in range(300)])

    ours, theirs = asking.both("POST", "/api/v1/match", body=body)

    assert ours["body"] == theirs["body"]
    assert len(ours["body"]["results"]) == 300


@pytest.mark.parametrize(
    "query",
    [
        f"signal_type=pdq&signal={PICTURES[2]}",
        f"signal_type=pdq&signal={PICTURES[1]}",
        f"signal_type=pdq&signal={PICTURES[0]}&banks=NEARLY_THE_SAME",
        f"signal_type=pdq&signal={PICTURES[0]}&banks=NEARLY_THE_SAME,shapes",
        f"signal_type=sha256&signal={SHA256_A}",
        f"signal_type=video_md5&signal={'d' * 32}",
        f"signal_type=md5&signal={'c' * 32}",
    ],
)
def test_it_answers_the_other_matchers_clients_as_django_does(asking: Asking, query: str) -> None:
    ours, theirs = asking.both("GET", "/m/lookup", query)

    assert (ours["status"], ours["body"]) == (theirs["status"], theirs["body"])


@pytest.mark.parametrize(("name", "status"), [("NOPE", 404), ("SHAPES,NOPE", 404), ("SWITCHED_OFF", 200)])
def test_a_list_that_it_does_not_know_is_left_to_django(asking: Asking, name: str, status: int) -> None:
    told = asking.handed_on("GET", "/m/lookup", f"signal_type=sha256&signal={SHA256_A}&banks={name}")

    assert told["status"] == status


def test_its_answers_carry_what_every_answer_carries(asking: Asking) -> None:
    ours, theirs = asking.both("POST", "/api/v1/match", body=as_body(sha256=SHA256_A))

    of_pages = {"Vary", "Content-Language", "X-Request-Id", "Content-Length"}
    assert {name: value for name, value in theirs["headers"].items() if name not in of_pages} == {
        name: value for name, value in ours["headers"].items() if name not in of_pages
    }
    assert len(ours["headers"]["X-Request-Id"]) == len(theirs["headers"]["X-Request-Id"]) == 16


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (as_body(pdq="z" * 64), 422),
        (as_body(pdq="ab"), 422),
        (as_body(pdq=PDQ_A, pdq_quality=101), 422),
        (as_body(pdq=PDQ_A, pdq_quality="80"), 200),
        (as_body(sha256=None), 422),
        (as_body(text="seven blue triangles"), 200),
        (as_body(url="http://"), 422),
        (as_body(identifier="iban:DE89370400440532013000"), 200),
        (as_body(identifier="iban:hello"), 422),
        (as_body(tlsh="T1"), 422),
        (as_body(), 422),
        (as_body(pdq_quality=80), 422),
        (as_body(text=""), 200),
        (as_body(items=[]), 422),
        (as_body(items=[{"sha256": SHA256_A}, {}]), 422),
        (as_body(items=[{"sha256": SHA256_A}, {"sha256": "beef"}]), 422),
        (as_body(items=[{"sha256": SHA256_A}, {"text": "words"}]), 200),
        (as_body(items=[{}] * 5_001), 422),
        (as_body(items=[{"sha256": SHA256_A}], md5="a" * 33), 422),
        (as_body(items=[{"sha256": SHA256_A}], sha256=SHA256_A), 422),
        (as_body(md5="\0" * 32), 422),
        (b'{"md5":"\xff"}', 400),
        (b'{"\xff":1}', 400),
    ],
)
def test_what_it_cannot_read_is_djangos(asking: Asking, body: bytes, status: int) -> None:
    assert asking.handed_on("POST", "/api/v1/match", body=body)["status"] == status


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"HTTP_AUTHORIZATION": "Bearer bf_UNKNOWN_x"}, 401),
        ({"HTTP_AUTHORIZATION": ""}, 401),
        ({"HTTP_HOST": "elsewhere.example.org"}, 400),
        ({"CONTENT_LENGTH": str(5 * 1024 * 1024)}, 413),
        ({"HTTP_COOKIE": "a=b"}, 200),
        ({"HTTP_ORIGIN": "null"}, 200),
        ({"QUERY_STRING": "record=perhaps"}, 422),
        ({"QUERY_STRING": "records=1"}, 422),
    ],
)
def test_a_request_that_is_not_in_order_is_djangos(asking: Asking, changed: dict[str, str], status: int) -> None:
    assert asking.handed_on("POST", "/api/v1/match", body=as_body(sha256=SHA256_A), **changed)["status"] == status


def test_a_key_without_the_scope_is_refused(lists: None, one_connection: None) -> None:
    other = Asking(cast.a_key(Scope.BANKS_READ))

    assert other.handed_on("POST", "/api/v1/match", body=as_body(sha256=SHA256_A))["status"] == 403


def test_a_key_that_has_expired_or_was_ended_opens_nothing(asking: Asking) -> None:
    body = as_body(sha256=SHA256_A)
    clock.use(lambda: NOON + timedelta(days=10_000))
    expired = asking.handed_on("POST", "/api/v1/match", body=body)
    clock.use(None)
    asking.both("POST", "/api/v1/match", body=body)
    people.revoke_api_key(key=keys.key_of(asking.key, at=clock.now()), by=SYSTEM, at=clock.now())
    asking.kept.renew()

    assert expired["status"] == asking.handed_on("POST", "/api/v1/match", body=body)["status"] == 401


def test_too_many_calls_are_refused_as_ever(asking: Asking) -> None:
    reference = keys.key_of(asking.key, at=clock.now()).reference
    clock.use(lambda: NOON)
    asking.both("POST", "/api/v1/match", body=as_body(sha256=SHA256_A))
    LIMITER._buckets[reference].tokens = 0.0
    refused = asking.handed_on("POST", "/api/v1/match", body=as_body(sha256=SHA256_A))
    clock.use(None)

    assert (refused["status"], "Retry-After" in refused["headers"]) == (429, True)


@pytest.mark.parametrize(("age", "are_good"), [(1.9, True), (2.1, False)])
def test_tables_older_than_two_seconds_answer_nothing(age: float, are_good: bool, monkeypatch: Any) -> None:
    kept = Kept()
    kept.renew()
    monkeypatch.setattr(kept, "_start", lambda: None)
    monkeypatch.setattr("time.monotonic", lambda: kept._tables.read_at + age)  # type: ignore[union-attr]

    assert (kept.tables() is not None) == are_good


def test_what_this_process_changed_is_not_answered_from_before(bank: Bank, bo: Actor, monkeypatch: Any) -> None:
    kept = Kept()
    kept.renew()
    monkeypatch.setattr(kept, "_start", lambda: None)
    monkeypatch.setattr("time.monotonic", lambda: kept._tables.read_at + 0.1)  # type: ignore[union-attr]
    before = kept.tables()

    with TestCase.captureOnCommitCallbacks(execute=True):
        an_entry(bank, bo)

    assert (before is not None, kept.tables()) == (True, None)


def test_who_finds_the_tables_old_waits_for_their_reader(lists: None, monkeypatch: Any) -> None:
    kept = Kept()
    kept.renew()
    old = replace(kept._tables, read_at=kept._tables.read_at - 60)  # type: ignore[type-var, union-attr]
    kept._tables = old
    monkeypatch.setattr(kept, "_start", threading.Timer(0.05, kept.renew).start)

    found = kept.tables()

    assert found is not None
    assert found is not old


def test_a_server_reads_the_tables_before_the_first_lookup(lists: None, monkeypatch: Any) -> None:
    kept = Kept()
    monkeypatch.setattr(kept, "_start", threading.Timer(0.05, kept.renew).start)

    Front(lambda *_request: [], {}, kept).warm()

    assert kept.tables() is not None


def test_a_server_whose_database_is_away_does_not_wait_for_ever(monkeypatch: Any) -> None:
    kept = Kept()
    monkeypatch.setattr(kept, "_start", lambda: None)
    monkeypatch.setattr("bonafides.safety.banks.front.answering.WARM_SECONDS", 0.05)

    Front(lambda *_request: [], {}, kept).warm()

    assert kept.tables() is None


def test_rows_are_read_again_only_when_the_log_says_that_something_changed(
    asking: Asking, bank: Bank, bo: Actor
) -> None:
    asking.ask(asking.front, "POST", "/api/v1/match", body=as_body(pdq=PDQ_A))
    asking.kept.renew()
    met = asking.kept._tables.met  # type: ignore[union-attr]
    asking.ask(asking.front, "POST", "/api/v1/match", "record=1", body=as_body(pdq=PDQ_A))

    asking.kept.renew()
    same = asking.kept._tables.met  # type: ignore[union-attr]
    with TestCase.captureOnCommitCallbacks(execute=True):
        an_entry(bank, bo, value="7" * 64)
    asking.kept.renew()

    assert (same is met) == (connection.vendor == "sqlite")
    assert asking.kept._tables.met is not met  # type: ignore[union-attr]


def test_it_counts_towards_a_flood_as_django_does(asking: Asking, monkeypatch: Any) -> None:
    rng, counted = random.Random(13), []
    monkeypatch.setattr(floods.TALLY, "note", lambda hit, *at: counted.append([set(entries) for entries in hit]))
    body = as_body(items=[an_item(rng) for _ in range(60)])

    asking.ask(asking.front, "POST", "/api/v1/match", "", body)
    asking.kept.noted.flush()
    asking.ask(WSGIHandler(), "POST", "/api/v1/match", "", body)
    asking.ask(asking.front, "POST", "/api/v1/match", "record=1", body)
    asking.kept.noted.flush()

    assert counted[0] == counted[1] == counted[2]
    assert any(counted[0])


def test_what_meets_nothing_touches_no_table(asking: Asking, django_assert_num_queries: Any) -> None:
    asking.both("POST", "/api/v1/match", body=as_body(sha256="7" * 64))
    with django_assert_num_queries(0):
        asking.ask(asking.front, "POST", "/api/v1/match", body=as_body(sha256="7" * 64))
    with django_assert_num_queries(1):
        asking.ask(asking.front, "POST", "/api/v1/match", body=as_body(sha256=SHA256_A))
    with django_assert_num_queries(0):
        asking.ask(asking.front, "POST", "/api/v1/match", body=as_body(sha256=SHA256_A))


def test_what_changes_counts_from_the_next_reading_on(asking: Asking, bank: Bank, bo: Actor) -> None:
    entry, other = an_entry(bank, bo, value="5" * 64), an_entry(bank, bo, value="6" * 64)
    asking.kept.renew()
    asked = as_body(items=[{"sha256": "5" * 64}, {"sha256": "6" * 64}, {"pdq": PDQ_A}])
    before = asking.both("POST", "/api/v1/match", body=asked)
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON)
    actions.withdraw_entry(entry=other, reason="a test", by=bo, at=NOON)
    asking.kept.renew()
    judged = asking.both("POST", "/api/v1/match", body=asked)
    actions.set_policy(bank=bank, **policy_of(bank, threshold_bits=3, hold_threshold_bits=1), by=bo, at=NOON)
    asking.kept.renew()
    narrowed = asking.both("POST", "/api/v1/match", body=asked)

    outcomes = [[each["outcome"] for each in ours["body"]["results"]] for ours, _ in (before, judged)]
    assert outcomes == [["review", "review", "review"], ["allow", "allow", "review"]]
    assert [ours["body"] == theirs["body"] for ours, theirs in (before, judged, narrowed)] == [True, True, True]
    assert narrowed[0]["body"]["results"][2]["matches"][0]["threshold_bits"] == 3


def test_lookups_are_counted_and_the_use_of_a_key_is_noted(asking: Asking) -> None:
    for digest in (SHA256_A, "7" * 64, "8" * 64):
        asking.ask(asking.front, "POST", "/api/v1/match", body=as_body(sha256=digest))
    asking.ask(asking.front, "GET", "/m/lookup", f"signal_type=sha256&signal={SHA256_A}")

    asking.kept.noted.flush()

    counted = LookupCount.objects.values_list("name").annotate(Sum("lookups"), Sum("matched"))  # of whatever days
    assert sorted(counted) == [("api", 3, 1), ("hma", 1, 1)]
    assert keys.key_of(asking.key, at=clock.now()).use.last_used_at


def test_the_front_says_the_fields_that_the_api_says() -> None:
    assert list(wire.Shown.__struct_fields__) == list(MatchOut.model_fields)
