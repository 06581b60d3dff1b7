"""`bonafides user invite`: how the first owner comes in, and everybody whom no owner can invite."""

import sys
from argparse import ArgumentParser, Namespace

from django.conf import settings

from bonafides.base.people import actions, mail, queries
from bonafides.base.people.vocabulary import GRANTABLE, OrganisationKind, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now


def user_invite_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email", help="the address that the link is sent to")
    parser.add_argument("--role", choices=[role.value for role in GRANTABLE], default=Role.REVIEWER.value)
    parser.add_argument("--case", default="", help="for a second reader: the reference of the case")
    parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="en")
    parser.add_argument(
        "--organisation",
        choices=[OrganisationKind.PLATFORM.value, OrganisationKind.PROGRAMME.value],
        default=OrganisationKind.PLATFORM.value,
        help="which of the two that may live in one installation",
    )


def user_invite(options: Namespace) -> int:
    """Print the link and mail it; the link lasts a week and works once."""
    issued = actions.invite(
        organisation=queries.active_organisation(OrganisationKind(options.organisation)),
        email=options.email,
        role=options.role,
        case=options.case,
        language=options.language,
        by=SYSTEM,
        at=now(),
    )
    print(mail.invitation_url(issued.token))
    where = f"to {settings.SMTP_HOST}" if settings.SMTP_HOST else f"in {settings.HOME / 'mail'}"
    print(
        f"The worker puts the mail {where}. Until {issued.invitation.expires_at:%Y-%m-%d %H:%M} UTC.", file=sys.stderr
    )
    return 0
