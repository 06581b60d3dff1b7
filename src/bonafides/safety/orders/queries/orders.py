"""Orders for the desk's pages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from bonafides.base.blobs import queries as blobs
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders import permissions, rules
from bonafides.safety.orders.models import (
    AuthorityRequest,
    Clock,
    Exposure,
    NonDisclosure,
    Order,
    OrderDefect,
    RawMessage,
)
from bonafides.safety.orders.queries.clocks import authors_hours
from bonafides.safety.orders.vocabulary import OPEN_STATES, Asker, Check, ClockKind


def orders(by: Actor, *, state: str = "open") -> "QuerySet[Order]":
    """By the hour that runs out first where open; else the latest first."""
    permissions.check_can_read(by)
    hour = Prefetch("clocks", Clock.objects.filter(kind=ClockKind.EXECUTION), to_attr="hours")
    rows = Order.objects.select_related("authority").prefetch_related(hour, "items")
    if state == "open":
        return rows.filter(state__in=OPEN_STATES).order_by("received_at", "id")
    if state == "unanswered":
        return rows.exclude(disabled_at=None).exclude(replies__annex="annex_ii").order_by("received_at", "id")
    return rows.order_by("-received_at", "-id")


def order_for(by: Actor, reference: str) -> Order:
    permissions.check_can_read(by)
    return order_named(reference)


def order_named(reference: str) -> Order:
    found = Order.objects.select_related("authority", "asked_by").filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-order", _("There is no such order."))
    return found


@dataclass(frozen=True)
class Hour:
    """The hour of an order as its page shows it."""

    clock: Clock | None

    @property
    def runs(self) -> bool:
        return self.clock is not None and self.clock.is_running


def page_of_order(order: Order) -> dict[str, Any]:
    """All that stands on an order's page, in a bounded number of statements."""
    clocks = list(order.clocks.select_related("owner", "order").order_by("due_at", "id"))
    running = {each.kind: each for each in clocks if each.is_running}
    scrutinies = list(order.scrutinies.all())
    author_asked = any(each.asked_by == Asker.AUTHOR for each in scrutinies)
    answers = {row.check_name: row for row in order.checks.select_related("by")}
    return {
        "order": order,
        "items": list(order.items.select_related("item__case")),
        "clocks": clocks,
        "hour": Hour(next((each for each in clocks if each.kind == ClockKind.EXECUTION), None)),
        "scrutiny_clock": running.get(ClockKind.SCRUTINY_REQUEST),
        "author_clock": None if author_asked else authors_hours(order, clocks),
        "checks": [(check, answers.get(check.value)) for check in Check],
        "defects": defects_of(order),
        "replies": list(order.replies.select_related("sent_by")),
        "calls": list(order.calls.select_related("person")),
        "is_taken": any(call.acknowledged_at for call in order.calls.all()),
        "embargo": NonDisclosure.objects.filter(order=order).first(),
        "scrutinies": scrutinies,
        "messages_in": list(order.messages.all()),
        "lacks_advance_information": _lacks_advance_information(order),
    }


def _lacks_advance_information(order: Order) -> bool:
    if order.authority is None:
        return False
    earlier = Order.objects.filter(authority=order.authority, received_at__lt=order.received_at)
    informed_at = order.authority.first_contact_at
    return rules.lacks_advance_information(
        is_first=not earlier.exists(), informed_at=informed_at, received_at=order.received_at
    )


def defects_of(order: Order) -> list[OrderDefect]:
    return list(order.defects.select_related("by"))


def raw_of(order: Order) -> bytes:
    """The message as it came; the view records first who looks."""
    if not order.raw:
        raise NotFound("no-raw-message", _("No message came with this order."))
    return blobs.read(order.raw)


def messages(by: Actor) -> "QuerySet[RawMessage]":
    """What came to the contact point and is no order."""
    permissions.check_can_read(by)
    return RawMessage.objects.select_related("order").order_by("-received_at", "-id")


def message_for(by: Actor, reference: str) -> RawMessage:
    found = messages(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-message", _("There is no such message."))
    return found


def message_bytes(message: RawMessage) -> bytes:
    return blobs.read(message.blob)


# -- other requests, exposure -----------------------------------------------------------------------------------------


def requests(by: Actor, *, kind: str = "") -> "QuerySet[AuthorityRequest]":
    permissions.check_can_read(by)
    rows = AuthorityRequest.objects.order_by("-received_at", "-id")
    return rows.filter(kind=kind) if kind else rows


def request_for(by: Actor, reference: str) -> AuthorityRequest:
    found = requests(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-request", _("There is no such request."))
    return found


def exposures(by: Actor) -> "QuerySet[Exposure]":
    permissions.check_can_read(by)
    return Exposure.objects.order_by("-decided_at", "-id")


def exposure_for(by: Actor, reference: str) -> Exposure:
    found = exposures(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-exposure", _("There is no such decision."))
    return found


def drilled(reference: str) -> Order | None:
    """The order of a drill."""
    return Order.objects.filter(drill=reference).order_by("pk").first()
