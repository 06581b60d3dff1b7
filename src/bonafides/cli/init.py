"""`bonafides init` makes a home; `bonafides upgrade` brings its database to this version."""

import argparse
import getpass
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from bonafides.base.keys import files
from bonafides.base.people import actions as people
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.cli.places import ENV_FILE, refuse_unless_empty
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop

FOLDERS = ("blobs", "log", "mail", "incoming")


@dataclass(frozen=True)
class Start:
    """What an installation begins with."""

    organisation: str
    country: str
    staff: int
    turnover_eur: int
    services: tuple[str, ...]
    email: str
    name: str
    password: str | None
    public_url: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", help="the platform's name")
    parser.add_argument("--country", default="", help="where it is established, ISO 3166 (DE); empty: outside the EU")
    parser.add_argument("--staff", type=int, default=1, help="how many people it employs (default 1)")
    parser.add_argument("--turnover", type=int, default=0, help="its yearly turnover in euro (default 0)")
    parser.add_argument("--service", action="append", default=[], help="what it offers: pasting, file_sharing, ...")
    parser.add_argument("--email", help="the first owner's address")
    parser.add_argument("--name", default="", help="the first owner's name")
    parser.add_argument("--url", default="http://localhost:8000", help="the address people will use")


def run(options: argparse.Namespace) -> int:
    """Ask for what was not given, make the home, and say what to do next."""
    refuse_unless_empty(settings.HOME)
    start = asked(options)
    make_home(start, at=clock.now())
    print(NEXT.format(home=settings.HOME, keys=settings.KEYS, url=start.public_url), file=sys.stderr)
    return 0


NEXT = """\
Made {home}; the keys are in {keys}: keep a copy of them apart (bonafides keys backup FILE).
Next:  bonafides serve --home {home}     and, in another terminal,
       bonafides worker --home {home}
Then open {url}/first-day/ : it says what works without any list, and which duties bind.
"""


def asked(options: argparse.Namespace) -> Start:
    """The answers, from the options or from the terminal."""
    organisation = options.organisation or ask("Name of the platform: ")
    email = options.email or ask("E-mail address of the first owner: ")
    password = os.environ.get("BONAFIDES_OWNER_PASSWORD") or getpass.getpass("Password (12 characters or more): ")
    if len(password) < 12:
        raise Invalid("short-password", gettext_noop("A password has at least 12 characters."))
    return Start(
        organisation=organisation,
        country=options.country.upper(),
        staff=options.staff,
        turnover_eur=options.turnover,
        services=tuple(options.service),
        email=email,
        name=options.name or email,
        password=password,
        public_url=options.url,
    )


def ask(question: str) -> str:
    answer = input(question).strip()
    return answer or ask(question)


def make_home(start: Start, *, at: datetime, settings_lines: tuple[str, ...] = ()) -> Person:
    """Folders, keys, settings file, database, organisation, owner, starter policy: in this order."""
    make_folders(settings.HOME)
    files.create_missing(settings.KEYS, at=at)
    settings.SECRET_KEY = files.read_text_secret(settings.KEYS, "django")
    write_settings(settings.HOME, (f"BONAFIDES_PUBLIC_URL={start.public_url}", *settings_lines))
    migrate()
    owner = make_owner(start, at=at)
    install_starter(start, by=SYSTEM, at=at)
    return owner


def make_folders(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in FOLDERS:
        (home / name).mkdir(exist_ok=True, mode=0o700)


def write_settings(home: Path, lines: tuple[str, ...]) -> None:
    """The settings file that every later command reads."""
    file = home / ENV_FILE
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    file.chmod(0o600)


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def make_owner(start: Start, *, at: datetime) -> Person:
    platform = people.create_organisation(
        name=start.organisation, kind=OrganisationKind.PLATFORM, country=start.country, by=SYSTEM, at=at
    )
    return people.admit_person(
        organisation=platform,
        email=start.email,
        name=start.name,
        password=start.password,
        role=Role.OWNER,
        by=SYSTEM,
        at=at,
    )


def install_starter(start: Start, *, by: object, at: datetime) -> None:
    """The starter policy and the establishment, where this edition judges content."""
    from django.apps import apps

    if apps.is_installed("bonafides.safety.moderation"):
        from bonafides.safety.moderation import setup

        setup.install(start, at=at)


def upgrade_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: stop the server and the worker, make a backup, then run it."""


def upgrade(options: argparse.Namespace) -> int:
    """Bring the database to this version."""
    migrate()
    print("The database is of this version now.", file=sys.stderr)
    return 0
