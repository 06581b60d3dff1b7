"""What is done with members: the only write door of this part."""

from datetime import date, datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.kernel.actor import Actor
from bonafides.programme.members import permissions
from bonafides.programme.members.events import (
    DomainRegistered,
    MemberAdmitted,
    MemberApplied,
    RequirementDecided,
    ServiceDescribed,
    day,
)
from bonafides.programme.members.models import Domain, Member, RequirementRow, Service
from bonafides.programme.members.vocabulary import MemberState, Overlay, Requirement, RequirementState, ServiceType


@audited_action
def register_member(*, name: str, website: str, country: str = "", by: Actor, at: datetime) -> Member:
    """Take a platform in as an applicant, with its eight requirements open."""
    permissions.check_can_vet(by)
    organisation = people.create_organisation(name=name, kind=OrganisationKind.MEMBER, country=country, by=by, at=at)
    member = Member.objects.create(
        organisation=organisation, state=MemberState.APPLIED, name=name, website=website, applied_at=at
    )
    RequirementRow.objects.bulk_create(RequirementRow(member=member, requirement=each) for each in Requirement)
    record(MemberApplied(member=member.reference, title=name), by=by, at=at)
    return member


@audited_action
def admit_member(*, member: Member, by: Actor, at: datetime) -> None:
    permissions.check_can_vet(by)
    member.state, member.admitted_at, member.admitted_by = MemberState.ADMITTED, at, by.code
    member.save(update_fields=["state", "admitted_at", "admitted_by"])
    record(MemberAdmitted(member=member.reference), by=by, at=at)


@audited_action
def set_requirement(
    *,
    member: Member,
    requirement: Requirement,
    state: RequirementState,
    evidence: str,
    evidence_at: date | None,
    evidence_url: str = "",
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Say how a requirement stands: the door by which assessments, pledge and the rest tell what is met."""
    row = RequirementRow.objects.select_for_update().get(member=member, requirement=requirement)
    row.state, row.until, row.evidence, row.evidence_url = state, until, evidence, evidence_url
    row.evidence_at, row.decided_by, row.decided_at = evidence_at, by.code, at
    row.save()
    decided = RequirementDecided(
        member=member.reference, requirement=requirement, state=state, until=day(until), evidence_at=day(evidence_at)
    )
    record(decided, by=by, at=at)


@audited_action
def describe_service(
    *,
    member: Member,
    name: str,
    types: frozenset[ServiceType],
    overlays: frozenset[Overlay] = frozenset(),
    url: str = "",
    languages: tuple[str, ...] = (),
    monthly_users: int | None = None,
    report_form_url: str = "",
    by: Actor,
    at: datetime,
) -> Service:
    """One service by its technology; its questions follow from it."""
    permissions.check_can_change(by, member)
    service = Service.objects.create(
        member=member,
        name=name,
        url=url,
        types=sorted(types),
        overlays=sorted(overlays),
        languages=list(languages),
        monthly_users=monthly_users,
        report_form_url=report_form_url,
    )
    described = ServiceDescribed(
        member=member.reference, service=service.reference, types=sorted(types), overlays=sorted(overlays)
    )
    record(described, by=by, at=at)
    return service


@audited_action
def register_domain(*, member: Member, host: str, by: Actor, at: datetime) -> Domain:
    """A host that the member answers for."""
    permissions.check_can_change(by, member)
    domain = Domain.objects.create(member=member, host=host.lower().rstrip("."), registered_at=at)
    record(DomainRegistered(member=member.reference, host=domain.host), by=by, at=at)
    return domain
