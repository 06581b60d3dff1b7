"""A draft library as an editor works on it: its rows, its faults, and what it would do to the reference profiles."""

import json
from dataclasses import dataclass
from typing import Any

from bonafides.programme.assessments.library import Fault, Library, content_hash, lint
from bonafides.programme.assessments.library.building import library_of
from bonafides.programme.assessments.library.canonical import HASH_FIELD
from bonafides.programme.assessments.models import LibraryDraft
from bonafides.programme.assessments.rules.calibration import Preview, preview


@dataclass(frozen=True)
class Compared:
    """A reference profile under the library in use and under the draft."""

    before: Preview
    after: Preview


def document_of(draft: LibraryDraft) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(draft.document)
    return document


def faults_of(document: dict[str, Any]) -> tuple[Fault, ...]:
    """What the linter finds. The hash is computed at publishing, so that of a draft is never stale here."""
    return lint({**document, HASH_FIELD: content_hash(document)})


def draft_library(document: dict[str, Any]) -> Library:
    """The draft as a library. It must have passed the linter."""
    return library_of(document, content_hash(document))


def compared(before: Library, after: Library) -> list[Compared]:
    """Each reference profile's two numbers and levels, before and after."""
    return [Compared(*pair) for pair in zip(preview(before), preview(after), strict=True)]


def with_question(document: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """The document with one question's row replaced."""
    rows = [changed if row["id"] == changed["id"] else row for row in document["questions"]]
    return {**document, "questions": rows}
