"""Clocks of kept items: started by law, set by hand for an authority, stopped; never changed once stopped."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.evidence import permissions, rules
from bonafides.safety.evidence.actions import custody
from bonafides.safety.evidence.events import ClockStarted, ClockStopped
from bonafides.safety.evidence.models import Clock, EvidenceItem
from bonafides.safety.evidence.rules import WishedHold
from bonafides.safety.evidence.vocabulary import CLOCK_LAW, SET_BY_HAND, Act, ClockKind


def start_once(item: EvidenceItem, kind: ClockKind, *, by: Actor, at: datetime, until: datetime | None = None) -> None:
    """Start a clock of the law unless one of its kind runs. Called inside the action that restricts."""
    if not any(_runs(clock, at) for clock in item.clocks.filter(kind=kind)):
        start(item, kind, by=by, at=at, until=until)


def start(item: EvidenceItem, kind: ClockKind, *, by: Actor, at: datetime, until: datetime | None = None) -> None:
    """Start a clock of the law, also beside another of its kind: each decision opens a window of its own."""
    clock = Clock(item=item, kind=kind, law=CLOCK_LAW[kind], until=until or rules.end_of(kind, at))
    _start(clock, by=by, at=at)


def _runs(clock: Clock, at: datetime) -> bool:
    over = rules.over_at(clock.facts())
    return over is None or at < over


def _start(clock: Clock, *, by: Actor, at: datetime) -> None:
    clock.started_at, clock.started_by = at, by.code
    clock.save()
    event = ClockStarted(clock.item.reference, clock.kind, clock.until, clock.law, clock.authority_reference)
    record(event, by=by, at=at)


def refresh(item: EvidenceItem) -> None:
    """Write down what the clocks come to, which the list and the sweep go by."""
    due_at = rules.erase_from(item.preserved_at, [clock.facts() for clock in item.clocks.all()])
    if due_at != item.due_at:
        item.due_at = due_at
        item.save(update_fields=["due_at"])


def stop_kinds(item: EvidenceItem, kinds: Collection[ClockKind], *, by: Actor, at: datetime) -> int:
    """Stop the running clocks of these kinds; returns how many."""
    stopped = [clock for clock in item.clocks.filter(kind__in=kinds, stopped_at=None) if _runs(clock, at)]
    for clock in stopped:
        _stop(clock, by=by, at=at)
    refresh(item)
    return len(stopped)


def _stop(clock: Clock, *, by: Actor, at: datetime) -> None:
    clock.stopped_at, clock.stopped_by = at, by.code
    clock.save(update_fields=["stopped_at", "stopped_by"])
    record(ClockStopped(clock.item.reference, clock.kind), by=by, at=at)


@audited_action
def set_hold(*, items: Sequence[EvidenceItem], wish: WishedHold, by: Actor, at: datetime) -> None:
    """Keep items longer: for an authority that extends, a preservation request, a hold, another duty in law."""
    permissions.check_can_keep(by)
    until = rules.end_of_hold(wish, at)
    for item in items:
        _check_kept(item)
        _hold(item, wish, until, by=by, at=at)


def _hold(item: EvidenceItem, wish: WishedHold, until: datetime, *, by: Actor, at: datetime) -> None:
    clock = Clock(
        item=item,
        kind=wish.kind,
        law=wish.law.strip(),
        until=until,
        authority=wish.authority.strip(),
        authority_reference=wish.reference.strip(),
        scope=wish.scope.strip(),
    )
    _start(clock, by=by, at=at)
    refresh(item)
    custody.write(
        item,
        Act.HOLD,
        by=by,
        at=at,
        hold=wish.kind,
        until=until,
        law=clock.law,
        scope=clock.scope,
        authority=clock.authority,
        reference=clock.authority_reference,
    )


def _check_kept(item: EvidenceItem) -> None:
    locked = EvidenceItem.objects.select_for_update().get(pk=item.pk)
    if locked.erased_at is not None:
        raise Conflict("erased", _("%(item)s was erased; there is nothing left to keep."), item=item.reference)


@audited_action
def end_hold(*, clock: Clock, by: Actor, at: datetime) -> None:
    """A hold that somebody set is needed no longer. Clocks of the law run their time."""
    permissions.check_can_keep(by)
    locked = Clock.objects.select_for_update(of=("self",)).select_related("item").get(pk=clock.pk)
    if locked.kind not in SET_BY_HAND or not _runs(locked, at):
        raise Conflict("not-running", _("Only a hold that was set by hand, and still runs, can be ended."))
    _stop(locked, by=by, at=at)
    refresh(locked.item)
    custody.write(locked.item, Act.HOLD, by=by, at=at, ended=locked.kind, reference=locked.authority_reference)
