"""What must happen is written down here, in the caller's transaction, before anyone is answered."""

import base64
import logging
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Max, Q, QuerySet

from bonafides.base.keys import envelope
from bonafides.base.outbox.models import CursorReader, Lane, Message, OutboxRow, WebhookEndpoint
from bonafides.base.outbox.vocabulary import KEPT_FOR, LISTENER, MAIL, WEBHOOK, RowState
from bonafides.kernel.event import Event

log = logging.getLogger("bonafides.outbox")

MAIL_SEALING = "mail"
PDF_PART = "pdf:"  # how the name of an attached file begins, among the parts of a mail

Payload = dict[str, Any]
Rows = QuerySet[OutboxRow]


def enqueue(kind: str, payload: Payload, *, key: str, due_at: datetime, at: datetime, lane: str = "") -> None:
    """Have the handler of `kind` called with `payload` at `due_at`; the same `key` again changes nothing.

    Rows of one `lane` go to one receiver, and rest together while it fails; by default a kind is a lane.
    """
    row = OutboxRow(kind=kind, payload=payload, key=key, lane=lane or kind, created_at=at, due_at=due_at)
    # In a quarter of the time of looking first. The key alone can conflict: all else is given here or has a default.
    OutboxRow.objects.bulk_create([row], ignore_conflicts=True)


def enqueue_mail(
    *,
    to: str,
    subject: str,
    body: str,
    key: str,
    due_at: datetime,
    at: datetime,
    html: str | None = None,
    pdfs: Mapping[str, bytes] | None = None,
) -> None:
    """Send a mail; address, text and attached PDFs (by file name) lie sealed until it is sent, and are gone after."""
    parts = {"to": to, "subject": subject, "body": body} | ({"html": html} if html else {})
    parts |= {f"{PDF_PART}{name}": base64.b64encode(data).decode() for name, data in (pdfs or {}).items()}
    sealed = {
        name: envelope.seal_text(text, purpose=MAIL_SEALING, bound_to=f"{key}|{name}") for name, text in parts.items()
    }
    enqueue(MAIL, sealed, key=key, due_at=due_at, at=at)


def enqueue_listeners(event: Event, event_id: str, names: Iterable[str], *, at: datetime) -> None:
    """Tell each listener (`package.module:function`) of an event, a row each: one cannot block another."""
    fields = event.fields()
    for name in names:
        enqueue(LISTENER, {"listener": name, "fields": fields}, key=f"{event_id}:{name}", due_at=at, at=at)


@transaction.atomic
def publish(event_type: str, data: Payload, *, key: str, due_at: datetime, at: datetime, audience: str = "") -> Message:
    """Tell the platform, or `audience`: one message for the cursor API, a row for each of its active endpoints."""
    wanted = {
        "reference": f"msg_{uuid.uuid4().hex}",
        "audience": audience,
        "type": event_type,
        "data": data,
        "due_at": due_at,
        "created_at": at,
    }
    message, is_new = Message.objects.get_or_create(key=key, defaults=wanted)
    if is_new:
        for endpoint in WebhookEndpoint.objects.filter(audience=audience, disabled_at=None):
            post_to(endpoint, message, due_at=due_at, at=at)
    return message


def post_to(endpoint: WebhookEndpoint, message: Message, *, due_at: datetime, at: datetime) -> OutboxRow:
    row, _ = OutboxRow.objects.get_or_create(
        key=f"{message.reference}:{endpoint.reference}",
        defaults={
            "kind": WEBHOOK,
            "payload": {},
            "lane": endpoint.lane,
            "message": message,
            "endpoint": endpoint,
            "created_at": at,
            "due_at": due_at,
        },
    )
    return row


@transaction.atomic
def cancel(key: str, *, at: datetime) -> bool:
    """Undo what waits under `key`: a row, or a message and its rows. False if any of it has started already."""
    message = Message.objects.filter(key=key).first()
    rows = _rows_under(key, message)
    if any(_has_started(row) for row in rows.select_for_update()) or (message and message.position):
        return False
    if message is not None:
        message.cancelled_at, message.data = at, {}
        message.save(update_fields=["cancelled_at", "data"])
    rows.filter(state=RowState.WAITING).update(state=RowState.CANCELLED, finished_at=at, payload={})
    return True


def bring_forward(key: str, *, due_at: datetime) -> None:
    """Have what waits under `key` happen at `due_at`, if that is sooner; also while it backs off."""
    message = Message.objects.filter(key=key).first()
    rows = _rows_under(key, message).filter(state=RowState.WAITING, lease_until=None)
    Message.objects.filter(key=key, position=None, due_at__gt=due_at).update(due_at=due_at)
    rows.filter(due_at__gt=due_at).update(due_at=due_at)


def postpone(key: str, *, by: timedelta) -> None:
    """Have what waits under `key`, and was not tried yet, happen later."""
    message = Message.objects.filter(key=key).first()
    rows = _rows_under(key, message).filter(state=RowState.WAITING, attempts=0)
    Message.objects.filter(key=key, position=None).update(due_at=F("due_at") + by)
    rows.update(due_at=F("due_at") + by)


def note_reader(client: str, *, at: datetime) -> None:
    """A program fetched its messages: whatever is published is heard."""
    try:
        CursorReader.objects.update_or_create(client=client, defaults={"read_at": at})
    except OperationalError:  # no room to write: that is no reason to refuse a read
        log.warning("That a program fetched its messages could not be noted.")


@transaction.atomic
def drop(keys: Iterable[str], *, at: datetime) -> int:
    """Forget what was sent, or waits, under these keys; returns how many rows and messages were emptied."""
    wanted = list(keys)
    rows = OutboxRow.objects.filter(Q(key__in=wanted) | Q(message__key__in=wanted)).exclude(state=RowState.DONE)
    rows.filter(state=RowState.WAITING).update(state=RowState.CANCELLED, finished_at=at)
    emptied = rows.update(payload={})
    return emptied + Message.objects.filter(key__in=wanted).exclude(data={}).update(data={})


def drop_all_under(prefix: str, *, at: datetime) -> int:
    """Forget every message whose key begins so, with its rows."""
    return drop(Message.objects.filter(key__startswith=prefix).values_list("key", flat=True), at=at)


def wake_lanes(rows: Rows) -> None:
    """Let the receivers of these rows be tried at once."""
    Lane.objects.filter(name__in=rows.values("lane")).delete()


def forget_old(at: datetime) -> None:
    """Delete what was delivered or cancelled long ago, and the messages that nothing waits for any more.

    The newest number stays, so that none is ever given twice.
    """
    over = OutboxRow.objects.filter(state__in=[RowState.DONE, RowState.CANCELLED])
    over.filter(finished_at__lt=at - KEPT_FOR).delete()
    last = Message.objects.aggregate(last=Max("position"))["last"]
    Message.objects.filter(rows=None, due_at__lt=at - KEPT_FOR).exclude(position=last).delete()


def _rows_under(key: str, message: Message | None) -> Rows:
    return OutboxRow.objects.filter(key=key) if message is None else OutboxRow.objects.filter(message=message)


def _has_started(row: OutboxRow) -> bool:
    finished = row.state in {RowState.DONE, RowState.PARKED}
    return finished or row.attempts > 0 or row.lease_until is not None
