"""Until when a complaint is open, who answers it, what follows from the answer."""

from datetime import timedelta

import pytest
from tests.cast import NOON

from bonafides.kernel.errors import RuleBroken
from bonafides.safety.moderation.rules.appeals import (
    AnswererFacts,
    AppealFacts,
    answering_of,
    opening_of,
    outcome_of_appeal,
)
from bonafides.safety.moderation.rules.deciding import ExceptedItem, Wish
from bonafides.safety.moderation.tests.scenes import KEEP, a_restriction
from bonafides.safety.moderation.vocabulary import AppealOutcome, AppellantKind, Verdict
from bonafides.safety.moderation.vocabulary.limits import APPEAL_DUE, APPEAL_WINDOW, SELF_REVIEW_AFTER

SECOND = timedelta(seconds=1)


def facts(**changes: object) -> AppealFacts:
    wanted = {
        "appellant": AppellantKind.AUTHOR,
        "told_at": NOON,
        "has_text": True,
        "text_length": 10,
        "has_mandate": False,
    }
    return AppealFacts(**wanted | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("late", [timedelta(0), -SECOND])
def test_a_complaint_is_open_to_the_last_second_of_184_days(late: timedelta) -> None:
    assert opening_of(facts(), NOON + APPEAL_WINDOW + late).due_at == NOON + APPEAL_WINDOW + late + APPEAL_DUE


def test_a_second_later_it_is_not() -> None:
    with pytest.raises(RuleBroken, match="184 days"):
        opening_of(facts(), NOON + APPEAL_WINDOW + SECOND)


def test_a_representative_names_the_mandate() -> None:
    with pytest.raises(RuleBroken, match="mandate"):
        opening_of(facts(appellant=AppellantKind.REPRESENTATIVE), NOON)


def answerer(**changes: object) -> AnswererFacts:
    wanted = {"took_part": True, "others": 0, "since_decision": SELF_REVIEW_AFTER}
    return AnswererFacts(**wanted | changes)  # type: ignore[arg-type]


def test_whoever_took_part_does_not_answer_while_somebody_else_can() -> None:
    with pytest.raises(RuleBroken, match="somebody else"):
        answering_of(answerer(others=1))


def test_a_team_of_one_answers_after_half_a_day_and_says_so() -> None:
    assert answering_of(answerer()).self_review
    with pytest.raises(RuleBroken, match="12 hours"):
        answering_of(answerer(since_decision=SELF_REVIEW_AFTER - SECOND))


def test_somebody_who_took_no_part_answers_at_once() -> None:
    assert not answering_of(answerer(took_part=False, since_decision=timedelta(0))).self_review


def test_a_further_complaint_is_answered_by_another_voice_where_there_is_one() -> None:
    with pytest.raises(RuleBroken, match="earlier complaint"):
        answering_of(answerer(took_part=False, others=2, answered_before=True, unasked=1))
    assert not answering_of(answerer(took_part=False, answered_before=True, unasked=0)).self_review


@pytest.mark.parametrize(
    ("wish", "outcome"),
    [
        (None, AppealOutcome.CONFIRMED),
        (KEEP, AppealOutcome.REVERSED),
        (Wish(verdict=Verdict.KEEP, excepted=(ExceptedItem("I", "stays"),)), AppealOutcome.PARTLY_REVERSED),
        (a_restriction(), AppealOutcome.PARTLY_REVERSED),
    ],
)
def test_the_outcome_follows_from_the_new_judgement(wish: Wish | None, outcome: AppealOutcome) -> None:
    assert outcome_of_appeal(Verdict.RESTRICT, wish) is outcome
