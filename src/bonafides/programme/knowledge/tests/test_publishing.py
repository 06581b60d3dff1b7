"""What is done with the portal: it does, it records, it refuses strangers, it rolls back whole."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import pytest
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import issuing
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.vocabulary import Role
from bonafides.credentials import verify
from bonafides.kernel.actor import ANYONE, SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from bonafides.programme.knowledge import actions, jobs, queries
from bonafides.programme.knowledge.actions.imports import about_of
from bonafides.programme.knowledge.formats import About, Words
from bonafides.programme.knowledge.models import (
    Attachment,
    Completion,
    Post,
    ReadingDay,
    Resource,
    Revision,
    Text,
)
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.vocabulary import (
    AttendanceState,
    Kind,
    Level,
    RevisionState,
    Tlp,
    WatchLevel,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db]
OPEN = About(level=Level.PUBLIC, tlp=Tlp.CLEAR)


def recorded() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("event_name", flat=True))


def by_edda() -> Any:
    return cast.by(scenes.edda())


def by_ada() -> Any:
    return cast.by(scenes.ada())


# -- texts ------------------------------------------------------------------------------------------------------------


def test_a_resource_begins_as_a_draft_that_no_reader_sees() -> None:
    draft = scenes.a_draft("new")

    assert draft.state == RevisionState.DRAFT
    assert recorded()[-2:] == ["resource.created", "resource.revision_written"]
    assert queries.newest(by_edda(), 9) == []


def test_a_stranger_makes_no_resource() -> None:
    with pytest.raises(NotAllowed):
        actions.create_resource(slug="x", about=OPEN, words=Words("X"), by=cast.by(cast.rex()), at=now())


def test_nothing_of_a_resource_stands_if_recording_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    editor = by_edda()
    monkeypatch.setattr(LogEntry.objects, "create", lambda **_values: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.create_resource(slug="x", about=OPEN, words=Words("X"), by=editor, at=now())

    assert not Resource.objects.exists()


def test_an_address_is_given_once() -> None:
    scenes.a_draft("taken")

    with pytest.raises(Conflict):
        scenes.a_draft("taken")


def test_another_person_approves_and_the_text_is_published() -> None:
    approver, draft = by_ada(), scenes.a_draft("new", title="A title")
    actions.send(revision=draft, by=by_edda(), at=now())

    actions.approve(revision=draft, by=approver, at=now())

    assert [each.shown.title for each in queries.newest(ANYONE, 9)] == ["A title"]
    assert recorded()[-3:] == [
        "resource.revision_sent",
        "resource.revision_approved",
        "resource.revision_published",
    ]


def test_whoever_wrote_on_a_text_does_not_approve_it() -> None:
    draft = scenes.a_draft("new")
    actions.write(resource=draft.text.resource, words=Words("Changed"), by=by_ada(), at=now())
    actions.send(revision=draft, by=by_edda(), at=now())

    with pytest.raises(RuleBroken):
        actions.approve(revision=draft, by=by_ada(), at=now())


def test_a_draft_that_nobody_sent_is_not_approved() -> None:
    with pytest.raises(Conflict):
        actions.approve(revision=scenes.a_draft(), by=by_ada(), at=now())


def test_a_text_in_review_is_not_changed() -> None:
    draft = scenes.a_draft()
    actions.send(revision=draft, by=by_edda(), at=now())

    with pytest.raises(Conflict):
        actions.write(resource=draft.text.resource, words=Words("Changed"), by=by_edda(), at=now())


def test_a_text_that_is_given_back_carries_the_reason() -> None:
    draft = scenes.a_draft()
    actions.send(revision=draft, by=by_edda(), at=now())

    actions.return_to_writer(revision=draft, reason="Name your source.", by=by_ada(), at=now())

    draft.refresh_from_db()
    assert (draft.state, draft.returned_because) == (RevisionState.DRAFT, "Name your source.")
    assert recorded()[-1] == "resource.revision_returned"


def test_an_approved_text_waits_for_its_moment_and_the_worker_publishes_it() -> None:
    draft, tomorrow = scenes.a_draft("later"), now() + timedelta(days=1)
    actions.send(revision=draft, by=by_edda(), at=now())
    actions.approve(revision=draft, publish_at=tomorrow, by=by_ada(), at=now())

    before = queries.newest(ANYONE, 9)
    jobs.publish_what_is_due(now())
    still_before = queries.newest(ANYONE, 9)
    jobs.publish_what_is_due(tomorrow)

    assert (before, still_before) == ([], [])
    assert [each.slug for each in queries.newest(ANYONE, 9)] == ["later"]


def test_publishing_twice_is_harmless() -> None:
    resource = scenes.a_resource()
    entries = len(recorded())

    actions.publish_due(reference=Revision.objects.get(text__resource=resource).reference, at=now())

    assert len(recorded()) == entries


def test_a_new_version_takes_the_place_of_the_one_before_it() -> None:
    resource = scenes.a_resource(title="Old")
    second = actions.write(resource=resource, words=Words("New"), note="Shorter.", by=by_edda(), at=now())

    scenes.published(second)

    states = list(Revision.objects.order_by("number").values_list("title", "state"))
    assert states == [("Old", "superseded"), ("New", "published")]
    assert Text.objects.get().title == "New"


def test_a_translation_is_behind_once_its_original_has_a_newer_version() -> None:
    resource = scenes.a_resource()
    scenes.a_translation(resource, "ar", title="دليل")
    arabic = queries.text_of(resource, "ar")
    fresh = queries.is_behind(arabic)

    scenes.published(actions.write(resource=resource, words=Words("New"), by=by_edda(), at=now()))

    assert (fresh, queries.is_behind(arabic)) == (False, True)


def test_what_is_published_is_opened_to_more_readers_by_another_person_only() -> None:
    resource = scenes.a_resource(level=Level.MEMBERS, tlp=Tlp.AMBER)

    with pytest.raises(RuleBroken):
        actions.describe(resource=resource, about=OPEN, by=by_edda(), at=now())
    actions.describe(resource=resource, about=OPEN, by=by_ada(), at=now())

    assert queries.resource_for(ANYONE, resource.slug).level == Level.PUBLIC


def test_describing_keeps_what_a_resource_is_about() -> None:
    resource = scenes.a_resource()
    about = About(level=Level.PUBLIC, tlp=Tlp.CLEAR, topics=("terms",), laws=("TCO 3",), owner="Ada")

    actions.describe(resource=resource, about=about, by=by_ada(), at=now())

    described = about_of(Resource.objects.get())
    assert (described.topics, described.laws, described.owner) == (("terms",), ("TCO 3",), "Ada")
    assert recorded()[-1] == "resource.described"


def test_what_is_withdrawn_is_gone_for_every_reader_at_once() -> None:
    resource = scenes.a_resource()

    scenes.withdrawn(resource)

    assert queries.newest(by_edda(), 9) == []
    assert recorded()[-1] == "resource.withdrawn"


def test_an_owner_is_reminded_once_before_the_end() -> None:
    end = now().date() + timedelta(days=20)
    scenes.a_resource("ending", valid_until=end)

    jobs.remind_owners(now())
    jobs.remind_owners(now())

    assert OutboxRow.objects.filter(key__startswith="knowledge-ends:").count() == 1
    assert recorded().count("resource.owner_reminded") == 1


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_kept_with_its_digest_and_without_folders_in_its_name() -> None:
    resource = scenes.a_resource()

    file = actions.attach(resource=resource, name="../../etc/a<b>.txt", data=b"form", by=by_edda(), at=now())

    assert (file.name, file.sha256) == ("ab.txt", hashlib.sha256(b"form").hexdigest())
    assert queries.content_of(file) == b"form"


def test_a_removed_file_is_gone() -> None:
    file = actions.attach(resource=scenes.a_resource(), name="a.txt", data=b"form", by=by_edda(), at=now())

    actions.remove_attachment(attachment=file, by=by_edda(), at=now())

    with pytest.raises(NotFound):
        queries.attachment_for(by_edda(), file.reference)
    with pytest.raises(NotFound):
        queries.content_of(Attachment.objects.get())


# -- training and events ----------------------------------------------------------------------------------------------


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

    taken_part = queries.participation_of(rex.organisation_id, now().date())
    assert taken_part.events_attended == 1


def test_nobody_says_of_themselves_that_they_were_there() -> None:
    with pytest.raises(NotAllowed):
        actions.note_attendance(meeting=a_meeting(), state=AttendanceState.ATTENDED, by=cast.by(cast.rex()), at=now())


def test_an_event_ends_after_it_begins() -> None:
    event, at = scenes.a_resource(kind=Kind.EVENT), now()

    with pytest.raises(Invalid):
        actions.set_meeting(resource=event, starts_at=at, ends_at=at, by=by_edda(), at=at)


# -- talk and readers -------------------------------------------------------------------------------------------------


def test_under_chatham_house_others_do_not_learn_who_spoke() -> None:
    resource, rex = scenes.a_resource(), cast.by(cast.rex())
    actions.open_thread(resource=resource, title="T", body="Between us.", is_chatham=True, by=rex, at=now())
    post = Post.objects.get()

    assert queries.speaker_of(post, rex) == "Rex"
    assert queries.speaker_of(post, by_edda()) == ""


def test_an_editor_removes_a_contribution_with_a_reason_in_its_place() -> None:
    resource, rex = scenes.a_resource(), cast.by(cast.rex())
    actions.open_thread(resource=resource, title="T", body="Rude.", by=rex, at=now())

    actions.remove_post(post=Post.objects.get(), reason="Insult.", by=by_edda(), at=now())

    post = Post.objects.get()
    assert (post.body, post.removed_because) == ("", "Insult.")
    assert recorded()[-1] == "discussion.removed"


def test_a_reader_removes_nothing() -> None:
    resource, rex = scenes.a_resource(), cast.by(cast.rex())
    actions.open_thread(resource=resource, title="T", body="Mine.", by=rex, at=now())

    with pytest.raises(NotAllowed):
        actions.remove_post(post=Post.objects.get(), reason="No.", by=rex, at=now())


def test_a_digest_goes_to_whoever_asked_for_it_once_a_week() -> None:
    rex, later = cast.by(cast.rex()), now() + timedelta(days=8)
    actions.choose_mail(digest=True, by=rex, at=now())
    scenes.a_resource("new")

    jobs.send_digests(now())
    jobs.send_digests(later)
    jobs.send_digests(later + timedelta(days=1))

    assert OutboxRow.objects.filter(key__startswith="knowledge-digest:").count() == 1
    assert recorded().count("reader.digest_sent") == 1


def test_nobody_is_written_to_who_did_not_ask() -> None:
    rex = cast.by(cast.rex())
    actions.choose_mail(digest=True, by=rex, at=now())
    actions.choose_mail(digest=False, by=rex, at=now())
    scenes.a_resource("new")

    jobs.send_digests(now() + timedelta(days=8))

    assert not OutboxRow.objects.filter(key__startswith="knowledge-digest:").exists()


def test_what_is_watched_is_told_when_it_is_talked_about() -> None:
    resource, rex, since = scenes.a_resource(), cast.by(cast.rex()), now()
    actions.set_watch(resource=resource, level=WatchLevel.EVERYTHING, by=rex, at=now())
    actions.open_thread(resource=resource, title="T", body="News.", by=by_edda(), at=now())

    news = queries.news_for(rex, since, topics=(), language="en")

    assert [each.slug for each in news.discussed] == [resource.slug]


def test_a_new_token_ends_the_one_before_it() -> None:
    from bonafides.base.people.tokens import hash_of

    rex = cast.by(cast.rex())
    first = actions.make_feed_token(by=rex, at=now())
    second = actions.make_feed_token(by=rex, at=now())

    with pytest.raises(NotFound):
        queries.actor_with_token(hash_of(first))
    assert queries.actor_with_token(hash_of(second)) == rex


def test_reading_leaves_an_organisation_and_a_day_and_no_person() -> None:
    resource, rex = scenes.a_resource(), cast.rex()
    actions.note_reading(resource=resource, by=cast.by(rex), at=now())
    actions.note_reading(resource=resource, by=cast.by(cast.ana()), at=now())
    actions.note_reading(resource=resource, by=by_edda(), at=now())

    day = ReadingDay.objects.get()
    assert {field.name for field in day._meta.fields} == {"id", "resource", "organisation", "day"}
    assert [each.slug for each in queries.readings_of(rex.organisation_id, now().date())] == [resource.slug]


def test_resources_by_slug_come_in_the_order_that_was_asked() -> None:
    scenes.a_resource("one")
    scenes.a_resource("two")
    scenes.a_resource("hidden", level=Level.MEMBERS, tlp=Tlp.AMBER)

    found = queries.resources_by_slug(["two", "hidden", "nowhere", "one"], ANYONE)

    assert [each.slug for each in found] == ["two", "one"]


# -- groups -----------------------------------------------------------------------------------------------------------


def test_whoever_leaves_a_group_reads_no_more_of_what_it_was_given() -> None:
    rex = cast.rex()
    group = scenes.a_group(rex)
    scenes.published_in(group, "red")
    inside = [each.slug for each in queries.newest(cast.by(rex), 9)]

    actions.leave_group(group=group, person=rex, by=by_edda(), at=now())

    assert (inside, queries.newest(cast.by(rex), 9)) == (["red"], [])
    assert recorded()[-1] == "reading_group.left"


# -- what comes with the software -------------------------------------------------------------------------------------


def test_shipped_resources_are_published_once() -> None:
    first = actions.install_shipped(by=SYSTEM, at=now())
    again = actions.install_shipped(by=SYSTEM, at=now())

    assert len(first.published) >= 25
    assert (again.published, again.drafted, len(again.unchanged)) == ([], [], len(first.published))
    assert queries.resource_for(ANYONE, "leaving-and-exit-support").origin == "shipped"


def test_a_newer_shipped_text_becomes_a_draft_and_overwrites_nothing(tmp_path: Any) -> None:
    file = tmp_path / "guide" / "en.md"
    file.parent.mkdir()
    file.write_text("---\ntitle: Guide\nlevel: public\ntlp: CLEAR\n---\nFirst.")
    actions.install_shipped(by=SYSTEM, at=now(), folder=tmp_path)
    file.write_text("---\ntitle: Guide\nlevel: public\ntlp: CLEAR\n---\nSecond.")

    newer = actions.install_shipped(by=SYSTEM, at=now(), folder=tmp_path)

    assert newer.drafted == ["guide/en"]
    published = queries.text_of(queries.resource_for(ANYONE, "guide")).published
    assert published is not None
    assert published.body == "First."


def test_nobody_but_the_terminal_installs() -> None:
    with pytest.raises(NotAllowed):
        actions.install_shipped(by=by_edda(), at=now())


def test_a_stale_resource_is_named_before_others_on_the_desk() -> None:
    scenes.a_resource("old", valid_until=date(2020, 1, 1))
    scenes.a_resource("soon", valid_until=now().date() + timedelta(days=5))

    running_out = queries.running_out(by_edda(), now().date(), timedelta(days=30))

    assert [each.slug for each in running_out] == ["old", "soon"]


def test_an_editor_outside_a_group_does_nothing_to_what_is_its() -> None:
    insider = scenes.edda()
    resource = scenes.published_in(scenes.a_group(), "red")
    outsider = cast.by(cast.of_the_programme("Otto", Role.EDITOR))

    with pytest.raises(NotFound):
        actions.withdraw(resource=resource, reason="No.", by=outsider, at=now())
    with pytest.raises(NotFound):
        actions.write(resource=resource, words=Words("Mine"), by=outsider, at=now())
    assert queries.kept(cast.by(insider)).filter(pk=resource.pk).exists()


def test_nobody_writes_for_a_group_that_they_are_not_in() -> None:
    group, outsider = scenes.a_group(), cast.by(cast.of_the_programme("Otto", Role.EDITOR))
    about = About(level=Level.GROUPS, tlp=Tlp.RED)

    with pytest.raises(NotAllowed):
        actions.create_resource(slug="x", about=about, words=Words("X"), groups=(group,), by=outsider, at=now())
