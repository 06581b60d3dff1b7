"""Who and what there is before the first upload: people, keys, lists, where webhooks go."""

import contextlib
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from bonafides.base.outbox import endpoints
from bonafides.base.people import actions as people
from bonafides.base.people import queries as persons
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role, Scope, Standing
from bonafides.cli.answers import Start
from bonafides.cli.demo import material
from bonafides.cli.demo.passwords import new_password
from bonafides.cli.demo.platform import CONTENTS, HOOKS, Platform
from bonafides.cli.demo.wire import client
from bonafides.cli.init import make_home
from bonafides.client import Client
from bonafides.kernel import recording
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import commands as list_commands
from bonafides.safety.banks import queries as lists
from bonafides.safety.banks.vocabulary import OnMatch
from bonafides.safety.moderation.actions import resolving
from bonafides.safety.moderation.samples import PictureRelation, SamplePicture

POSTERS, CONFIRMED, WRITINGS = "Known posters (sample)", "Confirmed posters (sample)", "Slogans and leaflets (sample)"
HOLD_BITS, HOLD_LASTS = 10, timedelta(hours=24)


@dataclass(frozen=True)
class Town:
    """The people as who they act, and the programs that speak to us from outside."""

    owner: Person
    password: str
    bo: Actor
    amina: Actor
    gita: Actor
    platform: Client
    trusted: Client
    authority: Client


def found(url: str, lines: tuple[str, ...]) -> tuple[Person, str]:
    """The home with its organisation, its owner and a password that is told once."""
    password = new_password()
    start = Start(
        organisation="Harbour Pastes",
        country="DE",
        staff=3,
        turnover_eur=120_000,
        services=("pasting", "file_sharing"),
        email="bo@harbour.example",
        name="Bo",
        password=password,
        public_url=url,
    )
    return make_home(start, at=now(), settings_lines=lines), password


def settle(owner: Person, password: str, url: str) -> Town:
    """Colleagues and API keys."""
    bo = persons.actor_of(owner)
    return Town(
        owner=owner,
        password=password,
        bo=bo,
        amina=colleague(owner, "Amina", Role.REVIEWER),
        gita=colleague(owner, "Gita", Role.LEAD),
        platform=client(url, key(owner, "Harbour Pastes", Standing.PLATFORM, frozenset(Scope), bo)),
        trusted=client(url, key(owner, "Sample Trusted Flagger", Standing.TRUSTED_FLAGGER, FLAGS, bo)),
        authority=client(url, key(owner, "Sample Referral Unit", Standing.AUTHORITY, FLAGS, bo)),
    )


FLAGS = frozenset({Scope.FLAGS_WRITE})


def colleague(owner: Person, name: str, role: Role) -> Actor:
    person = people.admit_person(
        organisation=owner.organisation,
        email=f"{name.lower()}@harbour.example",
        name=name,
        password=None,
        role=role,
        by=SYSTEM,
        at=now(),
    )
    return persons.actor_of(person)


def key(owner: Person, name: str, standing: Standing, scopes: frozenset[Scope], by: Actor) -> str:
    issued = people.create_api_key(
        organisation=owner.organisation,
        name=name,
        scopes=frozenset(scopes),
        standing=standing,
        calls_per_minute=6_000,
        by=by,
        at=now(),
    )
    return issued.plaintext


def connect(platform: Platform, by: Actor) -> None:
    """Have everything that the platform must hear posted to its receiver, and ask it for what flags only name."""
    url, record = platform.url_of(HOOKS), recording.recorder()
    _, secret = endpoints.create(url=url, description="The made-up platform", by=by, at=now(), record=record)
    platform.trust(HOOKS, secret)
    platform.trust(CONTENTS, resolving.set_endpoint(url=platform.url_of(CONTENTS), by=by, at=now()))


def bring_lists(samples: Sequence[SamplePicture], by: Actor) -> None:
    """Three lists from CSV files, through the command that everyone uses; one of them may hold, switched on by name."""
    folder: Path = settings.HOME / "lists"
    folder.mkdir(exist_ok=True)
    known = [picture for picture in samples if picture.relation is PictureRelation.KNOWN]
    confirmed = [picture for picture in known if picture.name in material.HELD]
    others = [picture for picture in known if picture.name not in material.HELD]
    bring(folder / "posters.csv", POSTERS, material.rows_of_pictures(others, ""))
    bring(folder / "confirmed.csv", CONFIRMED, material.rows_of_pictures(confirmed, "positive"))
    bring(folder / "writings.csv", WRITINGS, material.rows_of_writings())
    bank = lists.bank_named(by, CONFIRMED)
    assert bank is not None
    banks.set_policy(
        bank=bank,
        on_match=OnMatch.HOLD,
        threshold_bits=bank.threshold_bits,
        hold_threshold_bits=HOLD_BITS,
        hold_lasts=HOLD_LASTS,
        by=by,
        at=now(),
    )


def bring(file: Path, name: str, rows: list[material.Row]) -> None:
    """`bonafides banks import FILE --bank NAME`."""
    material.write_csv(file, rows)
    options = Namespace(
        file=file,
        bank=name,
        format=None,
        kind="known",
        provenance="Made up by this demo",
        licence="CC0-1.0",
        tlp="clear",
    )
    with contextlib.redirect_stdout(sys.stderr):
        print(f"  {name}: ", end="", file=sys.stderr)
        list_commands.import_list(options)
