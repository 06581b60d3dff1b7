"""The people of a member: proposed by who signs for it, vetted by an officer, let go by either."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.programme.members import actions, permissions, queries
from bonafides.programme.members.forms import ProposalForm, VetForm
from bonafides.programme.members.models import Member, Proposal
from bonafides.programme.members.queries.people import all_proposals
from bonafides.programme.members.views.answers import address_of, answered, pressed

PEOPLE_COLUMNS = [
    Column("name", lambda person: person.name),
    Column("email", lambda person: person.email),
    Column("roles", lambda person: [held.role for held in person.roles_now]),
    Column("is_active", lambda person: person.is_active),
    Column("since", lambda person: person.created_at),
]
PROPOSAL_COLUMNS = [
    Column("name", lambda proposal: proposal.name),
    Column("email", lambda proposal: proposal.email),
    Column("organisation", lambda proposal: proposal.organisation.name),
    Column("role", lambda proposal: proposal.role),
    Column("state", lambda proposal: proposal.state),
    Column("proposed_at", lambda proposal: proposal.proposed_at),
    Column("decided_at", lambda proposal: proposal.decided_at),
]


@require_GET
def people(request: ActorRequest, reference: str) -> HttpResponseBase:
    member = queries.member_for(request.actor, reference)
    if chosen := request.GET.get("format", ""):
        return table_response(queries.people_of(request.actor, member), PEOPLE_COLUMNS, chosen, "people")
    return people_page(request, member)


def people_page(request: ActorRequest, member: Member, status: int = 200, **bound: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {
        "member": member,
        "page": page_of(queries.people_of(request.actor, member), request),
        "proposals": queries.proposals_of(member.organisation_id)[:20],
        "may_change": permissions.can_change(request.actor, member),
        "may_vet": permissions.can_vet(request.actor),
        "is_own": permissions.is_own(request.actor, member),
        "proposal_form": ProposalForm(),
    }
    return render(request, "members/people.html", context | bound, status=status)


def people_of(member: Member) -> str:
    return address_of("members:people", member.reference)


@require_POST
def propose(request: ActorRequest, reference: str) -> HttpResponse:
    member, form = queries.member_for(request.actor, reference), ProposalForm(request.POST)
    permissions.check_can_change(request.actor, member)
    return answered(
        request,
        form,
        lambda: actions.propose_person(member=member, somebody=form.somebody(), by=request.actor, at=now()),
        said=_("Proposed. An officer looks at who they are; then the invitation goes out."),
        to=people_of(member),
        again=lambda: people_page(request, member, status=422, proposal_form=form),
    )


@require_POST
def let_go(request: ActorRequest, reference: str, code: str) -> HttpResponse:
    member = queries.member_for(request.actor, reference)
    permissions.check_can_change(request.actor, member)
    person = queries.person_of(member.organisation_id, code)
    return pressed(
        request,
        lambda: actions.let_go(member=member, person=person, by=request.actor, at=now()),
        said=_("They can sign in no more."),
        to=people_of(member),
    )


# -- vetting ----------------------------------------------------------------------------------------


@require_GET
def proposals(request: ActorRequest) -> HttpResponseBase:
    """Everybody who waits for an officer, of members and of bodies."""
    rows = all_proposals(request.actor)
    if chosen := request.GET.get("format", ""):
        return table_response(rows.iterator(chunk_size=500), PROPOSAL_COLUMNS, chosen, "people-to-vet")
    context = {"page": page_of(rows, request), "may_vet": permissions.can_vet(request.actor)}
    return render(request, "members/proposals.html", context)


@require_http_methods(["GET", "POST"])
def proposal(request: ActorRequest, reference: str) -> HttpResponse:
    """Who somebody is: decided once, with what shows it."""
    permissions.check_can_vet(request.actor)
    shown = queries.proposal_for(request.actor, reference)
    form = VetForm(request.POST or None)

    def page() -> HttpResponse:
        status = 422 if form.is_bound else 200
        return render(request, "members/proposal.html", {"proposal": shown, "form": form}, status=status)

    if request.method == "GET":
        return page()
    return answered(
        request, form, lambda: decide(request, shown, form), said=_("Decided."), to="members:proposals", again=page
    )


def decide(request: ActorRequest, shown: Proposal, form: VetForm) -> None:
    words, by, at = form.cleaned_data["words"], request.actor, now()
    if form.cleaned_data["decision"] == "accept":
        actions.accept_person(proposal=shown, evidence=words, by=by, at=at)
    else:
        actions.refuse_person(proposal=shown, reason=words, by=by, at=at)


@require_POST
def withdraw_proposal(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.proposal_for(request.actor, reference)
    to = "members:own" if shown.organisation_id == request.actor.organisation else "members:proposals"
    return pressed(
        request,
        lambda: actions.withdraw_proposal(proposal=shown, by=request.actor, at=now()),
        said=_("The proposal was taken back."),
        to=to,
    )
