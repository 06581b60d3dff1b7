"""Making resources, saying what they are about and who may read them, files beside them, taking them back."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import permissions, queries, rules, search_index
from bonafides.programme.knowledge.actions.places import address_of
from bonafides.programme.knowledge.actions.revisions import new_revision
from bonafides.programme.knowledge.events import (
    FileAttached,
    FileRemoved,
    OwnerReminded,
    ResourceCreated,
    ResourceDescribed,
    ResourceWithdrawn,
)
from bonafides.programme.knowledge.formats import SLUG, About, Words
from bonafides.programme.knowledge.models import Attachment, Facet, Grant, Group, GroupMember, Resource, Revision, Text
from bonafides.programme.knowledge.vocabulary import (
    ATTACHMENT_LIMIT_BYTES,
    FacetName,
    Freshness,
    Level,
    Origin,
    Tlp,
)

FACETS = (
    (FacetName.TOPIC, "topics"),
    (FacetName.SERVICE, "services"),
    (FacetName.OVERLAY, "overlays"),
    (FacetName.LAW, "laws"),
)


@audited_action
def create_resource(
    *,
    slug: str,
    about: About,
    words: Words,
    language: str = "en",
    groups: Sequence[Group] = (),
    origin: Origin = Origin.WRITTEN,
    by: Actor,
    at: datetime,
) -> Revision:
    """A resource with the first draft of its text; returns that draft."""
    permissions.check_can_edit(by)
    rules.check_audience(about.level, about.tlp, len(groups))
    check_group_reader(groups, by)
    if SLUG.fullmatch(slug) is None:
        raise Invalid("slug", _("“%(slug)s” is no name for an address: use a-z, 0-9 and hyphens."), slug=slug[:100])
    resource = new_resource(slug, about, language, origin, by, at)
    record(ResourceCreated(resource=resource.reference, slug=slug, kind=about.kind, origin=origin), by=by, at=at)
    put_facets(resource, about)
    grant(resource, groups, by, at)
    text = Text.objects.create(
        resource=resource, language=language, title=words.title[:200], summary=words.summary[:300]
    )
    return new_revision(text, words, by=by, at=at)


def new_resource(slug: str, about: About, language: str, origin: Origin, by: Actor, at: datetime) -> Resource:
    try:
        with transaction.atomic():
            return Resource.objects.create(
                slug=slug,
                kind=about.kind,
                level=about.level,
                tlp=about.tlp,
                language=language,
                owner=about.owner or gettext("Knowledge editor"),
                owner_person_id=by.person,
                as_of=about.as_of or at.date(),
                valid_until=about.valid_until,
                sources=list(about.sources),
                legal_note=about.legal_note,
                origin=origin,
                created_by=by.code,
                created_at=at,
            )
    except IntegrityError as error:
        raise Conflict("slug-taken", _("There is a resource at “%(slug)s” already."), slug=slug) from error


def put_facets(resource: Resource, about: About) -> None:
    Facet.objects.filter(resource=resource).delete()
    Facet.objects.bulk_create(
        Facet(resource=resource, name=name, value=value)
        for name, field in FACETS
        for value in dict.fromkeys(getattr(about, field))
    )


def grant(resource: Resource, groups: Sequence[Group], by: Actor, at: datetime) -> None:
    """Let these groups read, and no other. Whoever writes for a group must be in it to go on reading."""
    Grant.objects.filter(resource=resource).delete()
    Grant.objects.bulk_create(Grant(resource=resource, group=group) for group in groups)


@audited_action
def describe(
    *,
    resource: Resource,
    about: About,
    groups: Sequence[Group] = (),
    is_featured: bool | None = None,
    by: Actor,
    at: datetime,
) -> Resource:
    """Say anew what a resource is about and who may read it.

    What is published opens to more readers only by another person's hand than its writer's.
    """
    permissions.check_can_edit(by)
    rules.check_audience(about.level, about.tlp, len(groups))
    check_group_reader(groups, by)
    queries.check_kept(by, resource)
    resource = queries.kept(by).select_for_update(of=("self",)).get(pk=resource.pk)
    check_may_widen(resource, about, by)
    resource.kind, resource.level, resource.tlp = about.kind, about.level, about.tlp
    resource.owner, resource.as_of = about.owner or resource.owner, about.as_of or resource.as_of
    resource.valid_until, resource.legal_note = about.valid_until, about.legal_note
    resource.sources = list(about.sources)
    resource.is_featured = resource.is_featured if is_featured is None else is_featured
    resource.save()
    put_facets(resource, about)
    grant(resource, groups, by, at)
    names = sorted(group.reference for group in groups)
    described = ResourceDescribed(resource=resource.reference, level=about.level, tlp=about.tlp, groups=names)
    record(described, by=by, at=at)
    return resource


def check_may_widen(resource: Resource, about: About, by: Actor) -> None:
    old = Level(resource.level), Tlp(resource.tlp)
    if resource.published_at is None or not rules.widens(old, (about.level, about.tlp)):
        return
    text = queries.text_of(resource)
    if text.published is not None and by.code in text.published.writers:
        raise RuleBroken("widen-own-text", _("Another person opens this to more readers than whoever wrote it."))


@audited_action
def withdraw(*, resource: Resource, reason: str, by: Actor, at: datetime) -> None:
    """Take a resource from every reader at once; its revisions stay with the editors."""
    permissions.check_can_edit(by)
    queries.check_kept(by, resource)
    resource = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if resource.withdrawn_at is not None:
        raise Conflict("withdrawn-already", _("This resource is withdrawn already."))
    resource.withdrawn_at, resource.withdrawn_by, resource.withdrawn_because = at, by.code, reason[:300]
    resource.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    for text in resource.texts.all():
        search_index.take_out(text.pk)
    record(ResourceWithdrawn(resource=resource.reference, reason=reason), by=by, at=at)


# -- files ------------------------------------------------------------------------------------------------------------


@audited_action
def attach(*, resource: Resource, name: str, data: bytes, by: Actor, at: datetime) -> Attachment:
    """Keep a file beside a resource: encrypted, hashed, given out as a download only."""
    permissions.check_can_edit(by)
    queries.check_kept(by, resource)
    if len(data) > ATTACHMENT_LIMIT_BYTES:
        raise TooLarge(
            "file-too-large", _("A file has at most %(most)s MB."), most=ATTACHMENT_LIMIT_BYTES // (1024 * 1024)
        )
    digest = hashlib.sha256(data).hexdigest()
    attachment = Attachment(
        resource=resource, name=plain_name(name), size_bytes=len(data), sha256=digest, added_by=by.code, added_at=at
    )
    attachment.blob = blobs.store(data, bound_to=f"knowledge:{attachment.reference}", at=at)
    attachment.save()
    attached = FileAttached(resource=resource.reference, file=attachment.reference, sha256=digest)
    record(attached, by=by, at=at)
    return attachment


def plain_name(name: str) -> str:
    """A file's name without folders and without what a header could stumble over."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(each for each in last if each.isprintable() and each not in '"<>|:*?').strip()[:200] or "file"


@audited_action
def remove_attachment(*, attachment: Attachment, by: Actor, at: datetime) -> None:
    permissions.check_can_edit(by)
    queries.check_kept(by, attachment.resource)
    if attachment.removed_at is not None:
        raise Conflict("removed-already", _("This file is removed already."))
    attachment.removed_at = at
    attachment.save(update_fields=["removed_at"])
    blobs.erase(attachment.blob, at=at)
    record(FileRemoved(resource=attachment.resource.reference, file=attachment.reference), by=by, at=at)


# -- validity ---------------------------------------------------------------------------------------------------------


@audited_action
def remind_owner(*, resource: Resource, by: Actor = SYSTEM, at: datetime) -> None:
    """Write to whoever keeps a resource that it runs out, once for each end."""
    nothing_changed()  # where it was done already, holds, or has nobody to write to
    resource = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    ends = resource.valid_until
    if ends is None or resource.reminded_for == ends or resource.freshness_on(at.date()) is Freshness.FRESH:
        return
    resource.reminded_for = ends
    resource.save(update_fields=["reminded_for"])
    record(OwnerReminded(resource=resource.reference, valid_until=ends.isoformat()), by=by, at=at)
    if resource.owner_person is not None and resource.owner_person.is_active:
        mail_reminder(resource, at)


def mail_reminder(resource: Resource, at: datetime) -> None:
    person = resource.owner_person
    if person is None or resource.valid_until is None:
        return
    with override(person.language):
        outbox.enqueue_mail(
            to=person.email,
            subject=gettext("A resource that you keep runs out on %(day)s") % {"day": resource.valid_until},
            body=gettext("“%(slug)s” is marked valid until %(day)s. Look it through and set a new date:\n%(url)s")
            % {"slug": resource.slug, "day": resource.valid_until, "url": address_of("knowledge:keep", resource.slug)},
            key=f"knowledge-ends:{resource.reference}:{resource.valid_until}",
            due_at=at,
            at=at,
        )


def check_group_reader(groups: Sequence[Group], by: Actor) -> None:
    """Whoever writes for named groups is in one of them: nobody else may read it, editors included."""
    if not groups or by.kind is ActorKind.SYSTEM:
        return
    if not GroupMember.objects.filter(group__in=[each.pk for each in groups], person=by.person or 0).exists():
        raise NotAllowed("not-in-the-group", _("Only somebody in one of these groups may write for them."))
