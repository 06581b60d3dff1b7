"""Several records of one feed for one value, what a hosted matcher knew, and lists that are called as their feed is."""

from typing import Any

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion
from bonafides.safety.banks.tests.bringing_in import brought_in
from bonafides.safety.banks.vocabulary import EntryState, Opinion
from bonafides.safety.feeds import actions
from bonafides.safety.feeds.actions import hosting
from bonafides.safety.feeds.models import Feed, FeedRecord, HostedQuestion
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, read, standing
from bonafides.safety.feeds.tests.sources import Asked, Said, Served, Tcap, a_digest

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DIGEST = "aa" * 16


class Updates:
    """A privacy group of ThreatExchange: what was updated since it was asked last."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def __call__(self, asked: Asked) -> Said:
        return Said({"data": self.rows, "paging": {}})

    def say(self, *rows: tuple[str, str]) -> None:
        """Each by the type of its signal, with the status of its descriptor; an empty one deletes it."""
        self.rows = [
            {"type": kind, "indicator": DIGEST, "last_updated": 1, "should_delete": not status,
             "descriptors": [{"id": "9", "status": status}]}
            for kind, status in rows
        ]  # fmt: skip


def a_group(bank: Bank, by: Actor, served: Served, **given: Any) -> Feed:
    settings, secrets = {"privacy_group": "7"}, {"access_token": "1|a"}
    return a_feed(bank, by, served.url(), "threatexchange", settings=settings, secrets=secrets, **given)


def opinions_told() -> list[str]:
    rows = LogEntry.objects.filter(event_name="entry.opinion_changed").order_by("pk")
    return [row.opened["counts_as"] for row in rows]


# -- several records for one value ------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [1, -1], ids=["the no first", "the yes first"])
def test_a_yes_and_a_no_of_two_records_of_one_feed_are_disputed(bank: Bank, bo: Actor, serve: Serve, turn: int) -> None:
    source = Updates()
    source.say(*[("HASH_MD5", "NON_MALICIOUS"), ("HASH_VIDEO_MD5", "MALICIOUS")][::turn])
    with serve(source) as served:
        feed = a_group(bank, bo, served)
        read(feed)
        first = Entry.objects.get().opinion
        source.say(("HASH_MD5", "NON_MALICIOUS"))
        run = read(feed, NOON + HOUR)

    assert (first, Entry.objects.get().opinion) == (Opinion.DISPUTED, Opinion.DISPUTED)
    assert (run.changed, run.unchanged) == (0, 1)
    assert opinions_told() == ["disputed"]


def test_when_one_record_ends_what_the_others_say_stands(bank: Bank, bo: Actor, serve: Serve) -> None:
    source, found = Updates(), []
    with serve(source) as served:
        feed = a_group(bank, bo, served)
        for hour, row in enumerate(
            [("HASH_MD5", "NON_MALICIOUS"), ("HASH_VIDEO_MD5", "MALICIOUS"), ("HASH_MD5", ""), ("HASH_VIDEO_MD5", "")]
        ):
            source.say(row)
            run = read(feed, NOON + hour * HOUR)
            found.append((Entry.objects.get().opinion, Entry.objects.get().state, run.changed))

    assert found == [
        ("negative", EntryState.ACTIVE, 0),
        ("disputed", EntryState.ACTIVE, 1),
        ("positive", EntryState.ACTIVE, 0),
        ("unconfirmed", EntryState.WITHDRAWN, 0),
    ]


def test_a_record_that_comes_while_another_ends_changes_no_opinion_in_between(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = Updates()
    source.say(("HASH_MD5", "NON_MALICIOUS"))
    with serve(source) as served:
        feed = a_group(bank, bo, served)
        read(feed)
        source.say(("HASH_VIDEO_MD5", "MALICIOUS"), ("HASH_MD5", ""))
        read(feed, NOON + HOUR)

    assert (Entry.objects.get().opinion, opinions_told()) == ("positive", ["positive"])


# -- what a hosted matcher knew ---------------------------------------------------------------------------------------


class TcapThatKnows(Tcap):
    """The hash list, and a matcher that knows every hash it is asked about."""

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/token-auth/api/login":
            return Said({"service_token": "short"})
        if asked.path.startswith("/hash-verification"):
            return Said([{**item, "matched": True} for item in asked.json["body"]])
        return super().__call__(asked)


def a_knowing_feed(bank: Bank, by: Actor, served: Served, *known: int) -> Feed:
    """A feed whose matcher has put these on the list."""
    given: dict[str, Any] = {"settings": {"username": "harbour"}, "secrets": {"password": "s3cret-word"}}
    feed = a_feed(bank, by, served.url("/api/hash-list/v2/all"), "tcap", asks_hosted=True, **given)
    for number in known:
        upload = Fingerprints({EntryType.SHA256: a_digest(number)})
        hosting.ask_later(item=f"paste/{number}", fingerprints=upload, at=NOON)
    hosting.ask_all(at=NOON)
    return feed


def test_what_a_hosted_matcher_knew_goes_when_its_list_names_it_and_then_deletes_it(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = TcapThatKnows()
    with serve(source) as served:
        feed = a_knowing_feed(bank, bo, served, 1, 2)
        source.put(1)
        read(feed)
        both = standing(bank)
        source.put(1, deleted=True)
        run = read(feed, NOON + HOUR)

    assert both == {a_digest(1), a_digest(2)}
    assert (standing(bank), run.withdrawn) == ({a_digest(2)}, 1)


def test_what_a_hosted_matcher_knew_goes_with_its_feed_and_stays_through_a_whole_reading(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = TcapThatKnows()
    source.put(1)
    with serve(source) as served:
        feed = a_knowing_feed(bank, bo, served, 2)
        read(feed)
        actions.begin_again(feed=feed, by=bo, at=NOON + HOUR)
        read(feed, NOON + HOUR)
        before = standing(bank)
        actions.remove_feed(feed=feed, by=bo, at=NOON + 2 * HOUR)
        actions.read_to_end(feed=feed, at=NOON + 2 * HOUR)

    assert before == {a_digest(1), a_digest(2)}
    assert standing(bank) == set()


def test_an_answer_that_comes_after_the_feed_was_removed_puts_nothing_on_its_list(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    with serve(TcapThatKnows()) as served:
        feed = a_knowing_feed(bank, bo, served)
        hosting.ask_later(item="paste/1", fingerprints=Fingerprints({EntryType.SHA256: a_digest(1)}), at=NOON)
        waiting = list(HostedQuestion.objects.all())
        actions.remove_feed(feed=feed, by=bo, at=NOON)
        hosting.take_answer(feed=feed, waiting=waiting, known=[("sha256", a_digest(1))], at=NOON)

    assert not Entry.objects.filter(bank=bank).exists()


# -- a list that is called as its feed is -----------------------------------------------------------------------------


def test_a_list_that_is_renamed_takes_no_opinion_of_a_feed_of_its_old_name_along(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = Updates()
    source.say(("HASH_MD5", "MALICIOUS"))
    with serve(source) as served:
        feed = a_group(bank, bo, served, name=bank.name)
        read(feed)
        banks.rename_bank(bank=bank, name="Forms", by=bo, at=NOON)
        source.say(("HASH_MD5", "NON_MALICIOUS"))
        read(feed, NOON + HOUR)

    held = EntryOpinion.objects.filter(ended_at=None).values_list("source", "feed", "value")
    assert list(held) == [("Shapes", feed.reference, "negative")]
    assert Entry.objects.get().opinion == Opinion.NEGATIVE


def test_what_a_file_says_stands_beside_what_a_feed_of_the_same_name_says(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Updates()
    source.say(("HASH_MD5", "MALICIOUS"))
    with serve(source) as served:
        feed = a_group(bank, bo, served, name=bank.name)
        read(feed)
        brought_in(bank, f"type,value,opinion\nmd5,{DIGEST},negative\n", by=bo)
        both = Entry.objects.get().opinion
        banks.rename_bank(bank=bank, name="Forms", by=bo, at=NOON)

    held = EntryOpinion.objects.filter(ended_at=None).order_by("value").values_list("source", "value")
    assert both == Opinion.DISPUTED
    assert list(held) == [("Forms", "negative"), ("Shapes", "positive")]


def test_a_record_says_what_its_feed_holds_of_the_entry(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Updates()
    source.say(("HASH_MD5", "NON_MALICIOUS"), ("HASH_VIDEO_MD5", "MALICIOUS"))
    with serve(source) as served:
        read(a_group(bank, bo, served))

    assert sorted(FeedRecord.objects.values_list("opinion", flat=True)) == ["negative", "positive"]
