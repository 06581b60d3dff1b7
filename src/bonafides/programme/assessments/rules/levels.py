"""From a number to a level word, and the gates that hold a level up whatever the number is."""

from collections.abc import Mapping

from bonafides.programme.assessments.library.model import Condition, Gate, Scoring
from bonafides.programme.assessments.rules.arithmetic import UNIT
from bonafides.programme.assessments.rules.reading import asked
from bonafides.programme.assessments.rules.results import Inputs
from bonafides.programme.assessments.vocabulary import Axis, Level

LEVELS = tuple(Level)


def level_of(number: int, axis: Axis, scoring: Scoring) -> Level:
    """The level whose start is the last one at or below the number (a part of UNIT)."""
    starts = scoring.levels[axis]
    return max((each for each in LEVELS if number * 100 >= starts[each] * UNIT), key=LEVELS.index)


def gates_fired(inputs: Inputs, axis: Axis, likelihood: int) -> tuple[Gate, ...]:
    """The gates of an axis whose conditions all hold, in the library's order. What is unknown counts as bad."""
    gates = [each for each in inputs.library.scoring.gates if each.axis is axis]
    named = {condition.question for each in gates for condition in each.when}
    values = {question.id: answer.effective for question, answer in asked(inputs) if question.id in named}
    return tuple(each for each in gates if all(_holds(condition, values, likelihood) for condition in each.when))


def level_with(gates: tuple[Gate, ...], level: Level) -> Level:
    return max([level, *(each.level for each in gates)], key=LEVELS.index)


def _holds(condition: Condition, values: Mapping[str, object], likelihood: int) -> bool:
    if condition.likelihood_at_least is not None:
        return likelihood * 100 >= condition.likelihood_at_least * UNIT
    if condition.question is None or condition.question not in values:
        return False  # not asked of this service, or ruled out by an assessor
    value = values[condition.question]
    if condition.maturity_below is not None:
        return not isinstance(value, int) or value < condition.maturity_below
    return value is None or bool(condition.option_in & set(value if isinstance(value, tuple) else [value]))
