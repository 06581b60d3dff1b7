"""What `init` wants to know: from options, from the environment, or asked for where somebody sits at a terminal."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop

PASSWORD_VARIABLE = "BONAFIDES_OWNER_PASSWORD"  # noqa: S105  the name of an environment variable
SERVICES = (
    *("pasting", "file_sharing", "social_network", "forum", "video"),
    *("public_channels", "private_chat", "private_storage", "web_hosting"),
)

MISSING = gettext_noop("Say %(option)s; nobody sits at a terminal who could be asked.")
WEAK = gettext_noop("This password is too weak. %(why)s")
NO_EMAIL = gettext_noop("%(text)s is no e-mail address.")
NO_COUNTRY = gettext_noop("%(text)s is no country code of two letters (ISO 3166: DE, FR, ...).")
NO_SERVICE = gettext_noop("%(text)s is no kind of service that we know: %(known)s.")
NO_NUMBER = gettext_noop("%(text)s is no whole number of zero or more.")

T = TypeVar("T")


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
    add = parser.add_argument
    add("--organisation", help="the platform's name")
    add("--country", help="where it is established, ISO 3166 (DE); empty: outside the EU")
    add("--staff", help="how many people it employs (default 1)")
    add("--turnover", help="its yearly turnover in euro (default 0)")
    add("--service", action="append", help=f"what it offers, may be repeated: {', '.join(SERVICES)}")
    add("--email", help="the first owner's address")
    add("--name", help="the first owner's name")
    add("--url", default="http://localhost:8000", help="the address people will use (default http://localhost:8000)")
    parser.epilog = f"The first owner's password is asked for, or taken from ${PASSWORD_VARIABLE}."


def answered(options: argparse.Namespace) -> Start:
    """Every answer, checked one by one, so that a slip is asked again at once."""
    organisation = answer("--organisation", options.organisation, "Name of the platform", named)
    country = answer(
        "--country", options.country, "Established in (two letters; empty: outside the EU)", country_of, ""
    )
    services = services_of(options.service)
    staff = answer("--staff", options.staff, "How many people work there", number_of, "1")
    turnover = answer("--turnover", options.turnover, "Yearly turnover in euro", number_of, "0")
    email = answer("--email", options.email, "E-mail address of the first owner", email_of)
    name = answer("--name", options.name, "Name of the first owner", str, email.partition("@")[0])
    password = password_of(email, name)
    return Start(organisation, country, staff, turnover, services, email, name, password, options.url.rstrip("/"))


def answer(option: str, given: str | None, question: str, read: Callable[[str], T], default: str | None = None) -> T:
    """One answer: as given, else asked for, else the default."""
    if given is not None:
        return read(given.strip())
    if not sys.stdin.isatty():
        if default is None:
            raise Invalid("answer-missing", MISSING, option=option)
        return read(default)
    return asked(question, read, default)


def asked(question: str, read: Callable[[str], T], default: str | None) -> T:
    """Ask until the answer can be read."""
    hint = f" [{default}]" if default else ""
    while True:
        text = input(f"{question}{hint}: ").strip() or default or ""
        try:
            return read(text)
        except Invalid as error:
            print(f"  {error}", file=sys.stderr)


def services_of(given: list[str] | None) -> tuple[str, ...]:
    if given is not None:
        return tuple(service_of(text) for text in given)
    if not sys.stdin.isatty():
        return ()
    print("What does it offer? Several are welcome, with commas between.", file=sys.stderr)
    print(f"  {', '.join(SERVICES)}", file=sys.stderr)
    return asked("Services", lambda text: tuple(service_of(part.strip()) for part in text.split(",")), "pasting")


def password_of(email: str, name: str) -> str:
    """From the environment, else typed twice unseen."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given is not None:
        return strong(given, email, name)
    if not sys.stdin.isatty():
        raise Invalid("answer-missing", MISSING, option=f"${PASSWORD_VARIABLE}")
    while True:
        try:
            password = strong(getpass.getpass("Password (12 characters or more): "), email, name)
        except Invalid as error:
            print(f"  {error}", file=sys.stderr)
            continue
        if getpass.getpass("Once more: ") == password:
            return password
        print("  These were two different ones.", file=sys.stderr)


def strong(password: str, email: str, name: str) -> str:
    """The password, if the rules for everybody's password accept it."""
    from bonafides.base.people.models import Person

    try:
        validate_password(password, Person(email=email, name=name))
    except ValidationError as error:
        raise Invalid("weak-password", WEAK, why=" ".join(error.messages)) from error
    return password


# -- reading one answer -----------------------------------------------------------------------------------


def named(text: str) -> str:
    if not text:
        raise Invalid("answer-missing", MISSING, option="--organisation")
    return text


def country_of(text: str) -> str:
    code = text.upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise Invalid("bad-country", NO_COUNTRY, text=text)
    return code


def number_of(text: str) -> int:
    digits = text.replace("_", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        raise Invalid("bad-number", NO_NUMBER, text=text or "Nothing")
    return int(digits)


def email_of(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise Invalid("bad-email", NO_EMAIL, text=text or "Nothing") from error
    return text


def service_of(text: str) -> str:
    if text not in SERVICES:
        raise Invalid("bad-service", NO_SERVICE, text=text or "Nothing", known=", ".join(SERVICES))
    return text
