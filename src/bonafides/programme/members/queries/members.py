"""One member, and what it says of itself."""

from datetime import date
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from bonafides.base.people.vocabulary import MEMBER_TEAM
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import permissions
from bonafides.programme.members.models import (
    Absence,
    Contact,
    ContactTest,
    Domain,
    Member,
    ReadinessKey,
    ReportProbe,
    RequirementRow,
    Service,
    VettingCheck,
)
from bonafides.programme.members.vocabulary import (
    Check,
    CheckOutcome,
    MemberState,
    Overlay,
    Requirement,
    ServiceType,
)

NO_MEMBER = NotFound("no-such-member", _("There is no such member."))


def member_of(by: Actor) -> Member:
    """The member that a signed-in person of a member belongs to."""
    member: Member | None = whole().filter(organisation_id=by.organisation or 0).first()
    if member is None or not by.has_role(*MEMBER_TEAM):
        raise NotFound("no-member", _("You do not belong to a member of the programme."))
    return member


def member_of_program(by: Actor) -> Member:
    """The member whose key a program bears."""
    found: Member | None = Member.objects.filter(organisation_id=by.organisation or 0).first()
    if found is None:
        raise NotFound("no-member", _("This key belongs to no member of the programme."))
    return found


def member_for(by: Actor, reference: str) -> Member:
    """A member by its reference, if this actor may read it; for anybody else there is none."""
    member: Member | None = whole().filter(reference=as_reference(reference)).first()
    if member is None or not permissions.can_read(by, member):
        raise NO_MEMBER
    return member


def as_reference(text: str) -> str:
    """A reference as it may be looked for; what cannot be one names nothing."""
    return text if text.isascii() and text.isalnum() else ""


def whole() -> QuerySet[Member]:
    return Member.objects.select_related("organisation", "mentor")


def members_of_the_programme() -> QuerySet[Member]:
    """Everyone admitted, by name."""
    admitted: QuerySet[Member] = Member.objects.filter(state=MemberState.ADMITTED)
    return admitted


def services_of(member: Member) -> list[Service]:
    """The services that it offers now, in the order they were described."""
    return list(member.services.filter(removed_at=None).order_by("pk"))


def services_with_probes(member: Member) -> list[Service]:
    """Likewise, each with the looks at its report form in `probes_made`, the latest first."""
    probes = Prefetch("probes", ReportProbe.objects.order_by("-pk")[:1], to_attr="probes_made")
    return list(member.services.filter(removed_at=None).order_by("pk").prefetch_related(probes))


def types_of(member: Member) -> tuple[frozenset[ServiceType], frozenset[Overlay]]:
    """The union over a member's services: what its questions follow from."""
    services = services_of(member)
    types = frozenset(ServiceType(each) for service in services for each in service.types)
    return types, frozenset(Overlay(each) for service in services for each in service.overlays)


def requirements_of(member: Member) -> dict[Requirement, RequirementRow]:
    """All eight, in their order."""
    rows = {Requirement(row.requirement): row for row in member.requirements.all()}
    return {each: rows[each] for each in Requirement if each in rows}


def requirement_of(member: Member, name: str) -> RequirementRow:
    row: RequirementRow | None = member.requirements.filter(requirement=name).first()
    if row is None:
        raise NotFound("no-such-requirement", _("There is no such requirement."))
    return row


def readiness_key_of(member: Member, number: int) -> ReadinessKey:
    key: ReadinessKey | None = member.readiness_keys.filter(pk=number).first()
    if key is None:
        raise NotFound("no-such-key", _("There is no such key."))
    return key


def member_at(host: str) -> Member | None:
    """Who registered this host or the nearest domain above it; members that left do not count."""
    parts = host.lower().rstrip(".").split(".")
    above = [".".join(parts[start:]) for start in range(len(parts) - 1)]
    found = Domain.objects.select_related("member").filter(
        host__in=above, removed_at=None, member__state=MemberState.ADMITTED
    )
    nearest = max(found, key=lambda domain: len(domain.host), default=None)
    return nearest.member if nearest else None


def domains_of(member: Member) -> list[Domain]:
    return list(member.domains.filter(removed_at=None).order_by("pk"))


def contacts_of(member: Member) -> list[Contact]:
    """Whom to reach now, the contact point first, each with its last test in `tests_made`."""
    tests = Prefetch("tests", ContactTest.objects.order_by("-pk")[:1], to_attr="tests_made")
    return list(member.contacts.filter(removed_at=None).order_by("pk").prefetch_related(tests))


def absence_of(member: Member, today: date) -> Absence | None:
    """The announced absence that is now, or comes next."""
    return member.absences.filter(ends__gte=today, ended_at=None).first()


def checks_of(member: Member) -> dict[Check, VettingCheck]:
    """What was found out before admission: the latest of each kind, in their order."""
    latest = {Check(row.check_kind): row for row in member.checks.all()}
    return {check: latest[check] for check in Check if check in latest}


def outcomes_of(member: Member) -> dict[Check, CheckOutcome]:
    return {check: CheckOutcome(row.outcome) for check, row in checks_of(member).items()}


def part_of(member: Member, model: type[Model], **named: Any) -> Any:
    """A service, domain, contact, finding or plan item of this member, by what names it; else there is none."""
    row = model._default_manager.filter(member=member, **named).first()
    if row is None:
        raise NotFound("no-such-part", _("This member has no such thing."))
    return row
