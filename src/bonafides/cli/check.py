"""`bonafides check` says what is wrong with this installation; `bonafides mail test` sends one mail.

One line for each check: OK, WARN (works, but you should know) or FAIL (do not run it like this). Exit 1 on any FAIL.
"""

import argparse
import smtplib
import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError

from bonafides.cli.findings import CHECKS, Check, Finding, Level
from bonafides.cli.homes import follow_clock
from bonafides.kernel.errors import DomainError, Unavailable
from bonafides.kernel.text import gettext_noop

NOT_SENT = gettext_noop("The mail could not be sent by %(server)s: %(why)s")
SUBJECT = "A test by Bonafides"
BODY = "If you read this, mail from your installation of Bonafides arrives.\n"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print only what is not in order")


def run(options: argparse.Namespace) -> int:
    """Print every finding; exit 1 if one of them is a failure."""
    follow_clock()
    worst = Level.OK
    for check in CHECKS:
        for finding in findings_of(check):
            worst = max(worst, finding.level)
            if finding.level > Level.OK or not options.quiet:
                print(f"{finding.level.name:<5} {check.title:<14} {finding.sentence}")
    return 1 if worst is Level.FAIL else 0


def findings_of(check: Check) -> Iterator[Finding]:
    """What one check says; a database that fails is a finding too."""
    try:
        yield from check.run()
    except DatabaseError as error:
        yield Finding(Level.FAIL, f"The database cannot be used: {error}".strip())
    except DomainError as error:
        yield Finding(Level.FAIL, str(error))


def mail_test_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="where to send it")


def mail_test(options: argparse.Namespace) -> int:
    """Send one mail at once, past the outbox, so that an error is seen here."""
    server = f"{settings.SMTP_HOST}:{settings.SMTP_PORT}" if settings.SMTP_HOST else str(settings.HOME / "mail")
    try:
        send_mail(SUBJECT, BODY, settings.MAIL_FROM, [options.address])
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable("mail-not-sent", NOT_SENT, server=server, why=error) from error
    print(f"Sent from {settings.MAIL_FROM} to {options.address} by {server}.", file=sys.stderr)
    return 0
