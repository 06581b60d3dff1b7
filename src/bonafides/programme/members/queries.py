"""What is read of members: the read door for the programme's other domains."""

from django.db.models import QuerySet

from bonafides.base.people.vocabulary import MEMBER_TEAM
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import permissions
from bonafides.programme.members.models import Domain, RequirementRow, Service
from bonafides.programme.members.models import Member as Member  # other domains type with it
from bonafides.programme.members.vocabulary import MemberState, Overlay, Requirement, ServiceType


def member_of(by: Actor) -> Member:
    """The member that a signed-in person of a member belongs to."""
    member: Member | None = Member.objects.filter(organisation_id=by.organisation or 0).first()
    if member is None or not by.has_role(*MEMBER_TEAM):
        raise NotFound("no-member", _("You do not belong to a member of the programme."))
    return member


def member_for(by: Actor, reference: str) -> Member:
    """A member by its reference, if this actor may read it; for anybody else there is none."""
    member: Member | None = Member.objects.select_related("organisation").filter(reference=reference).first()
    if member is None or not permissions.can_read(by, member):
        raise NotFound("no-such-member", _("There is no such member."))
    return member


def members_of_the_programme() -> QuerySet[Member]:
    """Everyone admitted, by name."""
    admitted: QuerySet[Member] = Member.objects.filter(state=MemberState.ADMITTED)
    return admitted


def services_of(member: Member) -> list[Service]:
    return list(member.services.filter(removed_at=None).order_by("pk"))


def types_of(member: Member) -> tuple[frozenset[ServiceType], frozenset[Overlay]]:
    """The union over a member's services: what its questions follow from."""
    services = services_of(member)
    types = frozenset(ServiceType(each) for service in services for each in service.types)
    return types, frozenset(Overlay(each) for service in services for each in service.overlays)


def requirements_of(member: Member) -> dict[Requirement, RequirementRow]:
    """All eight, in their order."""
    rows = {Requirement(row.requirement): row for row in member.requirements.all()}
    return {each: rows[each] for each in Requirement if each in rows}


def member_at(host: str) -> Member | None:
    """Who registered this host or the nearest domain above it; members that left do not count."""
    parts = host.lower().rstrip(".").split(".")
    above = [".".join(parts[start:]) for start in range(len(parts) - 1)]
    found = Domain.objects.select_related("member").filter(
        host__in=above, removed_at=None, member__state=MemberState.ADMITTED
    )
    nearest = max(found, key=lambda domain: len(domain.host), default=None)
    return nearest.member if nearest else None
