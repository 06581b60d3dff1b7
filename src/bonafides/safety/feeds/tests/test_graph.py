"""ThreatExchange's Graph says by one status what passes, what new credentials mend, and what it does not know."""

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
from bonafides.safety.feeds.tests.sources import Asked, Said, a_digest
from bonafides.safety.feeds.vocabulary import ReplyState

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def graph_error(code: int) -> Said:
    return Said({"error": {"message": "no", "type": "OAuthException", "code": code}}, 400)


def a_signal(number: int, **paging: Any) -> Said:
    descriptor = {"id": str(number), "status": "MALICIOUS"}
    row = {"id": "9", "type": "HASH_SHA256", "indicator": a_digest(number), "last_updated": number}
    return Said({"data": [row | {"descriptors": [descriptor]}], "paging": paging})


@pytest.mark.parametrize(("code", "goes_on_at"), [(4, "c-1"), (17, "c-1"), (190, "c-1"), (613, "c-1"), (100, None)])
def test_the_graph_keeps_the_place_unless_it_says_that_it_does_not_know_it(
    bank: Bank, bo: Actor, serve: Serve, code: int, goes_on_at: str | None
) -> None:
    answers = [a_signal(1, cursors={"after": "c-1"}, next="http://x/"), graph_error(code), a_signal(2)]
    with serve(lambda asked: answers.pop(0)) as served:
        feed = a_feed(bank, bo, served.url("/v21.0"), "threatexchange", **filled_in("threatexchange"))
        first = read(feed)
        read(feed, NOON + HOUR)

    assert first.trouble == "The source answered 400."
    assert served.asked[-1].query.get("after") == goes_on_at


def test_an_opinion_that_meets_a_limit_of_calls_waits(bank: Bank, bo: Actor, serve: Serve) -> None:
    def talk(asked: Asked) -> Said:
        return a_signal(1) if asked.method == "GET" else graph_error(4)

    with serve(talk) as served:
        given = filled_in("threatexchange")
        read(a_feed(bank, bo, served.url("/v21.0"), "threatexchange", sends_opinions=True, **given))
        banks.give_opinion(entry=Entry.objects.get(), value=Opinion.NEGATIVE, by=bo, at=NOON)
        worker.work_off(clock.now(), record=record_from_below)

    assert FeedReply.objects.get().state == ReplyState.WAITING


def test_of_a_reaction_and_the_one_before_only_the_last_stands(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(lambda asked: a_signal(1)) as served:
        given = filled_in("threatexchange")
        read(a_feed(bank, bo, served.url("/v21.0"), "threatexchange", sends_opinions=True, **given))
        for opinion in (Opinion.POSITIVE, Opinion.NEGATIVE):
            banks.give_opinion(entry=Entry.objects.get(), value=opinion, by=bo, at=NOON)
            worker.work_off(clock.now(), record=record_from_below)

    said = [asked.body for asked in served.asked if asked.method == "POST"]
    assert said == [b"reactions=HELPFUL", b"reactions_to_remove=HELPFUL", b"reactions=NON_MALICIOUS"]
