"""Annex II and Annex III: filled in, set, sent; whether they arrived; and what an Annex III does to the clock."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox import queries as deliveries
from bonafides.base.outbox.queries import Delivery
from bonafides.base.people import actions as people
from bonafides.base.people.queries import person_of
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.entries import canonical
from bonafides.safety.orders import events, letters, permissions, rules, sheets
from bonafides.safety.orders.actions import clocks, oncall
from bonafides.safety.orders.models import Order, Reply
from bonafides.safety.orders.queries.replies import recipient_of
from bonafides.safety.orders.vocabulary import (
    REPLY_LINK_LASTS,
    Annex,
    ClockKind,
    ClockOutcome,
    Ground,
    OrderState,
    ReplyState,
)

# -- sending ----------------------------------------------------------------------------------------------------------


@audited_action
def send_annex_ii(*, order: Order, body: Mapping[str, str], to: str, by: Actor, at: datetime) -> Reply:
    """Say what was done: Art. 3(6)."""
    permissions.check_can_execute(by)
    if order.disabled_at is None:
        raise RuleBroken("nothing-done-yet", _("Annex II says what was done; nothing has been disabled yet."))
    return _send(order, Annex.II, body, to, by=by, at=at)


@audited_action
def send_annex_iii(*, order: Order, body: Mapping[str, str], to: str, by: Actor, at: datetime) -> Reply:
    """Say what stands in the way: Art. 3(7) and 3(8). Where nothing is disabled yet, the clock stands still with it."""
    permissions.check_can_execute(by)
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    reply = _send(order, Annex.III, body, to, by=by, at=at)
    ground = Ground(body["ground"])
    record(events.OrderQueried(order=order.reference, ground=ground, reply=reply.reference), by=by, at=at)
    waits = order.state == OrderState.RECEIVED or (order.state == OrderState.DISABLING and ground is Ground.IMPOSSIBLE)
    if waits:
        _let_stand_still(order, ground, reply, by=by, at=at)
    return reply


def _let_stand_still(order: Order, ground: Ground, reply: Reply, *, by: Actor, at: datetime) -> None:
    to = OrderState.OBSTRUCTED if ground is Ground.IMPOSSIBLE else OrderState.QUERIED
    order.state = rules.moved(OrderState(order.state), to)
    order.asked_at = order.asked_by = None
    order.save(update_fields=["state", "asked_at", "asked_by"])
    for clock in order.clocks.filter(kind=ClockKind.EXECUTION, stopped_at=None, paused_at=None):
        clocks.pause(clock, reason=ground, reply=reply, by=by, at=at)


def _send(order: Order, annex: Annex, body: Mapping[str, str], to: str, *, by: Actor, at: datetime) -> Reply:
    if order.drill and to != recipient_of(order):
        raise RuleBroken(
            "drill-stays-here", _("This is a drill: the reply goes to whoever started it, and nowhere else.")
        )
    missing = rules.missing_in_reply(annex, body)
    if missing:
        sentence = _("“%(field)s” is empty; the annex asks for it.")
        raise Invalid("reply-incomplete", sentence, field=missing[0].label)
    reply = Reply(order=order, annex=annex, body=dict(body), sent_to=to, sent_at=at, sent_by=person_of(by))
    reply.text = sheets.text_of(annex, body)
    pdf = sheets.pdf_of(annex, body, at)
    reply.pdf = blobs.store(pdf, bound_to=f"order-reply:{reply.reference}", at=at)
    reply.save()
    digest = sha256(canonical(reply.body)).hexdigest()
    record(events.OrderReplied(order=order.reference, reply=reply.reference, annex=annex, digest=digest), by=by, at=at)
    _mail(reply, pdf, at=at)
    return reply


def _mail(reply: Reply, pdf: bytes, *, at: datetime) -> None:
    token = people.issue_link(
        purpose=LinkPurpose.ORDER_REPLY, about=reply.reference, expires_at=at + REPLY_LINK_LASTS, at=at
    )
    letter = letters.reply(reply, token)
    pdfs = {f"{reply.annex}-{reply.reference}.pdf": pdf}
    outbox.enqueue_mail(
        to=reply.sent_to, subject=letter.subject, body=letter.body, pdfs=pdfs, key=reply.mail_key, due_at=at, at=at
    )


# -- whether it arrived -----------------------------------------------------------------------------------------------


@audited_action
def settle(*, at: datetime) -> int:
    """Learn from the outbox which replies the authorities' mail servers took, and which they refused."""
    waiting = list(Reply.objects.filter(state=ReplyState.SENT).select_related("order")[:200])
    states = deliveries.delivery_states(reply.mail_key for reply in waiting)
    changed = 0
    for reply in waiting:
        found = states.get(reply.mail_key)
        if found is not None and found.state is Delivery.DELIVERED:
            _arrived(reply, by_receiver=False, by=SYSTEM, at=at)
        elif found is not None and found.state is Delivery.PARKED:
            _refused(reply, found.error, at=at)
        else:
            continue
        changed += 1
    if not changed:
        nothing_changed()
    return changed


@audited_action
def confirm_receipt(*, reference: str, by: Actor, at: datetime) -> Reply:
    """The authority itself says that the reply came."""
    reply = Reply.objects.select_related("order").get(reference=reference)
    if reply.confirmed_at is not None:
        nothing_changed()
        return reply
    _arrived(reply, by_receiver=True, by=by, at=at)
    return reply


def _arrived(reply: Reply, *, by_receiver: bool, by: Actor, at: datetime) -> None:
    reply.state, reply.trouble = ReplyState.DELIVERED, ""
    reply.accepted_at = reply.accepted_at or (None if by_receiver else at)
    reply.confirmed_at = at if by_receiver else reply.confirmed_at
    reply.save(update_fields=["state", "trouble", "accepted_at", "confirmed_at"])
    event = events.OrderReplySettled(
        order=reply.order.reference, reply=reply.reference, state=reply.state, by_receiver=by_receiver
    )
    record(event, by=by, at=at)
    clocks.stop_all(reply.order, ClockKind.REPLY, outcome=ClockOutcome(f"{reply.annex} delivered"), by=by, at=at)


def _refused(reply: Reply, error: str, *, at: datetime) -> None:
    reply.state, reply.trouble = ReplyState.FAILED, error[:300]
    reply.save(update_fields=["state", "trouble"])
    event = events.OrderReplySettled(
        order=reply.order.reference, reply=reply.reference, state=reply.state, by_receiver=False
    )
    record(event, by=SYSTEM, at=at)
    key = f"order-reply-failed:{reply.reference}"
    oncall.tell_desk(reply.order, "The authority's mail server refused our reply.", key=key, at=at)


@audited_action
def send_again(*, reply: Reply, to: str, by: Actor, at: datetime) -> Reply:
    """The same annex to another address, after a refusal."""
    permissions.check_can_execute(by)
    if reply.state != ReplyState.FAILED:
        raise RuleBroken("not-refused", _("This reply was not refused."))
    return _send(reply.order, Annex(reply.annex), reply.body, to or recipient_of(reply.order), by=by, at=at)


# -- the clock goes on ------------------------------------------------------------------------------------------------


@audited_action
def clarified(*, order: Order, from_: datetime, by: Actor, at: datetime) -> None:
    """The clarification came, or the impediment ended, at this moment: the whole hour runs from then."""
    permissions.check_can_execute(by)
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if order.state not in {OrderState.QUERIED, OrderState.OBSTRUCTED}:
        raise RuleBroken("not-waiting", _("This order does not wait for anything."))
    clock = order.clocks.filter(kind=ClockKind.EXECUTION).get()
    if clock.paused_at is None or not clock.paused_at <= from_ <= at:
        raise Invalid("clarified-when", _("It lies between our Annex III and now."))
    order.state = rules.moved(OrderState(order.state), OrderState.RECEIVED)
    order.save(update_fields=["state"])
    clocks.resume(clock, from_=from_, by=by, at=at)
    record(events.OrderClarified(order=order.reference, from_moment=from_), by=by, at=at)
