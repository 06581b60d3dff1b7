"""The door of scoring: a pure function of profile, answers, library and day, and what can be asked about its result."""

from collections.abc import Mapping
from datetime import date

from bonafides.programme.assessments.library.answers import Answer, Answers, Profile
from bonafides.programme.assessments.library.model import Library
from bonafides.programme.assessments.rules.arithmetic import points
from bonafides.programme.assessments.rules.differences import Cause, explain_difference
from bonafides.programme.assessments.rules.evaluating import band, evaluate
from bonafides.programme.assessments.rules.explaining import drivers, reductions
from bonafides.programme.assessments.rules.improving import Improvement, next_actions, next_actions_by_axis
from bonafides.programme.assessments.rules.levels import gates_fired, level_of, level_with
from bonafides.programme.assessments.rules.reading import asked, grade_at, read
from bonafides.programme.assessments.rules.results import AxisScore, Driver, Inputs, Reduction, Result
from bonafides.programme.assessments.vocabulary import Axis, CountsAs

__all__ = [
    "AxisScore",
    "Cause",
    "Driver",
    "Improvement",
    "Inputs",
    "Reduction",
    "Result",
    "explain_difference",
    "next_actions",
    "next_actions_by_axis",
    "score_of",
    "what_if",
]


def score_of(profile: Profile, answers: Answers, library: Library, at_day: date) -> Result:
    """Both numbers with everything that explains them.

    `answers` by question id; ids that the library does not know, or does not ask of this profile, count for nothing.
    `at_day` is the day as of which evidence is young or old. Raises `BadAnswer`. Method: docs/explanation/scoring.md.
    """
    inputs = Inputs(profile, answers, library, at_day)
    return Result(
        exploitation=_axis_score(inputs, Axis.EXPLOITATION),
        rights=_axis_score(inputs, Axis.RIGHTS),
        unknown=tuple(each.id for each, answer in asked(inputs) if each.scored and answer.effective is None),
        aged=_aged(inputs),
        inputs=inputs,
    )


def what_if(
    profile: Profile, answers: Answers, library: Library, at_day: date, changes: Mapping[str, Answer]
) -> Result:
    """The result if some answers were others."""
    return score_of(profile, {**answers, **changes}, library, at_day)


def _axis_score(inputs: Inputs, axis: Axis) -> AxisScore:
    reading = read(inputs, axis)
    outcome = evaluate(reading, inputs.library, axis, worse=True)
    better = outcome if reading.certain else evaluate(reading, inputs.library, axis, worse=False)
    gates = gates_fired(inputs, axis, outcome.likelihood)
    level = level_of(outcome.number, axis, inputs.library.scoring)
    low, high = band(reading, inputs.library, axis)
    return AxisScore(
        axis=axis,
        number=points(outcome.number),
        better_end=points(better.number),
        low=points(min(low, better.number)),
        high=points(max(high, outcome.number)),
        level=level_with(gates, level),
        level_of_number=level,
        gates=tuple(each.id for each in gates),
        inherent=points(outcome.inherent),
        likelihood=points(outcome.likelihood),
        impact=points(outcome.impact),
        drivers=drivers(outcome, reading),
        reductions=reductions(outcome, reading, axis),
    )


def _aged(inputs: Inputs) -> tuple[str, ...]:
    params = inputs.library.scoring.params
    return tuple(
        question.id
        for question, answer in asked(inputs)
        if question.counts_as is CountsAs.CONTROL
        and answer.effective is not None
        and grade_at(answer, params, inputs.at_day) is not answer.effective_grade
    )
