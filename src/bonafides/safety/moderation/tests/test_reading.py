"""Who may read a second time, and what two readings lead to."""

from datetime import timedelta
from typing import Any

import pytest

from bonafides.kernel.errors import RuleBroken
from bonafides.safety.moderation.rules.deciding import ExceptedItem, Wish, WishedMeasure
from bonafides.safety.moderation.rules.reading import ReaderFacts, agrees, allowance_of, joined
from bonafides.safety.moderation.tests.scenes import KEEP, a_restriction
from bonafides.safety.moderation.vocabulary import Measure
from bonafides.safety.moderation.vocabulary.limits import SELF_REVIEW_AFTER

SECOND = timedelta(seconds=1)


def a_reader(**changes: Any) -> ReaderFacts:
    wanted: dict[str, Any] = {
        "has_read": False,
        "is_lead": False,
        "is_outside": False,
        "others": 2,
        "leads_unread": 1,
        "since_last_reading": timedelta(0),
        "is_tie": False,
    }
    return ReaderFacts(**wanted | changes)


def refusal(**changes: Any) -> str:
    with pytest.raises(RuleBroken) as caught:
        allowance_of(a_reader(**changes))
    return caught.value.code


def test_somebody_else_reads_second_and_it_is_no_self_review() -> None:
    assert not allowance_of(a_reader()).self_review


def test_nobody_reads_their_own_case_again_while_others_are_there() -> None:
    assert refusal(has_read=True, since_last_reading=timedelta(days=30)) == "another-reads"


@pytest.mark.parametrize("early", [timedelta(0), SELF_REVIEW_AFTER - SECOND])
def test_a_team_of_one_waits_half_a_day(early: timedelta) -> None:
    assert refusal(has_read=True, others=0, since_last_reading=early) == "too-soon"


@pytest.mark.parametrize("late", [SELF_REVIEW_AFTER, SELF_REVIEW_AFTER + SECOND])
def test_then_it_reads_again_and_says_so(late: timedelta) -> None:
    assert allowance_of(a_reader(has_read=True, others=0, since_last_reading=late)).self_review


def test_a_tie_is_a_leads_while_one_is_there() -> None:
    assert refusal(is_tie=True) == "lead-decides"
    assert not allowance_of(a_reader(is_tie=True, is_lead=True)).self_review


def test_a_tie_is_anybody_elses_where_no_lead_is_left() -> None:
    assert not allowance_of(a_reader(is_tie=True, leads_unread=0)).self_review
    assert not allowance_of(a_reader(is_tie=True, is_outside=True)).self_review


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (KEEP, KEEP, True),
        (KEEP, a_restriction(), False),
        (a_restriction(), a_restriction(), True),
        (a_restriction(), a_restriction(clauses=("1", "2")), True),
        (a_restriction(), a_restriction(clauses=("2",)), False),
        (a_restriction(), a_restriction(measures=(WishedMeasure(Measure.LABEL),)), False),
    ],
)
def test_when_two_readings_agree(first: Wish, second: Wish, same: bool) -> None:
    assert agrees(first, second) is same
    assert agrees(second, first) is same


def test_what_both_found_is_decided_with_every_exception_of_either() -> None:
    first = a_restriction(clauses=("1", "2"), excepted=(ExceptedItem("A", "a"),), facts="first", bank_it=True)
    second = a_restriction(clauses=("2", "3"), excepted=(ExceptedItem("B", "b"),), facts="second")

    both = joined(first, second)

    assert both.clauses == ("2",)
    assert {excepted.item for excepted in both.excepted} == {"A", "B"}
    assert (both.facts, both.bank_it) == ("second", False)
