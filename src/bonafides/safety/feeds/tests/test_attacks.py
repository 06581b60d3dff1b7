"""Sources that are broken, hostile or under somebody else's hand: a run ends, says why, and spoils nothing."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import Tlp
from bonafides.safety.feeds import wire
from bonafides.safety.feeds.actions import sharing
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.adapters.shape import Answer, Gone, Row, Source
from bonafides.safety.feeds.models import FeedRun
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, read, standing
from bonafides.safety.feeds.tests.sources import Asked, Said, a_digest
from bonafides.safety.feeds.vocabulary import RunState

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SECRET = "s3cret-key"
STOPNCII: dict[str, Any] = {"secrets": {"fetch_key": SECRET, "subscription_key": SECRET}}
GROUP: dict[str, Any] = {"settings": {"privacy_group": "7"}, "secrets": {"access_token": f"1|{SECRET}"}}
BASIC: dict[str, Any] = {"settings": {"username": "harbour"}, "secrets": {"password": SECRET}}


def records(*numbers: int, token: str = "", more: bool = False, status: str = "Active") -> dict[str, Any]:
    """A page of StopNCII's form; its texts are values that any list takes."""
    rows = [{"signalType": "Text", "hashValue": f"shape {number} here", "hashStatus": status} for number in numbers]
    return {"count": len(rows), "nextPageToken": token, "nextSetTimestamp": 9, "hasMoreRecords": more,
            "hashRecords": rows}  # fmt: skip


# -- without an end ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("circle", [1, 2, 3, 7])
def test_pages_that_come_round_again_are_noticed_however_many_they_are(
    bank: Bank, bo: Actor, serve: Serve, circle: int
) -> None:
    def round_and_round(asked: Asked) -> Said:
        number = (int(asked.query.get("nextPageToken", "0")) + 1) % (circle + 1) or 1
        return Said(records(number, token=str(number), more=True))

    with serve(round_and_round) as served:
        run = read(a_feed(bank, bo, served.url(), "stopncii", **STOPNCII))

    assert (run.state, len(served.asked) < 30) == (RunState.FAILED, True)
    assert run.trouble in {"The source does not come to an end.", MORE_FROM_NOWHERE}


MORE_FROM_NOWHERE = "The source says that there is more, but not from where."


def test_a_source_with_ever_new_pages_is_broken_off(
    bank: Bank, bo: Actor, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bonafides.safety.feeds.actions.running.PAGES_AT_MOST", 5)

    def ever_more(asked: Asked) -> Said:
        number = int(asked.query.get("nextPageToken", "0")) + 1
        return Said(records(number, token=str(number), more=True))

    with serve(ever_more) as served:
        run = read(a_feed(bank, bo, served.url(), "stopncii", **STOPNCII))

    assert (run.state, run.pages, run.trouble) == (RunState.FAILED, 5, "The source does not come to an end.")


def test_a_cursor_that_its_source_has_forgotten_is_dropped_and_the_next_run_begins_before_it(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    forgotten = [True]

    def forgetful(asked: Asked) -> Said:
        if not asked.query.get("nextPageToken"):
            return Said(records(1, token="t-1", more=True))
        return Said({"error": "expired"}, 410) if forgotten[0] else Said(records(2))

    with serve(forgetful) as served:
        feed = a_feed(bank, bo, served.url(), "stopncii", **STOPNCII)
        first = read(feed)
        forgotten[0] = False
        second = read(feed, NOON + HOUR)

    assert (first.state, first.trouble) == (RunState.FAILED, "The source answered 410.")
    assert (second.state, second.unchanged, second.added) == (RunState.DONE, 1, 1)


@pytest.mark.parametrize(
    ("name", "checkpoint", "begins"),
    [
        ("threatexchange", {"since": 5, "after": "x", "newest": 9}, {"since": 5}),
        ("ncmec", {"since": "2026-01-01", "next": "http://x/", "newest": ""}, {"since": "2026-01-01"}),
        ("taxii", {"since": "", "next": "n", "latest": "z"}, {"since": ""}),
        ("stopncii", {"since": 3}, None),
        ("tcap", {"after": "1,2"}, None),
    ],
)
def test_where_a_source_is_read_from_once_its_cursor_is_gone(
    name: str, checkpoint: dict[str, Any], begins: dict[str, Any] | None
) -> None:
    assert ADAPTERS[name].without_cursor(checkpoint) == begins


# -- too much ---------------------------------------------------------------------------------------------------------


def bomb(asked: Asked) -> Said:
    """A few kilobytes that unpack to more than a page may have."""
    packed = gzip.compress(b'{"hashRecords": [' + b" " * (40 << 20) + b"]}")
    return Said(packed, headers={"Content-Encoding": "gzip"})


def flood(asked: Asked) -> Said:
    return Said(b" " * (33 << 20))


@pytest.mark.parametrize("source", [bomb, flood], ids=["gzip", "plain"])
def test_more_than_a_page_is_not_taken_in(bank: Bank, bo: Actor, serve: Serve, source: Callable[[Asked], Said]) -> None:
    with serve(source) as served:
        run = read(a_feed(bank, bo, served.url(), "stopncii", **STOPNCII))

    assert run.state == RunState.FAILED
    assert "larger than" in run.trouble


def test_a_place_that_is_too_long_to_keep_is_none(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(lambda asked: Said(records(1, token="t" * 5_000, more=True))) as served:
        run = read(a_feed(bank, bo, served.url(), "stopncii", **STOPNCII))

    assert (run.state, run.trouble) == (RunState.FAILED, "The source names a place that cannot be kept.")


# -- not what it should be --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", b'{"hashRecords": [{"signalType": "\xc3\x28"}]}', b"", b"null", b"[1]"], ids=range(5)
)
def test_bytes_that_are_no_text_fail_the_run_with_a_reason(bank: Bank, bo: Actor, serve: Serve, body: bytes) -> None:
    with serve(lambda asked: Said(body)) as served:
        run = read(a_feed(bank, bo, served.url(), "stopncii", **STOPNCII))

    assert run.state == RunState.FAILED
    assert run.trouble


def test_a_null_character_is_replaced_and_a_row_with_half_of_a_character_is_set_aside(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    odd = b"""{"objects": [
        {"type": "indicator", "id": "indicator--\\u0000", "name": "a\\u0000b",
         "pattern": "[file:hashes.'SHA-256' = '%s']"},
        {"type": "indicator", "id": "indicator--3", "name": "a\\ud800b",
         "pattern": "[file:hashes.'SHA-256' = '%s']"},
        {"type": "indicator", "id": "indicator--2", "pattern": "[file:hashes.'SHA-256' = '\\u0000']"}]}"""
    with serve(lambda asked: Said(odd.replace(b"%s", a_digest(1).encode()))) as served:
        run = read(a_feed(bank, bo, served.url(), "stix"))

    half = run.rows_set_aside.get(reason__contains="half")
    assert (run.state, run.added, run.set_aside) == (RunState.DONE, 1, 2)
    assert Entry.objects.get(bank=bank).label == "a\ufffdb"
    assert (half.why, "\\ud800" in half.raw) == ("“name” holds half of a character.", True)


def test_rows_that_contradict_each_other_come_to_what_was_said_last(bank: Bank, bo: Actor, serve: Serve) -> None:
    said = [records(1, 1, 2), records(2, 7, status="Withdrawn"), records(1, status="Withdrawn")]
    with serve(lambda asked: Said(said.pop(0))) as served:
        feed = a_feed(bank, bo, served.url(), "stopncii", **STOPNCII)
        runs = [read(feed, NOON + n * HOUR) for n in range(3)]

    assert [run.state for run in runs] == [RunState.DONE] * 3
    assert [run.taken_back for run in runs] == [0, 1, 1]
    assert standing(bank) == set()


@pytest.mark.parametrize(
    ("until", "line"),
    [
        ("2026-03-02T11:59:59", Gone),  # no zone: as UTC
        ("2026-03-02T12:00:01", Row),
        ("2026-03-02T13:00:00+02:00", Gone),
        ("2026-03-02T11:00:00-02:00", Row),
        ("yesterday", Row),
        ("9999-12-31T23:59:59-23:59", Row),
    ],
)
def test_a_moment_without_a_zone_is_one_of_utc(until: str, line: type) -> None:
    shown = {"type": "indicator", "id": "i", "pattern": "[url:value = 'https://a.example.org/']", "valid_until": until}
    body = json.dumps({"objects": [shown]}).encode()

    (read_,) = ADAPTERS["stix"].read(Source(""), None, Answer(200, body), NOON).lines

    assert isinstance(read_, line)


# -- another's hand ---------------------------------------------------------------------------------------------------


def test_a_redirect_into_this_machine_is_not_followed_and_no_credential_goes_with_one(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    with serve(lambda asked: Said(records(1))) as inside:
        with serve(lambda asked: Said(b"", 302, {"Location": inside.url("/FetchHashes")})) as served:
            elsewhere = read(a_feed(bank, bo, served.url(), "stopncii", **STOPNCII))
        with serve(lambda asked: Said(b"", 302, {"Location": "http://127.0.0.1:9/"})) as served:
            refused = read(a_feed(bank, bo, served.url(), "stopncii", **STOPNCII))

    assert elsewhere.state == RunState.DONE
    assert "x-functions-key" not in inside.asked[0].headers
    assert refused.state == RunState.FAILED
    assert SECRET not in refused.trouble


def test_a_source_that_sends_round_and_round_is_told_without_the_credential_in_its_address(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    with serve(lambda asked: Said(b"", 302, {"Location": "/round"})) as served:
        run = read(a_feed(bank, bo, served.url("/v21.0"), "threatexchange", **GROUP))

    said = LogEntry.objects.get(event_name="feed.run_failed").opened["reason"]
    assert run.trouble == "127.0.0.1 redirects too often."
    assert said == run.trouble


@pytest.mark.parametrize(
    "spelt", ["1|s3cret key", "1%7Cs3cret%20key", "1%7cs3cret+key", "1|s3cret%20key", "%31%7Cs3cret%20%6bey"]
)
def test_a_credential_is_hidden_however_it_is_escaped(spelt: str) -> None:
    told = wire.without_secrets(f"The row has no “{spelt}”.", {"access_token": "1|s3cret key", "none": ""})

    assert told == "The row has no “***”."


@pytest.mark.parametrize(
    ("name", "given", "answers"),
    [
        ("stopncii", STOPNCII, [records(1, token="t", more=True)]),
        ("threatexchange", GROUP, [{"data": [], "paging": {"next": "x", "cursors": {"after": "c"}}}]),
        ("taxii", BASIC, [{"objects": [], "more": True, "next": "n"}]),
    ],
)
def test_a_401_in_the_middle_keeps_the_place_and_says_so(
    bank: Bank, bo: Actor, serve: Serve, name: str, given: dict[str, Any], answers: list[dict[str, Any]]
) -> None:
    left = list(answers)
    with serve(lambda asked: Said(left.pop(0)) if left else Said({"token": SECRET}, 401)) as served:
        feed = a_feed(bank, bo, served.url(), name, **given)
        run = read(feed)
        again = read(feed, NOON + HOUR)

    feed.refresh_from_db()
    asked = served.asked
    assert [each.trouble for each in (run, again)] == ["The source answered 401."] * 2
    assert asked[1].query == asked[2].query  # both from the place that was reached
    assert feed.failures == 2


@pytest.mark.parametrize("wait", ["600", "Mon, 02 Mar 2026 12:10:00 GMT"])
def test_who_says_when_to_come_again_is_left_alone_until_then(bank: Bank, bo: Actor, serve: Serve, wait: str) -> None:
    with serve(lambda asked: Said({}, 429, {"Retry-After": wait})) as served:
        feed = a_feed(bank, bo, served.url(), "stopncii", **STOPNCII)
        read(feed)

    feed.refresh_from_db()
    assert feed.due_at == NOON + timedelta(minutes=10)
    assert FeedRun.objects.get().trouble == "The source answered 429."


def test_who_asks_to_wait_for_ever_is_asked_again_within_a_week(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(lambda asked: Said({}, 429, {"Retry-After": "99999999999"})) as served:
        feed = a_feed(bank, bo, served.url(), "stopncii", **STOPNCII)
        read(feed)

    feed.refresh_from_db()
    assert feed.due_at is not None
    assert feed.due_at <= NOON + timedelta(days=7)


def test_what_is_between_here_and_a_source_breaks_off(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(lambda asked: Said(b"{", headers={"Content-Length": "100"})) as served:
        feed = a_feed(bank, bo, served.url(), "stopncii", **STOPNCII)
        quick = wire.Connection(feed.kind, feed.source(), seconds=1.0)

        with pytest.raises(wire.SourceTrouble) as trouble:
            quick.page(None, NOON)

    assert SECRET not in trouble.value.reason


@pytest.mark.parametrize(
    "said",
    ['{"entry": "\\ud800", "opinion": "positive"}', '{"entry": "\\u0000", "opinion": "positive"}', "[]", "{", ""],
    ids=["half of a character", "null character", "list", "broken", "nothing"],
)
def test_an_opinion_of_a_subscriber_that_cannot_be_read_is_refused(bank: Bank, bo: Actor, said: str) -> None:
    shared = sharing.share(
        bank=banks.create_bank(name="Open", tlp=Tlp.CLEAR, by=bo, at=NOON), openly=True, by=bo, at=NOON
    )
    _subscriber, key = sharing.admit(found=shared, name="Pastehaven", by=bo, at=NOON)
    where = f"/feeds/shared/{shared.bank.reference}/opinions/"

    answer = Client(headers={"authorization": f"Bearer {key}"}).post(where, said, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, "opinion")
