"""What people say to each other about a resource."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import permissions, queries
from bonafides.programme.knowledge.events import PostRemoved, PostWritten, ThreadOpened
from bonafides.programme.knowledge.models import Post, Resource, Thread
from bonafides.programme.knowledge.vocabulary import POST_LIMIT_CHARACTERS


@audited_action
def open_thread(
    *, resource: Resource, title: str, body: str, is_chatham: bool = False, by: Actor, at: datetime
) -> Thread:
    """Begin a discussion of a resource that one may read."""
    check_can_talk(by, resource)
    thread = Thread.objects.create(
        resource=resource, title=title[:200], is_chatham=is_chatham, opened_by_id=by.person_id, opened_at=at
    )
    record(ThreadOpened(person=by.code, thread=thread.reference, resource=resource.reference), by=by, at=at)
    say(thread, body, by, at)
    return thread


@audited_action
def write_post(*, thread: Thread, body: str, by: Actor, at: datetime) -> Post:
    check_can_talk(by, thread.resource)
    return say(thread, body, by, at)


def check_can_talk(by: Actor, resource: Resource) -> None:
    permissions.check_is_reader(by)
    queries.resource_for(by, resource.slug)
    if not queries.can_talk(by, resource):
        raise NotAllowed("may-not-talk", _("You may read this resource, but not join what is said about it."))


def say(thread: Thread, body: str, by: Actor, at: datetime) -> Post:
    if not body.strip() or len(body) > POST_LIMIT_CHARACTERS:
        raise Invalid("post-length", _("Write at most %(most)s characters."), most=POST_LIMIT_CHARACTERS)
    post = Post.objects.create(thread=thread, author_id=by.person_id, body=body.strip(), written_at=at)
    record(PostWritten(person=by.code, thread=thread.reference, post=post.reference), by=by, at=at)
    return post


@audited_action
def remove_post(*, post: Post, reason: str, by: Actor, at: datetime) -> None:
    """Take a contribution away, for a reason that stands in its place."""
    permissions.check_can_edit(by)
    if not reason.strip():
        raise Invalid("reason-missing", _("Say why: the reason stands where the contribution stood."))
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if post.removed_at is not None:
        raise Conflict("removed-already", _("This contribution is removed already."))
    post.removed_at, post.removed_by, post.removed_because, post.body = at, by.code, reason[:300], ""
    post.save(update_fields=["removed_at", "removed_by", "removed_because", "body"])
    record(PostRemoved(post=post.reference, reason=reason[:300]), by=by, at=at)
