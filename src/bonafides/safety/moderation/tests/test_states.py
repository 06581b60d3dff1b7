"""The states of a case: only the moves of the table, and the page that draws it is fresh."""

from itertools import product
from pathlib import Path

import pytest

from bonafides.kernel.errors import RuleBroken
from bonafides.safety.moderation.rules.states import drawn, moved
from bonafides.safety.moderation.vocabulary import CASE_MOVES, CaseState

PAGE = Path(__file__).parents[5] / "docs" / "reference" / "states.md"
ALLOWED = {(state, to) for state, targets in CASE_MOVES.items() for to in targets}


@pytest.mark.parametrize(("state", "to"), sorted(ALLOWED))
def test_a_move_of_the_table_is_made(state: CaseState, to: CaseState) -> None:
    assert moved(state, to) is to


@pytest.mark.parametrize(("state", "to"), sorted(set(product(CaseState, CaseState)) - ALLOWED))
def test_any_other_move_is_refused(state: CaseState, to: CaseState) -> None:
    with pytest.raises(RuleBroken, match="cannot become"):
        moved(state, to)


def test_every_state_has_its_row_and_nothing_closes_without_a_decision() -> None:
    assert set(CASE_MOVES) == set(CaseState)
    assert [state for state, targets in CASE_MOVES.items() if CaseState.CLOSED in targets] == [CaseState.DECIDED]


def test_the_page_in_the_docs_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == drawn()
