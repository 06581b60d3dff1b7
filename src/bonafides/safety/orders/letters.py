"""What mails of the desk say. The first line of a template is the subject; the rest is the text.

A mail to the team names no content, no author and no official: a reference, a time, a link.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from bonafides.safety.orders.models import Call, Clock, Order, Reply, Scrutiny
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.vocabulary import CLOCK_LAW, CLOCK_WORDS, ClockKind

DRILL = "[DRILL]"


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def address_of(name: str, *parts: str) -> str:
    """The full address of a page of the desk."""
    return settings.PUBLIC_URL + reverse(f"orders:{name}", args=parts)


def language_of(wanted: str) -> str:
    """The nearest of our languages; English where we do not have it."""
    known = {code for code, _name in settings.LANGUAGES}
    short = wanted.split("-")[0].lower()
    return short if short in known else "en"


# -- to the team ------------------------------------------------------------------------------------------------------


def call(made: Call, due_at: datetime, token: str) -> Letter:
    """An order came; one click takes it over."""
    return _letter("call", "en", call=made, order=made.order, due_at=due_at, url=address_of("take_over", token))


def alarm(clock: Clock, minutes: int, late: timedelta, at: datetime) -> Letter:
    with override("en"):
        what = gettext(CLOCK_WORDS[ClockKind(clock.kind)])
    url = clock.order.get_absolute_url() if clock.order else reverse("orders:calendar")
    context = {
        "clock": clock,
        "what": what,
        "law": CLOCK_LAW[ClockKind(clock.kind)],
        "minutes": minutes,
        "late_minutes": int(late.total_seconds() // 60),
        "over": at >= clock.due_at,
        "url": settings.PUBLIC_URL + url,
    }
    return _letter("alarm", "en", **context)


def failed(order: Order, what: str) -> Letter:
    """Something that we relied on did not work; a person is to look."""
    return _letter("failed", "en", order=order, what=what, url=settings.PUBLIC_URL + order.get_absolute_url())


def message(subject: str, url: str) -> Letter:
    """A message came to the contact point that is no order by its looks."""
    return _letter("message", "en", about=subject, url=url)


# -- to authorities ---------------------------------------------------------------------------------------------------


def reply(sent: Reply, token: str) -> Letter:
    return _letter("reply", "en", reply=sent, order=sent.order, url=address_of("reply_receipt", token))


def scrutiny(asked: Scrutiny, order: Order) -> Letter:
    return _letter("scrutiny", "en", asked=asked, order=order, contact=desk.contact_point())


def measures_report(text: str, reference: str, number: int) -> Letter:
    return _letter("measures_report", "en", text=text, about=reference, number=number)


# -- to authors -------------------------------------------------------------------------------------------------------


def author(order: Order, language: str, item: str, token: str, *, is_back: bool) -> Letter:
    """Art. 11(1): that it was disabled, and where the reasons can be asked for."""
    return _letter("author", language, order=order, item=item, is_back=is_back, url=address_of("author", token))


def _letter(name: str, language: str, **context: Any) -> Letter:
    with override(language):
        text = render_to_string(f"orders/letters/{name}.txt", {"platform": desk.platform_name()} | context)
    subject, _newline, body = text.strip().partition("\n")
    return Letter(marked(subject.strip(), context), body.strip() + "\n")


def marked(subject: str, context: dict[str, Any]) -> str:
    """A letter about a drill says so first."""
    about = context.get("order") or getattr(context.get("clock"), "order", None)
    return f"{DRILL} {subject}" if about is not None and about.drill else subject
