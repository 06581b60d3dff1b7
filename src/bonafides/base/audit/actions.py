"""Recording what happened, in the same transaction as the change; promising, sealing and forgetting it."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, transaction

from bonafides.base.audit.models import LogEntry, SubjectSecret
from bonafides.base.audit.scope import action_scope, count_record, nothing_changed
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox import registry
from bonafides.kernel.actor import Actor
from bonafides.kernel.event import Event, Json
from bonafides.kernel.ids import new_event_id
from bonafides.ledger import entries, merkle

__all__ = ["audited_action", "forget", "nothing_changed", "record", "record_from_below"]

# Every event asks for a secret: so it takes a tenth of the time that it takes through models.
_LOOK_UP = "SELECT secret FROM audit_subjectsecret WHERE subject = %s"
_MAKE = """
INSERT INTO audit_subjectsecret (subject, secret, created_at) VALUES (%s, %s, %s) ON CONFLICT (subject) DO NOTHING
"""

P = ParamSpec("P")
R = TypeVar("R")


def audited_action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function an action: one transaction, at least one recorded event, or nothing of it stands."""

    @wraps(function)
    def action(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), action_scope(function.__qualname__):
            return function(*args, **kwargs)

    return action


def record(event: Event, *, by: Actor, at: datetime) -> str:
    """Write the entry that the log will hold of this event, and what opens it; returns the event's id.

    The entry's bytes are final here; its number is given when it is sealed. Listeners hear of it through the outbox.
    """
    count_record()
    event_id = new_event_id()
    opened = opened_fields(event, by, at)
    entry = entries.entry_of(
        type_=event.name if event.public else entries.INTERNAL,
        day=at.date(),
        ref=secrets.token_bytes(entries.REF_BYTES),
        fields=opened,
        secret=secret_of(event.subject, at),
        event_id=event_id,
    ).serialise()
    LogEntry.objects.create(
        event_id=event_id,
        event_name=event.name,
        subject=event.subject,
        at=at,
        actor_code=by.code,
        entry=entry,
        leaf_hash=merkle.leaf_hash(entry),
        opened=opened,
        promised_at=promised_at(at),
    )
    outbox.enqueue_listeners(event, event_id, registry.listeners_of(type(event)), at=at)  # type: ignore[arg-type]
    return event_id


def record_from_below(event: Event, by: Actor, at: datetime) -> str:
    """The recorder that keys and outbox are given: an action of its own inside whatever transaction is open."""
    with transaction.atomic(), action_scope(event.name):
        return record(event, by=by, at=at)


def opened_fields(event: Event, by: Actor, at: datetime) -> dict[str, Json]:
    """What the entry commits to: the event's own facts, who did it (as a code), the moment and the name."""
    return {
        **event.fields(),
        "actor": by.code,
        "at": at.isoformat(),
        "event": event.name,
        "subject": event.subject,
    }


def promised_at(at: datetime) -> datetime:
    """By when the entry will stand in the published log."""
    promise: timedelta = settings.LOG_PROMISE
    return at + promise


def secret_of(subject: str, at: datetime) -> bytes:
    """The secret of a subject, made when it is first needed: by whoever comes first, where two do at once."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, [subject])
        kept = cursor.fetchone()
        if kept is None:
            made_at = connection.ops.adapt_datetimefield_value(at)
            cursor.execute(_MAKE, [subject, secrets.token_bytes(entries.SECRET_BYTES), made_at])
            cursor.execute(_LOOK_UP, [subject])
            kept = cursor.fetchone()
        return bytes(kept[0])


def forget(subject: str) -> None:
    """Destroy what opens and links a subject's entries; the caller records that it was done, under another subject."""
    SubjectSecret.objects.filter(subject=subject).delete()
    LogEntry.objects.filter(subject=subject).update(opened={}, subject="forgotten", actor_code="")
