"""The knowledge portal: who opens what. What a page then shows, level and TLP decide; two sentences are looked for."""

from datetime import timedelta
from typing import Any

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.programme.knowledge import actions
from bonafides.programme.knowledge.formats import About, Words
from bonafides.programme.knowledge.models import Resource, Revision
from bonafides.programme.knowledge.vocabulary import Kind, Level, Tlp
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import (
    ANYONE,
    EDITOR,
    MEMBER_TEAM,
    OFFICER,
    OTHER_MEMBER,
    PARTICIPANTS,
    PROGRAMME,
    PROGRAMME_TEAM,
    Call,
    Row,
    both,
    get,
    post,
)

AMBER = "planted-amber-words"  # for the programme and its members
RED = "planted-red-words"  # for one named group, in which nobody of the scene but the programme's owner is
QUIZ = "Who decides?\n+ A person\n- A filter"

MEMBERS = MEMBER_TEAM | {OTHER_MEMBER}
READERS = PROGRAMME_TEAM | MEMBERS | PARTICIPANTS
EDITORS = frozenset({PROGRAMME, EDITOR})
KEEPERS = EDITORS | {OFFICER}

PAGES: dict[str, Row] = {
    "knowledge:knowledge": get(ANYONE),
    "knowledge:glossary": get(ANYONE),
    "knowledge:events": get(ANYONE),
    "knowledge:calendar": get(ANYONE),
    "knowledge:feed": get(ANYONE),
    "knowledge:dataset": get(ANYONE, name="laws"),
    "knowledge:attachment": get(ANYONE, reference="k_file"),
    "knowledge:resource": get(ANYONE, slug="k_public"),
    "knowledge:event_file": get(ANYONE, slug="k_event"),
    "knowledge:translation": get(ANYONE, slug="k_public", language="en"),
    "knowledge:source": get(ANYONE, slug="k_public", language="en"),
    "knowledge:own_feed": get(ANYONE, token="k_token"),
    "knowledge:own_calendar": get(ANYONE, token="k_token"),
    "knowledge:own_list": get(ANYONE, token="k_token"),
    "knowledge:preferences": both(READERS),
    "knowledge:new_token": post(READERS),
    "knowledge:take_quiz": post(READERS, slug="k_public", language="en"),
    "knowledge:register": post(READERS, slug="k_event"),
    "knowledge:watch": post(READERS, slug="k_public"),
    "knowledge:open_thread": post(READERS, slug="k_public"),
    "knowledge:write_post": post(READERS - PARTICIPANTS | {"civil_society", "academic"}, reference="k_thread"),
    "knowledge:credential": get(frozenset({"member_reader"}), reference="k_completion"),
    "knowledge:remove_post": post(EDITORS, reference="k_post"),
    "knowledge:desk": get(KEEPERS),
    "knowledge:new": both(EDITORS),
    "knowledge:import": post(EDITORS),
    "knowledge:export": get(KEEPERS),
    "knowledge:new_group": post(EDITORS),
    "knowledge:group": get(EDITORS, reference="k_group"),
    "knowledge:join_group": post(EDITORS, reference="k_group"),
    "knowledge:leave_group": post(EDITORS, reference="k_group"),
    "knowledge:revision": get(KEEPERS, reference="k_draft"),
    "knowledge:send": post(EDITORS, reference="k_draft"),
    "knowledge:approve": post(KEEPERS, reference="k_sent"),
    "knowledge:return": post(KEEPERS, reference="k_sent"),
    "knowledge:remove_file": post(EDITORS, reference="k_file"),
    "knowledge:keep": get(KEEPERS, slug="k_public"),
    "knowledge:describe": post(EDITORS, slug="k_public"),
    "knowledge:withdraw": post(EDITORS, slug="k_public"),
    "knowledge:attach": post(EDITORS, slug="k_public"),
    "knowledge:set_meeting": post(EDITORS, slug="k_event"),
    "knowledge:note_attended": post(EDITORS, slug="k_event"),
    "knowledge:write": both(EDITORS, slug="k_public", language="en"),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A public training, an event, and one sentence each under TLP:AMBER and TLP:RED."""
    writer, reader = cast.by(cast.dana()), cast.by(cast.rex())
    group = actions.make_group(name="Planted group", by=writer, at=now())
    draft = a_draft("k-public", body="A public text.", quiz=QUIZ, kind=Kind.TRAINING)
    public, event = published(draft), published(a_draft("k-event", kind=Kind.EVENT))
    published(a_draft("k-amber", body=AMBER, level=Level.MEMBERS, tlp=Tlp.AMBER))
    published(a_draft("k-red", body=RED, level=Level.GROUPS, tlp=Tlp.RED, groups=(group,)))
    file = actions.attach(resource=public, name="a.txt", data=b"public", by=writer, at=now())
    actions.set_meeting(resource=event, starts_at=now(), ends_at=now() + timedelta(days=365), by=writer, at=now())
    thread = actions.open_thread(resource=public, title="A thread", body="said", by=reader, at=now())
    _grade, completion = actions.take_quiz(resource=public, answers=[frozenset({0})], by=reader, at=now())
    assert completion is not None
    sent = a_draft("k-sent")
    actions.send(revision=sent, by=writer, at=now())
    scene.named |= {
        "k_public": public.slug,
        "k_event": event.slug,
        "k_file": file.reference,
        "k_token": actions.make_feed_token(by=reader, at=now()),
        "k_thread": thread.reference,
        "k_post": thread.posts.get().reference,
        "k_completion": completion.reference,
        "k_group": group.reference,
        "k_draft": a_draft("k-draft").reference,
        "k_sent": sent.reference,
    }


def a_draft(
    slug: str, *, body: str = "A text.", quiz: str = "", groups: tuple[Any, ...] = (), **about: Any
) -> Revision:
    given: dict[str, Any] = {"level": Level.PUBLIC, "tlp": Tlp.CLEAR, **about}
    return actions.create_resource(
        slug=slug,
        about=About(**given),
        words=Words(slug, "A summary.", body, quiz),
        groups=groups,
        by=cast.by(cast.dana()),
        at=now(),
    )


def published(draft: Revision) -> Resource:
    actions.send(revision=draft, by=cast.by(cast.dana()), at=now())
    approver = cast.of_the_programme("Ada", Role.EDITOR)
    for grant in draft.text.resource.grants.select_related("group"):
        actions.join_group(group=grant.group, person=approver, by=cast.by(cast.dana()), at=now())
    actions.approve(revision=draft, by=cast.by(approver), at=now())
    return Resource.objects.get(pk=draft.text.resource_id)
