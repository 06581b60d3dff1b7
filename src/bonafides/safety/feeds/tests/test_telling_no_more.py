"""What waits to be told to a source is told no more once a person does not want that."""

from collections.abc import Iterator
from typing import Any

import pytest

from bonafides.base.audit.actions import record_from_below
from bonafides.base.outbox import worker
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds import actions
from bonafides.safety.feeds.actions import credentials, hosting
from bonafides.safety.feeds.models import Feed, FeedReply
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, filled_in, read
from bonafides.safety.feeds.tests.sources import Asked, Said, Served, Tcap, a_digest
from bonafides.safety.feeds.vocabulary import ReplyState

pytestmark = [pytest.mark.django_db, pytest.mark.db]


class Listing:
    """A list in StopNCII's format that takes no feedback now."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("SubmitFeedback"):
            self.told.append(asked.json)
            return Said({}, 503)
        row = {"signalType": "VideoMD5", "hashValue": a_digest(1)[:32], "hashStatus": "Active"}
        return Said({"hashRecords": [row], "hasMoreRecords": False, "nextSetTimestamp": 20})


@pytest.fixture
def waiting(bank: Bank, bo: Actor, serve: Serve) -> Iterator[tuple[Feed, Listing, Served]]:
    """A feed whose source has not taken our no yet."""
    source = Listing()
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url(), "stopncii", sends_opinions=True, **filled_in("stopncii"))
        read(feed)
        banks.give_opinion(entry=Entry.objects.get(), value=Opinion.NEGATIVE, by=bo, at=NOON)
        worker.work_off(clock.now(), record=record_from_below)
        yield feed, source, served


def later() -> FeedReply:
    worker.work_off(clock.now() + HOUR, record=record_from_below)
    return FeedReply.objects.get()


def test_a_source_that_was_removed_hears_nothing_more(waiting: Any, bo: Actor) -> None:
    feed, source, _served = waiting
    actions.remove_feed(feed=feed, by=bo, at=NOON)

    reply = later()

    assert len(source.told) == 1
    assert (reply.state, reply.trouble) == (ReplyState.FAILED, "The feed was removed meanwhile.")


def test_a_source_to_which_opinions_are_sent_no_more_hears_nothing_more(waiting: Any, bo: Actor) -> None:
    feed, source, served = waiting
    setup = actions.Setup(feed.name, "stopncii", served.url(), settings=feed.settings, sends_opinions=False)
    actions.change_feed(feed=feed, setup=setup, by=bo, at=NOON)

    reply = later()

    assert len(source.told) == 1
    assert (reply.state, reply.trouble) == (ReplyState.FAILED, "Opinions are sent to this source no more.")


def test_an_opinion_waits_for_credentials_and_asks_nobody_without_them(waiting: Any, bo: Actor) -> None:
    feed, source, _served = waiting
    credentials.erase_of_feed(feed=feed, by=bo, at=NOON)

    reply = later()

    assert len(source.told) == 1
    assert reply.state == ReplyState.WAITING
    assert reply.trouble == "Credentials are missing: fetch_key, subscription_key."


def test_a_hosted_matcher_is_not_asked_without_credentials(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(Tcap()) as served:
        address, given = served.url("/api/hash-list/v2/all"), {"settings": {"username": "harbour"}}
        feed = a_feed(bank, bo, address, "tcap", asks_hosted=True, secrets={"password": "s3cret-word"}, **given)
        hosting.ask_later(item="paste/1", fingerprints=fingerprints_of(b"shape"), at=NOON)
        credentials.erase_of_feed(feed=feed, by=bo, at=NOON)
        hosting.ask_all(at=NOON)

    assert served.asked == []
