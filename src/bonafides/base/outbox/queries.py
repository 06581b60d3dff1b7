"""What was sent, what waits, and what went wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Max, Q, QuerySet

from bonafides.base.outbox import permissions
from bonafides.base.outbox.models import CursorReader, Interruption, Message, OutboxRow, WebhookEndpoint
from bonafides.base.outbox.vocabulary import LATE_AFTER, LISTENS_FOR, MAIL, SHOWN_FOR, WEBHOOK, RowState
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop

CURSOR_LIMIT = 1000
LATE_JOB = timedelta(minutes=15)  # a recurring job that has waited longer: the worker does not keep up


class Delivery(StrEnum):
    """How far something that was to be sent has come."""

    UNSENT = "unsent"  # there is no endpoint: it waits in the cursor API
    PENDING = "pending"
    FAILING = "failing"  # tried without success, and tried again
    PARKED = "parked"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class DeliveryState:
    """The state of one key, over all endpoints, and the last error of those that failed."""

    state: Delivery
    error: str = ""


def messages_after(cursor: int, limit: int, *, audience: str = "") -> list[Message]:
    """The messages to the platform, or to `audience`, after a position, in order, at most 1,000."""
    rows = Message.objects.filter(audience=audience, position__gt=cursor)
    return list(rows.order_by("position")[: max(1, min(limit, CURSOR_LIMIT))])


def has_listeners(*, at: datetime) -> bool:
    """Whether the platform hears what is published: an active endpoint, or a program that fetched lately."""
    if WebhookEndpoint.objects.filter(audience="", disabled_at=None).exists():
        return True
    return CursorReader.objects.filter(read_at__gt=at - LISTENS_FOR).exists()


def last_reading() -> datetime | None:
    """When a program last fetched its messages."""
    last: datetime | None = CursorReader.objects.aggregate(last=Max("read_at"))["last"]
    return last


def delivery_states(keys: Iterable[str]) -> dict[str, DeliveryState]:
    """The state of each key that was published, or put into the outbox, under that name."""
    wanted = list(keys)
    rows: dict[str, list[OutboxRow]] = {}
    published = set(Message.objects.filter(key__in=wanted).values_list("key", flat=True))
    for row in OutboxRow.objects.filter(message__key__in=wanted).select_related("message"):
        rows.setdefault(row.message.key if row.message else row.key, []).append(row)
    for row in OutboxRow.objects.filter(key__in=wanted):
        rows.setdefault(row.key, []).append(row)
    return {key: state_of(rows.get(key, [])) for key in wanted if key in published or key in rows}


def is_under_way(keys: Iterable[str], *, at: datetime) -> bool:
    """Whether a worker is at one of these now. It is no longer once its lease has run out."""
    return OutboxRow.objects.filter(key__in=list(keys), state=RowState.WAITING, lease_until__gt=at).exists()


def state_of(rows: list[OutboxRow]) -> DeliveryState:
    """The worst of several rows: one endpoint that fails is not made good by another."""
    if not rows:
        return DeliveryState(Delivery.UNSENT)
    worst = min(rows, key=lambda row: _WORST_FIRST.index(_delivery_of(row)))
    return DeliveryState(_delivery_of(worst), worst.last_error)


def _delivery_of(row: OutboxRow) -> Delivery:
    if row.state == RowState.WAITING:
        return Delivery.FAILING if row.last_error else Delivery.PENDING
    return _SETTLED[RowState(row.state)]


_SETTLED = {
    RowState.PARKED: Delivery.PARKED,
    RowState.DONE: Delivery.DELIVERED,
    RowState.CANCELLED: Delivery.CANCELLED,
}
_WORST_FIRST = [
    Delivery.PARKED,
    Delivery.FAILING,
    Delivery.PENDING,
    Delivery.DELIVERED,
    Delivery.CANCELLED,
    Delivery.UNSENT,
]


def deliveries(by: Actor, *, state: str = "", kind: str = "") -> QuerySet[OutboxRow]:
    """The platform's webhooks and mail, newest first; with `kind` "all" everything that the outbox holds for it."""
    permissions.check_can_read(by)
    rows = OutboxRow.objects.filter(Q(message=None) | Q(message__audience=""))
    rows = rows.select_related("message", "endpoint").order_by("-id")
    if kind != "all":
        rows = rows.filter(kind__in=[kind] if kind in {WEBHOOK, MAIL} else [WEBHOOK, MAIL])
    if state == Delivery.FAILING:
        return rows.filter(state=RowState.WAITING).exclude(last_error="")
    return rows.filter(state=state) if state in set(RowState) else rows


def delivery(by: Actor, number: int) -> OutboxRow:
    row = deliveries(by, kind="all").filter(pk=number).first()
    if row is None:
        raise NotFound("delivery-unknown", gettext_noop("There is no such delivery."))
    return row


def can_resend(row: OutboxRow, by: Actor) -> bool:
    """Whether a button to send it again makes sense."""
    return row.state in {RowState.WAITING, RowState.PARKED} and row.attempts > 0 and permissions.can_resend(by)


def endpoints(by: Actor) -> QuerySet[WebhookEndpoint]:
    permissions.check_can_read(by)
    return endpoints_of("")


def endpoints_of(audience: str) -> QuerySet[WebhookEndpoint]:
    """Of the platform, or of an audience whose domain has checked who asks."""
    rows = WebhookEndpoint.objects.filter(audience=audience)
    return rows.order_by("disabled_at", "-id").prefetch_related("secrets")


def endpoint(by: Actor, reference: str) -> WebhookEndpoint:
    found = endpoints(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("endpoint-unknown", gettext_noop("There is no such webhook endpoint."))
    return found


def count_by_state() -> dict[str, int]:
    """How many rows of each state, for the page, the navigation and `check`."""
    counts = OutboxRow.objects.values_list("state").annotate(Count("id"))
    return {**dict.fromkeys((state.value for state in RowState), 0), **dict(counts)}


def count_late(at: datetime) -> int:
    """How many rows have been failing for longer than the back-off promises."""
    waiting = OutboxRow.objects.filter(state=RowState.WAITING, created_at__lt=at - LATE_AFTER)
    return waiting.exclude(last_error="").count()


def recent_interruptions(at: datetime) -> list[Interruption]:
    """What the console and `check` still say of, the latest first."""
    return list(Interruption.objects.filter(ended_at__gt=at - SHOWN_FOR).order_by("-ended_at")[:20])
