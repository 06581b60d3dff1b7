"""A home to be killed in: on SQLite, or on PostgreSQL by DATABASE_URL; its clock can be moved."""

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from bonafides.kernel.actor import Actor

REVIEWERS = ("Amina", "Gita")
PHRASE = "the lantern of Sample Entity A hangs over the quay"
HELD_TEXTS = tuple(f"Harmless sample text number {number} of a list that holds." for number in range(40))


@dataclass(frozen=True)
class Installation:
    """Where it lies, where it listens, and the key of its platform."""

    home: Path
    port: int
    key: str

    @property
    def journals(self) -> Path:
        return self.home.parent / "journals"

    @property
    def stop_file(self) -> Path:
        return self.home.parent / "stop"

    @property
    def worker_log(self) -> Path:
        return self.home.parent / "worker.log"

    def move_clock(self, seconds: float) -> None:
        """Move every process's clock on, at once."""
        file = self.home / "clock.json"
        shift = json.loads(file.read_text())["shift_seconds"] + seconds
        aside = file.with_suffix(".new")
        aside.write_text(json.dumps({"shift_seconds": shift}))
        aside.replace(file)


def prepare_environment(folder: Path, *, port: int, receiver: str) -> Path:
    """What every process of the installation finds in its environment. Before Django is loaded."""
    home = folder / "home"
    for each in (home, folder / "journals"):
        each.mkdir(mode=0o700)
    (home / "demo.json").write_text("{}")  # a clock that can be moved
    (home / "clock.json").write_text('{"shift_seconds": 0}')
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bonafides.config.settings",
        "BONAFIDES_HOME": str(home),
        "BONAFIDES_KEYS": f"{home}.keys",
        "BONAFIDES_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BONAFIDES_FETCH_ALLOW": receiver,
        "BONAFIDES_LOG_EVERY_SECONDS": "1",
    }
    return home


def make(home: Path, *, port: int, receiver: str) -> Installation:
    """Tables, people, lists, an API key and a webhook endpoint."""
    from benchmarks import scratch

    scratch.start(home)
    from bonafides.base.outbox import endpoints
    from bonafides.base.people.vocabulary import Role
    from bonafides.kernel import recording
    from bonafides.kernel.clock import now
    from tests import cast

    for name in REVIEWERS:
        cast.a_person(name, Role.REVIEWER)
    bo = cast.by(cast.a_person("Bo", Role.OWNER))
    endpoints.create(url=f"http://{receiver}/hook", by=bo, at=now(), record=recording.recorder())
    _make_lists(bo)
    return Installation(home, port, _a_fast_key())


def _make_lists(bo: Actor) -> None:
    """One list that asks for review by a phrase, one that holds by the exact bytes."""
    from bonafides.kernel.clock import now
    from bonafides.matching.vocabulary import EntryType
    from bonafides.safety.banks import actions as banks
    from bonafides.safety.banks.vocabulary import OnMatch, Opinion

    reviews = banks.create_bank(name="Review", by=bo, at=now())
    banks.add_entry(bank=reviews, type_=EntryType.TEXT, value=PHRASE, by=bo, at=now())
    holds = banks.create_bank(name="Hold", by=bo, at=now())
    banks.set_policy(
        bank=holds,
        on_match=OnMatch.HOLD,
        threshold_bits=31,
        hold_threshold_bits=10,
        hold_lasts=timedelta(hours=24),
        by=bo,
        at=now(),
    )
    for text in HELD_TEXTS:
        entry = banks.add_entry(
            bank=holds, type_=EntryType.SHA256, value=sha256(text.encode()).hexdigest(), by=bo, at=now()
        )
        banks.give_opinion(entry=entry, value=Opinion.POSITIVE, by=bo, at=now())


def _a_fast_key() -> str:
    from bonafides.base.people import actions
    from bonafides.base.people.vocabulary import Scope, Standing
    from bonafides.kernel.actor import SYSTEM
    from bonafides.kernel.clock import now
    from tests import cast

    issued = actions.create_api_key(
        organisation=cast.the_platform(),
        name="the platform",
        scopes=frozenset(Scope),
        standing=Standing.PLATFORM,
        calls_per_minute=1_000_000,
        by=SYSTEM,
        at=now(),
    )
    return issued.plaintext
