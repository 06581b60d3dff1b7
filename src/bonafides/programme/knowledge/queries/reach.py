"""Who may read what: `readable` is the one place where level, TLP and groups become a question to the database.

Pages, search, feeds, digests, downloads and exports all begin with it.
"""

from django.db.models import Q, QuerySet

from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import permissions, rules
from bonafides.programme.knowledge.models import (
    Grant,
    Resource,
)
from bonafides.programme.knowledge.vocabulary import (
    Standing,
)


def allowed(by: Actor) -> QuerySet[Resource]:
    """Every resource that level, TLP and groups open to this actor, whether published or not."""
    if by.kind is ActorKind.SYSTEM:
        return Resource.objects.all()
    standing = permissions.standing_of(by)
    wanted = Q(pk__in=[])
    for level, tlp in sorted(rules.open_to(standing)):
        wanted |= Q(level=level, tlp=tlp)
    if standing is not Standing.ANYONE:
        wanted |= Q(pk__in=Grant.objects.filter(group__people__person=by.person).values("resource"))
    return Resource.objects.filter(wanted)


def readable(by: Actor) -> QuerySet[Resource]:
    """What this actor may read now."""
    return allowed(by).filter(published_at__isnull=False, withdrawn_at=None)


def kept(by: Actor) -> QuerySet[Resource]:
    """What this actor may keep: also drafts and what was withdrawn; level and TLP hold here too."""
    return allowed(by) if permissions.can_keep(by) else Resource.objects.none()


def check_kept(by: Actor, resource: Resource) -> None:
    """Refuse whoever may not even know of a resource, editors outside its groups included."""
    kept_resource(by, resource.slug)


def in_group(by: Actor, resource: Resource) -> bool:
    return Grant.objects.filter(resource=resource, group__people__person=by.person or 0).exists()


def can_talk(by: Actor, resource: Resource) -> bool:
    """Whether somebody who may read a resource also sees what is said about it."""
    standing = permissions.standing_of(by)
    return rules.may_talk(standing, in_group=in_group(by, resource))


def resource_for(by: Actor, slug: str) -> Resource:
    """A resource that this actor may read; for anybody else there is none."""
    found: Resource | None = readable(by).filter(slug=slug).first()
    if found is None:
        raise NotFound("no-such-resource", _("There is no such resource, or you may not read it."))
    return found


def kept_resource(by: Actor, slug: str) -> Resource:
    found: Resource | None = kept(by).filter(slug=slug).first()
    if found is None:
        raise NotFound("no-such-resource", _("There is no such resource, or you may not read it."))
    return found
