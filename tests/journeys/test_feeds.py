"""Bo connects a source, sees it read, and shares a list of our own; the same pages narrow, dark and from the right."""

import pytest
from django.conf import settings

from bonafides.base.people.models import Person
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Entry
from bonafides.safety.banks.vocabulary import Opinion, Tlp
from bonafides.safety.feeds import actions
from bonafides.safety.feeds.actions import replying, sharing
from bonafides.safety.feeds.models import Feed
from bonafides.safety.feeds.tests.sources import Tcap, a_digest, serving
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_source_is_connected_and_a_list_is_shared(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    by = cast.by(cast.bo())
    banks.create_bank(name="Known shapes", by=by, at=now())
    friends = banks.create_bank(name="For friends", tlp=Tlp.GREEN, by=by, at=now())
    source = Tcap()
    for number in range(1, 6):
        source.put(number)
    source.put(6, algorithm="PHOTODNA")
    bo = visit(cast.bo())
    with serving(source) as served:
        monkeypatch.setattr(settings, "FETCH_ALLOW", [served.netloc])

        # Connect, test, switch on, read.
        bo.goto("/feeds/")
        bo.page.select_option("select[name=adapter]", "tcap")
        bo.page.select_option("select[name=bank]", label="Known shapes")
        bo.click("Go on")
        bo.fill("[name=name]", "TCAP")
        bo.fill("[name=address]", served.url("/api/hash-list/v2/all"))
        bo.fill("[name=setting_username]", "harbour")
        bo.fill("[name=secret_password]", "s3cret-word")
        bo.click("Set up the feed")
        bo.click("Test the connection")
        bo.sees("Nothing was kept")
        bo.click("Switch it on")
        feed = Feed.objects.get()
        run = actions.read_to_end(feed=feed, at=now())
    bo.goto(run.get_absolute_url())
    bo.sees("PHOTODNA")
    entry = Entry.objects.earliest("pk").reference
    replying.queue_replies(entry=entry, opinion=Opinion.NEGATIVE, decision="", at=now())
    bo.goto(feed.get_absolute_url())
    bo.sees("Well")

    # Share a list, and admit somebody who reads it.
    banks.add_entry(bank=friends, type_=EntryType.SHA256, value=a_digest(1), by=by, at=now())
    bo.goto(f"/feeds/share/{friends.reference}/")
    bo.click("Share it")
    sharing.compare(bank=friends.reference, after=0, at=now())
    bo.fill("[name=name]", "Pastehaven")
    bo.click("Admit, and show the key once")
    bo.sees("bf_")

    # Narrow, dark, and from right to left.
    Person.objects.filter(pk=cast.bo().pk).update(language="ar")
    amal = visit(cast.bo(), **NARROW)
    paths = ("/feeds/", feed.get_absolute_url(), run.get_absolute_url(), f"/feeds/share/{friends.reference}/")
    for path in paths:
        amal.goto(path)
    assert amal.page.locator("html").get_attribute("dir") == "rtl"
