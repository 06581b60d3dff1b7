"""Carried out with the programme: proposed by an officer, opened by the member, reviewed by the assessor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys import envelope
from bonafides.base.people.queries import Person
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions
from bonafides.programme.assessments.actions.opening import Opened, opened_by, opened_review, sealed_review
from bonafides.programme.assessments.actions.submitting import store_result
from bonafides.programme.assessments.events import (
    AssessmentOpened,
    AssessmentWithdrawn,
    AssessorProposed,
    ReviewMoved,
)
from bonafides.programme.assessments.library import Answer, check_answer
from bonafides.programme.assessments.models import Assessment, AssessorGrant, Review
from bonafides.programme.assessments.models.assessments import new_stamp
from bonafides.programme.assessments.models.keys import ASSESSOR_WRAP
from bonafides.programme.assessments.queries import assessors
from bonafides.programme.assessments.queries.keys import assessment_key_for, bound_to_grant
from bonafides.programme.assessments.sheets import Finding, Remark, Reviewed
from bonafides.programme.assessments.vocabulary import Grade
from bonafides.programme.assessments.workflow import COMMENT_AT_MOST, LETTER_AT_MOST, ResultKind, State

REVIEWING = (State.UNDER_REVIEW, State.QUESTIONS_ASKED)


@audited_action
def propose_assessor(*, assessment: Assessment, person: Person, by: Actor, at: datetime) -> None:
    """An officer names an assessor. Nothing opens by this: the member does that, or not."""
    permissions.check_can_propose(by)
    if not assessors().filter(pk=person.pk).exists():
        raise RuleBroken("no-assessor", _("Only an assessor of the programme can be proposed."))
    if assessment.grants.filter(ended_at=None).exists() or assessment.closed_at:
        raise Conflict("opened-already", _("An assessor has this one already, or is done with it."))
    assessment.proposed, assessment.proposed_by, assessment.proposed_at = person, by.code, at
    assessment.save(update_fields=["proposed", "proposed_by", "proposed_at"])
    record(AssessorProposed(assessment=assessment.reference, assessor=person.code), by=by, at=at)


@audited_action
def open_to_assessor(*, assessment: Assessment, by: Actor, at: datetime) -> None:
    """The member's signatory gives the proposed assessor this assessment's key, and no other one."""
    permissions.check_can_sign(by, assessment)
    if assessment.proposed is None:
        raise RuleBroken("nobody-proposed", _("The programme has not proposed an assessor."))
    if assessment.grants.filter(ended_at=None).exists():
        raise Conflict("opened-already", _("This one is open to an assessor already."))
    if assessment.submitted_at is None:
        raise RuleBroken("not-submitted", _("Submit both halves first: an assessor reads what was submitted."))
    _check_assessor_is_another(assessment)
    key = assessment_key_for(by, assessment)
    sealed = envelope.seal(key, purpose=ASSESSOR_WRAP, bound_to=bound_to_grant(assessment, assessment.proposed_id or 0))
    AssessorGrant.objects.create(
        assessment=assessment, person=assessment.proposed, sealed=sealed, opened_by=by.code, opened_at=at
    )
    _move(assessment, State.UNDER_REVIEW)
    record(AssessmentOpened(assessment=assessment.reference, assessor=assessment.proposed.code), by=by, at=at)


@audited_action
def take_back(*, assessment: Assessment, by: Actor, at: datetime) -> None:
    """The member closes the assessment to its assessor again; the grant's key is gone."""
    permissions.check_can_sign(by, assessment)
    grant = assessment.grants.select_related("person").filter(ended_at=None).first()
    if grant is None:
        raise Conflict("not-opened", _("This one is not open to an assessor."))
    grant.sealed, grant.ended_at = b"", at
    grant.save(update_fields=["sealed", "ended_at"])
    if assessment.state != State.CLOSED:
        _move(assessment, State.SUBMITTED)
    record(AssessmentWithdrawn(assessment=assessment.reference, assessor=grant.person.code), by=by, at=at)


@audited_action
def record_finding(
    *,
    assessment: Assessment,
    question: str,
    confirmed: Any,
    grade: Grade | None,
    not_applicable: bool,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Set a value beside the claimed one, or rule that a question does not apply; never without a reason."""
    nothing_changed()
    opened = _reviewed_by(assessment, by)
    reason = _words(reason, COMMENT_AT_MOST)
    asked = {each.id: each for each in opened.questions}.get(question)
    if asked is None:
        raise NotFound("no-such-question", _("This assessment does not ask that."))
    check_answer(asked, Answer(confirmed=confirmed))
    value = list(confirmed) if isinstance(confirmed, tuple) else confirmed
    finding = Finding(
        reason=reason,
        by=by.code,
        name=_name_of(by),
        at=at.isoformat(),
        confirmed=value,
        grade=grade.value if grade else "",
        not_applicable=not_applicable,
    )
    _rewrite(opened, lambda review: replace(review, findings={**review.findings, question: finding}))


@audited_action
def ask_back(*, assessment: Assessment, question: str, text: str, by: Actor, at: datetime) -> None:
    """The assessor asks the member about one question; the assessment waits for them."""
    opened = _reviewed_by(assessment, by)
    _say(opened, question, text, asks=True, by=by, at=at)
    _move(assessment, State.QUESTIONS_ASKED)
    record(ReviewMoved(assessment=assessment.reference, state=State.QUESTIONS_ASKED), by=by, at=at)


@audited_action
def reply(*, assessment: Assessment, question: str, text: str, by: Actor, at: datetime) -> None:
    """The member answers; once nothing is left open, the review goes on."""
    permissions.check_can_answer(by, assessment)
    if assessment.state not in REVIEWING:
        raise Conflict("not-under-review", _("Nobody asks anything here now."))
    opened = opened_by(assessment, by)
    if question not in opened.review.talks:
        raise NotFound("no-such-question", _("The assessor has not asked about this."))
    review = _say(opened, question, text, asks=False, by=by, at=at)
    state = State.QUESTIONS_ASKED if review.open_questions() else State.UNDER_REVIEW
    _move(assessment, state)
    record(ReviewMoved(assessment=assessment.reference, state=state), by=by, at=at)


@audited_action
def write_letter(*, assessment: Assessment, text: str, by: Actor, at: datetime) -> None:
    """The findings letter as it stands; the member reads it once the review is closed."""
    nothing_changed()
    opened = _reviewed_by(assessment, by)
    letter = _words(text, LETTER_AT_MOST)
    _rewrite(opened, lambda review: replace(review, letter=letter))


@audited_action
def close_review(*, assessment: Assessment, by: Actor, at: datetime) -> None:
    """The assessor is done: the confirmed result is computed and kept beside the claimed one."""
    opened = _reviewed_by(assessment, by)
    if not opened.review.letter:
        raise RuleBroken("no-letter", _("Write the findings letter first."))
    assessment = opened.assessment
    store_result(opened, ResultKind.CONFIRMED, at.date(), at)
    assessment.state, assessment.closed_at = State.CLOSED, at
    assessment.save(update_fields=["state", "closed_at"])
    record(ReviewMoved(assessment=assessment.reference, state=State.CLOSED), by=by, at=at)


# -- the parts --------------------------------------------------------------------------------------------------------


def _reviewed_by(assessment: Assessment, by: Actor) -> Opened:
    permissions.check_can_review(by, assessment)
    if assessment.state not in REVIEWING:
        raise Conflict("not-under-review", _("This assessment is not under review."))
    return opened_by(assessment, by)


def _check_assessor_is_another(assessment: Assessment) -> None:
    if not assessors().filter(pk=assessment.proposed_id or 0).exists():
        raise RuleBroken("no-assessor", _("The person proposed is no assessor any more. Ask for another."))


def _say(opened: Opened, question: str, text: str, *, asks: bool, by: Actor, at: datetime) -> Reviewed:
    if question not in opened.filled:
        raise NotFound("no-such-question", _("This assessment does not ask that."))
    remark = Remark(by.code, _name_of(by), at.isoformat(), _words(text, COMMENT_AT_MOST), asks)

    def said(review: Reviewed) -> Reviewed:
        return replace(review, talks={**review.talks, question: (*review.talks.get(question, ()), remark)})

    return _rewrite(opened, said)


def _rewrite(opened: Opened, change: Callable[[Reviewed], Reviewed]) -> Reviewed:
    rows = Review.objects.select_for_update(of=("self",)).select_related("assessment")
    row = rows.get(assessment=opened.assessment)
    review = change(opened_review(row, opened.key))
    row.sealed, row.stamp = sealed_review(row, review, opened.key), new_stamp()
    row.save(update_fields=["sealed", "stamp"])
    return review


def _words(text: str, most: int) -> str:
    text = text.strip()
    if not text or len(text) > most:
        raise Invalid("text-length", _("Write 1 to %(most)s characters."), most=most)
    return text


def _move(assessment: Assessment, state: State) -> None:
    assessment.state = state
    assessment.save(update_fields=["state"])


def _name_of(by: Actor) -> str:
    return Person.objects.values_list("name", flat=True).get(pk=by.person_id)
