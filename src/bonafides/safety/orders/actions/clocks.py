"""Clocks: started, paused only by an Annex III, moved only by an authority, stopped once; and their alarms.

Each rung of a ladder is a row of the outbox, so that an outage delays an alarm and never loses it; a late one says so.
"""

from datetime import datetime, timedelta

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people.queries import Person
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders import events, letters, permissions, rules
from bonafides.safety.orders.models import Clock, ClockPause, Order, Reply
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.vocabulary import ENDS_BY_ITSELF, ON_CALL_AUDIENCE, ClockKind, ClockOutcome, Ground

ALARM = "orders.alarm"


def start(
    kind: ClockKind,
    *,
    about: str,
    started_at: datetime,
    due_at: datetime,
    by: Actor,
    at: datetime,
    order: Order | None = None,
    owner: Person | None = None,
) -> Clock:
    """Have a period run. Called inside the action that it belongs to."""
    clock = Clock(kind=kind, about=about, order=order, started_at=started_at, due_at=due_at)
    clock.zone = order.received_zone if order else str(desk.zone())
    clock.owner = owner or owner_of(order, at)
    clock.save()
    record(
        events.ClockStarted(clock=clock.reference, kind=kind, about=about, started_at=started_at, due_at=due_at),
        by=by,
        at=at,
    )
    set_alarms(clock, from_=started_at, at=at)
    return clock


def owner_of(order: Order | None, at: datetime) -> Person:
    """Whoever took the order over; before that, and for all else, the first on call."""
    taken = order.calls.exclude(acknowledged_at=None).select_related("person").first() if order else None
    chain = [taken.person] if taken else desk.on_call(at)
    if not chain:
        raise RuleBroken("nobody-on-call", _("Nobody may carry out orders: give somebody that role first."))
    return chain[0]


def set_alarms(clock: Clock, *, from_: datetime, at: datetime) -> None:
    """A row for each rung to come; of those that are past already, the last one rings now and says it is late."""
    rungs = rules.alarms_of(from_, clock.due_at)
    past = [rung for rung in rungs if rung.at <= at]
    for rung in [*past[-1:], *(rung for rung in rungs if rung.at > at)]:
        minutes = int(rung.before.total_seconds() // 60)
        payload = {"clock": clock.reference, "due": clock.due_at.isoformat(), "minutes": minutes}
        key = f"clock-alarm:{clock.reference}:{clock.due_at.isoformat()}:{minutes}"
        outbox.enqueue(ALARM, payload, key=key, due_at=rung.at, at=at)


@audited_action
def ring(*, reference: str, due: str, minutes: int, at: datetime) -> None:
    """Ring one rung, unless the clock has stopped, stands still or was given another end meanwhile."""
    clock = Clock.objects.select_for_update(of=("self",)).select_related("owner", "order").get(reference=reference)
    if not clock.is_running or clock.due_at.isoformat() != due:
        nothing_changed()
        return
    if minutes == 0 and clock.kind in ENDS_BY_ITSELF:
        stop(clock, outcome=ClockOutcome.RAN_OUT, by=SYSTEM, at=at, stopped_at=clock.due_at)
        return
    late = rules.lateness(clock.due_at - timedelta(minutes=minutes), at)
    seconds = int(late.total_seconds())
    record(events.ClockAlarmed(clock=reference, minutes_before=minutes, seconds_late=seconds), by=SYSTEM, at=at)
    tell(clock, minutes, late, at=at)


def tell(clock: Clock, minutes: int, late: timedelta, *, at: datetime) -> None:
    """By mail to the owner and to the first on call, and to the phone gateway."""
    letter = letters.alarm(clock, minutes, late, at)
    key = f"alarm:{clock.reference}:{clock.due_at.isoformat()}:{minutes}"
    for person in {each.pk: each for each in (clock.owner, *desk.on_call(at)[:1])}.values():
        outbox.enqueue_mail(
            to=person.email, subject=letter.subject, body=letter.body, key=f"{key}:{person.code}", due_at=at, at=at
        )
    data = {
        "clock": clock.reference,
        "kind": clock.kind,
        "about": clock.about,
        "due_at": clock.due_at.isoformat(),
        "minutes_before": minutes,
        "late_seconds": int(late.total_seconds()),
        "person": clock.owner.code,
    }
    outbox.publish("order.clock_alarm", data, key=f"{key}:hook", due_at=at, at=at, audience=ON_CALL_AUDIENCE)


def stop(clock: Clock, *, outcome: str, by: Actor, at: datetime, stopped_at: datetime | None = None) -> None:
    """Stop a clock for good; an open pause ends with it."""
    clock.stopped_at, clock.outcome, clock.paused_at = stopped_at or at, outcome[:200], None
    clock.save(update_fields=["stopped_at", "outcome", "paused_at"])
    for pause in clock.pauses.filter(until_at=None):
        pause.until_at = clock.stopped_at
        pause.save(update_fields=["until_at"])
    late = int(clock.late_by.total_seconds())
    record(events.ClockStopped(clock=clock.reference, kind=clock.kind, seconds_late=late), by=by, at=at)


def stop_all(order: Order, *kinds: ClockKind, outcome: str, by: Actor, at: datetime) -> None:
    """Stop an order's clocks of these kinds that have not stopped yet."""
    for clock in order.clocks.filter(kind__in=kinds, stopped_at=None):
        stop(clock, outcome=outcome, by=by, at=at)


def pause(clock: Clock, *, reason: Ground, reply: Reply, by: Actor, at: datetime) -> None:
    """Let a clock stand still: only for a ground of Art. 3(7) or 3(8), and with the Annex III that says so."""
    if not clock.is_running:
        raise RuleBroken("clock-not-running", _("This clock does not run."))
    if reply.annex != "annex_iii" or reply.order_id != clock.order_id:
        raise RuleBroken("pause-needs-annex-iii", _("A clock is paused by an Annex III of the same order only."))
    ClockPause(clock=clock, reason=reason, reply=reply, from_at=at).save()
    clock.paused_at = at
    clock.save(update_fields=["paused_at"])
    record(events.ClockPaused(clock=clock.reference, reply=reply.reference), by=by, at=at)


def resume(clock: Clock, *, from_: datetime, by: Actor, at: datetime) -> None:
    """The impediment is over, or the clarification came: the whole hour runs from that moment."""
    for pause_ in clock.pauses.filter(until_at=None):
        pause_.until_at = from_
        pause_.save(update_fields=["until_at"])
    clock.paused_at, clock.due_at = None, rules.execution_due_again(from_)
    clock.save(update_fields=["paused_at", "due_at"])
    record(events.ClockResumed(clock=clock.reference, due_at=clock.due_at), by=by, at=at)
    set_alarms(clock, from_=from_, at=at)


def move(clock: Clock, *, due_at: datetime, reference: str, by: Actor, at: datetime) -> None:
    """An authority gave it another end."""
    clock.due_at = due_at
    clock.save(update_fields=["due_at"])
    record(events.ClockMoved(clock=clock.reference, due_at=due_at, reference=reference), by=by, at=at)
    set_alarms(clock, from_=at, at=at)


def hand_to(order: Order, person: Person, *, by: Actor, at: datetime) -> None:
    """Whoever takes an order over owns its running clocks."""
    for clock in order.clocks.filter(stopped_at=None).exclude(owner=person):
        clock.owner = person
        clock.save(update_fields=["owner"])
        record(events.ClockTaken(clock=clock.reference, owner=person.code), by=by, at=at)


@audited_action
def start_transparency(*, at: datetime) -> None:
    """Once a year had an order or an exposure decision in it, its report is due before 1 March: Art. 7."""
    zone, year = desk.zone(), at.astimezone(desk.zone()).year
    due = [one for one in (year - 1, year) if _had_any(one) and not Clock.objects.filter(about=f"year:{one}").exists()]
    for one in due:
        end = rules.transparency_due(one, zone)
        start(ClockKind.TRANSPARENCY, about=f"year:{one}", started_at=at, due_at=end, by=SYSTEM, at=at)
    if not due:
        nothing_changed()


def _had_any(year: int) -> bool:
    return Order.objects.filter(received_at__year=year).exists()


@audited_action
def note_published(*, clock: Clock, by: Actor, at: datetime) -> None:
    """The transparency report is out."""
    permissions.check_can_set(by)
    if clock.kind != ClockKind.TRANSPARENCY:
        raise RuleBroken("other-clock", _("Only the clock of a transparency report is stopped by hand."))
    stop(clock, outcome=ClockOutcome.PUBLISHED, by=by, at=at)
