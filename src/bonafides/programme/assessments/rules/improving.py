"""What to do next: each single step from where a service stands, tried out, with what it gains for its effort."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bonafides.programme.assessments.library.answers import Answer
from bonafides.programme.assessments.library.model import Question
from bonafides.programme.assessments.rules.arithmetic import points
from bonafides.programme.assessments.rules.engine import Outcome
from bonafides.programme.assessments.rules.evaluating import evaluate
from bonafides.programme.assessments.rules.levels import gates_fired
from bonafides.programme.assessments.rules.reading import asked, grade_at, read, severity_of
from bonafides.programme.assessments.rules.results import Inputs, Result
from bonafides.programme.assessments.vocabulary import MATURITY_LEVELS, Axis, CountsAs, Grade, Kind

EVIDENCE_EFFORT = 1  # to show what already stands


class Step(StrEnum):
    IMPROVE = "improve"  # a control, to its next anchor
    SHOW = "show"  # better evidence of a control that stands
    CHANGE = "change"  # the service itself, to the next milder option


@dataclass(frozen=True)
class Improvement:
    """One step. Points are what a number falls by; negative ones are what it rises by."""

    step: Step
    question: str
    before: Answer
    after: Answer
    effort: int
    exploitation_points: Decimal
    rights_points: Decimal
    gates_cleared: tuple[str, ...]

    @property
    def raises_rights(self) -> bool:
        return self.rights_points < 0

    @property
    def raises_exploitation(self) -> bool:
        return self.exploitation_points < 0


def next_actions(
    result: Result, *, axis: Axis = Axis.EXPLOITATION, at_most: int | None = None
) -> tuple[Improvement, ...]:
    """The steps that truly lower the number of an axis, most points for the effort first.

    Each was computed, not guessed. A step that would raise the other number is kept, and says so by `raises_rights` or
    `raises_exploitation`: whoever shows it must show that too.
    """
    return _best(_all_tried(result.inputs), axis, at_most)


def next_actions_by_axis(inputs: Inputs, *, at_most: int | None = None) -> dict[Axis, tuple[Improvement, ...]]:
    """The same for both axes, each step tried once, and from the inputs alone: no band is computed."""
    tried = _all_tried(inputs)
    return {axis: _best(tried, axis, at_most) for axis in Axis}


def _best(tried: list[Improvement], axis: Axis, at_most: int | None) -> tuple[Improvement, ...]:
    gains = [each for each in tried if _gain(each, axis) > 0]
    gains.sort(key=lambda each: (-Fraction(_gain(each, axis)) / each.effort, each.question, each.step))
    return tuple(gains[:at_most])


def _gain(improvement: Improvement, axis: Axis) -> Decimal:
    return improvement.exploitation_points if axis is Axis.EXPLOITATION else improvement.rights_points


def _all_tried(inputs: Inputs) -> list[Improvement]:
    here = {axis: _outcome(inputs, axis) for axis in Axis}
    return [_tried(inputs, here, *step) for step in _steps(inputs)]


def _tried(
    inputs: Inputs, here: dict[Axis, Outcome], step: Step, question: Question, before: Answer, after: Answer
) -> Improvement:
    """One step. An axis on which its question has no effect stays as it is and is not computed again."""
    changed = replace(inputs, answers={**inputs.answers, question.id: after})
    there = {axis: _outcome(changed, axis) if question.effect_on(axis) else here[axis] for axis in Axis}
    gained = {axis: points(here[axis].number - there[axis].number) for axis in Axis}
    effort = EVIDENCE_EFFORT if step is Step.SHOW else question.effort
    cleared = tuple(sorted(_gates(inputs, here) - _gates(changed, there)))
    return Improvement(
        step, question.id, before, after, effort, gained[Axis.EXPLOITATION], gained[Axis.RIGHTS], cleared
    )


def _outcome(inputs: Inputs, axis: Axis) -> Outcome:
    return evaluate(read(inputs, axis), inputs.library, axis, worse=True)


def _gates(inputs: Inputs, outcomes: dict[Axis, Outcome]) -> frozenset[str]:
    fired = (gates_fired(inputs, axis, outcome.likelihood) for axis, outcome in outcomes.items())
    return frozenset(gate.id for gates in fired for gate in gates)


def _steps(inputs: Inputs) -> Iterator[tuple[Step, Question, Answer, Answer]]:
    for question, answer in asked(inputs):
        if question.counts_as is CountsAs.CONTROL:
            yield from _control_steps(inputs, question, answer)
        elif question.counts_as is CountsAs.FEATURE and question.kind is Kind.ONE and answer.effective is not None:
            yield from _feature_steps(question, answer)


def _control_steps(
    inputs: Inputs, question: Question, answer: Answer
) -> Iterator[tuple[Step, Question, Answer, Answer]]:
    maturity = answer.effective
    level = maturity if isinstance(maturity, int) else 1
    if level < MATURITY_LEVELS:
        yield Step.IMPROVE, question, answer, replace(answer, value=level + 1, confirmed=None)
    grade = grade_at(answer, inputs.library.scoring.params, inputs.at_day)
    if level > 1 and grade is not Grade.TESTED:
        better = Grade.DOCUMENT if grade is Grade.ASSERTED else Grade.TESTED
        shown = replace(answer, grade=better, confirmed_grade=None, evidenced_on=inputs.at_day, expires_on=None)
        yield Step.SHOW, question, answer, shown


def _feature_steps(question: Question, answer: Answer) -> Iterator[tuple[Step, Question, Answer, Answer]]:
    """To the next option that is milder on either axis; options stand in the order of their severity."""
    for axis in Axis:
        if question.effect_on(axis) is None:
            continue
        here = severity_of(question, answer, axis)
        severities = [
            (each.severity if axis is Axis.EXPLOITATION else each.rights, each.id) for each in question.options
        ]
        milder = [each for each in severities if each[0] < here]
        if milder:
            yield Step.CHANGE, question, answer, replace(answer, value=max(milder)[1], confirmed=None)
