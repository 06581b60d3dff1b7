"""Asking for the mark and reviewing it: what happens, what is recorded, who is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from bonafides.programme.members.vocabulary import Requirement, RequirementState
from bonafides.programme.pledge import actions as pledge
from bonafides.programme.pledge import queries as pledge_queries
from bonafides.programme.trustmark import actions, queries
from bonafides.programme.trustmark.models import Mark, Review
from bonafides.programme.trustmark.tests.scenes import (
    a_mark,
    a_reading,
    a_ready_member,
    a_refusal,
    a_review,
    mira,
    nils,
    oona,
    read,
    seated,
    set_requirement,
)
from bonafides.programme.trustmark.vocabulary import MarkState, ReviewState, SeatState, Standing, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def entries(name: str) -> list[LogEntry]:
    return list(LogEntry.objects.filter(event_name=name).order_by("pk"))


# -- asking -----------------------------------------------------------------------------------------------------------


def test_a_signatory_asks_and_the_log_tells_nobody_who_did() -> None:
    review = a_review()

    entry = entries("review.asked_for")[0]
    assert review.state == ReviewState.OPEN
    assert (b"asked_for" in bytes(entry.entry), b"internal" in bytes(entry.entry)) == (False, True)


@pytest.mark.parametrize("stranger", [cast.cem, cast.rex, cast.dana, cast.bo])
def test_nobody_else_asks_for_a_member(stranger: Callable[[], Person]) -> None:
    member = a_ready_member()

    with pytest.raises(NotAllowed):
        actions.ask_for_mark(member=member, by=cast.by(stranger()), at=now())


def test_the_signatory_of_another_member_does_not_ask() -> None:
    member, other = a_ready_member(), cast.a_member("Otherhaven")
    noa = cast.of_member("Noa", Role.SIGNATORY, other)

    with pytest.raises(NotAllowed):
        actions.ask_for_mark(member=member, by=cast.by(noa), at=now())


@pytest.mark.parametrize("requirement", [each for each in Requirement if each is not Requirement.PLEDGE])
def test_while_one_requirement_is_missing_nothing_is_asked(requirement: Requirement) -> None:
    member = a_ready_member()
    set_requirement(member, requirement, RequirementState.LAPSED)

    with pytest.raises(RuleBroken, match="requirements"):
        actions.ask_for_mark(member=member, by=cast.by(cast.sana()), at=now())


def test_a_withdrawn_pledge_ends_the_mark_in_time() -> None:
    mark = a_mark()
    signature = pledge_queries.signature_of(mark.member)
    assert signature is not None
    pledge.withdraw_signature(signature=signature, reason="We changed our mind.", by=cast.by(cast.sana()), at=now())

    actions.renew_mark(mark=mark, at=now())

    assert queries.standing_at(queries.mark_at(mark.reference), now()) is Standing.ENDING


def test_there_is_one_request_and_one_mark_at_a_time() -> None:
    review = a_review()

    with pytest.raises(Conflict, match="under way"):
        a_review(review.member)
    read(review, mira())
    read(review, nils())
    with pytest.raises(Conflict, match="hold the mark"):
        a_review(review.member)


def test_a_request_is_withdrawn_by_the_member_alone() -> None:
    review = a_review()
    with pytest.raises(NotAllowed):
        actions.withdraw_request(review=review, by=cast.by(cast.dana()), at=now())

    actions.withdraw_request(review=review, by=cast.by(cast.sana()), at=now())

    review.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN


# -- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stranger", [cast.olu, cast.dana, cast.hana, cast.sana, cast.amina])
def test_only_mark_reviewers_take_a_place(stranger: Callable[[], Person]) -> None:
    review = a_review()

    with pytest.raises(NotAllowed):
        seated(review, stranger())


def test_an_officer_gives_a_place_to_a_reviewer_and_to_nobody_else() -> None:
    review = a_review()
    olu = cast.by(cast.olu())

    seat = actions.seat_reviewer(review=review, person=mira(), by=olu, at=now())

    assert seat.seated_by == cast.olu().code
    with pytest.raises(NotAllowed):
        actions.seat_reviewer(review=review, person=cast.hana(), by=olu, at=now())


def test_a_reviewer_gives_no_place_to_another() -> None:
    review, person = a_review(), nils()

    with pytest.raises(NotAllowed):
        actions.seat_reviewer(review=review, person=person, by=cast.by(mira()), at=now())


def test_there_are_two_places_until_two_differ_and_the_owner_may_be_the_third() -> None:
    review = a_review()
    read(review, mira(), Verdict.GRANT)
    seated(review, nils())
    with pytest.raises(Conflict, match="places"):
        seated(review, oona())
    seat = review.seats.get(person=nils())
    actions.give_reading(seat=seat, reading=a_reading(Verdict.REFUSE), by=cast.by(nils()), at=now())
    review.refresh_from_db()
    split = review.state

    read(review, cast.dana(), Verdict.GRANT)

    review.refresh_from_db()
    assert (split, review.state) == (ReviewState.SPLIT, ReviewState.GRANTED)


# -- readings ---------------------------------------------------------------------------------------------------------


def test_nobody_reads_before_their_interests_are_declared() -> None:
    seat = seated(a_review(), mira(), declared=False)

    with pytest.raises(Conflict):
        actions.give_reading(seat=seat, reading=a_reading(), by=cast.by(mira()), at=now())


def test_nobody_reads_at_anothers_place() -> None:
    seat = seated(a_review(), mira())

    with pytest.raises(NotAllowed):
        actions.give_reading(seat=seat, reading=a_reading(), by=cast.by(nils()), at=now())


def test_nobody_decides_twice() -> None:
    review = a_review()
    read(review, mira())
    seat = review.seats.get()

    with pytest.raises(Conflict):
        actions.give_reading(seat=seat, reading=a_reading(), by=cast.by(mira()), at=now())


def test_one_reading_alone_issues_nothing() -> None:
    read(a_review(), mira())

    assert not Mark.objects.exists()


def test_a_grant_needs_all_requirements_at_that_very_moment() -> None:
    review = a_review()
    read(review, mira())
    seat = seated(review, nils())
    set_requirement(review.member, Requirement.REPORTS, RequirementState.LAPSED)

    with pytest.raises(RuleBroken, match="no longer holds"):
        actions.give_reading(seat=seat, reading=a_reading(), by=cast.by(nils()), at=now())

    seat.refresh_from_db()
    assert (seat.state, Mark.objects.count()) == (SeatState.READING, 0)


def test_after_the_end_nobody_reads() -> None:
    review = a_review()
    seat = seated(review, mira())
    actions.withdraw_request(review=review, by=cast.by(cast.sana()), at=now())

    with pytest.raises(Invalid, match="ended"):
        actions.give_reading(seat=seat, reading=a_reading(), by=cast.by(mira()), at=now())


def test_where_issuing_breaks_the_second_reading_is_not_kept_either(monkeypatch: pytest.MonkeyPatch) -> None:
    review = a_review()
    read(review, mira())
    seat = seated(review, nils())
    broken: Any = lambda *_a, **_k: 1 / 0  # noqa: E731
    monkeypatch.setattr("bonafides.programme.trustmark.actions.marks.record", broken)

    with pytest.raises(ZeroDivisionError):
        actions.give_reading(seat=seat, reading=a_reading(), by=cast.by(nils()), at=now())

    review.refresh_from_db()
    assert (review.state, review.seats.filter(verdict="").count()) == (ReviewState.OPEN, 1)


def test_readings_are_recorded_internally_with_their_reasons() -> None:
    read(a_review(), mira())

    entry = entries("review.reading_given")[0]
    assert entry.opened["reasons"]
    assert b"internal" in bytes(entry.entry)


def test_the_house_alone_renews() -> None:
    mark = a_mark()

    with pytest.raises(NotAllowed):
        actions.renew_mark(mark=mark, by=cast.by(cast.dana()), at=now())
    assert Review.objects.count() == 1


# -- an appeal against a refusal --------------------------------------------------------------------------------------


def test_an_appeal_against_a_refusal_has_it_read_by_two_others() -> None:
    review = a_refusal()
    appeal = actions.appeal(against=review, text="Our terms say it in section four.", by=cast.by(cast.sana()), at=now())
    actions.hear_appeal(
        appeal=appeal, allowed=True, reasons="It should be read again.", by=cast.by(cast.dana()), at=now()
    )
    review.refresh_from_db()

    with pytest.raises(Conflict, match="twice"):
        seated(review, mira())
    read(review, oona())
    read(review, cast.of_the_programme("Pia", Role.MARK_REVIEWER), Verdict.GRANT)

    review.refresh_from_db()
    assert (review.state, review.mark.state) == (ReviewState.GRANTED, MarkState.ACTIVE)


def test_who_read_a_refusal_does_not_hear_the_appeal() -> None:
    review = a_refusal()
    appeal = actions.appeal(against=review, text="Our terms say it in section four.", by=cast.by(cast.sana()), at=now())

    with pytest.raises(NotAllowed, match="did not decide"):
        actions.hear_appeal(
            appeal=appeal, allowed=True, reasons="It is to be read again.", by=cast.by(nils()), at=now()
        )
