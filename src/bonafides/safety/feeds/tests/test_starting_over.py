"""A feed that is to be read from the start while it is being read: the reading ends, and its place is not kept."""

from collections.abc import Callable

import pytest

from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import Actor
from bonafides.safety.banks.models import Bank
from bonafides.safety.feeds import actions
from bonafides.safety.feeds.actions import running
from bonafides.safety.feeds.models import Feed, FeedRun
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_tcap_feed, read, standing
from bonafides.safety.feeds.tests.sources import Served, Tcap, a_digest
from bonafides.safety.feeds.vocabulary import RunReason, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.db]

LATER = NOON + HOUR


def a_source(*numbers: int) -> Tcap:
    source = Tcap(page_rows=2)
    put(source, *numbers)
    return source


def put(source: Tcap, *numbers: int) -> None:
    for number in numbers:
        source.put(number)


def read_with(feed: Feed, meanwhile: Callable[[], None]) -> FeedRun:
    """Read a feed; after its first page somebody does something."""
    steps = iter([lambda: None, meanwhile])

    def go_on() -> bool:
        next(steps, lambda: None)()
        return True

    actions.read(feed=feed, go_on=go_on, at=LATER)
    return FeedRun.objects.filter(feed=feed).latest("pk")


def moved_to(feed: Feed, served: Served, by: Actor) -> None:
    setup = actions.Setup(feed.name, "tcap", served.url("/api/hash-list/v2/all"), settings={"username": "harbour"})
    actions.change_feed(feed=feed, setup=setup, secrets={"password": "s3cret-word"}, by=by, at=LATER)


def test_what_is_to_be_read_again_is_read_again_although_a_reading_was_under_way(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = a_source(1, 2, 3, 4)
    with serve(source) as served:
        feed = a_tcap_feed(bank, bo, served)
        read(feed)
        del source.rows[1]
        put(source, 5, 6, 7)
        ended = read_with(feed, lambda: actions.begin_again(feed=feed, by=bo, at=LATER))
        anew = read(feed, LATER)

    assert (ended.state, ended.finished_at) == (RunState.FAILED, LATER)
    assert "from the start" in ended.trouble
    assert (anew.state, anew.reason, anew.is_whole) == (RunState.DONE, RunReason.FIRST, True)
    assert standing(bank) == {a_digest(number) for number in range(2, 8)}


def test_a_feed_that_is_moved_meanwhile_asks_its_new_server_from_the_start(bank: Bank, bo: Actor, serve: Serve) -> None:
    there, new = a_source(1, 2, 3, 4), a_source(11, 12)
    with serve(there) as served, serve(new) as elsewhere:
        feed = a_tcap_feed(bank, bo, served)
        read(feed)
        put(there, 5, 6, 7)
        read_with(feed, lambda: moved_to(feed, elsewhere, bo))
        read(feed, LATER)
        first = next(asked for asked in elsewhere.asked if asked.method == "GET")

    assert first.query.get("after", "") == ""
    assert standing(bank) == {a_digest(11), a_digest(12)}


def test_credentials_for_another_user_end_a_reading_as_well(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(a_source(1)) as served:
        feed = a_tcap_feed(bank, bo, served)
    run = actions.ask_for_run(feed=feed, by=bo, at=NOON)

    actions.replace_secrets(feed=feed, secrets={"password": "p"}, settings={"username": "pier"}, by=bo, at=LATER)

    run.refresh_from_db()
    assert run.finished_at == LATER


def test_new_credentials_of_the_same_user_leave_a_reading_alone(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(a_source(1)) as served:
        feed = a_tcap_feed(bank, bo, served)
    run = actions.ask_for_run(feed=feed, by=bo, at=NOON)

    actions.replace_secrets(feed=feed, secrets={"password": "p"}, by=bo, at=LATER)

    run.refresh_from_db()
    assert run.finished_at is None


def test_the_worker_takes_up_a_feed_whose_reading_was_ended(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(a_source(1)) as served, serve(a_source(2)) as elsewhere:
        feed = a_tcap_feed(bank, bo, served)
        running.enqueue_due(at=NOON)
        running.begin(feed=feed, at=NOON)
        moved_to(feed, elsewhere, bo)
    before = OutboxRow.objects.filter(kind=running.FETCH).count()

    running.enqueue_due(at=LATER)

    assert OutboxRow.objects.filter(kind=running.FETCH).count() == before + 1
