"""Question libraries: those that came with the product, and those that the programme's editor published."""

from dataclasses import dataclass
from functools import lru_cache

from bonafides.kernel.errors import NotFound, Unavailable
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import library as packaged
from bonafides.programme.assessments.library import Library
from bonafides.programme.assessments.library.versions import version_key
from bonafides.programme.assessments.models import Assessment, LibraryDraft, LibraryVersion
from bonafides.programme.assessments.vocabulary import Principle


@dataclass(frozen=True)
class Evidencing:
    """A question that speaks to a principle of the pledge."""

    id: str
    code: str
    stem: str
    practices: tuple[str, ...] = ()  # of the frameworks that it maps to, such as "DTSP PE6"


def versions() -> list[str]:
    """Every version, oldest first."""
    published = LibraryVersion.objects.values_list("version", flat=True)
    return sorted({*packaged.versions(), *published}, key=version_key)


def current_library() -> Library:
    """The newest version: what an assessment that starts now is pinned to."""
    return library_of(versions()[-1])


def library_of(version: str) -> Library:
    row = LibraryVersion.objects.filter(version=version).values_list("sha256", flat=True).first()
    if row is not None:
        return _parsed(version, row)
    return packaged.load(version)


@lru_cache(maxsize=16)
def _parsed(version: str, sha256: str) -> Library:
    row = LibraryVersion.objects.filter(version=version, sha256=sha256).first()
    if row is None:
        raise NotFound("library-unknown", _("There is no library of version %(version)s."), version=version)
    return packaged.parse(row.document)


def pinned_library(assessment: Assessment) -> Library:
    """The very library that an assessment was started with, or a refusal: its hash is checked."""
    library = library_of(assessment.library_version)
    if library.sha256 != assessment.library_sha256:
        sentence = _("Library %(version)s is not the one that this assessment was started with.")
        raise Unavailable("library-changed", sentence, version=assessment.library_version)
    return library


def draft() -> LibraryDraft | None:
    found: LibraryDraft | None = LibraryDraft.objects.first()
    return found


def questions_evidencing(*, principle: str) -> list[Evidencing]:
    """The questions of the current library whose answers show a principle: stems and practices, no answers."""
    found = packaged.questions_evidencing(Principle(principle), library=current_library())
    return [
        Evidencing(each.id, each.code, each.stem, tuple(f"{rule.framework} {rule.reference}" for rule in each.mappings))
        for each in found
    ]
