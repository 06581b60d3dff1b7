"""What is swept away regularly: ended sessions, dead links, and the answers kept for repeated requests."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from bonafides.base.http import idempotency
from bonafides.base.outbox.registry import Recurring
from bonafides.base.people.models import LinkToken

DEAD_LINKS_STAY = timedelta(days=30)  # so that the page can say for a while that a link has expired


def forget_sessions(at: datetime) -> None:
    Session.objects.filter(expire_date__lt=at).delete()


def forget_links(at: datetime) -> None:
    LinkToken.objects.filter(expires_at__lt=at - DEAD_LINKS_STAY).delete()


RECURRING = (
    Recurring("people.forget_sessions", timedelta(hours=6), forget_sessions),
    Recurring("people.forget_links", timedelta(days=1), forget_links),
    Recurring("http.forget_answers", timedelta(hours=6), idempotency.forget_old_answers),
)
