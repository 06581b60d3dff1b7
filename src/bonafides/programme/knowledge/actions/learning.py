"""Quizzes and the credential of whoever passes; events and who was there."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.keys import issuing
from bonafides.base.people import queries as people
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.credentials import marks, proof
from bonafides.credentials.awards import Achievement, Holder, Identity
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid, NotFound
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import permissions, queries, quizzes, rules
from bonafides.programme.knowledge.actions.places import address_of
from bonafides.programme.knowledge.events import AttendanceNoted, MeetingSet, QuizTaken, TrainingCompleted
from bonafides.programme.knowledge.models import Attendance, Completion, Meeting, Resource, Revision
from bonafides.programme.knowledge.vocabulary import AttendanceState, Kind


@audited_action
def take_quiz(
    *, resource: Resource, language: str = "", answers: Sequence[frozenset[int]], by: Actor, at: datetime
) -> tuple[rules.Grade, Completion | None]:
    """Grade somebody's answers; the first time they pass, they are given a credential."""
    permissions.check_is_reader(by)
    queries.resource_for(by, resource.slug)
    revision = queries.text_of(resource, language).published
    questions = quizzes.parse(revision.quiz) if revision is not None else ()
    if revision is None or not questions:
        raise NotFound("no-quiz", _("This resource has no quiz."))
    if len(answers) != len(questions):
        raise Conflict("quiz-changed", _("The questions have changed. Open the page again."))
    grade = rules.grade_of(questions, answers)
    record(QuizTaken(person=by.code, resource=resource.reference, passed=grade.passed), by=by, at=at)
    return grade, completed(resource, revision, by, at) if grade.passed else None


def completed(resource: Resource, revision: Revision, by: Actor, at: datetime) -> Completion:
    """The completion of this version: the one that is there, or a new one with its credential."""
    before = Completion.objects.filter(revision=revision, person_id=by.person_id).first()
    if before is not None:
        return before
    person, reference = people.person_of(by), new_reference()
    signed = credential_of(resource, revision, person, reference, at)
    completion = Completion.objects.create(
        reference=reference,
        resource=resource,
        revision=revision,
        person=person,
        organisation_id=person.organisation_id,
        completed_at=at,
        credential=json.dumps(signed, ensure_ascii=False, indent=2),
    )
    event = TrainingCompleted(
        person=by.code,
        resource=resource.reference,
        organisation=person.organisation_id,
        credential_sha256=hashlib.sha256(completion.credential.encode()).hexdigest(),
    )
    record(event, by=by, at=at)
    return completion


def credential_of(
    resource: Resource, revision: Revision, person: Person, reference: str, at: datetime
) -> dict[str, Any]:
    """An Open Badge of the completion; the holder is named by a salted hash of their address, which they can prove."""
    programme = people.active_organisation(OrganisationKind.PROGRAMME)
    page = address_of("knowledge:resource", resource.slug)
    module = Achievement(
        id=f"{page}?version={revision.number}",
        kind=marks.TRAINING,
        version=str(revision.number),
        name=revision.title,
        description=revision.summary or revision.title,
        criteria_url=page,
        criteria="At least four in five questions of the quiz were answered rightly.",
    )
    document = marks.training(
        id_=address_of("knowledge:credential", reference),
        issuer=issuing.issuer(programme.name),
        holder=Holder(id=None, identities=(Identity.hidden_email(person.email, secrets.token_hex(16)),)),
        module=module,
        completed_at=at,
    )
    return proof.sign(document, key=issuing.signing_key(), at=at)


# -- events -----------------------------------------------------------------------------------------------------------


@audited_action
def set_meeting(
    *,
    resource: Resource,
    starts_at: datetime,
    ends_at: datetime,
    place: str = "",
    join_url: str = "",
    recording_url: str = "",
    by: Actor,
    at: datetime,
) -> Meeting:
    """Say when and where an event takes place; calendars that hold it are told by its sequence number."""
    permissions.check_can_edit(by)
    queries.check_kept(by, resource)
    if resource.kind != Kind.EVENT:
        raise Invalid("no-event", _("Only an event has a time and a place."))
    if ends_at <= starts_at:
        raise Invalid("ends-before-start", _("An event ends after it has begun."))
    meeting = Meeting.objects.filter(resource=resource).first()
    sequence = meeting.sequence + 1 if meeting else 0
    meeting = meeting or Meeting(resource=resource)
    meeting.starts_at, meeting.ends_at, meeting.place, meeting.sequence = starts_at, ends_at, place, sequence
    meeting.join_url, meeting.recording_url = join_url, recording_url
    meeting.save()
    event = MeetingSet(resource=resource.reference, starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat())
    record(event, by=by, at=at)
    return meeting


@audited_action
def note_attendance(
    *, meeting: Meeting, state: AttendanceState, person: Person | None = None, by: Actor, at: datetime
) -> Attendance:
    """Register oneself; that somebody was there, an editor notes."""
    if person is not None or state is AttendanceState.ATTENDED:
        permissions.check_can_edit(by)
    else:
        permissions.check_is_reader(by)
    queries.resource_for(by, meeting.resource.slug)
    who = person or people.person_of(by)
    values = {"organisation_id": who.organisation_id, "state": state, "noted_at": at}
    attendance, _is_new = Attendance.objects.update_or_create(meeting=meeting, person=who, defaults=values)
    noted = AttendanceNoted(person=who.code, resource=meeting.resource.reference, state=state)
    record(noted, by=by, at=at)
    return attendance
