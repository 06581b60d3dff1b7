"""What can be appealed against, and who hears it."""

from collections.abc import Collection
from dataclasses import dataclass

from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.trustmark.vocabulary import AppealState, MeasureState, ReviewState


@dataclass(frozen=True)
class AppealFacts:
    """An appeal, and everybody who had a hand in what it is against."""

    state: AppealState
    took_part: frozenset[int]


def check_review_appealable(state: ReviewState, earlier: Collection[AppealState]) -> None:
    """A refusal is heard once."""
    if state is not ReviewState.REFUSED:
        raise RuleBroken("nothing-refused", _("Only a refusal can be appealed against."))
    check_once(earlier)


def check_measure_appealable(state: MeasureState, earlier: Collection[AppealState]) -> None:
    """A suspension or revocation is heard once while it stands, confirmed or not."""
    if state not in (MeasureState.OPEN, MeasureState.CONFIRMED):
        raise RuleBroken("measure-not-standing", _("This measure does not stand any more."))
    check_once(earlier)


def check_not_asked_again(*, has_newer: bool) -> None:
    """A revocation is heard before a new request is made, not beside it: one member has one mark."""
    if has_newer:
        raise Conflict("asked-again", _("You have asked for the mark again since: that request is decided instead."))


def check_once(earlier: Collection[AppealState]) -> None:
    if earlier:
        raise Conflict("appealed-before", _("There is an appeal against this already."))


def check_may_hear(facts: AppealFacts, person: int) -> None:
    if facts.state is not AppealState.OPEN:
        raise Conflict("appeal-over", _("This appeal was heard."))
    if person in facts.took_part:
        raise NotAllowed("heard-by-another", _("An appeal is heard by somebody who did not decide before."))
