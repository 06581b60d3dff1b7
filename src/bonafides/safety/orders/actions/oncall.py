"""Waking somebody: one after the other, until one of them takes the order over."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import actions as people
from bonafides.base.people import queries as persons
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.orders import events, letters, permissions
from bonafides.safety.orders.actions import clocks
from bonafides.safety.orders.models import Call, Order
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.vocabulary import CALLS_AT_MOST, LINK_LASTS, ON_CALL_ANSWER, ON_CALL_AUDIENCE, ClockKind

NEXT = "orders.call_next"


def call(order: Order, number: int, *, at: datetime) -> Call | None:
    """Call the person whose turn it is, and have the next one called unless somebody takes over."""
    chain = desk.on_call(at)
    if not chain or number > CALLS_AT_MOST:
        return None
    made = Call(order=order, person=chain[(number - 1) % len(chain)], number=number, called_at=at)
    made.save()
    record(events.OnCallCalled(order=order.reference, person=made.person.code, number=number), by=SYSTEM, at=at)
    _reach(made, at=at)
    payload = {"order": order.reference, "number": number}
    key = f"call-next:{order.reference}:{number}"
    outbox.enqueue(NEXT, payload, key=key, due_at=at + ON_CALL_ANSWER, at=at)
    return made


def _reach(made: Call, *, at: datetime) -> None:
    """By mail with a link, and through the phone gateway."""
    order, key = made.order, f"call:{made.order.reference}:{made.number}"
    clock = order.clocks.filter(kind=ClockKind.EXECUTION).first()
    due_at = clock.due_at if clock else at
    about = f"{order.reference}:{made.number}"
    token = people.issue_link(purpose=LinkPurpose.ON_CALL, about=about, expires_at=at + LINK_LASTS, at=at)
    letter = letters.call(made, due_at, token)
    outbox.enqueue_mail(to=made.person.email, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)
    data = {
        "order": order.reference,
        "person": made.person.code,
        "call": made.number,
        "due_at": due_at.isoformat(),
        "drill": bool(order.drill),
        "acknowledge": letters.address_of("take_over", token),
    }
    outbox.publish("order.on_call", data, key=f"{key}:hook", due_at=at, at=at, audience=ON_CALL_AUDIENCE)


@audited_action
def call_next(*, reference: str, number: int, at: datetime) -> None:
    """Ten minutes went by: call the next, unless somebody took over or the order needs nobody any more."""
    order = Order.objects.get(reference=reference)
    is_taken = order.calls.exclude(acknowledged_at=None).exists()
    is_called = order.calls.filter(number=number + 1).exists()
    if is_taken or is_called or not order.is_open or call(order, number + 1, at=at) is None:
        nothing_changed()


@audited_action
def take_over(*, order: Order, by: Actor, at: datetime) -> None:
    """In the console: I have it."""
    permissions.check_can_execute(by)
    acknowledge(order, persons.person_of(by), by_link=False, by=by, at=at)


@audited_action
def take_over_by_link(*, about: str, by: Actor, at: datetime) -> Order:
    """By the link in the mail: whoever was called has it."""
    reference, _colon, number = about.partition(":")
    made = Call.objects.select_related("order", "person").get(order__reference=reference, number=int(number))
    acknowledge(made.order, made.person, by_link=True, by=by, at=at)
    return made.order


def acknowledge(order: Order, person: Person, *, by_link: bool, by: Actor, at: datetime) -> None:
    """The order is somebody's; nobody else is called. Called inside an action; saying it twice changes nothing."""
    waiting = order.calls.filter(acknowledged_at=None)
    is_theirs = order.calls.filter(person=person).exclude(acknowledged_at=None).exists()
    if is_theirs or not (mine := waiting.filter(person=person).last() or waiting.last()):
        nothing_changed()
        return
    mine.acknowledged_at, mine.by_link, mine.person = at, by_link, person
    mine.save(update_fields=["acknowledged_at", "by_link", "person"])
    record(events.OnCallAcknowledged(order=order.reference, person=person.code, by_link=by_link), by=by, at=at)
    clocks.hand_to(order, person, by=by, at=at)


def tell_desk(order: Order, what: str, *, key: str, at: datetime) -> None:
    """A mail to whoever has the order, else to the first on call: something did not work."""
    taken = order.calls.exclude(acknowledged_at=None).select_related("person").first()
    for person in [taken.person] if taken else desk.on_call(at)[:1]:
        letter = letters.failed(order, what)
        outbox.enqueue_mail(
            to=person.email, subject=letter.subject, body=letter.body, key=f"{key}:{person.code}", due_at=at, at=at
        )
