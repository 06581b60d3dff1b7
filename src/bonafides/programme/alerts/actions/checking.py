"""Whether an address still answers. Only the status counts; nothing that stands there is read, kept or logged.

A polite visitor: HEAD first, after 1, 2, 4, 8 and 16 days, two addresses of a host in one turn.
"""

from datetime import datetime

from bonafides.base import fetch
from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Invalid, TooLarge, Unavailable
from bonafides.programme.alerts.events import AlertChecked
from bonafides.programme.alerts.models import AlertCheck
from bonafides.programme.alerts.vocabulary import (
    CHECK_BYTES,
    CHECK_SECONDS,
    CHECKED_FOR,
    CHECKS_AT_ONCE,
    CHECKS_PER_HOST,
    FIRST_CHECK,
    GONE_STATUSES,
    Availability,
)

LOOKED_AT = 400  # that are due, to find some of different hosts
NO_HEAD = frozenset({403, 405, 501})  # servers that answer GET alone


def check_due(at: datetime) -> int:
    """Ask what is due; returns how many addresses were asked."""
    asked: dict[str, int] = {}
    due = AlertCheck.objects.filter(due_at__lte=at).select_related("alert").order_by("due_at", "pk")
    for check in due[:LOOKED_AT]:
        host = check.alert.host
        if sum(asked.values()) < CHECKS_AT_ONCE and asked.get(host, 0) < CHECKS_PER_HOST:
            asked[host] = asked.get(host, 0) + 1
            note_check(check=check, availability=availability_of(check.alert.url), at=at)
    return sum(asked.values())


def availability_of(url: str) -> Availability:
    """One question to the address, through the guard; who cannot be asked is unknown."""
    try:
        status = fetch.head(url, seconds=CHECK_SECONDS).status
        if status in NO_HEAD:
            status = fetch.get(url, max_bytes=CHECK_BYTES, seconds=CHECK_SECONDS).status
    except TooLarge:
        return Availability.ANSWERS
    except (Unavailable, Invalid):
        return Availability.UNKNOWN
    if status in GONE_STATUSES:
        return Availability.GONE
    return Availability.UNKNOWN if status >= 500 else Availability.ANSWERS


@audited_action
def note_check(*, check: AlertCheck, availability: Availability, at: datetime) -> None:
    """Keep the answer and plan the next question; only a change is an event."""
    changed = check.availability != availability
    check.availability, check.checked_at = availability, at
    check.due_at = next_check(check, at)
    check.save()
    if changed:
        record(AlertChecked(alert=check.alert.reference, availability=availability), by=SYSTEM, at=at)
    else:
        nothing_changed()


def next_check(check: AlertCheck, at: datetime) -> datetime | None:
    """When twice as long has passed since the alert, until nobody would learn anything new."""
    sent_at = check.alert.sent_at or at
    passed = max(2 * (at - sent_at), FIRST_CHECK)
    return sent_at + passed if passed <= CHECKED_FOR else None
