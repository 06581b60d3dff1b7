"""How our opinions reach a source: in its own spelling, and taken back when we are unsure again."""

from typing import Any

import pytest

from bonafides.base.audit.actions import record_from_below
from bonafides.base.outbox import worker
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.models import FeedReply
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, filled_in, read
from bonafides.safety.feeds.tests.samples import PDQ
from bonafides.safety.feeds.tests.sources import Asked, Said, Served

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SPELLINGS = ["t.me/Foo/", "http://Example.org/a/?utm_source=x&b=1#frag", "http://example.org/%7Euser/"]


def tcap_listing(url: str) -> Any:
    def talk(asked: Asked) -> Said:
        return Said({"token": "t"} if "token-auth" in asked.path else {"results": [{"id": 7, "url": url}]})

    return talk


def stopncii_listing(kind: str, value: str) -> Any:
    row = {"signalType": kind, "hashValue": value, "hashStatus": "Active"}
    return lambda asked: Said({"hashRecords": [row], "hasMoreRecords": False, "nextSetTimestamp": 20})


def heard(served: Served, path: str) -> list[Any]:
    """What was said there, once the worker has worked off what was to be said."""
    worker.work_off(clock.now(), record=record_from_below)
    return [asked.json for asked in served.asked if asked.path.endswith(path)]


@pytest.mark.parametrize("url", SPELLINGS)
def test_tcap_hears_of_an_address_as_it_writes_it(bank: Bank, bo: Actor, serve: Serve, url: str) -> None:
    with serve(tcap_listing(url)) as served:
        feed = a_feed(bank, bo, served.url("/urls/"), "tcap_urls", sends_opinions=True, **filled_in("tcap_urls"))
        read(feed)
        banks.give_opinion(entry=Entry.objects.get(), value=Opinion.NEGATIVE, by=bo, at=NOON)
        said = heard(served, "/decisions/")

    assert Entry.objects.get().value != url
    assert said == [[{"url": url, "decision": "APPROVE"}]]


@pytest.mark.parametrize(
    ("kind", "value"), [("URL", SPELLINGS[1]), ("URL", f"http://Example.org/{'a' * 300}"), ("ImagePDQ", PDQ)]
)
def test_stopncii_hears_of_a_signal_as_it_writes_it(bank: Bank, bo: Actor, serve: Serve, kind: str, value: str) -> None:
    with serve(stopncii_listing(kind, value)) as served:
        feed = a_feed(bank, bo, served.url(), "stopncii", sends_opinions=True, **filled_in("stopncii"))
        read(feed)
        banks.give_opinion(entry=Entry.objects.get(), value=Opinion.NEGATIVE, by=bo, at=NOON)
        said = heard(served, "/SubmitFeedback")

    assert [each["hashFeedbacks"][0]["hashValue"] for each in said] == [value]


@pytest.mark.parametrize("doubt", [Opinion.UNCONFIRMED, Opinion.DISPUTED])
def test_a_source_hears_that_we_hold_no_longer_what_it_was_told_when_we_are_unsure(
    bank: Bank, bo: Actor, serve: Serve, doubt: Opinion
) -> None:
    with serve(stopncii_listing("ImagePDQ", PDQ)) as served:
        feed = a_feed(bank, bo, served.url(), "stopncii", sends_opinions=True, **filled_in("stopncii"))
        read(feed)
        said = []
        for hour, opinion in enumerate([doubt, Opinion.NEGATIVE, doubt, Opinion.POSITIVE]):
            banks.give_opinion(entry=Entry.objects.get(), value=opinion, by=bo, at=NOON + hour * HOUR)
            said = heard(served, "/SubmitFeedback")

    assert [each["hashFeedbacks"][0]["feedbackValue"] for each in said] == ["NotBlocked", "None", "Blocked"]
    assert list(FeedReply.objects.order_by("pk").values_list("takes_back", flat=True)) == [False, True, False]
