"""Who may sit on a review, when a reading is complete, how it ends, and which readings may be seen.

Two persons read the same application, each by themselves. Where they agree, that is the decision. Where they differ, a
third reads it without knowing how the two decided, and the majority stands. A reading is shown to nobody but its author
until the review has ended, so that the third is as free as the first two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import FOR_THE_MARK, Requirement
from bonafides.programme.trustmark.rules.requirements import Shortfall
from bonafides.programme.trustmark.vocabulary import (
    COMMITMENTS,
    READING_COMPLETE,
    REASONS_AT_LEAST,
    REVIEW_MOVES,
    SEAT_MOVES,
    UNDER_WAY,
    Finding,
    ReviewState,
    SeatState,
    Verdict,
)

SITTING = (SeatState.TAKEN, SeatState.READING, SeatState.DECIDED)


@dataclass(frozen=True)
class SeatFacts:
    """One person's place on a review."""

    person: int
    state: SeatState
    verdict: Verdict | None = None


@dataclass(frozen=True)
class ReviewFacts:
    state: ReviewState
    seats: tuple[SeatFacts, ...]
    mentor: int | None = None  # the member's; has an interest by office

    @property
    def sitting(self) -> tuple[SeatFacts, ...]:
        return tuple(seat for seat in self.seats if seat.state in SITTING)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(seat.verdict for seat in self.sitting if seat.verdict is not None)


@dataclass(frozen=True)
class AskingFacts:
    """What is known when a member asks for the mark."""

    is_admitted: bool
    shortfalls: tuple[Shortfall, ...]
    has_review_under_way: bool
    holds_a_mark: bool
    appeal_is_open: bool = False  # against a revocation: it is heard first


@dataclass(frozen=True)
class Outcome:
    """How a review goes on after a reading, and why."""

    state: ReviewState
    reason: str


def check_may_ask(facts: AskingFacts) -> None:
    if not facts.is_admitted:
        raise RuleBroken("member-not-admitted", _("The mark is for members: the application is not decided yet."))
    if facts.holds_a_mark:
        raise Conflict("mark-held", _("You hold the mark already."))
    if facts.has_review_under_way:
        raise Conflict("review-under-way", _("A review is under way."))
    if facts.appeal_is_open:
        raise Conflict("appeal-first", _("Your appeal is heard first."))
    if facts.shortfalls:
        raise RuleBroken("requirements-missing", _("Not all requirements hold yet: see what is missing."))


def seats_wanted(state: ReviewState) -> int:
    return {ReviewState.OPEN: READING_COMPLETE, ReviewState.SPLIT: READING_COMPLETE + 1}.get(state, 0)


def check_may_sit(facts: ReviewFacts, person: int) -> None:
    """One person, one place; who stood aside or was overruled on appeal does not come back; a mentor never sits."""
    if facts.state not in UNDER_WAY:
        raise Conflict("review-over", _("This review has ended."))
    if any(seat.person == person for seat in facts.seats):
        raise Conflict("sat-before", _("Nobody sits twice on one review."))
    if person == facts.mentor:
        raise NotAllowed("mentor-may-not-sit", _("Who mentors this member does not review it."))
    if len(facts.sitting) >= seats_wanted(facts.state):
        raise Conflict("seats-taken", _("All places on this review are taken."))


def check_seat_move(state: SeatState, to: SeatState) -> None:
    if to not in SEAT_MOVES[state]:
        raise Conflict("seat-moved-on", _("This was done before, or must wait for another step."))


def check_review_move(state: ReviewState, to: ReviewState) -> None:
    if to not in REVIEW_MOVES[state]:
        raise Conflict("review-moved-on", _("This review has moved on."))


def check_reading(
    verdict: Verdict,
    findings: Mapping[Requirement, Finding],
    looked_at: Mapping[Requirement, str],
    reasons: str,
    shortfalls: Sequence[Shortfall],
) -> None:
    """A reading says of each of the six what was found and what was looked at, and gives reasons.

    Who grants found each met, or committed where that is allowed, and all eight hold at that moment; who refuses found
    at least one not met.
    """
    for requirement in FOR_THE_MARK:
        if requirement not in findings or not looked_at.get(requirement, "").strip():
            raise Invalid("reading-incomplete", _("Say of each requirement what you found and what you looked at."))
        if findings[requirement] is Finding.COMMITTED and requirement not in COMMITMENTS:
            raise Invalid("promise-not-enough", _("A promise is not enough for every requirement: see the criteria."))
    if len(reasons.strip()) < REASONS_AT_LEAST:
        sentence = _("Give your reasons, in at least %(least)s characters.")
        raise Invalid("reasons-missing", sentence, least=REASONS_AT_LEAST)
    missed = [one for one in FOR_THE_MARK if findings[one] is Finding.NOT_MET]
    if verdict is Verdict.GRANT and missed:
        raise Invalid("grant-against-findings", _("You found a requirement not met, so you cannot grant the mark."))
    if verdict is Verdict.REFUSE and not missed:
        raise Invalid("refusal-without-finding", _("A refusal names at least one requirement that is not met."))
    if verdict is Verdict.GRANT and shortfalls:
        raise RuleBroken("requirements-missing", _("A requirement no longer holds today: the mark cannot be granted."))


def outcome_of(facts: ReviewFacts) -> Outcome:
    """How the review stands with the verdicts that are in; one person's verdict never ends it."""
    grants, refusals = (facts.verdicts.count(each) for each in (Verdict.GRANT, Verdict.REFUSE))
    if grants + refusals < READING_COMPLETE:
        return Outcome(ReviewState.OPEN, _("Two reviewers have not both decided."))
    if grants == refusals:
        return Outcome(ReviewState.SPLIT, _("The two readings differ; a third person reads."))
    if grants > refusals:
        return Outcome(ReviewState.GRANTED, _("Two persons, each by themselves, found the requirements met."))
    return Outcome(ReviewState.REFUSED, _("Two persons, each by themselves, found a requirement not met."))


def may_see_reading(facts: ReviewFacts, author: int, viewer: int | None) -> bool:
    """A reading opens to its author, and to the others of the programme when the review has ended."""
    return facts.state not in UNDER_WAY or (viewer is not None and viewer == author)
