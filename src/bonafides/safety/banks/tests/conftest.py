"""Who and what the tests of this part are about."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions
from bonafides.safety.banks.models import Bank, Entry, LookBack
from bonafides.safety.banks.tests.processes import a_home
from bonafides.safety.banks.vocabulary import OnMatch, Opinion

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHA256_A = "a" * 64
SHA256_B = "b" * 64
PDQ_A = "f" * 32 + "0" * 32
THE_FILE = Fingerprints(digests={EntryType.SHA256: SHA256_A})


def an_actor(*roles: str, person: int | None = None) -> Actor:
    return Actor(kind=ActorKind.PERSON, code="R-TEST", person=person, organisation=1, roles=frozenset(roles))


OUTSIDER = an_actor("second_reader")  # Chidi
REVIEWER = an_actor("reviewer")  # Amina


@pytest.fixture
def bo(db: None) -> Actor:
    """Bo runs the platform."""
    return cast.by(cast.bo())


@pytest.fixture
def bank(bo: Actor) -> Bank:
    return actions.create_bank(name="Shapes", provenance="Shape Society", by=bo, at=NOON)


def an_entry(bank: Bank, by: Actor, **given: Any) -> Entry:
    wanted = {"type_": EntryType.SHA256, "value": SHA256_A} | given
    return actions.add_entry(bank=bank, by=by, at=NOON, **wanted)


def confirmed(entry: Entry, by: Actor) -> Entry:
    actions.give_opinion(entry=entry, value=Opinion.POSITIVE, by=by, at=NOON)
    entry.refresh_from_db()
    return entry


def hold(bank: Bank, by: Actor, **given: object) -> Bank:
    policy = {"on_match": OnMatch.HOLD, "threshold_bits": 31, "hold_threshold_bits": 10} | given
    return actions.set_policy(bank=bank, hold_lasts=timedelta(hours=24), by=by, at=NOON, **policy)  # type: ignore[arg-type]


def event_names() -> list[str]:
    """The names of all events so far, oldest first."""
    return list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))


def refuse(*args: object, **kwargs: object) -> str:
    """What stands in for `record` where nothing can be recorded."""
    raise OSError("no log")


def switched_on(by: Actor, days: int = 7, at: Any = NOON) -> LookBack:
    return actions.switch_on_looking_back(days=days, lasts_days=30, reason="a list lags behind", by=by, at=at)


@pytest.fixture
def switch(bo: Actor) -> LookBack:
    """Looking back is on."""
    return switched_on(bo)


@pytest.fixture
def poisoned(bank: Bank, bo: Actor) -> Entry:
    """An entry of our own list that counts, for traffic to meet."""
    return confirmed(an_entry(bank, bo), bo)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for other processes, with a database file of its own."""
    return a_home(tmp_path_factory.mktemp("banks") / "home")


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep Django's handler from closing what the test's transaction stands on, as the test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
