"""Answers of a made-up member, like those of a reference profile of the library."""

from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.programme.assessments import actions
from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.library import Answer
from bonafides.programme.assessments.models import Assessment
from bonafides.programme.assessments.rules.calibration import reference_profiles
from bonafides.programme.assessments.vocabulary import Kind


def fill_in(row: Assessment, like: str, *, planted: str, share: int, by: Actor) -> None:
    """Answer every `share`-th question; where words are asked for, with the planted sentence if there is one."""
    opened = opened_by(row, by)
    profile = next(each for each in reference_profiles() if each.id == like)
    answers = profile.answers_to(opened.library)
    given = {question.id: answers[question.id] for question in opened.questions[::share]}
    if planted:
        given |= {each.id: Answer(value=planted) for each in opened.questions if each.kind is Kind.TEXT}
    _kept, refused = actions.import_answers(assessment=row, answers=given, by=by, at=now())
    if refused:
        raise ValueError(f"the library refuses answers of its own profile: {sorted(refused)}")
