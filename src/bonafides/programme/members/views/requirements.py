"""One requirement of one member: how it stands, what was shown, what was decided, what is to be done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.requests import ActorRequest
from bonafides.base.people import queries as persons
from bonafides.kernel.clock import now
from bonafides.programme.members import actions, permissions, queries
from bonafides.programme.members.forms import DecideForm, EvidenceForm
from bonafides.programme.members.models import Evidence, Member, RequirementRow
from bonafides.programme.members.queries.members import readiness_key_of, requirement_of
from bonafides.programme.members.views.answers import address_of, answered
from bonafides.programme.members.vocabulary import (
    BY_THEMSELVES,
    LIVE_TESTED,
    REQUIREMENT_MOVES,
    Requirement,
    RequirementState,
)

STEPS = {Requirement.ASSESSMENTS: "assessments:assessments", Requirement.PLEDGE: "pledge:pledge"}


@require_GET
def requirement(request: ActorRequest, reference: str, name: str) -> HttpResponse:
    member = queries.member_for(request.actor, reference)
    return requirement_page(request, member, requirement_of(member, name))


def requirement_page(
    request: ActorRequest, member: Member, row: RequirementRow, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    offers, decisions = list(row.offers.select_related("key")[:20]), list(row.decisions.all()[:50])
    codes = [each.offered_by for each in offers] + [each.decided_by for each in decisions]
    by_itself = Requirement(row.requirement) in BY_THEMSELVES
    context: dict[str, Any] = {
        "member": member,
        "row": row,
        "offers": offers,
        "decisions": decisions,
        "names": persons.names_of(codes) if permissions.can_read_vetting(request.actor) else {},
        "may_offer": permissions.can_change(request.actor, member) and not by_itself,
        "may_decide": permissions.can_vet(request.actor) and not by_itself,
        "may_vet": permissions.can_vet(request.actor),
        "step_url": address_of(STEPS[Requirement(row.requirement)]) if by_itself else "",
        "is_own": permissions.is_own(request.actor, member),
        "is_tested": Requirement(row.requirement) in LIVE_TESTED,
        "offer_form": EvidenceForm(),
        "decide_form": decide_form(row, initial=proposed(offers)),
    }
    return render(request, "members/requirement.html", context | bound, status=status)


def decide_form(row: RequirementRow, *args: Any, **options: Any) -> DecideForm:
    states = REQUIREMENT_MOVES[RequirementState(row.state)]
    return DecideForm(*args, requirement=Requirement(row.requirement), states=states, **options)


def proposed(offers: list[Evidence]) -> dict[str, Any]:
    """The decision starts with what the member showed last, but for what a key signed that nobody knows."""
    last = next((offer for offer in offers if offer.key is None or offer.key.is_pinned), None)
    if last is None:
        return {}
    return {"evidence": last.note, "evidence_url": last.url, "evidence_at": last.dated}


@require_POST
def accept_key(request: ActorRequest, reference: str, number: int) -> HttpResponse:
    member = queries.member_for(request.actor, reference)
    permissions.check_can_vet(request.actor)
    actions.accept_key(key=readiness_key_of(member, number), by=request.actor, at=now())
    messages.success(request, _("This key is theirs from now on."))
    return redirect("members:requirement", member.reference, Requirement.CONTACT_POINT)


@require_POST
def offer_evidence(request: ActorRequest, reference: str, name: str) -> HttpResponse:
    member, form = queries.member_for(request.actor, reference), EvidenceForm(request.POST)
    permissions.check_can_change(request.actor, member)
    row = requirement_of(member, name)
    asked = Requirement(row.requirement)
    return answered(
        request,
        form,
        lambda: actions.offer_evidence(
            member=member, requirement=asked, **form.cleaned_data, by=request.actor, at=now()
        ),
        said=_("Thank you. An officer looks at it."),
        to=page_of_row(member, row),
        again=lambda: requirement_page(request, member, row, status=422, offer_form=form),
    )


@require_POST
def decide(request: ActorRequest, reference: str, name: str) -> HttpResponse:
    member = queries.member_for(request.actor, reference)
    permissions.check_can_vet(request.actor)
    row = requirement_of(member, name)
    form = decide_form(row, request.POST)
    asked = Requirement(row.requirement)
    return answered(
        request,
        form,
        lambda: actions.set_requirement(
            member=member, requirement=asked, **form.cleaned_data, by=request.actor, at=now()
        ),
        said=_("Decided. The member sees it, and the log holds it."),
        to=page_of_row(member, row),
        again=lambda: requirement_page(request, member, row, status=422, decide_form=form),
    )


def page_of_row(member: Member, row: RequirementRow) -> str:
    return address_of("members:requirement", member.reference, row.requirement)
