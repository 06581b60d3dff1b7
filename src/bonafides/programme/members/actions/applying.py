"""How a platform comes in, and how it leaves."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import actions as people
from bonafides.base.people import queries as persons
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose, OrganisationKind, Role
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import letters, permissions, queries, rules
from bonafides.programme.members.actions.describing import new_contact, new_domain, new_service
from bonafides.programme.members.actions.people import new_proposal, withdraw_proposal
from bonafides.programme.members.actions.tasks import finish_about, new_task
from bonafides.programme.members.events import (
    CheckNoted,
    MemberAdmitted,
    MemberApplied,
    MemberInvited,
    MemberLeft,
    MemberRefused,
    VettingStarted,
)
from bonafides.programme.members.models import Application, Domain, Member, RequirementRow, VettingCheck
from bonafides.programme.members.queries.members import outcomes_of
from bonafides.programme.members.vocabulary import (
    INVITATION_LASTS,
    VET_WITHIN,
    Check,
    CheckOutcome,
    ContactKind,
    MemberState,
    Overlay,
    ProposalState,
    Requirement,
    ServiceType,
    TaskKind,
)


@dataclass(frozen=True)
class Described:
    """A service as somebody describes it."""

    name: str
    types: frozenset[ServiceType]
    overlays: frozenset[Overlay] = frozenset()
    url: str = ""
    languages: tuple[str, ...] = ()
    monthly_users: int | None = None
    report_form_url: str = ""


@dataclass(frozen=True)
class Applied:
    """All that an application says."""

    name: str
    website: str
    service: Described
    domains: tuple[str, ...]
    applicant_name: str
    applicant_email: str
    applicant_position: str = ""
    contact: tuple[str, str] = ("", "")  # name, e-mail
    backup: tuple[str, str] = ("", "")
    about: str = ""
    country: str = ""
    staff: int | None = None
    message: str = ""
    language: str = "en"


@audited_action
def register_member(*, name: str, website: str, country: str = "", by: Actor, at: datetime) -> Member:
    """Take a platform in as an applicant, with its eight requirements open."""
    permissions.check_can_vet(by)
    member = new_member(name, website, country, MemberState.APPLIED, by=by, at=at)
    record(MemberApplied(member=member.reference, title=name), by=by, at=at)
    return member


def new_member(name: str, website: str, country: str, state: MemberState, *, by: Actor, at: datetime) -> Member:
    """The organisation, the member and its eight requirements. Who only applies has no right to make organisations:
    the house makes theirs, and the event of the application says who came."""
    maker = by if permissions.can_vet(by) else SYSTEM
    organisation = people.create_organisation(name=name, kind=OrganisationKind.MEMBER, country=country, by=maker, at=at)
    applied_at = at if state is MemberState.APPLIED else None
    member = Member.objects.create(
        organisation=organisation, state=state, name=name, website=website, applied_at=applied_at
    )
    RequirementRow.objects.bulk_create(RequirementRow(member=member, requirement=each) for each in Requirement)
    return member


@audited_action
def invite_platform(*, name: str, website: str, email: str, language: str = "en", by: Actor, at: datetime) -> Member:
    """Ask a platform to apply: a mail with a link to a form that knows its name."""
    permissions.check_can_vet(by)
    member = new_member(name, website, "", MemberState.INVITED, by=by, at=at)
    application = Application.objects.create(member=member, invited_email=email, invited_at=at, language=language)
    expires_at = at + INVITATION_LASTS
    token = people.issue_link(
        purpose=LinkPurpose.MEMBER_INVITATION, about=member.reference, expires_at=expires_at, at=at
    )
    letters.invite_platform(application, token, until=expires_at.date(), at=at)
    record(MemberInvited(member=member.reference, title=name), by=by, at=at)
    return member


@audited_action
def apply(*, given: Applied, by: Actor, at: datetime) -> Member:
    """Anybody may apply for their platform; nothing of it counts before an officer has vetted it."""
    member = new_member(given.name, given.website, given.country, MemberState.APPLIED, by=by, at=at)
    application = Application.objects.create(member=member)
    take_in(member, application, given, by=by, at=at)
    return member


@audited_action
def apply_invited(*, bearer: LinkBearer, given: Applied, at: datetime) -> Member:
    """Likewise by the link of an invitation, which works once."""
    by = persons.actor_of_bearer(bearer)
    member = Member.objects.select_for_update(of=("self",)).get(reference=bearer.about)
    rules.check_move(MemberState(member.state), MemberState.APPLIED)
    member.name, member.website, member.state, member.applied_at = given.name, given.website, MemberState.APPLIED, at
    take_in(member, member.application, given, by=by, at=at)
    people.revoke_links(purpose=LinkPurpose.MEMBER_INVITATION, about=member.reference, at=at)
    return member


def take_in(member: Member, application: Application, given: Applied, *, by: Actor, at: datetime) -> None:
    member.about, member.staff = given.about, given.staff
    member.save()
    new_service(member, **vars(given.service), by=by, at=at)
    for host in given.domains:
        new_domain(member, host, by=by, at=at)
    for kind, (name, email) in ((ContactKind.CONTACT_POINT, given.contact), (ContactKind.BACKUP, given.backup)):
        if email:
            new_contact(member, kind, name or email, email, by=by, at=at)
    application.name, application.email = given.applicant_name, given.applicant_email
    application.position, application.message = given.applicant_position, given.message
    application.language, application.submitted_at = given.language, at
    application.save()
    letters.confirm_application(application, at=at)
    new_task(member, TaskKind.VET_MEMBER, member.name, rules.days_from(at, VET_WITHIN), by=by, at=at)
    record(MemberApplied(member=member.reference, title=member.name), by=by, at=at)


# -- vetting ----------------------------------------------------------------------------------------


@audited_action
def start_vetting(*, member: Member, by: Actor, at: datetime) -> None:
    """Also of one that was refused: an objection is heard, and what of its domains is still free is its own again."""
    permissions.check_can_vet(by)
    was_refused = member.state == MemberState.REFUSED
    move(member, MemberState.VETTING)
    if was_refused:
        give_back_domains(member, by=by, at=at)
    record(VettingStarted(member=member.reference), by=by, at=at)


def give_back_domains(member: Member, *, by: Actor, at: datetime) -> None:
    hosts = list(member.domains.exclude(removed_at=None).values_list("host", flat=True).distinct())
    taken = set(Domain.objects.filter(host__in=hosts, removed_at=None).values_list("host", flat=True))
    for host in hosts:
        if host not in taken:
            new_domain(member, host, by=by, at=at)


@audited_action
def note_check(*, member: Member, check: Check, outcome: CheckOutcome, note: str, by: Actor, at: datetime) -> None:
    """What an officer found out, and by what; an earlier finding stays in the history."""
    permissions.check_can_vet(by)
    if member.state not in {MemberState.APPLIED, MemberState.VETTING}:
        raise Conflict("not-vetted-now", _("Only who has applied is vetted."))
    VettingCheck.objects.create(
        member=member, check_kind=check, outcome=outcome, note=note, noted_by=by.code, noted_at=at
    )
    record(CheckNoted(member=member.reference, check=check, outcome=outcome), by=by, at=at)


def move(member: Member, state: MemberState) -> None:
    """Change the state as the table allows, under a lock: two officers cannot decide at once."""
    now = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    rules.check_move(MemberState(now.state), state)
    member.state = state
    member.save(update_fields=["state"])


@audited_action
def admit_member(*, member: Member, by: Actor, at: datetime) -> None:
    """Admit who has passed every check. A command at the terminal answers for the vetting itself."""
    permissions.check_can_vet(by)
    if by.kind is not ActorKind.SYSTEM:
        rules.check_admission(outcomes_of(member))
    admit(member, by=by, at=at)
    if (application := decided(member, by=by, at=at)) is not None:
        letters.tell_admitted(application, at=at)
        role = Role.SIGNATORY.value
        new_proposal(member.organisation, application.name, application.email, role, application.language, by=by, at=at)


def admit(member: Member, *, by: Actor, at: datetime) -> None:
    move(member, MemberState.ADMITTED)
    member.admitted_at, member.admitted_by = at, by.code
    member.save(update_fields=["admitted_at", "admitted_by"])
    record(MemberAdmitted(member=member.reference), by=by, at=at)


def decided(member: Member, reason: str = "", *, by: Actor, at: datetime) -> Application | None:
    """The application with what was decided on it; None where nobody wrote one. Its task is over."""
    finish_about(member, TaskKind.VET_MEMBER, member.name, by=by, at=at)
    application = Application.objects.filter(member=member).exclude(submitted_at=None).first()
    if application is not None:
        application.decided_at, application.decided_by, application.reason = at, by.code, reason
        application.save(update_fields=["decided_at", "decided_by", "reason"])
    return application


@audited_action
def refuse_member(*, member: Member, reason: str, by: Actor, at: datetime) -> None:
    """Refuse with a reason, which the applicant is told; the domains are free for others."""
    permissions.check_can_vet(by)
    move(member, MemberState.REFUSED)
    member.domains.filter(removed_at=None).update(removed_at=at)
    if (application := decided(member, reason, by=by, at=at)) is not None:
        letters.tell_refused(application, at=at)
    record(MemberRefused(member=member.reference, reason=reason), by=by, at=at)


@audited_action
def leave(*, member: Member, reason: str, by: Actor, at: datetime) -> None:
    """End a membership: its domains are free, its people can sign in no more, what stands above hears of it."""
    permissions.check_can_change(by, member)
    member.left_at = at
    member.save(update_fields=["left_at"])
    move(member, MemberState.LEFT)
    member.domains.filter(removed_at=None).update(removed_at=at)
    close_the_door(member, by=by, at=at)
    for task in member.tasks.filter(done_at=None):
        finish_about(member, TaskKind(task.kind), task.title, by=by, at=at)
    record(MemberLeft(member=member.reference, reason=reason), by=by, at=at)


def close_the_door(member: Member, *, by: Actor, at: datetime) -> None:
    """Its people can sign in no more, and nobody who was proposed or invited comes in."""
    for proposal in queries.proposals_of(member.organisation_id).filter(state=ProposalState.PROPOSED):
        withdraw_proposal(proposal=proposal, by=by, at=at)
    for invitation in persons.open_invitations_in(member.organisation_id):
        people.revoke_invitation(invitation=invitation, by=SYSTEM, at=at)
    for person in queries.persons_active_in(member.organisation_id):
        people.deactivate_person(person=person, by=SYSTEM, at=at)
