"""Letters about the pledge, each in the language of whoever reads it."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from bonafides.base.outbox import actions as outbox
from bonafides.programme.pledge.models import PledgeVersion, Signature


def ask_to_sign_again(signature: Signature, version: PledgeVersion, last_day: date, *, at: datetime) -> None:
    """A new version waits: the person who signed is asked, once."""
    person = signature.person
    words = {
        "name": person.name,
        "member": signature.member.name,
        "version": version.number,
        "day": last_day.isoformat(),
        "url": settings.PUBLIC_URL + reverse("pledge:pledge"),
    }
    with override(person.language):
        subject = gettext("The pledge has a new version: please read and sign it again")
        body = gettext(
            "Dear %(name)s,\n\nyou signed the pledge for %(member)s. Version %(version)s is in force now. Your"
            " signature counts until %(day)s; please read what changed and sign again before then:\n\n%(url)s\n"
        )
    key = f"pledge-again:{version.number}:{signature.reference}"
    outbox.enqueue_mail(to=person.email, subject=subject, body=body % words, key=key, due_at=at, at=at)
