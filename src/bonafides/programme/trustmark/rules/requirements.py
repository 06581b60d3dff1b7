"""Whether the requirements hold on a day, and what is missing where they do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import Requirement, RequirementState
from bonafides.programme.trustmark.vocabulary import COMMITMENTS

NOT_SHOWN = _("Nothing was shown for it yet, or what was shown was taken back.")
LAPSED = _("It has lapsed.")
TOO_OLD = _("What it stands on has grown too old.")
PROMISE_NOT_ENOUGH = _("A promise is not enough here: it must be met.")
PROMISE_OVER = _("The day by which it was promised has passed.")
NOT_SIGNED = _("No signature under the pledge stands.")


@dataclass(frozen=True)
class RequirementFacts:
    """How one requirement stands. until: the last day on which it does; None where it has no end."""

    requirement: Requirement
    state: RequirementState
    until: date | None = None


@dataclass(frozen=True)
class Shortfall:
    """A requirement that does not hold, and why."""

    requirement: Requirement
    reason: str


def shortfalls_of(facts: Iterable[RequirementFacts], *, pledge_stands: bool, day: date) -> tuple[Shortfall, ...]:
    """What is missing for the mark on a day; empty if all eight hold.

    Six are the mark's own; both assessments and the pledge come before it. A requirement that nothing is known of is
    missing. Until its last day, and on it, a requirement holds.
    """
    known = {one.requirement: one for one in facts}
    missing = []
    for requirement in Requirement:
        reason = _reason_against(known.get(requirement), day)
        if not reason and requirement is Requirement.PLEDGE and not pledge_stands:
            reason = NOT_SIGNED
        if reason:
            missing.append(Shortfall(requirement, reason))
    return tuple(missing)


def ends_within(facts: Iterable[RequirementFacts], *, day: date, days: int) -> tuple[RequirementFacts, ...]:
    """Requirements that hold on a day and whose last day is at most so many days away."""
    return tuple(one for one in facts if one.until is not None and 0 <= (one.until - day).days <= days)


def _reason_against(facts: RequirementFacts | None, day: date) -> str:
    if facts is None or facts.state is RequirementState.OPEN:
        return NOT_SHOWN
    if facts.state is RequirementState.LAPSED:
        return LAPSED
    over = facts.until is not None and day > facts.until
    if facts.state is RequirementState.MET:
        return TOO_OLD if over else ""
    if facts.requirement not in COMMITMENTS or facts.until is None:
        return PROMISE_NOT_ENOUGH
    return PROMISE_OVER if over else ""
