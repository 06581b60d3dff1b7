"""Readers: what they say, what they are told by mail and by feed, what is kept of their reading."""

from datetime import timedelta

import pytest
from tests import cast

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.tokens import hash_of
from bonafides.kernel.actor import ANYONE
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotAllowed, NotFound
from bonafides.programme.knowledge import actions, jobs, queries
from bonafides.programme.knowledge.models import Post, ReadingDay
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.tests.scenes import by_edda, recorded
from bonafides.programme.knowledge.vocabulary import Level, Tlp, WatchLevel

pytestmark = [pytest.mark.django_db, pytest.mark.db]


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
    rex = cast.by(cast.rex())
    first = actions.make_feed_token(by=rex, at=now())
    second = actions.make_feed_token(by=rex, at=now())

    with pytest.raises(NotFound):
        queries.actor_with_token(hash_of(first))
    assert queries.actor_with_token(hash_of(second)) == rex


def test_reading_leaves_an_organisation_and_a_day_and_no_person() -> None:
    resource, rex, at = scenes.a_resource(), cast.rex(), now()
    actions.note_reading(resource=resource, by=cast.by(rex), at=at)
    actions.note_reading(resource=resource, by=cast.by(cast.ana()), at=at)
    actions.note_reading(resource=resource, by=by_edda(), at=at)

    day = ReadingDay.objects.get()
    assert {field.name for field in day._meta.fields} == {"id", "resource", "organisation", "day"}
    assert [each.slug for each in queries.readings_of(rex.organisation_id, at.date())] == [resource.slug]


def test_resources_by_slug_come_in_the_order_that_was_asked() -> None:
    scenes.a_resource("one")
    scenes.a_resource("two")
    scenes.a_resource("hidden", level=Level.MEMBERS, tlp=Tlp.AMBER)

    found = queries.resources_by_slug(["two", "hidden", "nowhere", "one"], ANYONE)

    assert [each.slug for each in found] == ["two", "one"]
