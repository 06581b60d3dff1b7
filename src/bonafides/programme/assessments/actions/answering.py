"""Filling in: answers, comments, evidence. Each write is sealed at once; none leaves a count in the log."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bonafides.base.audit.actions import audited_action, nothing_changed
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.people.queries import Person
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, DomainError, Invalid, NotFound, RuleBroken, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions, sealing
from bonafides.programme.assessments.actions.opening import log_line, opened_sheet, sealed_sheet
from bonafides.programme.assessments.library import Answer, BadAnswer, check_answer
from bonafides.programme.assessments.models import Assessment, Sheet
from bonafides.programme.assessments.models.assessments import new_stamp
from bonafides.programme.assessments.queries.keys import assessment_key_for
from bonafides.programme.assessments.queries.libraries import pinned_library
from bonafides.programme.assessments.sheets import Exhibit, Filled, Remark
from bonafides.programme.assessments.vocabulary import Grade
from bonafides.programme.assessments.workflow import COMMENT_AT_MOST, EVIDENCE_AT_MOST_BYTES, Read

GRADES = tuple(Grade)


@dataclass(frozen=True)
class Given:
    """An answer on its way in; `stamp` is that of the sheet which its giver saw."""

    question: str
    answer: Answer
    stamp: str = ""


@audited_action
def save_answer(*, assessment: Assessment, given: Given, by: Actor, at: datetime) -> Sheet:
    """Keep an answer. Raises `Conflict("answered-meanwhile")` where a colleague was quicker."""
    nothing_changed()  # no entry: entries would count the answers
    permissions.check_can_answer(by, assessment)
    _check_is_open(assessment, given.question)
    check_answer(pinned_library(assessment).by_id[given.question], given.answer)
    return _rewrite(assessment, given.question, by, lambda sheet, filled: _answered(sheet, filled, given, by, at))


@audited_action
def import_answers(
    *, assessment: Assessment, answers: Mapping[str, Answer], by: Actor, at: datetime
) -> tuple[int, dict[str, DomainError]]:
    """Keep every answer that is right; the number kept, and of each other one what is wrong with it."""
    nothing_changed()
    permissions.check_can_answer(by, assessment)
    kept, refused = 0, dict[str, DomainError]()
    for question, answer in answers.items():
        try:
            save_answer(assessment=assessment, given=Given(question, answer), by=by, at=at)
            kept += 1
        except (BadAnswer, RuleBroken, NotFound) as error:
            refused[question] = error
    return kept, refused


@audited_action
def comment(*, assessment: Assessment, question: str, text: str, by: Actor, at: datetime) -> None:
    nothing_changed()
    permissions.check_can_answer(by, assessment)
    text = text.strip()
    if not text or len(text) > COMMENT_AT_MOST:
        raise Invalid("comment-length", _("A comment has 1 to %(most)s characters."), most=COMMENT_AT_MOST)
    remark = Remark(by.code, _name_of(by), at.isoformat(), text)
    _rewrite(assessment, question, by, lambda _sheet, filled: replace(filled, comments=(*filled.comments, remark)))


@dataclass(frozen=True)
class Evidence:
    """A file that shows something, as it comes in."""

    name: str
    data: bytes
    grade: Grade
    dated: date | None
    expires: date | None
    note: str = ""


@audited_action
def add_evidence(*, assessment: Assessment, question: str, evidence: Evidence, by: Actor, at: datetime) -> None:
    """Keep a file, sealed with the assessment's key before it is stored; its grade counts for the answer then."""
    nothing_changed()
    permissions.check_can_answer(by, assessment)
    _check_is_open(assessment, question)
    if len(evidence.data) > EVIDENCE_AT_MOST_BYTES:
        raise TooLarge("evidence-too-large", _("A file has at most %(most)s MB."), most=EVIDENCE_AT_MOST_BYTES >> 20)
    key, identifier = assessment_key_for(by, assessment), secrets.token_hex(8)
    sealed = sealing.seal(key, evidence.data, bound_to=bound_to_exhibit(assessment, identifier))
    exhibit = Exhibit(
        id=identifier,
        blob=blobs.store(sealed, bound_to=f"assessments|{identifier}", at=at),
        name=evidence.name,
        sha256=hashlib.sha256(evidence.data).hexdigest(),
        size_bytes=len(evidence.data),
        grade=evidence.grade.value,
        dated=evidence.dated.isoformat() if evidence.dated else "",
        expires=evidence.expires.isoformat() if evidence.expires else "",
        note=evidence.note,
        by=by.code,
        person=_name_of(by),
        at=at.isoformat(),
    )
    _rewrite(assessment, question, by, lambda _sheet, filled: _shown(filled, exhibit, evidence))


@audited_action
def remove_evidence(*, assessment: Assessment, question: str, exhibit: str, by: Actor, at: datetime) -> None:
    nothing_changed()
    permissions.check_can_answer(by, assessment)
    _check_is_open(assessment, question)

    def without(_sheet: Sheet, filled: Filled) -> Filled:
        blobs.erase(exhibit_in(filled, exhibit).blob, at=at)
        return replace(filled, exhibits=tuple(each for each in filled.exhibits if each.id != exhibit))

    _rewrite(assessment, question, by, without)


@audited_action
def open_evidence(
    *, assessment: Assessment, question: str, exhibit: str, by: Actor, at: datetime
) -> tuple[Exhibit, bytes]:
    """A file for a reader, with a line in the access log."""
    permissions.check_can_read(by, assessment)
    key = assessment_key_for(by, assessment)
    sheet = Sheet.objects.select_related("assessment").filter(assessment=assessment, question=question).first()
    if sheet is None:
        raise NotFound("no-such-question", _("This assessment does not ask that."))
    found = exhibit_in(opened_sheet(sheet, key), exhibit)
    data = sealing.unseal(key, stored.read(found.blob), bound_to=bound_to_exhibit(assessment, exhibit))
    log_line(assessment, Read.EVIDENCE, by=by, at=at)
    return found, data


def exhibit_in(filled: Filled, identifier: str) -> Exhibit:
    for each in filled.exhibits:
        if each.id == identifier:
            return each
    raise NotFound("no-such-evidence", _("There is no such file."))


def bound_to_exhibit(assessment: Assessment, identifier: str) -> str:
    return f"exhibit|{assessment.reference}|{identifier}"


# -- the parts --------------------------------------------------------------------------------------------------------


def _rewrite(assessment: Assessment, question: str, by: Actor, change: Callable[[Sheet, Filled], Filled]) -> Sheet:
    """Open one sheet under a lock, change it, seal it again under a new stamp."""
    key = assessment_key_for(by, assessment)
    sheets = Sheet.objects.select_for_update(of=("self",)).select_related("assessment")
    sheet: Sheet | None = sheets.filter(assessment=assessment, question=question).first()
    if sheet is None:
        raise NotFound("no-such-question", _("This assessment does not ask that."))
    sheet.sealed = sealed_sheet(sheet, change(sheet, opened_sheet(sheet, key)), key)
    sheet.stamp = new_stamp()
    sheet.save(update_fields=["sealed", "stamp"])
    return sheet


def _answered(sheet: Sheet, filled: Filled, given: Given, by: Actor, at: datetime) -> Filled:
    claimed = replace(given.answer, confirmed=None, confirmed_grade=None, not_applicable=False)
    if given.stamp and given.stamp != sheet.stamp and filled.by != by.code and filled.answer != claimed:
        sentence = _("%(name)s answered this meanwhile. Look at that answer, then save yours again if it is better.")
        raise Conflict("answered-meanwhile", sentence, name=filled.name)
    return replace(filled, answer=claimed, by=by.code, name=_name_of(by), at=at.isoformat())


def _shown(filled: Filled, exhibit: Exhibit, evidence: Evidence) -> Filled:
    answer = filled.answer
    if answer is not None and GRADES.index(evidence.grade) >= GRADES.index(answer.grade):
        answer = replace(answer, grade=evidence.grade, evidenced_on=evidence.dated, expires_on=evidence.expires)
    return replace(filled, answer=answer, exhibits=(*filled.exhibits, exhibit))


def _check_is_open(assessment: Assessment, question: str) -> None:
    """Nothing changes in a half that was submitted."""
    asked = pinned_library(assessment).by_id.get(question)
    if asked is None:
        raise NotFound("no-such-question", _("This assessment does not ask that."))
    if assessment.submissions.filter(kind=asked.assessment).exists():
        raise RuleBroken(
            "submitted", _("This half was submitted and stays as it is. Start a new round to answer anew.")
        )


def _name_of(by: Actor) -> str:
    return Person.objects.values_list("name", flat=True).get(pk=by.person_id)
