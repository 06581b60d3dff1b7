"""What an answer does to the two numbers, and what the result says of itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bonafides.programme.assessments import library
from bonafides.programme.assessments.library import Answer, BadAnswer, Profile
from bonafides.programme.assessments.rules.arithmetic import points
from bonafides.programme.assessments.rules.calibration import reference_profiles
from bonafides.programme.assessments.rules.evaluating import number_of
from bonafides.programme.assessments.rules.improving import Improvement, Step
from bonafides.programme.assessments.rules.results import Result
from bonafides.programme.assessments.rules.scoring import next_actions, score_of, what_if
from bonafides.programme.assessments.vocabulary import Axis, Grade, Level, Overlay, ServiceType

DAY = date(2026, 11, 28)
LIBRARY = library.load("1.0.0")
IDS = {code: question.id for code, question in LIBRARY.by_code.items()}
PUBLISHED = {"1.0.0": "8f4bb8eda7de"}  # the first half-dozen bytes of each released library's hash: they never change
SITE, SOCIAL = (
    next(each for each in reference_profiles() if each.id == name) for name in ("pasting-improved", "social-middling")
)


def scored(**changes: Answer) -> Result:
    """The improved pasting site, with some answers changed by code."""
    answers = {**SITE.answers_to(LIBRARY), **{IDS[code]: answer for code, answer in changes.items()}}
    return score_of(SITE.profile, answers, LIBRARY, DAY)


def document(maturity: int, day: date = DAY) -> Answer:
    return Answer(maturity, Grade.DOCUMENT, evidenced_on=day)


def test_a_released_library_never_changes() -> None:
    assert {version: library.load(version).sha256[:12] for version in library.versions()} == PUBLISHED


def test_the_same_answers_give_the_same_bytes() -> None:
    assert scored().canonical_bytes() == scored().canonical_bytes()


@pytest.mark.parametrize("axis", Axis)
def test_drivers_add_to_one_hundred_and_reductions_to_what_the_controls_take_off(axis: Axis) -> None:
    score = scored().axis(axis)

    assert sum(each.share_percent for each in score.drivers) == Decimal("100.0")
    assert sum(each.points for each in score.reductions) == score.inherent - score.number


def test_what_was_observed_drives_the_number_where_it_lies_above_the_features() -> None:
    result = scored(R29=Answer(2))

    drivers = {each.question: each.family for each in result.exploitation.drivers}
    assert drivers[IDS["R29"]] == "observed"
    assert result.exploitation.likelihood == Decimal("90.0000000")


def test_a_service_without_any_feature_is_at_zero_and_has_no_drivers() -> None:
    answers = {
        each.id: Answer(each.options[0].id if each.options else 0) for each in LIBRARY.questions if each.code[0] == "R"
    }
    answers[IDS["R38"]], answers[IDS["R28"]] = Answer(()), Answer(())

    result = score_of(Profile(frozenset({ServiceType.SECURITY})), answers, LIBRARY, DAY)

    assert result.exploitation.number == Decimal(0)
    assert result.exploitation.drivers == ()


def test_a_confirmed_value_goes_before_the_claimed_one() -> None:
    claimed, confirmed = scored(C15=document(5)), scored(C15=replace(document(5), confirmed=1))

    assert confirmed.exploitation.number > claimed.exploitation.number
    assert confirmed.exploitation.number == scored(C15=document(1)).exploitation.number
    assert "no-order-process" in confirmed.exploitation.gates


@pytest.mark.parametrize(
    ("day", "same_as"),
    [
        (date(2025, 11, 28), Grade.DOCUMENT),  # 365 days old
        (date(2025, 11, 27), Grade.ASSERTED),  # 366 days old: one grade lower
        (date(2024, 11, 27), Grade.ASSERTED),  # 731 days old
        (date(2026, 11, 29), Grade.ASSERTED),  # of tomorrow
    ],
)
def test_old_evidence_counts_for_less_and_the_result_says_so(day: date, same_as: Grade) -> None:
    aged = scored(C15=document(4, day))

    assert aged.exploitation.number == scored(C15=Answer(4, same_as, evidenced_on=DAY)).exploitation.number
    assert (IDS["C15"] in aged.aged) == (same_as is Grade.ASSERTED)


@pytest.mark.parametrize(("expires_on", "counts"), [(date(2026, 11, 28), True), (date(2026, 11, 27), False)])
def test_expired_evidence_is_an_assertion(expires_on: date, counts: bool) -> None:
    expiring = scored(C15=replace(document(4), expires_on=expires_on))

    assert (expiring.exploitation.number == scored(C15=document(4)).exploitation.number) is counts
    assert (IDS["C15"] not in expiring.aged) is counts


def test_an_unknown_answer_makes_an_interval_and_its_worse_end_decides() -> None:
    unknown = scored(R05=Answer())

    assert unknown.unknown == (IDS["R05"],)
    assert unknown.exploitation.better_end < unknown.exploitation.number
    assert unknown.exploitation.number == scored(R05=Answer("none")).exploitation.number
    assert unknown.exploitation.low < unknown.exploitation.better_end < unknown.exploitation.high


def test_only_an_assessor_takes_a_question_out() -> None:
    ruled_out = scored(R01=Answer("always", not_applicable=True))

    assert ruled_out.exploitation.number < scored(R01=Answer("never")).exploitation.number + Decimal("0.0000001")
    with pytest.raises(BadAnswer):
        scored(R01=Answer("not_applicable"))


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("R01", "sometimes"),
        ("R01", 3),
        ("C01", 6),
        ("C01", 0),
        ("C01", True),
        ("R23", 101),
        ("R25", -1),
        ("R28", "live"),
        ("R28", ("live", "live")),
    ],
)
def test_a_value_that_the_question_does_not_take_is_refused(code: str, value: object) -> None:
    with pytest.raises(BadAnswer):
        scored(**{code: Answer(value)})  # type: ignore[arg-type]


def test_a_gate_lifts_the_level_and_not_the_number() -> None:
    open_gate, shut_gate = scored(C24=document(2)), scored(C24=document(1))

    assert open_gate.rights.gates == ()
    assert shut_gate.rights.gates == ("no-appeal",)
    assert (shut_gate.rights.level_of_number, shut_gate.rights.level) == (Level.MEDIUM, Level.HIGH)


def test_what_is_not_asked_of_a_service_counts_for_nothing() -> None:
    assert scored(R07=Answer("anyone_replayed"), C49=document(5)).exploitation == scored().exploitation


def test_the_core_set_is_asked_alone() -> None:
    core = replace(SITE.profile, core=True)

    result = score_of(core, {}, LIBRARY, DAY)

    asked = {each.id for each in library.questions_for(core, library=LIBRARY)}
    assert len(asked) <= 30
    assert set(result.unknown) == asked


def test_identity_papers_lower_exploitation_and_raise_rights_and_the_action_says_so() -> None:
    actions = {(each.question, each.step): each for each in next_actions(scored())}

    papers = actions[IDS["R02"], Step.CHANGE]
    assert papers.exploitation_points > 0
    assert papers.rights_points < 0
    assert papers.raises_rights


def test_each_next_action_gains_what_it_says_most_points_for_the_effort_first() -> None:
    result = scored()

    actions = next_actions(result)

    rates = [each.exploitation_points / each.effort for each in actions]
    assert rates == sorted(rates, reverse=True)
    assert [each for each in actions if _gain_when_tried(result, each) != each.exploitation_points] == []


def _gain_when_tried(result: Result, action: Improvement) -> Decimal:
    answers = {**result.inputs.answers, action.question: action.after}
    after = number_of(replace(result.inputs, answers=answers), Axis.EXPLOITATION)
    return result.exploitation.number - points(after)


def test_an_action_tells_which_gates_it_clears() -> None:
    actions = next_actions(scored(C15=document(1)))

    assert ("no-order-process",) in {each.gates_cleared for each in actions if each.question == IDS["C15"]}


def test_actions_for_rights_never_raise_exploitation_unannounced() -> None:
    actions = next_actions(scored(R02=Answer("document")), axis=Axis.RIGHTS)

    assert all(each.rights_points > 0 for each in actions)
    assert {each.question for each in actions if each.raises_exploitation} == {IDS["R02"]}


def test_what_if_over_every_type_and_overlay_is_what_the_answer_would_come_to() -> None:  # how fast: a benchmark
    profile = Profile(frozenset(ServiceType), frozenset(Overlay))
    answers = {name: each for number, (name, each) in enumerate(SOCIAL.answers_to(LIBRARY).items()) if number % 2}

    other = what_if(profile, answers, LIBRARY, DAY, {IDS["R01"]: Answer("never")})

    assert other == score_of(profile, {**answers, IDS["R01"]: Answer("never")}, LIBRARY, DAY)
    assert other != score_of(profile, answers, LIBRARY, DAY)


def test_answers_and_profiles_come_back_from_json_as_they_were() -> None:
    answer = Answer(("live",), Grade.TESTED, 60, DAY, DAY, ("groups",), Grade.DOCUMENT, not_applicable=True)
    profile = Profile(frozenset({ServiceType.VIDEO}), frozenset({Overlay.LIVE}), core=True)

    assert Answer.from_json(answer.as_json()) == answer
    assert Answer.from_json(Answer().as_json()) == Answer()
    assert Profile.from_json(profile.as_json()) == profile
