"""A feed that is removed: read no more, what it alone brought withdrawn, its history kept."""

import pytest
from django.test import Client
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.feeds import actions, queries
from bonafides.safety.feeds.models import Feed, FeedRecord, FeedRun, KindCredentials
from bonafides.safety.feeds.tests.conftest import NOON, Serve, a_feed, a_tcap_feed, read, standing
from bonafides.safety.feeds.tests.sources import Said, Tcap, a_digest
from bonafides.safety.feeds.vocabulary import FeedState, RunReason, RunState

pytestmark = pytest.mark.django_db

STOPNCII = {"fetch_key": "f", "subscription_key": "s"}


@pytest.fixture
def browser(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


def removed(feed: Feed, by: Actor) -> FeedRun:
    """Removed, and what follows worked off."""
    run = actions.remove_feed(feed=feed, by=by, at=NOON)
    actions.read(feed=feed, go_on=lambda: True, at=NOON)
    run.refresh_from_db()
    return run


@pytest.mark.db
def test_what_a_removed_source_alone_brought_is_withdrawn_and_the_rest_and_its_history_stay(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    banks.add_entry(bank=bank, type_=EntryType.SHA256, value=a_digest(1), by=bo, at=NOON)
    source = Tcap()
    source.put(1)
    source.put(2)
    source.put(3)
    with serve(source) as served:
        feed, other = a_tcap_feed(bank, bo, served), a_tcap_feed(bank, bo, served)
        read(feed)
        source.put(2, deleted=True)
        read(other)

    run = removed(feed, bo)

    feed.refresh_from_db()
    assert standing(bank) == {a_digest(1), a_digest(3)}
    assert Entry.objects.get(value=a_digest(2)).withdrawn_because == f"Its source was removed: {feed.name}"
    assert (run.state, run.reason, run.withdrawn) == (RunState.DONE, RunReason.REMOVED, 1)
    assert (feed.is_on, feed.secrets, feed.opened_secrets()) == (False, "", {})
    assert FeedRecord.objects.filter(feed=feed).count() == 3
    assert queries.row_of(feed, NOON).state is FeedState.REMOVED
    assert [row.feed for row in queries.feeds_for(bo, NOON)] == [other]
    assert LogEntry.objects.filter(event_name="feed.removed").count() == 1


def test_a_reading_that_is_under_way_ends_and_nothing_more_can_be_done_with_the_feed(bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "file:none.csv")
    run = actions.ask_for_run(feed=feed, by=bo, at=NOON)

    actions.remove_feed(feed=feed, by=bo, at=NOON)

    run.refresh_from_db()
    assert (run.state, run.finished_at) == (RunState.FAILED, NOON)
    with pytest.raises(Conflict):
        actions.switch(feed=feed, on=True, by=bo, at=NOON)
    with pytest.raises(Conflict):
        actions.remove_feed(feed=feed, by=bo, at=NOON)
    assert a_feed(bank, bo, "file:none.csv", name=feed.name).pk != feed.pk


def test_a_stranger_removes_nothing(bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "file:none.csv")

    with pytest.raises(NotAllowed):
        actions.remove_feed(feed=feed, by=cast.by(cast.a_person("R", Role.REVIEWER)), at=NOON)


def test_a_feed_is_removed_on_its_page_once_somebody_is_sure(browser: Client, bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "file:none.csv")

    unsure = browser.post(f"/feeds/{feed.reference}/remove/")
    sure = browser.post(f"/feeds/{feed.reference}/remove/", {"is_sure": "on"}, follow=True)

    page = sure.content.decode()
    assert (unsure.status_code, sure.status_code) == (422, 200)
    assert "This source is read no more" in page
    assert "Switch it o" not in page
    assert feed.name in browser.get("/feeds/removed/").content.decode()
    assert feed.get_absolute_url() not in browser.get("/feeds/").content.decode()


def test_credentials_of_a_kind_are_shown_by_their_server_and_erased_on_the_page(
    browser: Client, bank: Bank, bo: Actor
) -> None:
    feed = a_feed(bank, bo, "https://api.stopncii.org/v1", "stopncii", secrets=STOPNCII)
    actions.give_to_kind(adapter="stopncii", secrets={**STOPNCII, "fetch_key": "s3cret-word"}, by=bo, at=NOON)

    before = browser.get("/feeds/").content.decode()
    browser.post("/feeds/credentials/stopncii/forget/")

    feed.refresh_from_db()
    assert "https://api.stopncii.org" in before
    assert "s3cret-word" not in before
    assert feed.opened_secrets() == {}
    assert not KindCredentials.objects.exists()


def test_a_source_without_its_credentials_is_not_asked(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(lambda asked: Said(b"{}")) as served:
        run = read(a_feed(bank, bo, served.url(), "stopncii"))

    assert served.asked == []
    assert run.trouble == "Credentials are missing: fetch_key, subscription_key."
