"""The mail that this part sends: the invitation, in the language of whoever is invited."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bonafides.base.outbox import actions as outbox
from bonafides.base.people.models import Invitation


def invitation_url(token: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse('people:accept_invitation', args=[token])}"


def enqueue_invitation(invitation: Invitation, token: str, *, at: datetime) -> None:
    with override(invitation.language):
        outbox.enqueue_mail(
            to=invitation.email,
            subject=_("You are invited to %(organisation)s") % {"organisation": invitation.organisation},
            body=_(
                "%(organisation)s invites you to work with them in Bonafides.\n\n"
                "Open this link to choose a password, until %(until)s UTC:\n%(url)s\n\n"
                "If you did not expect this, do nothing: the link ends by itself."
            )
            % {
                "organisation": invitation.organisation,
                "until": invitation.expires_at.strftime("%Y-%m-%d %H:%M"),
                "url": invitation_url(token),
            },
            key=f"invitation:{invitation.reference}",
            due_at=at,
            at=at,
        )
