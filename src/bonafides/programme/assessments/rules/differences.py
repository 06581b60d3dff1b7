"""Why two results differ: every cause with its points, and the points add to the whole difference."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bonafides.programme.assessments.library.answers import Answer
from bonafides.programme.assessments.library.model import Library, Question
from bonafides.programme.assessments.rules.arithmetic import points
from bonafides.programme.assessments.rules.evaluating import number_of
from bonafides.programme.assessments.rules.results import Inputs, Result
from bonafides.programme.assessments.vocabulary import Axis


class CauseKind(StrEnum):
    """In the order in which they are looked at."""

    PROFILE = "profile"  # the service is another one
    TIME = "time"  # evidence grew older
    ANSWER = "answer"
    QUESTION_REMOVED = "question_removed"
    QUESTION_REPLACED = "question_replaced"
    QUESTION_CHANGED = "question_changed"  # its options, bands or where it applies
    WEIGHT_CHANGED = "weight_changed"
    QUESTION_ADDED = "question_added"
    METHOD = "method"  # families, parameters of the score


@dataclass(frozen=True)
class Cause:
    """One cause, and what it adds to each number (negative where it takes off)."""

    kind: CauseKind
    question: str | None
    exploitation_points: Decimal
    rights_points: Decimal


def explain_difference(old: Result, new: Result) -> tuple[Cause, ...]:
    """The causes of the difference between two results, in the order in which they were looked at.

    The old inputs become the new ones step by step, and each step's cause is what the numbers move by at that step.
    So the points of all causes add to exactly `new - old` on both axes. Steps that move nothing are left out.
    """
    causes = []
    before = _numbers(old.inputs)
    for kind, question, inputs in _way(old.inputs, new.inputs):
        after = _numbers(inputs)
        if after != before:
            moved = {axis: points(after[axis] - before[axis]) for axis in Axis}
            causes.append(Cause(kind, question, moved[Axis.EXPLOITATION], moved[Axis.RIGHTS]))
        before = after
    return tuple(causes)


def _numbers(inputs: Inputs) -> dict[Axis, int]:
    return {axis: number_of(inputs, axis) for axis in Axis}


def _way(old: Inputs, new: Inputs) -> Iterator[tuple[CauseKind, str | None, Inputs]]:
    """Each step from the old inputs to the new ones; the last one is the new ones."""
    here = replace(old, profile=new.profile)
    yield CauseKind.PROFILE, None, here
    here = replace(here, at_day=new.at_day)
    yield CauseKind.TIME, None, here
    for question in old.library.questions:
        if question.id in new.library.by_id and _fits_both(question, new.library.by_id[question.id]):
            here = _with_answer(here, question.id, new.answers.get(question.id))
            yield CauseKind.ANSWER, question.id, here
    for kind, name, gone, come in _question_steps(old.library, new.library):
        here = _with_questions(here, gone, come)
        if come == (new.library.by_id.get(name),):  # the new question itself: from here on its new answer fits
            here = _with_answer(here, name, new.answers.get(name))
        yield kind, name, here
    yield CauseKind.METHOD, None, new


def _fits_both(old: Question, new: Question) -> bool:
    """Whether an answer to the one is an answer to the other: then a changed answer is a cause of its own."""
    return (old.kind, [each.id for each in old.options]) == (new.kind, [each.id for each in new.options])


Swap = tuple[CauseKind, str, tuple[Question, ...], tuple[Question, ...]]


def _question_steps(old: Library, new: Library) -> Iterator[Swap]:
    replaced = {rule.id for each in new.questions for rule in each.replaces if rule.id != each.id}
    for question in old.questions:
        if question.id not in new.by_id and question.id not in replaced:
            yield CauseKind.QUESTION_REMOVED, question.id, (question,), ()
    for question in new.questions:
        yield from _step_to(question, old, new)


def _step_to(question: Question, old: Library, new: Library) -> Iterator[Swap]:
    gone = tuple(old.by_id[each.id] for each in question.replaces if each.id in old.by_id and each.id not in new.by_id)
    before = old.by_id.get(question.id)
    if before is None:
        kind = CauseKind.QUESTION_REPLACED if gone else CauseKind.QUESTION_ADDED
        yield kind, question.id, gone, (question,)
    elif before != question:
        reweighted = replace(before, exploitation=question.exploitation, rights=question.rights)
        yield CauseKind.WEIGHT_CHANGED, question.id, (before,), (reweighted,)
        yield CauseKind.QUESTION_CHANGED, question.id, (reweighted, *gone), (question,)


def _with_questions(inputs: Inputs, gone: tuple[Question, ...], come: tuple[Question, ...]) -> Inputs:
    leaving = {each.id for each in (*gone, *come)}
    kept = tuple(each for each in inputs.library.questions if each.id not in leaving)
    return replace(inputs, library=replace(inputs.library, questions=(*kept, *come)))


def _with_answer(inputs: Inputs, question: str, answer: Answer | None) -> Inputs:
    others = {name: each for name, each in inputs.answers.items() if name != question}
    return replace(inputs, answers=others if answer is None else {**others, question: answer})
