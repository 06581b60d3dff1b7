"""Question libraries: their format, what a good one is, and how answers move from one version to another. No Django."""

from bonafides.programme.assessments.library.answers import Answer, Answers, Profile, check_answer
from bonafides.programme.assessments.library.canonical import canonical, content_hash, sealed
from bonafides.programme.assessments.library.choosing import (
    questions_evidencing,
    questions_for,
    questions_mended_by,
)
from bonafides.programme.assessments.library.errors import BadAnswer, BadLibrary, Fault
from bonafides.programme.assessments.library.linting import lint
from bonafides.programme.assessments.library.migrating import Change, migrate
from bonafides.programme.assessments.library.model import Library, Question
from bonafides.programme.assessments.library.packaged import current, load, versions
from bonafides.programme.assessments.library.parsing import document_of, parse

__all__ = [
    "Answer",
    "Answers",
    "BadAnswer",
    "BadLibrary",
    "Change",
    "Fault",
    "Library",
    "Profile",
    "Question",
    "canonical",
    "check_answer",
    "content_hash",
    "current",
    "document_of",
    "lint",
    "load",
    "migrate",
    "parse",
    "questions_evidencing",
    "questions_for",
    "questions_mended_by",
    "sealed",
    "versions",
]
