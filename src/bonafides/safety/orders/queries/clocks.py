"""The calendar: every clock that runs, and what stopped."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.vocabulary.limits import APPEAL_DUE
from bonafides.safety.orders import permissions
from bonafides.safety.orders.models import Clock, Order
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.vocabulary import ClockKind, ClockOutcome


def clocks(by: Actor, *, state: str = "running") -> "QuerySet[Clock]":
    """By when they end; those that stand still among the running."""
    permissions.check_can_read(by)
    rows = Clock.objects.select_related("owner", "order")
    if state == "stopped":
        return rows.exclude(stopped_at=None).order_by("-stopped_at", "-id")
    return rows.filter(stopped_at=None).order_by("due_at", "id") if state != "all" else rows.order_by("-due_at", "-id")


def clock_for(by: Actor, reference: str) -> Clock:
    found = clocks(by, state="all").filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-clock", _("There is no such clock."))
    return found


def for_calendar() -> "QuerySet[Clock]":
    """What a calendar program is shown: what runs, with an owner's code and a reference, and nothing of content."""
    return Clock.objects.filter(stopped_at=None).select_related("owner").order_by("due_at", "id")


def exists_for(about: str) -> bool:
    return Clock.objects.filter(about=about).exists()


def runs_for(about: str) -> bool:
    return Clock.objects.filter(about=about, stopped_at=None).exists()


def authors_hours(order: Order, clocks: Iterable[Clock]) -> Clock | None:
    """The author's 48 hours for scrutiny, running or run out; none before the reasons, or once the content is back."""
    if order.reinstated_at is not None:
        return None
    of_author = (each for each in clocks if each.kind == ClockKind.AUTHOR_SCRUTINY)
    return next((each for each in of_author if not each.stopped_at or each.outcome == ClockOutcome.RAN_OUT), None)


def desk_is_staffed(at: datetime) -> bool:
    """Whether anybody could own a clock."""
    return bool(desk.on_call(at))


def opened_at(due_at: str, otherwise: datetime) -> datetime:
    """When a complaint came, from its end as moderation has it."""
    moment = datetime.fromisoformat(due_at) - APPEAL_DUE
    return min(moment, otherwise)
