"""Who and what the tests of this part are about."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from tests import cast

from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.feeds import actions
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.models import Feed, FeedRun
from bonafides.safety.feeds.tests import samples
from bonafides.safety.feeds.tests.sources import Served, Talk, serving

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

Serve = Callable[[Talk], AbstractContextManager[Served]]


@pytest.fixture
def bo(db: None) -> Actor:
    """Bo runs the platform."""
    return cast.by(cast.bo())


@pytest.fixture
def bank(bo: Actor) -> Bank:
    return banks.create_bank(name="Shapes", provenance="Shape Society", by=bo, at=NOON)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Serve a source that the guarded client may reach."""

    @contextmanager
    def start(talk: Talk) -> Iterator[Served]:
        with serving(talk) as served:
            monkeypatch.setattr(settings, "FETCH_ALLOW", [*settings.FETCH_ALLOW, served.netloc])
            yield served

    return start


def a_feed(bank: Bank, by: Actor, address: str, adapter: str = "file", **given: Any) -> Feed:
    """A feed that is on."""
    secrets: Mapping[str, str] = given.pop("secrets", {})
    wanted = {"name": f"Feed {Feed.objects.count() + 1}", "adapter": adapter, "address": address} | given
    feed = actions.add_feed(bank=bank.reference, setup=actions.Setup(**wanted), secrets=secrets, by=by, at=NOON)
    actions.switch(feed=feed, on=True, by=by, at=NOON)
    return Feed.objects.get(pk=feed.pk)


def a_tcap_feed(bank: Bank, by: Actor, served: Served) -> Feed:
    return a_feed(
        bank,
        by,
        served.url("/api/hash-list/v2/all"),
        "tcap",
        settings={"username": "harbour"},
        secrets={"password": "s3cret-word"},
    )


def read(feed: Feed, at: datetime = NOON) -> FeedRun:
    return actions.read_to_end(feed=feed, at=at)


def standing(bank: Bank) -> set[str]:
    """The values that match now."""
    return set(Entry.objects.filter(bank=bank, withdrawn_at=None).values_list("value", flat=True))


def filled_in(kind: str) -> dict[str, Any]:
    """What this kind of source asks for."""
    asked = {each.name for each in ADAPTERS[kind].fields}
    said = {"settings": samples.SETTINGS, "secrets": samples.SECRETS}
    return {where: {name: text for name, text in given.items() if name in asked} for where, given in said.items()}
