"""A member with a sentence in an answer and scores that are known: what no other role, page or command may show.

For the tests of this part, and for the walk over all addresses.
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tests import cast

from bonafides.base.people.queries import Person
from bonafides.kernel.clock import now
from bonafides.programme.assessments import actions
from bonafides.programme.assessments.actions import Given, Opened
from bonafides.programme.assessments.actions.answering import Evidence
from bonafides.programme.assessments.actions.opening import opened_by, sealed_sheet
from bonafides.programme.assessments.library import Answer, Question
from bonafides.programme.assessments.models import Assessment, Sheet
from bonafides.programme.assessments.models.assessments import new_stamp
from bonafides.programme.assessments.rules.scoring import score_of
from bonafides.programme.assessments.sheets import Filled
from bonafides.programme.assessments.vocabulary import Assessment as Kind
from bonafides.programme.assessments.vocabulary import Axis, Grade
from bonafides.programme.assessments.vocabulary import Kind as AnsweredBy
from bonafides.programme.members.queries import Member

SENTENCE = "The zebra finch keeps watch over the copper harbour"
COMMENT = "Quietly painted lanterns line the seventh pier"
EVIDENCE_NAME = "unmistakable-heron-minutes.txt"
EVIDENCE = b"Minutes of the board: the unmistakable heron abstained."
MOMENTS = re.compile(r"\d\d:\d\d:\d\d\.\d{1,6}|(?<!\d)1\d{9}\.\d+")  # of a day, and since 1970
LETTER = "We found that the velvet tugboat was never reviewed."


@dataclass(frozen=True)
class Planted:
    """What lies in the seal. `texts` and `numbers` are what a leak would show."""

    assessment: Assessment
    member: Member
    signatory: Person
    scores: dict[str, Decimal] = field(repr=False)  # the full numbers, by axis

    @property
    def sentence(self) -> str:
        return SENTENCE

    @property
    def texts(self) -> tuple[str, ...]:
        return (SENTENCE, COMMENT, EVIDENCE_NAME, EVIDENCE.decode(), LETTER)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The scores with two and more decimals: forms that nothing but moments would hold by chance."""
        return tuple({f"{each:.2f}" for each in self.scores.values()} | {str(each) for each in self.scores.values()})

    def afresh(self) -> "Planted":
        """The same, read anew: what a test changes in it stays with that test."""
        return replace(self, assessment=Assessment.objects.get(pk=self.assessment.pk), signatory=cast.sana())

    def found_in(self, text: str) -> list[str]:
        """Every form of what is sealed that stands in a text, moments aside: 12:51:49.21 is nobody's score."""
        found = [each for each in (*self.texts, *self.numbers) if each in text]
        without = MOMENTS.sub("", text) if found else ""
        return [each for each in found if each in without]


def plant_confidential(member: Member | None = None, *, submit: bool = True, core: bool = False) -> Planted:
    """Pastehaven's assessment, answered, commented, shown, and handed in by Sana; colleagues Ana and Rex are let in."""
    member = member or cast.a_member()
    sana, ana, rex = cast.sana(), cast.ana(), cast.rex()
    by = cast.by(sana)
    assessment = actions.start_assessment(member=member, core=core, by=by, at=now())
    for colleague in (ana, rex):
        actions.let_in(person=colleague, by=by, at=now())
    answer_all(assessment, sana)
    if submit:
        submit_both(assessment, sana)
    assessment.refresh_from_db()
    return Planted(assessment, member, sana, scores_of(opened_by(assessment, by)))


def answer_all(assessment: Assessment, person: Person) -> None:
    """An answer to every question; where words are asked for, the sentence, and always as a comment."""
    by, opened = cast.by(person), opened_by(assessment, cast.by(person))
    first = opened.questions[0].id
    actions.save_answer(assessment=assessment, given=Given(first, some_answer(opened.questions[0])), by=by, at=now())
    fill_the_rest(opened, first, person)
    actions.comment(assessment=assessment, question=first, text=SENTENCE, by=by, at=now())
    actions.comment(assessment=assessment, question=first, text=COMMENT, by=by, at=now())
    shown = next(each for each in opened.questions if each.kind is AnsweredBy.MATURITY)
    evidence = Evidence(EVIDENCE_NAME, EVIDENCE, Grade.DOCUMENT, now().date(), None)
    actions.add_evidence(assessment=assessment, question=shown.id, evidence=evidence, by=by, at=now())


def fill_the_rest(opened: Opened, example: str, person: Person) -> None:
    """Every other sheet as the action left the example: one by one by the action, most tests would mostly do that."""
    asked = {each.id: each for each in opened.questions if each.id != example}
    sheets = list(opened.assessment.sheets.select_related("assessment").filter(question__in=asked))
    for sheet in sheets:
        filled = Filled(some_answer(asked[sheet.question]), person.code, person.name, now().isoformat())
        sheet.sealed, sheet.stamp = sealed_sheet(sheet, filled, opened.key), new_stamp()
    Sheet.objects.bulk_update(sheets, ["sealed", "stamp"])


def some_answer(question: Question) -> Answer:
    return Answer(value=some_value(question))


def some_value(question: Question) -> Any:
    """A middling answer."""
    if question.kind is AnsweredBy.ONE:
        return question.options[len(question.options) // 2].id
    if question.kind is AnsweredBy.MULTI:
        return (question.options[0].id,)
    if question.kind is AnsweredBy.TEXT:
        return SENTENCE
    return 2 if question.kind is AnsweredBy.MATURITY else 17


def submit_both(assessment: Assessment, person: Person) -> None:
    for kind in Kind:
        actions.submit_half(assessment=assessment, kind=kind, by=cast.by(person), at=now())


def scores_of(opened: Opened) -> dict[str, Decimal]:
    result = score_of(opened.assessment.described_as, opened.claimed, opened.library, now().date())
    return {axis.value: result.axis(axis).number for axis in Axis}


def open_to_hana(planted: Planted) -> Person:
    """Hana is proposed by Olu, and given the key by Sana."""
    hana = cast.hana()
    actions.propose_assessor(assessment=planted.assessment, person=hana, by=cast.by(cast.olu()), at=now())
    actions.open_to_assessor(assessment=planted.assessment, by=cast.by(planted.signatory), at=now())
    return hana
