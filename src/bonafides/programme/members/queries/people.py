"""The people around the programme, and the bodies that are no platforms."""

from django.db.models import Case, Count, Q, QuerySet, When

from bonafides.base.people import queries as persons
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import permissions
from bonafides.programme.members.models import Body, Member, Proposal
from bonafides.programme.members.queries.members import as_reference
from bonafides.programme.members.vocabulary import ProposalState

NO_PROPOSAL = NotFound("no-such-proposal", _("There is no such proposal."))


def people_of(by: Actor, member: Member) -> QuerySet[Person]:
    """Everybody of a member, each with the roles held now in `roles_now`."""
    permissions.check_can_read_people(by, member)
    return persons.people_in(member.organisation_id)


def person_of(member_organisation: int, code: str) -> Person:
    """Somebody of an organisation by their code."""
    person = persons.people_in(member_organisation).filter(code=code).select_related("organisation").first()
    if person is None:
        raise NotFound("no-such-person", _("There is no such person."))
    return person


def proposals_of(organisation: int) -> QuerySet[Proposal]:
    return Proposal.objects.filter(organisation_id=organisation)


def proposal_for(by: Actor, reference: str) -> Proposal:
    """A proposal, for who vets and for the organisation that made it."""
    found = Proposal.objects.select_related("organisation").filter(reference=as_reference(reference)).first()
    if found is None or not (permissions.can_vet(by) or by.organisation == found.organisation_id):
        raise NO_PROPOSAL
    return found


def all_proposals(by: Actor) -> QuerySet[Proposal]:
    """Who waits for an officer first, the longest waiting first; then who was decided on."""
    permissions.check_can_read_vetting(by)
    waits = Case(When(state=ProposalState.PROPOSED, then=0), default=1)
    rows = Proposal.objects.select_related("organisation", "organisation__member")
    return rows.annotate(waits=waits).order_by("waits", "proposed_at", "pk")


def team_of_the_programme() -> QuerySet[Person]:
    """Everybody who can sign in for the programme: whom a task or a member may be given to."""
    organisation = persons.active_organisation(OrganisationKind.PROGRAMME)
    return persons.people_in(organisation.pk).filter(is_active=True)


def bodies_for(by: Actor) -> QuerySet[Body]:
    """Civil society, academic, state and UN bodies, each with how many of its people can sign in."""
    permissions.check_can_read_vetting(by)
    people = Count("organisation__people", filter=Q(organisation__people__is_active=True))
    return Body.objects.select_related("organisation").annotate(people=people).order_by("organisation__name", "pk")


def body_for(by: Actor, reference: str) -> Body:
    found: Body | None = bodies_for(by).filter(reference=as_reference(reference)).first()
    if found is None:
        raise NotFound("no-such-body", _("There is no such body."))
    return found


def persons_active_in(organisation: int) -> QuerySet[Person]:
    return persons.people_in(organisation).filter(is_active=True)
