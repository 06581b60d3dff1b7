"""Which questions are asked of whom, and which ones speak to a principle, a requirement or a resource."""

from bonafides.programme.assessments.library.answers import Profile
from bonafides.programme.assessments.library.model import Library, Question
from bonafides.programme.assessments.library.packaged import current
from bonafides.programme.assessments.vocabulary import Assessment, Principle, Requirement


def questions_for(
    profile: Profile,
    *,
    library: Library | None = None,
    core: bool | None = None,
    assessment: Assessment | None = None,
) -> tuple[Question, ...]:
    """What is asked of a service of this profile, in the library's order; each question once, whatever brings it.

    `core` overrules the profile's own choice between the core set and all; `assessment` keeps one of the two.
    """
    library, only_core = library or current(), profile.core if core is None else core
    memo, key = library.memo_of_asked, (profile, only_core, assessment)
    if key not in memo:
        memo[key] = tuple(each for each in library.questions if _is_asked(each, profile, only_core, assessment))
    return memo[key]


def questions_evidencing(what: Principle | Requirement, *, library: Library | None = None) -> tuple[Question, ...]:
    """The questions whose answers show a principle of the pledge, or a requirement of membership."""
    return tuple(each for each in (library or current()).questions if _evidences(each, what))


def questions_mended_by(resource: str, *, library: Library | None = None) -> tuple[Question, ...]:
    """The questions that name a knowledge resource as something that helps."""
    return tuple(each for each in (library or current()).questions if resource in each.resources)


def _is_asked(question: Question, profile: Profile, only_core: bool, assessment: Assessment | None) -> bool:
    return profile.is_asked(question) and (question.core or not only_core) and assessment in {None, question.assessment}


def _evidences(question: Question, what: Principle | Requirement) -> bool:
    # Both vocabularies have a word "transparency", so the class decides and not the word alone.
    return what in (question.principles if isinstance(what, Principle) else question.requirements)
