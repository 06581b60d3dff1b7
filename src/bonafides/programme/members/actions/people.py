"""The people around the programme: proposed, vetted, invited, let go. Nobody comes in unknown."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import actions as people
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import ROLES_OF, OrganisationKind
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import letters, permissions, rules
from bonafides.programme.members.actions.tasks import finish_about, new_task
from bonafides.programme.members.events import BodyRegistered, PersonLetGo, PersonProposed, PersonVetted
from bonafides.programme.members.models import Body, Member, Proposal
from bonafides.programme.members.vocabulary import VET_WITHIN, ProposalState, TaskKind

BODY_KINDS = (OrganisationKind.CIVIL_SOCIETY, OrganisationKind.ACADEMIC, OrganisationKind.STATE)


@dataclass(frozen=True)
class Somebody:
    """Who is to come in."""

    name: str
    email: str
    role: str
    language: str = "en"


@audited_action
def propose_person(*, member: Member, somebody: Somebody, by: Actor, at: datetime) -> Proposal:
    """Ask for a colleague to be let in; an officer looks at who they are first."""
    permissions.check_can_change(by, member)
    return new_proposal(
        member.organisation, somebody.name, somebody.email, somebody.role, somebody.language, by=by, at=at
    )


def new_proposal(  # type: ignore[no-untyped-def]  # an organisation is known here by its key alone
    organisation, name: str, email: str, role: str, language: str, *, by: Actor, at: datetime
) -> Proposal:
    """The row, its event and the officer's task."""
    if role not in ROLES_OF[organisation.kind]:
        raise Invalid("role-of-another-kind", _("Nobody of such an organisation has this role."))
    if Proposal.objects.filter(
        organisation=organisation, email=email.casefold(), state=ProposalState.PROPOSED
    ).exists():
        raise Conflict("proposed-already", _("This person was proposed already."))
    proposal = Proposal.objects.create(
        organisation=organisation,
        name=name,
        email=email.casefold(),
        role=role,
        language=language,
        proposed_by=by.code,
        proposed_at=at,
    )
    due_on = rules.days_from(at, VET_WITHIN)
    new_task(member_of(proposal), TaskKind.VET_PERSON, title_of(proposal), due_on, by=by, at=at)
    made = PersonProposed(organisation=organisation.reference, proposal=proposal.reference, role=role)
    record(made, by=by, at=at)
    return proposal


def member_of(proposal: Proposal) -> Member | None:
    return Member.objects.select_related("mentor").filter(organisation_id=proposal.organisation_id).first()


def title_of(proposal: Proposal) -> str:
    return f"{proposal.name}, {proposal.organisation.name}"


@audited_action
def accept_person(*, proposal: Proposal, evidence: str, by: Actor, at: datetime) -> None:
    """Let somebody in: what the officer found stands beside it, and the invitation goes out by mail."""
    permissions.check_can_vet(by)
    decide(proposal, ProposalState.ACCEPTED, evidence, by=by, at=at)
    issued = people.invite(
        organisation=proposal.organisation,
        email=proposal.email,
        role=proposal.role,
        language=proposal.language,
        by=by,
        at=at,
    )
    proposal.invitation = issued.invitation.reference
    proposal.save(update_fields=["invitation"])


@audited_action
def refuse_person(*, proposal: Proposal, reason: str, by: Actor, at: datetime) -> None:
    permissions.check_can_vet(by)
    decide(proposal, ProposalState.REFUSED, reason, by=by, at=at)
    letters.tell_person_refused(proposal, at=at)


@audited_action
def withdraw_proposal(*, proposal: Proposal, by: Actor, at: datetime) -> None:
    """Take a proposal back: who signs for the member, or who vets."""
    member = member_of(proposal)
    if member is None:
        permissions.check_can_vet(by)
    else:
        permissions.check_can_change(by, member)
    decide(proposal, ProposalState.WITHDRAWN, "", by=by, at=at)


def decide(proposal: Proposal, state: ProposalState, words: str, *, by: Actor, at: datetime) -> None:
    """Decide once, under a lock; the officer's task is over with it."""
    now = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if now.state != ProposalState.PROPOSED:
        raise Conflict("proposal-decided", _("This proposal was decided before."))
    if state is not ProposalState.WITHDRAWN and not words.strip():
        raise Invalid("evidence-needed", _("Say what shows who they are, or why not."))
    proposal.state, proposal.evidence, proposal.decided_by, proposal.decided_at = state, words, by.code, at
    proposal.save(update_fields=["state", "evidence", "decided_by", "decided_at"])
    finish_about(member_of(proposal), TaskKind.VET_PERSON, title_of(proposal), by=by, at=at)
    vetted = PersonVetted(organisation=proposal.organisation.reference, proposal=proposal.reference, state=state)
    record(vetted, by=by, at=at)


@audited_action
def let_go(*, member: Member, person: Person, by: Actor, at: datetime) -> None:
    """Somebody of a member can sign in no more, at once: who signs for it does that alone, but not to themselves."""
    permissions.check_can_change(by, member)
    check_belongs(person, member.organisation_id)
    if by.person == person.pk:
        raise Conflict("not-oneself", _("Somebody else takes your own access away: ask a colleague or an officer."))
    people.deactivate_person(person=person, by=SYSTEM, at=at)  # we have asked who may; the event below says who did
    record(PersonLetGo(organisation=member.organisation.reference, person=person.code), by=by, at=at)


def check_belongs(person: Person, organisation: int) -> None:
    if person.organisation_id != organisation:
        raise NotAllowed("other-organisation", _("This belongs to another organisation."))


# -- bodies -----------------------------------------------------------------------------------------


@audited_action
def register_body(
    *, name: str, kind: OrganisationKind, country: str, website: str, vetting_note: str, by: Actor, at: datetime
) -> Body:
    """Let civil society, an academic body, a state or a UN body take part: its people read and discuss knowledge."""
    permissions.check_can_vet(by)
    if kind not in BODY_KINDS:
        raise Invalid("body-kind", _("That is no body that takes part in this way."))
    organisation = people.create_organisation(name=name, kind=kind, country=country, by=by, at=at)
    body = Body.objects.create(
        organisation=organisation, website=website, vetting_note=vetting_note, vetted_by=by.code, vetted_at=at
    )
    record(BodyRegistered(organisation=organisation.reference, kind=kind), by=by, at=at)
    return body


@audited_action
def invite_participant(*, body: Body, somebody: Somebody, evidence: str, by: Actor, at: datetime) -> Proposal:
    """Somebody of a body, vetted and invited by one officer in one step."""
    permissions.check_can_vet(by)
    proposal = new_proposal(
        body.organisation, somebody.name, somebody.email, somebody.role, somebody.language, by=by, at=at
    )
    accept_person(proposal=proposal, evidence=evidence, by=by, at=at)
    return proposal
