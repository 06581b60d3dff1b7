"""A matcher that keeps its list to itself, asked by the worker: only where switched on, in batches, leaving nothing."""

import json
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from bonafides.base.outbox.models import Message
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of
from bonafides.matching.tmk.hash import Tmk
from bonafides.safety.banks.models import Bank
from bonafides.safety.feeds import queries
from bonafides.safety.feeds.actions import hosting
from bonafides.safety.feeds.adapters.hosted import TcapVerification
from bonafides.safety.feeds.adapters.shape import Answer
from bonafides.safety.feeds.models import Feed, HostedHit, HostedQuestion
from bonafides.safety.feeds.tests.conftest import NOON, Serve, a_feed, standing
from bonafides.safety.feeds.tests.sources import Asked, Said, Served
from bonafides.safety.feeds.vocabulary import HOSTED_WAITS_AT_MOST

pytestmark = pytest.mark.django_db


class Verification:
    """It knows some SHA-256 digests, and says so beside each hash that it was asked about."""

    def __init__(self, *known: str) -> None:
        self.known, self.batches, self.status = known, [], 200  # type: tuple[str, ...], list[Any], int

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/token-auth/api/login":
            return Said({"service_token": "short"} if asked.json["requested_service"] == "Hash Verification" else {})
        self.batches.append(asked.json["body"])
        rows = [{**item, "matched": item["hash_value"] in self.known} for item in asked.json["body"]]
        return Said({"results": rows}, self.status)


def a_hosted_feed(bank: Bank, by: Actor, served: Served, *, on: bool = True) -> Feed:
    address = served.url("/api/hash-list/v2/all")
    given: dict[str, Any] = {"settings": {"username": "harbour"}, "secrets": {"password": "s3cret-word"}}
    return a_feed(bank, by, address, "tcap", asks_hosted=on, **given)


def an_upload(number: int) -> Fingerprints:
    return fingerprints_of(f"shape {number}".encode())


def sha256_of(upload: Fingerprints) -> str:
    return next(value for kind, value in upload.digests.items() if kind == "sha256")


def test_what_is_known_there_stands_on_the_list_and_the_platform_hears_of_it(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    known = sha256_of(an_upload(3))
    source = Verification(known)
    with serve(source) as served:
        a_hosted_feed(bank, bo, served)
        for number in range(30):
            hosting.ask_later(item=f"paste/{number}", fingerprints=an_upload(number), at=NOON)
        found = hosting.ask_all(at=NOON)

    assert found == 1
    assert standing(bank) == {known}
    assert Message.objects.get(type="match.hosted").data["item"] == "paste/3"
    assert max(len(batch) for batch in source.batches) == 50
    assert not HostedQuestion.objects.exists()


def test_what_is_not_answered_within_a_day_is_erased(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Verification()
    source.status = 503
    with serve(source) as served:
        a_hosted_feed(bank, bo, served)
        hosting.ask_later(item="paste/1", fingerprints=an_upload(1), at=NOON)
        hosting.ask_all(at=NOON)
        waited = HostedQuestion.objects.count()
        hosting.ask_all(at=NOON + HOSTED_WAITS_AT_MOST + timedelta(seconds=1))

    assert waited
    assert not HostedQuestion.objects.exists()


def test_nothing_is_asked_or_kept_where_nobody_switched_it_on(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(Verification()) as served:
        a_hosted_feed(bank, bo, served, on=False)
        asked = hosting.ask_later(item="paste/1", fingerprints=an_upload(1), at=NOON)

    assert asked == 0
    assert not HostedQuestion.objects.exists()


def test_a_matcher_that_does_not_answer_is_asked_again(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Verification(sha256_of(an_upload(1)))
    source.status = 503
    with serve(source) as served:
        a_hosted_feed(bank, bo, served)
        hosting.ask_later(item="paste/1", fingerprints=an_upload(1), at=NOON)
        before = hosting.ask_all(at=NOON)
        source.status = 200
        after = hosting.ask_all(at=NOON)

    assert (before, after) == (0, 1)


def test_a_hash_that_a_matcher_refuses_does_not_keep_the_others_from_being_asked(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source, refused = Verification(sha256_of(an_upload(2))), sha256_of(an_upload(1))

    def talk(asked: Asked) -> Said:
        return Said({"detail": "no"}, 400) if refused.encode() in asked.body else source(asked)

    with serve(talk) as served:
        a_hosted_feed(bank, bo, served)
        for number in (1, 2):
            hosting.ask_later(item=f"paste/{number}", fingerprints=an_upload(number), at=NOON)
        found = hosting.ask_all(at=NOON)

    assert found == 1
    assert not HostedQuestion.objects.filter(value=refused).exists()


def test_a_login_that_is_refused_erases_no_question(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(lambda asked: Said({"detail": "wrong password"}, 400)) as served:
        a_hosted_feed(bank, bo, served)
        asked = hosting.ask_later(item="paste/1", fingerprints=an_upload(1), at=NOON)
        hosting.ask_all(at=NOON)

    assert HostedQuestion.objects.count() == asked


def a_tmk(number: int) -> Tmk:
    chance = np.random.default_rng(number)
    average, cosines, sines = (chance.random(shape, np.float32) for shape in ((256,), (4, 32, 256), (4, 32, 256)))
    return Tmk.of(900, average, cosines, sines)


@pytest.mark.db
def test_a_whole_video_is_asked_about_by_its_tmk(bank: Bank, bo: Actor, serve: Serve) -> None:
    tmk = a_tmk(1)
    source = Verification(tmk.text)
    with serve(source) as served:
        a_hosted_feed(bank, bo, served)
        hosting.ask_later(item="video/1", fingerprints=Fingerprints(tmk=tmk), at=NOON)
        found = hosting.ask_all(at=NOON)

    known = queries.known_elsewhere(HostedHit.objects.get().reference)
    assert source.batches == [[{"hash_value": tmk.text, "hash_type": "TMK", "confidence": 0.7}]]
    assert (found, standing(bank)) == (1, {tmk.text})
    assert known is not None
    assert known.fingerprints == Fingerprints(tmk=tmk)


def test_only_so_many_long_hashes_go_into_one_question() -> None:
    lengths = [351_128] * 5 + [64]
    waiting = [HostedQuestion(value="a" * length) for length in lengths]

    assert [len(hosting.for_one_question(waiting[start:])) for start in (0, 1, 2, 5)] == [4, 5, 4, 1]
    assert len(hosting.for_one_question([HostedQuestion(value="a" * 2_000_000)])) == 1


def test_letters_of_base64_are_told_apart_by_their_case() -> None:
    answer = Answer(200, json.dumps([{"hash_value": "VE1LMQ==", "matched": True}]).encode())

    found = TcapVerification.found_in(answer, [("tmk", "VE1LMQ=="), ("tmk", "ve1lmq==")])

    assert found == [("tmk", "VE1LMQ==")]


@pytest.mark.parametrize(
    ("answer", "is_known"),
    [
        ([{"hash_value": "AB", "match": True}], True),
        ({"results": [{"hash_digest": "ab", "exact_matches": [{"id": 1}]}]}, True),
        ([{"hash_value": "ab", "matched": False, "matches": []}], False),
        ([{"hash_value": "ab"}], False),
        ([{"hash_value": "cd", "matched": True}], False),
        ({}, False),
    ],
)
def test_a_hash_is_known_where_the_answer_says_so_beside_it(answer: Any, is_known: bool) -> None:
    read = TcapVerification.found_in(Answer(200, json.dumps(answer).encode()), [("sha256", "ab")])

    assert bool(read) is is_known
