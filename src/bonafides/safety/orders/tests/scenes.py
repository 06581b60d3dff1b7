"""Orders for the desk's tests, at a night with summer time in it. The people are in tests/cast.py."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests import cast
from tests.journeys.town import work

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.safety.orders.actions import disclosure, executing, intake, register, requests
from bonafides.safety.orders.models import AuthorityRequest, Clock, Order
from bonafides.safety.orders.queries import replies
from bonafides.safety.orders.tests.samples import FORM, a_mail
from bonafides.safety.orders.vocabulary import ClockKind, RequestKind

NIGHT = datetime(2026, 3, 28, 22, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OPEN_FORM = FORM.replace("[x] Please note", "[ ] Please note")  # the author may be told
THE_AUTHOR = Actor(kind=ActorKind.LINK, code="L-AUTHOR", purpose=LinkPurpose.ORDER_AUTHOR.value)


def gita() -> Person:
    """At the authority desk."""
    return cast.a_person("Gita", Role.AUTHORITY_DESK)


def at_the_desk() -> Actor:
    return cast.by(gita())


def an_order(text: str = OPEN_FORM, *, received_at: datetime = NIGHT, at: datetime | None = None, **mail: Any) -> Order:
    """One that came by e-mail a minute ago."""
    gita()
    data = a_mail(received_at, text=text, **mail)
    taken = intake.import_file(data=data, name="order.eml", by=SYSTEM, at=at or received_at + MINUTE)
    assert isinstance(taken, Order)
    return taken


def a_disabled_order(text: str = OPEN_FORM, *, at: datetime = NIGHT + 5 * MINUTE) -> Order:
    order = an_order(text)
    executing.disable(order=order, by=at_the_desk(), at=at)
    executing.confirm_by_hand(order=order, by=at_the_desk(), at=at + MINUTE)
    order.refresh_from_db()
    return order


def an_order_with_reasons_given(*, at: datetime = NIGHT + 20 * MINUTE) -> Order:
    """A disabled order from another Member State, whose author asked why and was told."""
    a_contact_point()
    order = a_disabled_order()
    return disclosure.give_reasons(reference=order.reference, by=THE_AUTHOR, at=at)


def the_clock(order: Order, kind: ClockKind = ClockKind.EXECUTION) -> Clock:
    return Clock.objects.filter(order=order, kind=kind).latest("pk")


def a_request(kind: RequestKind = RequestKind.DATA, **changes: Any) -> AuthorityRequest:
    """A request that is no order, or a referral."""
    wanted = {
        "country": "DE",
        "authority_name": "Sample Office",
        "contact": "desk@orders.example.test",
        "asked_for": "The data of one account.",
        "received_at": NIGHT,
        "received_zone": "+01:00",
    }
    return requests.take_request(kind=kind, wanted=wanted | changes, by=at_the_desk(), at=NIGHT)


def a_contact_point(**changes: Any) -> None:
    wanted = {
        "email": "orders@harbour.example.org",
        "phone": "+353 1 000 0000",
        "languages": ["en", "de"],
        "hours": "24/7",
        "zone": "Europe/Dublin",
        "country": "IE",
        "address": "1 Quay, Sampleport",
        "legal_representative": "",
    }
    register.set_contact_point(wanted=wanted | changes, by=cast.by(cast.bo()), at=NIGHT - timedelta(days=30))


def work_at(moment: datetime) -> None:
    """Everybody's clock, and the worker's."""
    clock.use(lambda: moment)
    work()


def events_named(name: str) -> list[dict[str, Any]]:
    """What the log says of each event of that name, oldest first."""
    return list(LogEntry.objects.filter(event_name=name).order_by("pk").values_list("opened", flat=True))


def annex_iii_of(order: Order, **changes: str) -> dict[str, str]:
    wanted = {"explanation": "The court is not named.", "ground": "insufficient"}
    return replies.annex_iii(order, gita(), NIGHT) | wanted | changes
