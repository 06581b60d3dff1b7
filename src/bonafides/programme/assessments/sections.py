"""The questions of a half as pages: a family or a subject together, four to eight on a page. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass

from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments.library import Library, Question
from bonafides.programme.assessments.vocabulary import Axis, CountsAs

AT_LEAST, AT_MOST = 4, 8  # questions on a page, where they come out so

TITLES = {
    CountsAs.IMPACT.value: _("Size and reach"),
    CountsAs.OBSERVED.value: _("What was seen"),
    CountsAs.CONTEXT.value: _("What is planned"),
    "prohibition": _("Rules that can be read"),
    "transparency": _("Reporting in public"),
    "reports": _("Reports and what follows"),
    "contact_point": _("Who answers for it"),
    "technology": _("Technical means"),
    "civil_society": _("With civil society"),
    "expression": _("Room for lawful speech"),
    "non_discrimination": _("The same for everybody"),
    "privacy": _("Privacy"),
    "accountability": _("Reasons, appeals, remedy"),
    "collaboration": _("Working with others"),
    "": _("How it is run"),
}


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class QuestionPage:
    number: int
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def title(self) -> str:
        """The heading of its first section, which names the page in lists."""
        return self.sections[0].title


def pages_of(questions: Sequence[Question], library: Library) -> tuple[QuestionPage, ...]:
    """Sections in the order of their first question; small neighbours share a page, large ones take several."""
    pages: list[list[Section]] = []
    for section in _sections(questions, library):
        for start in range(0, len(section.questions), AT_MOST):
            part = Section(section.title, section.questions[start : start + AT_MOST])
            held = sum(len(each.questions) for each in pages[-1]) if pages else AT_MOST
            if held < AT_LEAST and held + len(part.questions) <= AT_MOST:
                pages[-1].append(part)
            else:
                pages.append([part])
    return tuple(QuestionPage(number, tuple(page)) for number, page in enumerate(pages, start=1))


def _sections(questions: Sequence[Question], library: Library) -> list[Section]:
    groups: dict[str, list[Question]] = {}
    families = {each.id: each.title for each in library.families}
    for question in questions:
        groups.setdefault(_subject(question), []).append(question)
    return [Section(families.get(key) or TITLES.get(key, key), tuple(group)) for key, group in groups.items()]


def _subject(question: Question) -> str:
    if question.counts_as in {CountsAs.IMPACT, CountsAs.OBSERVED, CountsAs.CONTEXT}:
        return question.counts_as.value
    if question.counts_as is CountsAs.CONTROL:
        marks = [*(each.value for each in question.requirements), *(each.value for each in question.principles)]
        return next((mark for mark in marks if mark in TITLES), "")
    effects = (question.effect_on(axis) for axis in Axis)
    return next((each.family for each in effects if each and each.family), "")
