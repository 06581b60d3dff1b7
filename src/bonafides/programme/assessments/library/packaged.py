"""The libraries that the package brings, every version there ever was: a pinned assessment is computed from its own."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments.library.building import library_of
from bonafides.programme.assessments.library.canonical import content_hash
from bonafides.programme.assessments.library.errors import BadLibrary
from bonafides.programme.assessments.library.linting import lint
from bonafides.programme.assessments.library.model import Library
from bonafides.programme.assessments.library.parsing import loaded
from bonafides.programme.assessments.library.versions import is_version, version_key

HEAD = "library.yaml"


def versions() -> tuple[str, ...]:
    """The packaged versions, oldest first."""
    return tuple(sorted((each.name for each in _folder().iterdir() if is_version(each.name)), key=version_key))


def current() -> Library:
    """The newest packaged library."""
    return load(versions()[-1])


@cache
def load(version: str) -> Library:
    """A packaged library by its version. Raises `NotFound`, or `BadLibrary` where the package was tampered with."""
    if version not in versions():
        raise NotFound("library_unknown", _("There is no library of version %(version)s."), version=version)
    document = packaged_document(version)
    faults = lint(document)
    if faults:
        raise BadLibrary(faults)
    return library_of(document, content_hash(document))


def packaged_document(version: str) -> dict[str, Any]:
    """One document from its head and its files of questions, in the order of their names."""
    folder = _folder() / version
    document: dict[str, Any] = loaded((folder / HEAD).read_text(encoding="utf-8"))
    parts = sorted((each for each in (folder / "questions").iterdir()), key=lambda each: each.name)
    questions = [row for part in parts for row in loaded(part.read_text(encoding="utf-8"))]
    return {**document, "questions": questions}


def reference_document(version: str) -> dict[str, Any]:
    """The reference profiles that came with a version."""
    document: dict[str, Any] = loaded((_folder() / version / "reference.yaml").read_text(encoding="utf-8"))
    return document


def _folder() -> Traversable:
    return files("bonafides.programme.assessments") / "data" / "library"
