"""What editors see: texts under way, versions, groups."""

from datetime import date, timedelta

from django.db.models import Count, QuerySet

from bonafides.base.people import queries as people
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import permissions
from bonafides.programme.knowledge.models import (
    Group,
    GroupMember,
    Resource,
    Revision,
    Text,
)
from bonafides.programme.knowledge.queries.finding import with_texts
from bonafides.programme.knowledge.queries.reach import kept
from bonafides.programme.knowledge.vocabulary import (
    UNFINISHED,
    RevisionState,
)


def under_way(by: Actor) -> list[Revision]:
    """Drafts, texts in review and approved ones, of what this actor may keep."""
    rows = Revision.objects.filter(state__in=UNFINISHED, text__resource__in=kept(by).values("pk"))
    return list(rows.select_related("text__resource").order_by("state", "-written_at")[:200])


def running_out(by: Actor, today: date, within: timedelta) -> list[Resource]:
    """What has run out or is about to, soonest first."""
    rows = kept(by).filter(published_at__isnull=False, withdrawn_at=None, valid_until__lte=today + within)
    return with_texts(list(rows.order_by("valid_until")[:100]), "en")


def revision_for(by: Actor, reference: str) -> Revision:
    rows = Revision.objects.select_related("text__resource").filter(text__resource__in=kept(by).values("pk"))
    found: Revision | None = rows.filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-revision", _("There is no such version."))
    return found


def before(revision: Revision) -> Revision | None:
    """The version that this one changes: the last published one before it."""
    earlier = revision.text.revisions.filter(
        number__lt=revision.number, state__in=(RevisionState.PUBLISHED, RevisionState.SUPERSEDED)
    )
    found: Revision | None = earlier.order_by("-number").first()
    return found


def latest(resource: Resource, language: str = "") -> Revision | None:
    """The newest version of a text, published or not."""
    rows = Revision.objects.filter(text__resource=resource, text__language=language or resource.language)
    found: Revision | None = rows.select_related("text__resource").order_by("-number").first()
    return found


def history_of(text: Text) -> list[Revision]:
    return list(text.revisions.all()[:100])


def texts_to_keep(resource: Resource) -> list[Text]:
    texts = list(resource.texts.select_related("published"))
    for text in texts:
        text.resource = resource
    return texts


def groups(by: Actor) -> QuerySet[Group]:
    if not permissions.can_edit(by):
        return Group.objects.none()
    return Group.objects.annotate(number_of_people=Count("people")).order_by("name")


def group_for(by: Actor, reference: str) -> Group:
    found: Group | None = groups(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-group", _("There is no such group."))
    return found


def people_of_group(group: Group) -> QuerySet[GroupMember]:
    return group.people.select_related("person__organisation").order_by("person__name")


def people_who_may_join() -> QuerySet[people.Person]:
    """Everybody active who reads the portal with an account, by name."""
    kinds = ("programme", "member", "civil_society", "academic", "state")
    rows = people.Person.objects.filter(is_active=True, organisation__kind__in=kinds)
    return rows.select_related("organisation").order_by("name", "pk")
