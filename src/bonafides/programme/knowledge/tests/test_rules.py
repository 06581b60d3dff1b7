"""What the portal decides."""

from datetime import date

import pytest

from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.programme.knowledge import rules
from bonafides.programme.knowledge.vocabulary import Freshness, Level, RevisionState, Standing, Step, Tlp

ALL = frozenset(Standing)
COMMUNITY = frozenset({Standing.TEAM, Standing.MEMBER, Standing.CIVIL_SOCIETY, Standing.ACADEMIC})
MEMBERSHIP = frozenset({Standing.TEAM, Standing.MEMBER})
NOBODY: frozenset[Standing] = frozenset()

TABLE = {
    (Level.PUBLIC, Tlp.CLEAR): ALL,
    (Level.PUBLIC, Tlp.GREEN): COMMUNITY,
    (Level.PUBLIC, Tlp.AMBER): MEMBERSHIP,
    (Level.PUBLIC, Tlp.RED): NOBODY,
    (Level.MEMBERS, Tlp.CLEAR): COMMUNITY,
    (Level.MEMBERS, Tlp.GREEN): COMMUNITY,
    (Level.MEMBERS, Tlp.AMBER): MEMBERSHIP,
    (Level.MEMBERS, Tlp.RED): NOBODY,
    (Level.GROUPS, Tlp.CLEAR): NOBODY,
    (Level.GROUPS, Tlp.GREEN): NOBODY,
    (Level.GROUPS, Tlp.AMBER): NOBODY,
    (Level.GROUPS, Tlp.RED): NOBODY,
}


@pytest.mark.parametrize(("pair", "readers"), TABLE.items(), ids=[f"{level}-{tlp}" for level, tlp in TABLE])
def test_level_and_tlp_open_a_resource_to_exactly_these(pair: tuple[Level, Tlp], readers: frozenset[Standing]) -> None:
    assert {each for each in Standing if rules.may_read(each, *pair)} == readers


@pytest.mark.parametrize("pair", TABLE, ids=str)
def test_a_named_group_reads_what_it_was_given(pair: tuple[Level, Tlp]) -> None:
    assert all(rules.may_read(each, *pair, in_group=True) for each in Standing)


@pytest.mark.parametrize("standing", Standing)
def test_what_the_database_is_asked_for_is_what_the_rule_says(standing: Standing) -> None:
    assert rules.open_to(standing) == {pair for pair, readers in TABLE.items() if standing in readers}


def test_the_public_never_joins_a_discussion() -> None:
    assert not rules.may_talk(Standing.ANYONE, in_group=True)
    assert not rules.may_talk(Standing.STATE, in_group=False)
    assert rules.may_talk(Standing.STATE, in_group=True)


@pytest.mark.parametrize(
    ("level", "tlp", "groups"),
    [(Level.PUBLIC, Tlp.GREEN, 0), (Level.MEMBERS, Tlp.RED, 1), (Level.GROUPS, Tlp.AMBER, 0)],
)
def test_an_audience_that_contradicts_itself_is_refused(level: Level, tlp: Tlp, groups: int) -> None:
    with pytest.raises(RuleBroken):
        rules.check_audience(level, tlp, groups)


def test_letting_the_community_in_widens_and_shutting_it_out_does_not() -> None:
    amber, green = (Level.MEMBERS, Tlp.AMBER), (Level.MEMBERS, Tlp.GREEN)

    assert rules.widens(amber, green)
    assert not rules.widens(green, amber)


def test_a_text_goes_from_draft_to_published_in_steps() -> None:
    sent = rules.state_after(RevisionState.DRAFT, Step.SEND)
    approved = rules.state_after(sent, Step.APPROVE)

    assert rules.state_after(approved, Step.PUBLISH) is RevisionState.PUBLISHED


def test_a_draft_is_not_approved_unread() -> None:
    with pytest.raises(Conflict):
        rules.state_after(RevisionState.DRAFT, Step.APPROVE)


def test_nobody_approves_their_own_text() -> None:
    with pytest.raises(RuleBroken):
        rules.check_approver(frozenset({"R-1", "R-2"}), "R-2")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 5, 1), Freshness.FRESH),
        (date(2026, 5, 2), Freshness.DUE),
        (date(2026, 6, 1), Freshness.DUE),
        (date(2026, 6, 2), Freshness.STALE),
    ],
)
def test_a_resource_is_due_for_thirty_days_and_stale_after_its_end(today: date, expected: Freshness) -> None:
    assert rules.freshness_of(date(2026, 6, 1), today) is expected


def test_what_has_no_end_stays_fresh() -> None:
    assert rules.freshness_of(None, date(2100, 1, 1)) is Freshness.FRESH


@pytest.mark.parametrize(
    ("made_from", "original", "behind"), [(1, 1, False), (1, 2, True), (None, 1, True), (1, None, False)]
)
def test_a_translation_is_behind_once_its_original_has_moved_on(
    made_from: int | None, original: int | None, behind: bool
) -> None:
    assert rules.is_behind(made_from, original) is behind


def test_four_in_five_pass_and_less_do_not() -> None:
    questions = [rules.Question("?", ("a", "b"), frozenset({0}))] * 5
    right, wrong = frozenset({0}), frozenset({1})

    assert rules.grade_of(questions, [right] * 4 + [wrong]).passed
    assert not rules.grade_of(questions, [right] * 3 + [wrong] * 2).passed


def test_half_of_several_right_options_is_no_right_answer() -> None:
    question = rules.Question("?", ("a", "b", "c"), frozenset({0, 1}))

    assert rules.grade_of([question], [frozenset({0})]).right == 0


def test_a_quiz_without_questions_is_passed_by_nobody() -> None:
    assert not rules.grade_of([], []).passed
