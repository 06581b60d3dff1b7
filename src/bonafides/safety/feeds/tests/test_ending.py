"""Indicators whose time is over, and records that become unreadable: neither goes on matching."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import EntryState
from bonafides.safety.feeds import actions, jobs
from bonafides.safety.feeds.adapters.shape import Bad, Gone, Row
from bonafides.safety.feeds.models import FeedRecord
from bonafides.safety.feeds.rules import settled
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, read, standing
from bonafides.safety.feeds.tests.sources import Asked, Said, Tcap, a_digest
from bonafides.safety.feeds.vocabulary import RunState

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DAY = timedelta(days=1)


class Collection:
    """A collection of a TAXII server: what was added since it was asked last."""

    def __init__(self, *objects: dict[str, Any]) -> None:
        self.objects = list(objects)

    def __call__(self, asked: Asked) -> Said:
        latest = {"X-TAXII-Date-Added-Last": "2026-03-02T12:00:00Z"}
        return Said({"objects": self.objects, "more": False} if self.objects else {}, headers=latest)


def an_indicator(number: int, *, until: datetime | None = None, pattern: str = "") -> dict[str, Any]:
    listed = pattern or f"[file:hashes.'SHA-256' = '{a_digest(number)}']"
    shown = {"type": "indicator", "id": f"indicator--{number}", "pattern_type": "stix", "pattern": listed}
    return shown | ({"valid_until": until.isoformat()} if until else {})


# -- the time is over -------------------------------------------------------------------------------------------------


def test_an_indicator_goes_when_its_time_is_over_though_its_server_says_nothing_more_of_it(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = Collection(an_indicator(1, until=NOON + DAY), an_indicator(2))
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url(), "taxii")
        read(feed)
        source.objects = []
        before = read(feed, NOON + DAY - timedelta(seconds=1))
        run = read(feed, NOON + DAY)

    gone = Entry.objects.get(value=a_digest(1))
    assert (before.taken_back, run.taken_back, run.withdrawn) == (0, 1, 1)
    assert standing(bank) == {a_digest(2)}
    assert gone.withdrawn_because == f"The time is over for which its source named it: {feed.name}"


def test_it_goes_too_when_its_feed_is_off(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(Collection(an_indicator(1, until=NOON + DAY), an_indicator(2))) as served:
        feed = a_feed(bank, bo, served.url(), "taxii")
        read(feed)
    actions.switch(feed=feed, on=False, by=bo, at=NOON)

    jobs.end_what_is_over(NOON + DAY)
    jobs.end_what_is_over(NOON + DAY)

    assert standing(bank) == {a_digest(2)}
    assert LogEntry.objects.filter(event_name="feed.records_taken_back").count() == 1


def test_an_indicator_that_is_prolonged_stands_on_or_comes_back(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Collection(an_indicator(1, until=NOON + DAY), an_indicator(2, until=NOON + DAY))
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url(), "taxii")
        read(feed)
        source.objects = [an_indicator(1, until=NOON + 3 * DAY)]
        read(feed, NOON + DAY)
        soon = standing(bank)
        source.objects = [an_indicator(2, until=NOON + 4 * DAY)]
        read(feed, NOON + 2 * DAY)
        later = standing(bank)
        jobs.end_what_is_over(NOON + 3 * DAY)

    assert (soon, later, standing(bank)) == ({a_digest(1)}, {a_digest(1), a_digest(2)}, {a_digest(2)})
    assert Entry.objects.filter(bank=bank).count() == 2


# -- it cannot be read any more ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "now",
    [
        {"pattern": f"[file:hashes.'SHA-256' = '{a_digest(1)}' AND file:size = 7]"},
        {"pattern_type": "yara"},
        {"pattern": ""},
    ],
    ids=["a narrower pattern", "another language", "no pattern"],
)
def test_an_indicator_that_cannot_be_read_any_more_lets_go_of_what_it_listed(
    bank: Bank, bo: Actor, serve: Serve, now: dict[str, str]
) -> None:
    source = Collection(an_indicator(1), an_indicator(2))
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url(), "taxii")
        read(feed)
        source.objects = [an_indicator(1) | now]
        run = read(feed, NOON + HOUR)

    assert (run.set_aside, run.taken_back, run.withdrawn) == (1, 1, 1)
    assert standing(bank) == {a_digest(2)}


def test_a_hash_of_another_kind_lets_go_of_the_one_before(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Tcap()
    source.put(1)
    given = {"settings": {"username": "harbour"}, "secrets": {"password": "s3cret-word"}}
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url("/api/hash-list/v2/all"), "tcap", **given)
        read(feed)
        source.put(1, algorithm="PHOTODNA")
        read(feed, NOON + HOUR)

    assert Entry.objects.get().state is EntryState.WITHDRAWN


def test_a_bundle_that_suddenly_cannot_be_read_withdraws_nothing_before_a_person_says_so(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = Collection(*(an_indicator(number) for number in range(60)))
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url(), "stix")
        read(feed)
        source.objects = [each | {"pattern_type": "yara"} for each in source.objects]
        run = read(feed, NOON + HOUR)

    assert (run.state, len(standing(bank))) == (RunState.FAILED, 60)
    assert FeedRecord.objects.filter(gone_at=None).count() == 60


def test_of_a_record_that_is_named_twice_what_was_said_last_counts() -> None:
    row, bad, gone = Row("1", EntryType.MD5, "a"), Bad("unreadable", key="1"), Gone("1")

    assert settled([row, bad]).unread == {"1"}
    assert settled([row, bad]).rows == ()
    assert settled([bad, row]).rows == (row,)
    assert settled([bad, row]).unread == frozenset()
    assert settled([bad, gone]).gone == {"1"}
    assert settled([bad, gone]).unread == frozenset()
    assert settled([Bad("unreadable")]).unread == frozenset()
    assert settled([Bad("unreadable")]).gone == frozenset()
