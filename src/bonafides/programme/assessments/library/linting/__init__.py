"""What a library must be to be used. `lint` finds everything that is wrong at once, and never raises.

First the shapes (`shapes.py`): a part of the wrong shape is said and not looked into further. Then the head, the
parameters and gates, the questions one by one, and what only the whole can show.
"""

from collections.abc import Collection, Mapping
from typing import Any

from bonafides.programme.assessments.library.errors import Fault
from bonafides.programme.assessments.library.linting import head, parameters, questions, shapes, whole
from bonafides.programme.assessments.library.linting.notes import Notes
from bonafides.programme.assessments.library.words import RESOURCES

__all__ = ["lint"]


def lint(document: Mapping[str, Any], *, resources: Collection[str] = RESOURCES) -> tuple[Fault, ...]:
    """Every fault of a library's document, in the order of the document; none where it may be used.

    `resources`: the slugs of the knowledge resources that a question may name.
    """
    notes = Notes()
    if not shapes.check_head(document, notes):
        return notes.faults
    sound = [each for each in document["questions"] if shapes.check_question(each, notes)]
    head.check(document, notes)
    parameters.check(document, sound, notes)
    for row in sound:
        questions.check(row, document, resources, notes)
    whole.check(document, sound, notes)
    return notes.faults
