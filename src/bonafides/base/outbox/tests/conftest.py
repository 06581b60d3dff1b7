"""What the tests of the outbox share: a home of their own, a recorder that remembers, a receiver."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from bonafides.base.fetch.tests.servers import Server, answering, serving
from bonafides.base.keys import files
from bonafides.base.outbox import jobs, registry
from bonafides.kernel.actor import Actor
from bonafides.kernel.event import Event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Recorded(list[Event]):
    """A recorder that keeps what it was told."""

    def __call__(self, event: Event, by: Actor, at: datetime) -> None:
        self.append(event)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    monkeypatch.setattr(settings, "KEYS", tmp_path / "home.keys")
    monkeypatch.setattr(settings, "FETCH_ALLOW", [])
    (tmp_path / "home").mkdir()
    files.create_missing(tmp_path / "home.keys", NOON)
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def own_work_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the outbox's handlers, and no recurring jobs: other parts do not act in these tests."""
    monkeypatch.setattr(registry, "handlers", lambda: jobs.HANDLERS)
    monkeypatch.setattr(registry, "recurring", dict)


@pytest.fixture
def record() -> Recorded:
    return Recorded()


@pytest.fixture
def receiver() -> Iterator[Server]:
    """A receiver that takes everything."""
    with serving(answering(204)) as server:
        settings.FETCH_ALLOW.append(server.netloc)
        yield server
