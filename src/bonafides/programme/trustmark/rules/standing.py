"""How a mark stands at a moment, whether it is renewed, and what a second officer's word does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import Requirement
from bonafides.programme.trustmark.vocabulary import (
    CONFIRM_WITHIN,
    MARK_MOVES,
    MEASURE_MOVES,
    REASONS_AT_LEAST,
    RENEW_AFTER,
    MarkState,
    MeasureKind,
    MeasureState,
    Standing,
)


@dataclass(frozen=True)
class MarkFacts:
    """What is known of a mark. valid_from, valid_until: of its newest instance, None before the first is signed."""

    state: MarkState
    valid_from: datetime | None
    valid_until: datetime | None
    missing: tuple[Requirement, ...] = ()  # requirements that no longer hold
    late_since: datetime | None = None  # since when the programme has failed to sign


class Step(StrEnum):
    """What the renewing job does with a mark."""

    RENEW = "renew"
    WAIT = "wait"
    END = "end"  # note that it is not renewed
    RESUME = "resume"  # what was missing holds again
    LAPSE = "lapse"


@dataclass(frozen=True)
class Renewal:
    step: Step
    reason: str


def standing_of(facts: MarkFacts, at: datetime) -> Standing:
    """The word that the register shows. Running out ends a mark only where the programme is not to blame."""
    if facts.state is not MarkState.ACTIVE:
        return Standing(facts.state.value)
    if facts.missing:
        return Standing.LAPSED if is_over(facts, at) else Standing.ENDING
    return Standing.ISSUER_LATE if is_over(facts, at) or facts.late_since is not None else Standing.VALID


def renewal_of(facts: MarkFacts, *, is_member: bool, holds: bool, at: datetime) -> Renewal:
    """The next step of an active mark. holds: whether all requirements do at this moment.

    1. Who has left the programme has no mark.
    2. Where they do not hold, it is not renewed: it ends with the instance that is out, by itself.
    3. Where they hold, a new instance is signed from day 20 of the last one on, at every run until it succeeds.
    4. Where they hold again before the end, it goes on as if nothing had been.
    """
    if facts.state is not MarkState.ACTIVE:
        return Renewal(Step.WAIT, _("Only an active mark is renewed."))
    if not is_member:
        return Renewal(Step.LAPSE, _("The member has left the programme."))
    if is_over(facts, at) and (facts.missing or not holds):
        return Renewal(Step.LAPSE, _("It ran out while a requirement did not hold."))
    if not holds:
        return Renewal(Step.END, _("A requirement no longer holds."))
    if is_due(facts, at):
        return Renewal(Step.RENEW, _("The requirements hold, and the instance is 20 days old, or missing."))
    if facts.missing:
        return Renewal(Step.RESUME, _("What was missing holds again."))
    return Renewal(Step.WAIT, _("The instance is fresh."))


def is_over(facts: MarkFacts, at: datetime) -> bool:
    """Whether no instance is out that verifies."""
    return facts.valid_until is None or at >= facts.valid_until


def is_due(facts: MarkFacts, at: datetime) -> bool:
    return facts.valid_from is None or at >= facts.valid_from + RENEW_AFTER


def check_mark_move(state: MarkState, to: MarkState) -> None:
    if to not in MARK_MOVES[state]:
        raise Conflict("mark-moved-on", _("This mark has moved on."))


# -- measures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasureFacts:
    """A suspension or revocation that an officer began."""

    kind: MeasureKind
    state: MeasureState
    opened_at: datetime
    opened_by: int


def confirm_by(opened_at: datetime) -> datetime:
    return opened_at + CONFIRM_WITHIN


def check_may_confirm(facts: MeasureFacts, person: int, at: datetime) -> None:
    """A second officer, within 72 hours; at the last moment it is too late."""
    check_measure_move(facts.state, MeasureState.CONFIRMED)
    if person == facts.opened_by:
        raise NotAllowed("second-officer", _("A second officer confirms it: not who began it."))
    if at >= confirm_by(facts.opened_at):
        raise Conflict("confirmed-too-late", _("The 72 hours have passed: it is lifted by itself."))


def has_expired(facts: MeasureFacts, at: datetime) -> bool:
    """Whether nobody confirmed it in time."""
    return facts.state is MeasureState.OPEN and at >= confirm_by(facts.opened_at)


def check_measure_move(state: MeasureState, to: MeasureState) -> None:
    if to not in MEASURE_MOVES[state]:
        raise Conflict("measure-moved-on", _("This measure has moved on."))


def check_reasons(text: str) -> None:
    if len(text.strip()) < REASONS_AT_LEAST:
        sentence = _("Give reasons, in at least %(least)s characters: the member reads them, and may appeal.")
        raise Invalid("reasons-missing", sentence, least=REASONS_AT_LEAST)
