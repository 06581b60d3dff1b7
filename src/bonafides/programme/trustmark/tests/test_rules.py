"""Each decision at its boundaries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from bonafides.programme.members.vocabulary import FOR_THE_MARK, Requirement, RequirementState
from bonafides.programme.trustmark.rules import hearing, reviewing, standing
from bonafides.programme.trustmark.rules.requirements import RequirementFacts, Shortfall, ends_within, shortfalls_of
from bonafides.programme.trustmark.rules.reviewing import ReviewFacts, SeatFacts, outcome_of
from bonafides.programme.trustmark.rules.standing import MarkFacts, MeasureFacts, Step, renewal_of, standing_of
from bonafides.programme.trustmark.vocabulary import (
    COMMITMENTS,
    AppealState,
    Finding,
    MarkState,
    MeasureKind,
    MeasureState,
    ReviewState,
    SeatState,
    Standing,
    Verdict,
)

DAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GRANT, REFUSE = Verdict.GRANT, Verdict.REFUSE


# -- requirements -----------------------------------------------------------------------------------------------------


def all_met(changes: dict[str, RequirementFacts]) -> list[RequirementFacts]:
    return [changes.get(each.value, RequirementFacts(each, RequirementState.MET)) for each in Requirement]


def missing(*known: RequirementFacts, day: date = DAY, pledge_stands: bool = True) -> list[Requirement]:
    changes = {one.requirement.value: one for one in known}
    found = shortfalls_of(all_met(changes), pledge_stands=pledge_stands, day=day)
    return [one.requirement for one in found]


def test_nothing_is_missing_where_all_eight_are_met() -> None:
    assert missing() == []


def test_what_nothing_is_known_of_is_missing() -> None:
    assert [one.requirement for one in shortfalls_of([], pledge_stands=True, day=DAY)] == list(Requirement)


def test_without_a_signature_the_pledge_is_missing_though_its_row_says_met() -> None:
    assert missing(pledge_stands=False) == [Requirement.PLEDGE]


@pytest.mark.parametrize(("days", "expected"), [(-1, []), (0, []), (1, [Requirement.REPORTS])])
def test_a_requirement_holds_until_its_last_day_and_on_it(days: int, expected: list[Requirement]) -> None:
    reports = RequirementFacts(Requirement.REPORTS, RequirementState.MET, until=DAY)

    assert missing(reports, day=DAY + timedelta(days=days)) == expected


@pytest.mark.parametrize(("days", "expected"), [(-1, []), (0, []), (1, [Requirement.TRANSPARENCY])])
def test_a_promise_counts_until_its_day_and_on_it(days: int, expected: list[Requirement]) -> None:
    promised = RequirementFacts(Requirement.TRANSPARENCY, RequirementState.COMMITTED, until=DAY)

    assert missing(promised, day=DAY + timedelta(days=days)) == expected


@pytest.mark.parametrize("requirement", [each for each in Requirement if each not in COMMITMENTS])
def test_a_promise_is_not_enough_for_what_is_a_fact(requirement: Requirement) -> None:
    promised = RequirementFacts(requirement, RequirementState.COMMITTED, until=DAY)

    assert missing(promised) == [requirement]


@pytest.mark.parametrize("state", [RequirementState.OPEN, RequirementState.LAPSED])
def test_open_and_lapsed_do_not_hold(state: RequirementState) -> None:
    assert missing(RequirementFacts(Requirement.TECHNOLOGY, state)) == [Requirement.TECHNOLOGY]


@pytest.mark.parametrize(("days", "expected"), [(15, 0), (14, 1), (0, 1), (-1, 0)])
def test_a_warning_is_due_from_two_weeks_before_the_end_to_the_end(days: int, expected: int) -> None:
    facts = [RequirementFacts(Requirement.REPORTS, RequirementState.MET, until=DAY + timedelta(days=days))]

    assert len(ends_within(facts, day=DAY, days=14)) == expected


# -- reviews ----------------------------------------------------------------------------------------------------------


def a_review(
    *verdicts: Verdict | None, state: ReviewState = ReviewState.OPEN, mentor: int | None = None
) -> ReviewFacts:
    seats = tuple(
        SeatFacts(number, SeatState.DECIDED if verdict else SeatState.READING, verdict)
        for number, verdict in enumerate(verdicts, start=1)
    )
    return ReviewFacts(state, seats, mentor)


@pytest.mark.parametrize(
    ("verdicts", "state", "expected"),
    [
        ((), ReviewState.OPEN, ReviewState.OPEN),
        ((GRANT,), ReviewState.OPEN, ReviewState.OPEN),
        ((REFUSE,), ReviewState.OPEN, ReviewState.OPEN),
        ((GRANT, None), ReviewState.OPEN, ReviewState.OPEN),
        ((GRANT, GRANT), ReviewState.OPEN, ReviewState.GRANTED),
        ((REFUSE, REFUSE), ReviewState.OPEN, ReviewState.REFUSED),
        ((GRANT, REFUSE), ReviewState.OPEN, ReviewState.SPLIT),
        ((GRANT, REFUSE, None), ReviewState.SPLIT, ReviewState.SPLIT),
        ((GRANT, REFUSE, GRANT), ReviewState.SPLIT, ReviewState.GRANTED),
        ((GRANT, REFUSE, REFUSE), ReviewState.SPLIT, ReviewState.REFUSED),
    ],
)
def test_two_who_agree_decide_and_where_they_differ_a_third_does(
    verdicts: tuple[Verdict, ...], state: ReviewState, expected: ReviewState
) -> None:
    assert outcome_of(a_review(*verdicts, state=state)).state is expected


def test_a_third_place_is_there_only_once_two_differ() -> None:
    with pytest.raises(Conflict, match="places"):
        reviewing.check_may_sit(a_review(GRANT, None), 3)

    reviewing.check_may_sit(a_review(GRANT, REFUSE, state=ReviewState.SPLIT), 3)


def test_nobody_sits_twice_not_even_after_standing_aside() -> None:
    aside = ReviewFacts(ReviewState.OPEN, (SeatFacts(1, SeatState.ASIDE),))

    with pytest.raises(Conflict, match="twice"):
        reviewing.check_may_sit(aside, 1)


def test_a_mentor_never_reviews_their_member() -> None:
    with pytest.raises(NotAllowed, match="mentors"):
        reviewing.check_may_sit(a_review(mentor=7), 7)


@pytest.mark.parametrize("state", [ReviewState.OPEN, ReviewState.SPLIT])
def test_a_reading_is_its_authors_alone_while_the_review_is_under_way(state: ReviewState) -> None:
    facts = a_review(GRANT, REFUSE, state=state)

    assert [reviewing.may_see_reading(facts, 1, viewer) for viewer in (1, 2, 3, None)] == [True, False, False, False]


def check(verdict: Verdict, *, reasons: str = "x" * 20, lacks: int = 0, **changes: Finding) -> None:
    findings = {each: changes.get(each.value, Finding.MET) for each in FOR_THE_MARK}
    looked_at = dict.fromkeys(FOR_THE_MARK, "The page.")
    shortfalls = [Shortfall(Requirement.REPORTS, "It has lapsed.")] * lacks
    reviewing.check_reading(verdict, findings, looked_at, reasons, shortfalls)


def test_a_whole_reading_is_taken() -> None:
    check(GRANT)
    check(GRANT, transparency=Finding.COMMITTED)
    check(REFUSE, reports=Finding.NOT_MET)
    check(REFUSE, lacks=1, reports=Finding.NOT_MET)


def test_a_grant_against_a_finding_or_a_lapsed_requirement_is_refused() -> None:
    with pytest.raises(Invalid, match="not met"):
        check(GRANT, reports=Finding.NOT_MET)
    with pytest.raises(RuleBroken, match="no longer holds"):
        check(GRANT, lacks=1)


def test_a_refusal_names_what_is_not_met() -> None:
    with pytest.raises(Invalid, match="at least one"):
        check(REFUSE)


def test_a_promise_cannot_be_found_where_none_is_enough() -> None:
    with pytest.raises(Invalid, match="promise"):
        check(GRANT, reports=Finding.COMMITTED)


@pytest.mark.parametrize("length", [0, 18, 19])
def test_reasons_have_at_least_twenty_characters(length: int) -> None:
    with pytest.raises(Invalid, match="20"):
        check(GRANT, reasons="x" * length)


# -- standing and renewal ---------------------------------------------------------------------------------------------


def a_mark(age: timedelta = timedelta(0), state: MarkState = MarkState.ACTIVE, **changes: Any) -> MarkFacts:
    begin = NOON - age
    known: dict[str, Any] = {"valid_from": begin, "valid_until": begin + timedelta(days=35), **changes}
    return MarkFacts(state, **known)


NEVER: dict[str, Any] = {"valid_from": None, "valid_until": None}
LACKS: dict[str, Any] = {"missing": (Requirement.REPORTS,)}
LATE: dict[str, Any] = {"late_since": NOON}
AT_THE_END = timedelta(days=35)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (a_mark(), Standing.VALID),
        (a_mark(AT_THE_END - SECOND), Standing.VALID),
        (a_mark(AT_THE_END), Standing.ISSUER_LATE),
        (a_mark(**NEVER), Standing.ISSUER_LATE),
        (a_mark(**LATE), Standing.ISSUER_LATE),
        (a_mark(**LACKS), Standing.ENDING),
        (a_mark(AT_THE_END - SECOND, **LACKS), Standing.ENDING),
        (a_mark(AT_THE_END, **LACKS), Standing.LAPSED),
        (a_mark(state=MarkState.SUSPENDED), Standing.SUSPENDED),
        (a_mark(state=MarkState.REVOKED), Standing.REVOKED),
        (a_mark(state=MarkState.LAPSED), Standing.LAPSED),
    ],
)
def test_the_word_of_the_register(facts: MarkFacts, expected: Standing) -> None:
    assert standing_of(facts, NOON) is expected


@pytest.mark.parametrize(
    ("facts", "holds", "expected"),
    [
        (a_mark(timedelta(days=20) - SECOND), True, Step.WAIT),
        (a_mark(timedelta(days=20)), True, Step.RENEW),
        (a_mark(timedelta(days=20) + SECOND), True, Step.RENEW),
        (a_mark(AT_THE_END), True, Step.RENEW),  # the programme was late
        (a_mark(**NEVER), True, Step.RENEW),
        (a_mark(), False, Step.END),
        (a_mark(AT_THE_END - SECOND), False, Step.END),
        (a_mark(AT_THE_END), False, Step.LAPSE),
        (a_mark(**NEVER), False, Step.LAPSE),
        (a_mark(**LACKS), True, Step.RESUME),
        (a_mark(AT_THE_END, **LACKS), True, Step.LAPSE),  # mended too late
        (a_mark(state=MarkState.SUSPENDED), True, Step.WAIT),
        (a_mark(AT_THE_END, state=MarkState.REVOKED), False, Step.WAIT),
    ],
)
def test_what_the_renewing_job_does(facts: MarkFacts, holds: bool, expected: Step) -> None:
    assert renewal_of(facts, is_member=True, holds=holds, at=NOON).step is expected


def test_who_has_left_has_no_mark() -> None:
    assert renewal_of(a_mark(), is_member=False, holds=True, at=NOON).step is Step.LAPSE


# -- measures and appeals ---------------------------------------------------------------------------------------------


def a_measure(age: timedelta, state: MeasureState = MeasureState.OPEN) -> MeasureFacts:
    return MeasureFacts(MeasureKind.SUSPENSION, state, NOON - age, opened_by=1)


WINDOW = timedelta(hours=72)


@pytest.mark.parametrize(("age", "expired"), [(WINDOW - SECOND, False), (WINDOW, True), (WINDOW + SECOND, True)])
def test_after_seventy_two_hours_what_nobody_confirmed_is_over(age: timedelta, expired: bool) -> None:
    assert standing.has_expired(a_measure(age), NOON) is expired


def test_a_second_officer_confirms_until_the_last_second() -> None:
    standing.check_may_confirm(a_measure(WINDOW - SECOND), 2, NOON)

    with pytest.raises(Conflict, match="72 hours"):
        standing.check_may_confirm(a_measure(WINDOW), 2, NOON)


def test_who_began_a_measure_does_not_confirm_it() -> None:
    with pytest.raises(NotAllowed, match="second officer"):
        standing.check_may_confirm(a_measure(SECOND), 1, NOON)


def test_what_is_confirmed_or_over_is_not_confirmed_again() -> None:
    with pytest.raises(Conflict):
        standing.check_may_confirm(a_measure(SECOND, MeasureState.CONFIRMED), 2, NOON)


def test_an_appeal_is_heard_by_somebody_who_did_not_decide() -> None:
    facts = hearing.AppealFacts(AppealState.OPEN, frozenset({1, 2}))

    hearing.check_may_hear(facts, 3)
    with pytest.raises(NotAllowed, match="did not decide"):
        hearing.check_may_hear(facts, 2)


def test_a_decision_is_appealed_against_once() -> None:
    with pytest.raises(Conflict, match="already"):
        hearing.check_review_appealable(ReviewState.REFUSED, [AppealState.DISMISSED])


def test_only_what_was_refused_or_stands_is_appealed_against() -> None:
    with pytest.raises(RuleBroken):
        hearing.check_review_appealable(ReviewState.GRANTED, [])
    with pytest.raises(RuleBroken):
        hearing.check_measure_appealable(MeasureState.LIFTED, [])
