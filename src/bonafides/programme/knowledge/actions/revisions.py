"""A text's way: written, sent, approved by another person, published now or at a set moment."""

import hashlib
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import Conflict, Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import permissions, queries, quizzes, rules, search_index
from bonafides.programme.knowledge.events import (
    RevisionApproved,
    RevisionPublished,
    RevisionReturned,
    RevisionSent,
    RevisionWritten,
)
from bonafides.programme.knowledge.formats import Words
from bonafides.programme.knowledge.models import Resource, Revision, Text
from bonafides.programme.knowledge.vocabulary import (
    LANGUAGES,
    TEXT_LIMIT_CHARACTERS,
    UNFINISHED,
    Kind,
    RevisionState,
    Step,
)


@audited_action
def write(*, resource: Resource, words: Words, language: str = "", note: str = "", by: Actor, at: datetime) -> Revision:
    """Write a draft: the one under way is changed, else a new version begins. What is published stays as it is."""
    permissions.check_can_edit(by)
    queries.check_kept(by, resource)
    language = language or resource.language
    if language not in LANGUAGES:
        raise Invalid("language", _("There is no language “%(language)s” here."), language=language[:20])
    check_words(words, Kind(resource.kind))
    text = text_in(resource, language, words)
    under_way = text.revisions.select_for_update(of=("self",)).filter(state__in=UNFINISHED).first()
    if under_way is None:
        return new_revision(text, words, note=note, by=by, at=at)
    if under_way.state != RevisionState.DRAFT:
        raise Conflict("under-review", _("This text is in review. Take it back to change it."))
    return changed(under_way, words, note, by, at)


def check_words(words: Words, kind: Kind) -> None:
    if not words.title.strip():
        raise Invalid("title-missing", _("A resource needs a title of at most 200 characters."))
    if len(words.body) > TEXT_LIMIT_CHARACTERS:
        raise Invalid("file-too-long", _("The text is longer than %(most)s characters."), most=TEXT_LIMIT_CHARACTERS)
    quizzes.parse(words.quiz)
    if words.quiz and kind is not Kind.TRAINING:
        raise Invalid("quiz-elsewhere", _("Only a training has a quiz."))


def text_in(resource: Resource, language: str, words: Words) -> Text:
    text, _is_new = Text.objects.get_or_create(
        resource=resource, language=language, defaults={"title": words.title[:200], "summary": words.summary[:300]}
    )
    text.resource = resource
    return text


def new_revision(text: Text, words: Words, *, note: str = "", by: Actor, at: datetime) -> Revision:
    """The next version of a text as a draft, for an action that has checked who asks."""
    last = text.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    revision = Revision.objects.create(
        text=text,
        number=last + 1,
        **fields_of(words),
        note=note[:300],
        translated_from=origin_of(text),
        written_by=by.code,
        written_at=at,
    )
    record_written(revision, by, at)
    return revision


def fields_of(words: Words) -> dict[str, object]:
    return {
        "title": words.title.strip()[:200],
        "summary": words.summary.strip()[:300],
        "body": words.body,
        "quiz": words.quiz,
        "is_reviewed": words.is_reviewed,
    }


def origin_of(text: Text) -> int | None:
    """Which version of the original a translation follows."""
    return None if text.is_original else queries.original_number(text.resource)


def changed(revision: Revision, words: Words, note: str, by: Actor, at: datetime) -> Revision:
    """The same draft with other words; everybody who wrote on it is remembered, for none of them may approve it."""
    for name, value in fields_of(words).items():
        setattr(revision, name, value)
    revision.note = note[:300] or revision.note
    revision.translated_from = origin_of(revision.text)
    revision.also_written_by = sorted(revision.writers | {by.code})
    revision.save()
    record_written(revision, by, at)
    return revision


def record_written(revision: Revision, by: Actor, at: datetime) -> None:
    written = RevisionWritten(
        resource=revision.text.resource.reference,
        revision=revision.reference,
        language=revision.text.language,
        text_sha256=digest_of(revision),
    )
    record(written, by=by, at=at)


def digest_of(revision: Revision) -> str:
    parts = (revision.title, revision.summary, revision.body, revision.quiz)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def locked(revision: Revision) -> Revision:
    rows = Revision.objects.select_for_update(of=("self",)).select_related("text__resource")
    return rows.get(pk=revision.pk)


@audited_action
def send(*, revision: Revision, by: Actor, at: datetime) -> None:
    """Ask another person to look."""
    permissions.check_can_edit(by)
    queries.check_kept(by, revision.text.resource)
    revision = locked(revision)
    revision.state = rules.state_after(RevisionState(revision.state), Step.SEND)
    revision.sent_at, revision.returned_because = at, ""
    revision.save(update_fields=["state", "sent_at", "returned_because"])
    record(RevisionSent(resource=revision.text.resource.reference, revision=revision.reference), by=by, at=at)


@audited_action
def return_to_writer(*, revision: Revision, reason: str, by: Actor, at: datetime) -> None:
    """Give a text back with a reason; also one that is approved and waits for its moment."""
    permissions.check_can_approve(by)
    queries.check_kept(by, revision.text.resource)
    revision = locked(revision)
    revision.state = rules.state_after(RevisionState(revision.state), Step.RETURN)
    revision.returned_because = reason[:300]
    revision.approved_by, revision.approved_at, revision.publish_at = "", None, None
    revision.save(update_fields=["state", "returned_because", "approved_by", "approved_at", "publish_at"])
    returned = RevisionReturned(
        resource=revision.text.resource.reference, revision=revision.reference, reason=reason[:300]
    )
    record(returned, by=by, at=at)


@audited_action
def approve(*, revision: Revision, publish_at: datetime | None = None, by: Actor, at: datetime) -> Revision:
    """Approve another person's text; it is published at once, or at the moment that is set."""
    permissions.check_can_approve(by)
    queries.check_kept(by, revision.text.resource)
    revision = locked(revision)
    rules.check_approver(revision.writers, by.code)
    revision.state = rules.state_after(RevisionState(revision.state), Step.APPROVE)
    revision.approved_by, revision.approved_at, revision.publish_at = by.code, at, publish_at or at
    revision.save(update_fields=["state", "approved_by", "approved_at", "publish_at"])
    approved = RevisionApproved(
        resource=revision.text.resource.reference,
        revision=revision.reference,
        publish_at=revision.publish_at.isoformat(),
    )
    record(approved, by=by, at=at)
    if revision.publish_at <= at:
        make_public(revision, by=by, at=at)
    return revision


@audited_action
def publish_due(*, reference: str, by: Actor = SYSTEM, at: datetime) -> None:
    """Publish an approved text whose moment has come; twice is harmless."""
    if by.kind is not ActorKind.SYSTEM:
        raise NotFound("no-such-revision", _("There is no such version."))
    nothing_changed()  # where it was published or taken back in between
    revision = Revision.objects.filter(reference=reference, state=RevisionState.APPROVED, publish_at__lte=at).first()
    if revision is not None:
        make_public(locked(revision), by=by, at=at)


def make_public(revision: Revision, *, by: Actor, at: datetime) -> None:
    """Put an approved version in the place of the one before it, in the page, the lists and the index."""
    text, resource = revision.text, revision.text.resource
    text.revisions.filter(state=RevisionState.PUBLISHED).update(state=RevisionState.SUPERSEDED)
    revision.state = rules.state_after(RevisionState(revision.state), Step.PUBLISH)
    revision.published_at = at
    revision.save(update_fields=["state", "published_at"])
    text.published, text.published_at, text.title, text.summary = revision, at, revision.title, revision.summary
    text.save(update_fields=["published", "published_at", "title", "summary"])
    if text.is_original and resource.published_at is None:
        resource.published_at = at
    resource.changed_at, resource.withdrawn_at, resource.withdrawn_by = at, None, ""
    resource.withdrawn_because = ""
    resource.save(update_fields=["published_at", "changed_at", "withdrawn_at", "withdrawn_by", "withdrawn_because"])
    index(text, revision)
    published = RevisionPublished(
        resource=resource.reference,
        revision=revision.reference,
        language=text.language,
        text_sha256=digest_of(revision),
    )
    record(published, by=by, at=at)


def index(text: Text, revision: Revision) -> None:
    search_index.put(text.pk, title=revision.title, summary=revision.summary, body=revision.body)
