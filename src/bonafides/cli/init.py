"""`bonafides init` makes a home."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from bonafides.base.keys import files
from bonafides.base.people import actions as people
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.cli import answers
from bonafides.cli.answers import Start as Start
from bonafides.cli.places import ENV_FILE, refuse_unless_empty
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM

FOLDERS = ("blobs", "log", "mail", "incoming")
MODERATION = "bonafides.safety.moderation"

arguments = answers.arguments


def run(options: argparse.Namespace) -> int:
    """Ask for what was not given, make the home, and say which duties bind and what to do next."""
    refuse_unless_empty(settings.HOME)
    start = answers.answered(options)
    make_home(start, at=clock.now())
    print_duties(start)
    print(NEXT.format(home=settings.HOME, keys=settings.KEYS, url=start.public_url), file=sys.stderr)
    return 0


NEXT = """
Made {home}; the keys are in {keys}: keep a copy of them apart (bonafides keys backup FILE).
Next:  bonafides serve --home {home}     and, in another terminal,
       bonafides worker --home {home}
Sign in at {url} and set up a second factor: nothing else opens without one.
Then {url}/first-day/ says what works without any list, and where lists come from.
"""


def make_home(start: Start, *, at: datetime, settings_lines: tuple[str, ...] = ()) -> Person:
    """Folders, keys, settings file, database, organisation, owner, starter policy: in this order."""
    make_folders(settings.HOME)
    files.create_missing(settings.KEYS, at=at)
    settings.SECRET_KEY = files.read_text_secret(settings.KEYS, "django")
    write_settings(settings.HOME, (f"BONAFIDES_PUBLIC_URL={start.public_url}", *edition_line(), *settings_lines))
    migrate()
    owner = make_owner(start, at=at)
    install_starter(start, at=at)
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


def edition_line() -> tuple[str, ...]:
    """What is not the whole is written down, so that every later command finds the same edition."""
    return () if settings.EDITION == "both" else (f"BONAFIDES_EDITION={settings.EDITION}",)


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def make_owner(start: Start, *, at: datetime) -> Person:
    """The platform, or the programme where this edition is a programme's, and whoever runs it."""
    kind = OrganisationKind.PROGRAMME if settings.EDITION == "programme" else OrganisationKind.PLATFORM
    organisation = people.create_organisation(
        name=start.organisation, kind=kind, country=start.country, by=SYSTEM, at=at
    )
    return people.admit_person(
        organisation=organisation,
        email=start.email,
        name=start.name,
        password=start.password,
        role=Role.OWNER,
        by=SYSTEM,
        at=at,
    )


def install_starter(start: Start, *, at: datetime) -> None:
    """The starter policy and the establishment, where this edition judges content; a programme's own beginnings."""
    if settings.EDITION == "programme":
        from bonafides.cli import founding

        founding.install(at=at)
    if apps.is_installed(MODERATION):
        from bonafides.safety.moderation import setup

        setup.install(start, at=at)


def print_duties(start: Start) -> None:
    """Which duties bind, each with its reason, once it is known what the platform offers."""
    if not (apps.is_installed(MODERATION) and start.services):
        return
    from bonafides.safety.moderation import duties

    facts = duties.Establishment(
        country=start.country or None,
        offers_in_eu=True,
        size=duties.size_of(staff=start.staff, turnover_eur=start.turnover_eur),
        kinds=frozenset(map(duties.ServiceKind, start.services)),
    )
    print("\nWhat binds you, for orientation and no legal advice:", file=sys.stderr)
    reason = ""
    for duty in sorted(duties.duties_of(facts), key=lambda duty: (list(duties.Binding).index(duty.binding), duty.why)):
        if duty.why != reason:
            reason = duty.why
            print(f"\n{WORDS[duty.binding]} {reason}", file=sys.stderr)
        print(f"  {duty.law} {duty.article:<24} {duty.title}", file=sys.stderr)


WORDS = {"binds": "Binds:", "once_ordered": "Later:", "does_not_bind": "Does not bind:"}
