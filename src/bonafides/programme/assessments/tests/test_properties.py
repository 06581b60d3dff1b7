"""What the score promises, each promise on thousands of made-up cases. Those that break it are collected: none."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice, starmap

import pytest
from tests.lengths import rounds

from bonafides.programme.assessments import library
from bonafides.programme.assessments.library import Answer, Question
from bonafides.programme.assessments.library.answers import Value
from bonafides.programme.assessments.library.model import Effect, Library, Option
from bonafides.programme.assessments.rules.arithmetic import UNIT
from bonafides.programme.assessments.rules.evaluating import evaluate, noisy_numbers, number_of
from bonafides.programme.assessments.rules.reading import AxisReading, read, severity_of
from bonafides.programme.assessments.tests.chance import (
    CHANGES_EACH,
    LIBRARY,
    Case,
    a_value,
    an_answer,
    cases,
    numbers_of,
)
from bonafides.programme.assessments.vocabulary import Assessment, Axis, CountsAs, Grade, Kind, Overlay, ServiceType

pytestmark = pytest.mark.timeout(600)  # five seconds each on a quiet machine
A_FEATURE = LIBRARY.by_code["R05"]


def test_as_many_cases_are_tried_as_are_promised() -> None:
    assert sum(1 for _ in cases()) == rounds(3_000, 10_000)


def test_reading_one_answer_anew_comes_to_what_reading_all_anew_comes_to() -> None:
    def holds(case: Case) -> bool:
        question = case.a_question(scored=False)
        answer = an_answer(question, case.chance)
        changed = case.with_answer(question, answer)
        read_whole = {axis: read(changed, axis) for axis in Axis}
        return all(
            case.reading_with(question, answer, axis) == read_whole[axis] for axis in Axis
        ) and case.numbers_with(question, answer) == numbers_of(changed)

    assert [case for case in islice(cases(), 0, None, CHANGES_EACH) if not holds(case)] == []


def test_a_graver_answer_never_lowers_a_number_or_a_level() -> None:
    def holds(case: Case) -> bool:
        question = case.a_question(assessment=Assessment.RISK)
        one, other = (Answer(a_value(question, case.chance)) for _ in range(2))
        (milder, graver) = sorted((one, other), key=lambda each: [severity_of(question, each, axis) for axis in Axis])
        before, after = (case.numbers_with(question, each) for each in (milder, graver))
        rises = [axis for axis in Axis if severity_of(question, graver, axis) >= severity_of(question, milder, axis)]
        both = len(rises) == len(Axis)
        return all(after.of(axis) >= before.of(axis) for axis in rises) and (
            not both or all(starmap(int.__ge__, zip(after.levels, before.levels, strict=True)))
        )

    assert [case for case in cases() if not holds(case)] == []


def test_a_better_control_never_raises_a_number_or_a_level() -> None:
    def holds(case: Case) -> bool:
        question = case.a_question(counts_as=CountsAs.CONTROL)
        answer = an_answer(question, case.chance)
        before, after = (case.numbers_with(question, each) for each in (answer, _better(answer, case)))
        return (
            after.exploitation <= before.exploitation
            and after.rights <= before.rights
            and all(starmap(int.__le__, zip(after.levels, before.levels, strict=True)))
        )

    assert [case for case in cases() if not holds(case)] == []


def test_a_further_feature_never_lowers_exploitation_however_mild_it_is() -> None:
    def holds(case: Case) -> bool:
        questions = (*LIBRARY.questions, _a_new_feature(case))
        wider = replace(case.inputs, library=replace(LIBRARY, questions=questions))
        known = replace(wider, answers={**wider.answers, "q-newone": Answer(value="some")})
        return number_of(known, Axis.EXPLOITATION) >= case.numbers.exploitation

    assert [case for case in cases() if not holds(case)] == []


def test_a_type_or_overlay_about_which_nothing_is_answered_never_lowers_a_number() -> None:
    def holds(case: Case) -> bool:
        profile = case.inputs.profile
        wider = replace(
            profile,
            services=profile.services | {case.chance.choice(tuple(ServiceType))},
            overlays=profile.overlays | {case.chance.choice(tuple(Overlay))},
        )
        after = numbers_of(replace(case.inputs, profile=wider))
        return after.exploitation >= case.numbers.exploitation and after.rights >= case.numbers.rights

    assert [case for case in cases() if not holds(case)] == []


def test_a_control_that_counts_for_one_family_changes_no_other_family() -> None:
    def holds(case: Case) -> bool:
        asked = library.questions_for(case.inputs.profile, library=LIBRARY)
        bound = [each for each in asked if each.counts_as is CountsAs.CONTROL and _family(each)]
        question = case.chance.choice(bound or [LIBRARY.by_code["C20"]])
        best = Answer(value=5, grade=Grade.TESTED, evidenced_on=case.inputs.at_day)
        readings = (case.readings[Axis.EXPLOITATION], case.reading_with(question, best, Axis.EXPLOITATION))
        before, after = map(_families, readings)
        return all(after[name] == before[name] for name in before if name != _family(question))

    assert [case for case in cases() if not holds(case)] == []


def test_to_know_never_raises_a_number_above_what_not_knowing_gave() -> None:
    def holds(case: Case) -> bool:
        question = case.a_question()
        unknown = case.numbers_with(question, Answer())
        known = case.numbers_with(question, an_answer(question, case.chance))
        return known.exploitation <= unknown.exploitation and known.rights <= unknown.rights

    assert [case for case in cases() if not holds(case)] == []


def test_nothing_that_an_answerer_says_takes_a_question_out_of_the_count() -> None:
    def holds(case: Case) -> bool:
        question = case.a_question()
        value = case.chance.choice((None, a_value(question, case.chance)))
        said = replace(an_answer(question, case.chance), value=value)
        return all(_counted(case.reading_with(question, said, axis)) == _counted(case.readings[axis]) for axis in Axis)

    assert [case for case in cases() if not holds(case)] == []


def test_numbers_stay_in_their_bounds_under_every_sample_of_noise() -> None:
    def holds(case: Case) -> bool:
        return all(_is_bounded_in_noise(case.readings[axis], axis) for axis in Axis)

    assert [case for case in islice(cases(), 0, None, CHANGES_EACH) if not holds(case)] == []


def test_where_no_weight_is_moved_every_sample_is_the_number() -> None:
    def holds(case: Case) -> bool:
        return all(_is_the_models(case, axis, worse=worse) for axis in Axis for worse in (True, False))

    assert [case for case in islice(cases(), 0, None, CHANGES_EACH) if not holds(case)] == []


def test_numbers_stay_in_their_bounds_and_the_better_end_is_never_worse() -> None:
    def holds(case: Case) -> bool:
        question = case.a_question()
        answer = an_answer(question, case.chance)
        readings = {axis: case.reading_with(question, answer, axis) for axis in Axis}
        return all(_is_bounded(readings[axis], axis) for axis in Axis)

    assert [case for case in cases() if not holds(case)] == []


def _better(answer: Answer, case: Case) -> Answer:
    """The answer, better in one or more ways."""
    assert isinstance(answer.value, int)
    assert answer.evidenced_on is not None
    value: Value = case.chance.randint(answer.value, 5)
    grades = tuple(Grade)
    return replace(
        answer,
        value=value,
        grade=case.chance.choice(grades[grades.index(answer.grade) :]),
        coverage_percent=case.chance.randint(answer.coverage_percent, 100),
        evidenced_on=min(answer.evidenced_on + timedelta(days=case.chance.choice((0, 1, 300))), case.inputs.at_day),
    )


def _a_new_feature(case: Case) -> Question:
    families = LIBRARY.families_of(Axis.EXPLOITATION)
    effect = Effect(case.chance.randint(1, 5), case.chance.choice(families).id)
    options = (Option("some", "Some", severity=case.chance.randint(0, 100)), Option("all", "All", severity=100))
    everybody: frozenset[ServiceType] = frozenset()
    return replace(
        A_FEATURE, id="q-newone", code="R99", kind=Kind.ONE, services=everybody, core=True, exploitation=effect,
        rights=None, options=options,
    )  # fmt: skip


def _family(question: Question) -> str | None:
    return question.exploitation.family if question.exploitation else None


def _families(reading: AxisReading) -> dict[str, int]:
    outcome = evaluate(reading, LIBRARY, Axis.EXPLOITATION, worse=True)
    return {each.id: each.after for each in outcome.families}


def _counted(reading: AxisReading) -> list[str]:
    return [each.question for each in (*reading.features, *reading.controls, *reading.impacts, *reading.observed)]


def _is_bounded(reading: AxisReading, axis: Axis) -> bool:
    worse, better = (evaluate(reading, LIBRARY, axis, worse=each) for each in (True, False))
    return 0 <= better.number <= worse.number <= worse.inherent <= UNIT


def _is_bounded_in_noise(reading: AxisReading, axis: Axis) -> bool:
    worse, better = (noisy_numbers(reading, LIBRARY, axis, worse=each) for each in (True, False))
    return bool(((better >= 0) & (better <= worse) & (worse <= UNIT)).all())


def _without_noise(library: Library) -> Library:
    params = replace(library.scoring.params, noise_permille=0)
    return replace(library, scoring=replace(library.scoring, params=params))


def _is_the_models(case: Case, axis: Axis, *, worse: bool) -> bool:
    reading = read(replace(case.inputs, library=QUIET), axis)
    numbers = noisy_numbers(reading, QUIET, axis, worse=worse)
    return set(numbers.tolist()) == {evaluate(reading, QUIET, axis, worse=worse).number}


QUIET = _without_noise(LIBRARY)
