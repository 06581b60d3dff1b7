"""What feeds had written down before records kept what their source says, as the migration finds and leaves it."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from bonafides.kernel.actor import Actor
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.feeds import actions
from bonafides.safety.feeds.models import Feed, FeedRecord
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, read, standing
from bonafides.safety.feeds.tests.sources import a_digest
from bonafides.safety.feeds.tests.test_records import TcapThatKnows, a_knowing_feed

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MIGRATION = "0008_keep_what_each_record_says"


def before() -> Any:
    """The tables as migrations see them, with nothing in the columns that are new."""
    apps = MigrationLoader(connection).project_state(("feeds", MIGRATION)).apps
    apps.get_model("feeds", "FeedRecord").objects.filter(hosted=True).delete()
    apps.get_model("feeds", "FeedRecord").objects.update(opinion="", spelling="")
    apps.get_model("banks", "EntryOpinion").objects.update(feed="")
    return apps


def migrated(apps: Any) -> None:
    import_module(f"bonafides.safety.feeds.migrations.{MIGRATION}").tell_what_stands(apps, None)


def test_what_stood_before_is_as_if_it_were_taken_today(bank: Bank, bo: Actor, serve: Serve) -> None:
    banks.add_entry(bank=bank, type_=EntryType.SHA256, value=a_digest(3), by=bo, at=NOON)
    source = TcapThatKnows()
    source.put(1)
    source.put(3)
    with serve(source) as served:
        feed = a_knowing_feed(bank, bo, served, 2)
        read(feed)
        wanted = list(FeedRecord.objects.order_by("key").values_list("key", "entry", "brought", "hosted"))
        migrated(before())
        found = list(FeedRecord.objects.order_by("key").values_list("key", "entry", "brought", "hosted"))
        run = read(feed, NOON + HOUR)
        actions.remove_feed(feed=feed, by=bo, at=NOON + 2 * HOUR)
        actions.read_to_end(feed=feed, at=NOON + 2 * HOUR)

    assert found == wanted
    assert set(Entry.objects.get(value=a_digest(1)).opinions.values_list("feed", flat=True)) == {feed.reference}
    assert set(FeedRecord.objects.filter(hosted=False).values_list("opinion", flat=True)) == {"positive"}
    assert (run.changed, standing(bank)) == (0, {a_digest(3)})


def test_a_collection_is_read_from_the_start_once_for_what_it_says_of_an_end(bank: Bank, bo: Actor) -> None:
    setup = actions.Setup("Indicators", "taxii", "https://taxii.example.org/c")
    actions.add_feed(bank=bank.reference, setup=setup, by=bo, at=NOON)
    apps = before()
    apps.get_model("feeds", "Feed").objects.update(checkpoint={"since": "2026"}, checkpoint_at=NOON)

    migrated(apps)

    assert (Feed.objects.get().checkpoint, Feed.objects.get().checkpoint_at) == (None, None)
