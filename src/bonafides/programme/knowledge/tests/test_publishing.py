"""A text is written, sent, approved by another person, published, replaced, described anew, withdrawn."""

from datetime import date, timedelta

import pytest
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import ANYONE
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.programme.knowledge import actions, jobs, queries
from bonafides.programme.knowledge.actions.imports import about_of
from bonafides.programme.knowledge.formats import About, Words
from bonafides.programme.knowledge.models import Resource, Revision, Text
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.tests.scenes import OPEN, by_ada, by_edda, recorded
from bonafides.programme.knowledge.vocabulary import Level, RevisionState, Tlp

pytestmark = [pytest.mark.django_db, pytest.mark.db]


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


def test_a_stale_resource_is_named_before_others_on_the_desk() -> None:
    scenes.a_resource("old", valid_until=date(2020, 1, 1))
    scenes.a_resource("soon", valid_until=now().date() + timedelta(days=5))

    running_out = queries.running_out(by_edda(), now().date(), timedelta(days=30))

    assert [each.slug for each in running_out] == ["old", "soon"]
