"""`bonafides programme init` founds the programme of a home that has none: organisation, owner, what it starts with."""

import argparse
import sys
from datetime import datetime

from django.apps import apps
from django.conf import settings

from bonafides.base.people import actions as people
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.cli import answers
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop

NO_PROGRAMME = gettext_noop("This edition has no programme. Set BONAFIDES_EDITION to programme or both.")


def init_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--organisation", help="the programme's name")
    add("--country", help="where it is established, ISO 3166 (IE)")
    add("--email", help="the first owner's address")
    add("--name", help="the first owner's name")
    parser.epilog = f"The first owner's password is asked for, or taken from ${answers.PASSWORD_VARIABLE}."


def init(options: argparse.Namespace) -> int:
    """Ask for what was not given, found the programme, and say where it is."""
    check_edition()
    organisation = answers.answer("--organisation", options.organisation, "Name of the programme", answers.named)
    country = answers.answer("--country", options.country, "Established in (two letters)", answers.country_of, "")
    email = answers.answer("--email", options.email, "E-mail address of the first owner", answers.email_of)
    name = answers.answer("--name", options.name, "Name of the first owner", str, email.partition("@")[0])
    password = answers.password_of(email, name)
    found(organisation=organisation, country=country, email=email, name=name, password=password, at=clock.now())
    print(f"{organisation} is founded. Sign in at {settings.PUBLIC_URL}.", file=sys.stderr)
    return 0


def check_edition() -> None:
    if not apps.is_installed("bonafides.programme.members"):
        raise Conflict("no-programme", NO_PROGRAMME)


def found(*, organisation: str, country: str, email: str, name: str, password: str | None, at: datetime) -> Person:
    """The programme with its first owner, and all that it starts with."""
    made = people.create_organisation(
        name=organisation, kind=OrganisationKind.PROGRAMME, country=country, by=SYSTEM, at=at
    )
    owner = people.admit_person(
        organisation=made, email=email, name=name, password=password, role=Role.OWNER, by=SYSTEM, at=at
    )
    install(at=at)
    return owner


def install(*, at: datetime) -> None:
    """What every programme starts with: the pledge, the resources that come along, the issuer's document in the log."""
    from bonafides.programme.knowledge import actions as knowledge
    from bonafides.programme.pledge import actions as pledge
    from bonafides.programme.trustmark import actions as trustmark

    pledge.install_pledge(at=at)
    knowledge.install_shipped(by=SYSTEM, at=at)
    trustmark.note_issuer_document(at=at)
