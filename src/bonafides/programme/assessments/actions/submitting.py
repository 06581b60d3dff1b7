"""Submitting a half: what was answered becomes bytes that nobody changes, and with the second one the result."""

import hashlib
from datetime import date, datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions, sealing
from bonafides.programme.assessments.actions.opening import (
    Opened,
    bound_to_result,
    bound_to_submission,
    opened_by,
)
from bonafides.programme.assessments.events import AssessmentSubmitted, HalfSubmitted
from bonafides.programme.assessments.library import canonical
from bonafides.programme.assessments.models import Assessment, StoredResult, Submission
from bonafides.programme.assessments.rules.scoring import score_of
from bonafides.programme.assessments.vocabulary import Assessment as Kind
from bonafides.programme.assessments.workflow import RENEWED_EVERY, ResultKind, State
from bonafides.programme.members import actions as members
from bonafides.programme.members.vocabulary import Requirement, RequirementState


@audited_action
def submit_half(*, assessment: Assessment, kind: Kind, by: Actor, at: datetime) -> None:
    """Hand in one of the two. What was not answered counts as unknown, at its worse end.

    With the second one the result is computed and kept, and the membership hears the date, and nothing else.
    """
    permissions.check_can_sign(by, assessment)
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("member").get(pk=assessment.pk)
    opened = opened_by(assessment, by)
    if kind in opened.submitted:
        raise Conflict("submitted", _("This half was submitted already."))
    row = Submission(assessment=assessment, kind=kind, submitted_at=at, submitted_by=by.code)
    row.sealed = sealing.seal(opened.key, submission_of(opened, kind, at), bound_to=bound_to_submission(row))
    row.save()
    record(HalfSubmitted(assessment=assessment.reference, member=assessment.member.reference, kind=kind), by=by, at=at)
    if opened.submitted:
        _complete(assessment, opened, by=by, at=at)
    else:
        assessment.state = State.IN_PROGRESS
        assessment.save(update_fields=["state"])


def submission_of(opened: Opened, kind: Kind, at: datetime) -> bytes:
    """One half as canonical JSON: library, profile, answers, who gave each, hashes of evidence, and a hash of all."""
    asked = opened.questions_of(kind)
    document: dict[str, Any] = {
        "answers": {each.id: _answer_row(opened, each.id) for each in asked if each.id in opened.claimed},
        "assessment": kind.value,
        "library": {
            "id": opened.library.id,
            "sha256": opened.library.sha256,
            "version": opened.library.version,
        },
        "profile": opened.assessment.profile,
        "questions": [each.id for each in asked],
        "submitted_at": at.isoformat(),
    }
    return canonical({**document, "sha256": hashlib.sha256(canonical(document)).hexdigest()})


def store_result(opened: Opened, kind: ResultKind, at_day: date, at: datetime) -> None:
    """Compute and keep: the bytes stand for ever, whatever libraries come."""
    answers = opened.claimed if kind is ResultKind.CLAIMED else opened.confirmed
    result = score_of(opened.assessment.described_as, answers, opened.library, at_day)
    row = StoredResult(assessment=opened.assessment, kind=kind, at_day=at_day, made_at=at)
    row.sealed = sealing.seal(opened.key, result.canonical_bytes(), bound_to=bound_to_result(row))
    row.save()


def _answer_row(opened: Opened, question: str) -> dict[str, Any]:
    filled = opened.filled[question]
    return {
        "answer": opened.claimed[question].as_json(),
        "answered_at": filled.at,
        "answered_by": filled.by,
        "evidence": [each.sha256 for each in filled.exhibits],
    }


def _complete(assessment: Assessment, opened: Opened, *, by: Actor, at: datetime) -> None:
    assessment.state, assessment.submitted_at = State.SUBMITTED, at
    assessment.save(update_fields=["state", "submitted_at"])
    store_result(opened, ResultKind.CLAIMED, at.date(), at)
    record(AssessmentSubmitted(assessment=assessment.reference, member=assessment.member.reference), by=by, at=at)
    members.set_requirement(
        member=assessment.member,
        requirement=Requirement.ASSESSMENTS,
        state=RequirementState.MET,
        evidence="Both assessments were submitted.",
        evidence_at=at.date(),
        until=at.date() + RENEWED_EVERY,
        by=SYSTEM,
        at=at,
    )
