"""A member asks; two persons read, each by themselves; where they differ a third one reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import queries as people
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.queries import Member
from bonafides.programme.members.vocabulary import Requirement
from bonafides.programme.trustmark import letters, permissions, queries
from bonafides.programme.trustmark.actions.marks import grant
from bonafides.programme.trustmark.events import (
    InterestsDeclared,
    MarkAskedFor,
    ReadingGiven,
    ReviewEnded,
    SeatTaken,
)
from bonafides.programme.trustmark.models import Review, Seat
from bonafides.programme.trustmark.rules import reviewing as rules
from bonafides.programme.trustmark.vocabulary import (
    UNDER_WAY,
    Finding,
    ReviewState,
    SeatState,
    Verdict,
)


@dataclass(frozen=True)
class Reading:
    """What a reviewer says: the verdict, what was found and looked at for each requirement, and the reasons."""

    verdict: Verdict
    findings: Mapping[Requirement, Finding]
    looked_at: Mapping[Requirement, str]
    reasons: str


@audited_action
def ask_for_mark(*, member: Member, statement: str = "", by: Actor, at: datetime) -> Review:
    """A signatory asks; it is taken up only where all requirements hold."""
    permissions.check_signatory(by, member)
    rules.check_may_ask(queries.asking_facts(member, at))
    review = Review.objects.create(member=member, statement=statement, asked_by_id=by.person_id, asked_at=at)
    record(MarkAskedFor(review=review.reference, member=member.reference), by=by, at=at)
    return review


@audited_action
def withdraw_request(*, review: Review, by: Actor, at: datetime) -> None:
    """The member takes its request back."""
    permissions.check_signatory(by, review.member)
    end(held(review), ReviewState.WITHDRAWN, _("The member withdrew its request."), by=by, at=at)


@audited_action
def seat_reviewer(*, review: Review, person: people.Person, by: Actor, at: datetime) -> Seat:
    """A reviewer takes a place, or the programme gives it to one."""
    review = held(review)
    state = ReviewState(review.state)
    if person.pk != by.person:
        permissions.check_can_assign(by)
    permissions.check_can_sit(people.actor_of(person), state)
    rules.check_may_sit(review.facts(), person.pk)
    seat = Seat.objects.create(review=review, person=person, seated_by=by.code, seated_at=at)
    record(SeatTaken(**named(review), person=person.code), by=by, at=at)
    return seat


@audited_action
def declare_interests(*, seat: Seat, interest: str, by: Actor, at: datetime) -> None:
    """A reviewer says that they have no interest in this member, or describes it and stands aside."""
    check_own(seat, by)
    review, seat = held(seat.review), held_seat(seat)
    check_under_way(review)
    to = SeatState.ASIDE if interest.strip() else SeatState.READING
    rules.check_seat_move(SeatState(seat.state), to)
    seat.state, seat.interest, seat.declared_at = to, interest.strip(), at
    seat.save(update_fields=["state", "interest", "declared_at"])
    declared = InterestsDeclared(**named(review), person=by.code, stands_aside=to is SeatState.ASIDE)
    record(declared, by=by, at=at)


@audited_action
def give_reading(*, seat: Seat, reading: Reading, by: Actor, at: datetime) -> ReviewState:
    """A reviewer decides, without knowing how another did; the second or third reading ends the review.

    1. The reviewer has declared no interest, and has not decided.
    2. The reading is whole, and a grant is possible only while all requirements hold.
    3. It is kept, and the review goes on or ends as the readings say.
    4. Where it is granted, the mark is issued in the same transaction.
    """
    check_own(seat, by)
    review, seat = held(seat.review), held_seat(seat)
    check_under_way(review)
    permissions.check_can_sit(by, ReviewState(review.state))
    rules.check_seat_move(SeatState(seat.state), SeatState.DECIDED)
    missing = queries.shortfalls_for(review.member, at)
    rules.check_reading(reading.verdict, reading.findings, reading.looked_at, reading.reasons, missing)
    keep(seat, reading, at=at)
    given = ReadingGiven(
        **named(review),
        person=by.code,
        verdict=reading.verdict,
        findings={each.value: found.value for each, found in reading.findings.items()},
        reasons=reading.reasons,
    )
    record(given, by=by, at=at)
    return go_on(review, at=at)


def keep(seat: Seat, reading: Reading, *, at: datetime) -> None:
    seat.state, seat.verdict, seat.decided_at = SeatState.DECIDED, reading.verdict, at
    seat.findings = {each.value: found.value for each, found in reading.findings.items()}
    seat.looked_at = {each.value: text.strip() for each, text in reading.looked_at.items()}
    seat.reasons = reading.reasons.strip()
    seat.save()


def go_on(review: Review, *, at: datetime) -> ReviewState:
    """Where the review stands with the readings that are in."""
    outcome = rules.outcome_of(review.facts())
    if outcome.state is ReviewState.SPLIT and review.state == ReviewState.OPEN:
        review.state = ReviewState.SPLIT
        review.save(update_fields=["state"])
    if outcome.state in (ReviewState.GRANTED, ReviewState.REFUSED):
        end(review, outcome.state, outcome.reason, by=SYSTEM, at=at)
    if outcome.state is ReviewState.GRANTED:
        grant(review=review, by=SYSTEM, at=at)
    if outcome.state is ReviewState.REFUSED:
        letters.refused(review, at=at)
    return outcome.state


def end(review: Review, state: ReviewState, reason: str, *, by: Actor, at: datetime) -> None:
    rules.check_review_move(ReviewState(review.state), state)
    review.state, review.ended_at, review.end_reason = state, at, reason
    review.save(update_fields=["state", "ended_at", "end_reason"])
    record(ReviewEnded(**named(review), state=state, reason=reason), by=by, at=at)


def named(review: Review) -> dict[str, str]:
    return {"review": review.reference, "member": review.member.reference}


def held(review: Review) -> Review:
    """The row as it is now, held until the transaction ends: two readings at one moment are taken one by one."""
    row: Review = Review.objects.select_for_update(of=("self",)).select_related("member").get(pk=review.pk)
    return row


def held_seat(seat: Seat) -> Seat:
    row: Seat = Seat.objects.select_for_update().get(pk=seat.pk)
    return row


def check_own(seat: Seat, by: Actor) -> None:
    if seat.person_id != by.person:
        raise NotAllowed("another-seat", _("This place on the review is another person's."))


def check_under_way(review: Review) -> None:
    if ReviewState(review.state) not in UNDER_WAY:
        raise Invalid("review-over", _("This review has ended."))
