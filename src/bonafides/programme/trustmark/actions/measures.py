"""Suspending at once, revoking by two, lifting: what officers do to a mark that stands."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.trustmark import letters, permissions, queries
from bonafides.programme.trustmark.actions.marks import locked, renew_mark, revoke_instances
from bonafides.programme.trustmark.actions.publishing import put_word
from bonafides.programme.trustmark.events import (
    MarkReinstated,
    MarkRevoked,
    MarkSuspended,
    MeasureLifted,
    RevocationProposed,
    SuspensionConfirmed,
)
from bonafides.programme.trustmark.models import Mark, Measure
from bonafides.programme.trustmark.rules import standing as rules
from bonafides.programme.trustmark.vocabulary import (
    EndOfInstance,
    MarkState,
    MeasureKind,
    MeasureState,
)

BY_ITSELF = _("No second officer confirmed it within 72 hours.")
OVERTAKEN = _("The mark was revoked.")


@audited_action
def suspend_mark(*, mark: Mark, reasons: str, by: Actor, at: datetime) -> Measure:
    """One officer suspends at once: what is out is revoked, and list, register and word say so in this transaction."""
    permissions.check_can_assign(by)
    rules.check_reasons(reasons)
    mark = locked(mark)
    rules.check_mark_move(MarkState(mark.state), MarkState.SUSPENDED)
    measure = opened(mark, MeasureKind.SUSPENSION, reasons, by=by, at=at)
    record(MarkSuspended(mark=mark.reference, measure=measure.reference, reasons=reasons), by=by, at=at)
    end_now(mark, MarkState.SUSPENDED, EndOfInstance.SUSPENDED, at=at)
    letters.measure_taken(measure, "mark.suspended", at=at)
    return measure


@audited_action
def propose_revocation(*, mark: Mark, reasons: str, by: Actor, at: datetime) -> Measure:
    """One officer's word; nothing happens to the mark before a second one confirms it within 72 hours."""
    permissions.check_can_assign(by)
    rules.check_reasons(reasons)
    mark = locked(mark)
    rules.check_mark_move(MarkState(mark.state), MarkState.REVOKED)
    measure = opened(mark, MeasureKind.REVOCATION, reasons, by=by, at=at)
    record(RevocationProposed(mark=mark.reference, measure=measure.reference, reasons=reasons), by=by, at=at)
    return measure


@audited_action
def confirm_measure(*, measure: Measure, by: Actor, at: datetime) -> None:
    """A second officer stands by it."""
    permissions.check_can_assign(by)
    mark, measure = locked(measure.mark), held(measure)
    rules.check_may_confirm(measure.facts(), by.person_id, at)
    measure.state, measure.confirmed_by_id, measure.confirmed_at = MeasureState.CONFIRMED, by.person_id, at
    measure.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    named = {"mark": mark.reference, "measure": measure.reference, "reasons": measure.reasons}
    if measure.kind == MeasureKind.SUSPENSION:
        record(SuspensionConfirmed(**named), by=by, at=at)
        return
    rules.check_mark_move(MarkState(mark.state), MarkState.REVOKED)
    record(MarkRevoked(**named), by=by, at=at)
    end_now(mark, MarkState.REVOKED, EndOfInstance.REVOKED, at=at)
    overtake_suspension(mark, at=at)
    letters.measure_taken(measure, "mark.revoked", at=at)


@audited_action
def lift_measure(*, measure: Measure, reasons: str, by: Actor, at: datetime) -> None:
    """An officer takes a suspension or a proposal back; a revocation that stands goes by an appeal only."""
    permissions.check_can_assign(by)
    rules.check_reasons(reasons)
    measure = held(measure)
    if measure.kind == MeasureKind.REVOCATION:
        rules.check_measure_move(MeasureState.OPEN if is_open(measure) else MeasureState.LIFTED, MeasureState.LIFTED)
    lift(measure, MeasureState.LIFTED, reasons, by=by, at=at)


@audited_action
def expire_measure(*, measure: Measure, by: Actor = SYSTEM, at: datetime) -> bool:
    """After 72 hours without a second officer it is lifted by itself."""
    permissions.check_house(by)
    nothing_changed()
    measure = held(measure)
    if not rules.has_expired(measure.facts(), at):
        return False
    lift(measure, MeasureState.EXPIRED, BY_ITSELF, by=by, at=at)
    return True


def lift(measure: Measure, to: MeasureState, reasons: str, *, by: Actor, at: datetime) -> None:
    """End a measure, and let the mark stand again if nothing else keeps it down. Called inside an action."""
    rules.check_measure_move(MeasureState(measure.state), to)
    measure.state, measure.lifted_at, measure.lifted_by, measure.lift_reasons = to, at, by.code, reasons
    measure.save(update_fields=["state", "lifted_at", "lifted_by", "lift_reasons"])
    mark = locked(measure.mark)
    lifted = MeasureLifted(
        mark=mark.reference, measure=measure.reference, reasons=reasons, by_itself=to is MeasureState.EXPIRED
    )
    record(lifted, by=by, at=at)
    stands = {MeasureKind.SUSPENSION: MarkState.SUSPENDED, MeasureKind.REVOCATION: MarkState.REVOKED}
    if mark.state == stands[MeasureKind(measure.kind)]:
        reinstate(mark, at=at)


def reinstate(mark: Mark, *, at: datetime) -> None:
    """A new instance at a new place; what was revoked stays so. Where requirements fail meanwhile, it lapses."""
    rules.check_mark_move(MarkState(mark.state), MarkState.ACTIVE)
    mark.state, mark.changed_at = MarkState.ACTIVE, at
    mark.save()
    record(MarkReinstated(mark=mark.reference), by=SYSTEM, at=at)
    renew_mark(mark=mark, at=at)
    mark.refresh_from_db()
    put_word(mark, at=at)
    if mark.state == MarkState.ACTIVE:
        letters.reinstated(mark, at=at)


def end_now(mark: Mark, state: MarkState, why: EndOfInstance, *, at: datetime) -> None:
    """Take everything back that is out, in the list and in the register, before anybody is answered."""
    revoke_instances(mark, why, at=at)
    mark.state, mark.changed_at, mark.late_since, mark.late_cause = state, at, None, ""
    mark.save()
    put_word(mark, at=at)


def overtake_suspension(mark: Mark, *, at: datetime) -> None:
    """What was suspended is revoked now: its suspension has nothing left to lift."""
    for suspension in queries.standing_measures(mark).filter(kind=MeasureKind.SUSPENSION.value):
        suspension.state, suspension.lifted_at, suspension.lifted_by = MeasureState.LIFTED, at, SYSTEM.code
        suspension.lift_reasons = OVERTAKEN
        suspension.save(update_fields=["state", "lifted_at", "lifted_by", "lift_reasons"])


def opened(mark: Mark, kind: MeasureKind, reasons: str, *, by: Actor, at: datetime) -> Measure:
    if mark.measures.filter(kind=kind, state=MeasureState.OPEN.value).exists():
        rules.check_measure_move(MeasureState.LIFTED, MeasureState.OPEN)
    return Measure.objects.create(mark=mark, kind=kind, reasons=reasons, opened_by_id=by.person_id, opened_at=at)


def held(measure: Measure) -> Measure:
    """The row as it is now, held until the transaction ends."""
    row: Measure = Measure.objects.select_for_update(of=("self",)).select_related("mark__member").get(pk=measure.pk)
    return row


def is_open(measure: Measure) -> bool:
    return measure.state == MeasureState.OPEN
