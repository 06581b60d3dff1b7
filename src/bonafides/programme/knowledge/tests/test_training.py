"""Training, its quiz and its credential; events and who was there."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests import cast

from bonafides.base.keys import issuing
from bonafides.credentials import verify
from bonafides.kernel.actor import ANYONE
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.programme.knowledge import actions, queries
from bonafides.programme.knowledge.models import Completion, Resource
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.tests.scenes import by_edda, recorded
from bonafides.programme.knowledge.vocabulary import AttendanceState, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def a_training() -> Resource:
    cast.the_programme()
    return scenes.a_resource("training", kind=Kind.TRAINING, quiz=scenes.QUIZ)


RIGHT = (frozenset({1}), frozenset({0}))


def test_whoever_passes_is_given_a_credential_that_verifies() -> None:
    grade, completion = actions.take_quiz(resource=a_training(), answers=RIGHT, by=cast.by(cast.rex()), at=now())

    assert grade.passed
    assert completion is not None
    verdict = verify.verify(completion.credential.encode(), issuer=issuing.issuer_document(), at=now())
    assert verdict.reason is None or "status" in str(verdict.reason)
    assert "rex@example.org" not in completion.credential
    assert recorded()[-2:] == ["training.quiz_taken", "training.completed"]


def test_whoever_fails_is_given_none() -> None:
    wrong = (frozenset({0}), frozenset({0}))

    grade, completion = actions.take_quiz(resource=a_training(), answers=wrong, by=cast.by(cast.rex()), at=now())

    assert (grade.passed, completion) == (False, None)
    assert not Completion.objects.exists()


def test_passing_again_changes_nothing() -> None:
    training, rex = a_training(), cast.by(cast.rex())
    first = actions.take_quiz(resource=training, answers=RIGHT, by=rex, at=now())[1]

    again = actions.take_quiz(resource=training, answers=RIGHT, by=rex, at=now())[1]

    assert first == again


def test_the_public_is_not_graded() -> None:
    with pytest.raises(NotAllowed):
        actions.take_quiz(resource=a_training(), answers=RIGHT, by=ANYONE, at=now())


def test_a_credential_names_the_version_that_was_passed() -> None:
    completion = actions.take_quiz(resource=a_training(), answers=RIGHT, by=cast.by(cast.rex()), at=now())[1]

    assert completion is not None
    achievement = json.loads(completion.credential)["credentialSubject"]["achievement"]
    assert (achievement["achievementType"], achievement["version"]) == ("CertificateOfCompletion", "1")


def a_meeting() -> Any:
    event = scenes.a_resource("webinar", kind=Kind.EVENT)
    return actions.set_meeting(
        resource=event, starts_at=now(), ends_at=now() + timedelta(hours=1), by=by_edda(), at=now()
    )


def test_a_reader_registers_and_an_editor_notes_who_was_there() -> None:
    meeting, rex = a_meeting(), cast.rex()
    actions.note_attendance(meeting=meeting, state=AttendanceState.REGISTERED, by=cast.by(rex), at=now())

    actions.note_attendance(meeting=meeting, state=AttendanceState.ATTENDED, person=rex, by=by_edda(), at=now())

    taken_part = queries.participation_of(rex.organisation_id, meeting.starts_at.date())
    assert taken_part.events_attended == 1


def test_nobody_says_of_themselves_that_they_were_there() -> None:
    with pytest.raises(NotAllowed):
        actions.note_attendance(meeting=a_meeting(), state=AttendanceState.ATTENDED, by=cast.by(cast.rex()), at=now())


def test_an_event_ends_after_it_begins() -> None:
    event, at = scenes.a_resource(kind=Kind.EVENT), now()

    with pytest.raises(Invalid):
        actions.set_meeting(resource=event, starts_at=at, ends_at=at, by=by_edda(), at=at)
