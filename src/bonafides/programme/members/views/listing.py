"""The programme's list of members, one member, and how it comes in."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people import queries as persons
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.members import actions, permissions, queries
from bonafides.programme.members.forms import CheckForm, InviteForm, MemberFilterForm, ReasonForm
from bonafides.programme.members.models import Application, Member
from bonafides.programme.members.queries.members import absence_of, checks_of
from bonafides.programme.members.rules import missing_checks
from bonafides.programme.members.views.answers import answered, pressed
from bonafides.programme.members.vocabulary import (
    MEMBER_MOVES,
    MEMBER_WORDS,
    Check,
    CheckOutcome,
    MemberState,
    Requirement,
)

VETTED_IN = (MemberState.APPLIED, MemberState.VETTING)


@require_GET
def members(request: ActorRequest) -> HttpResponseBase:
    form = MemberFilterForm(request.GET)
    wanted = form.wanted()
    if chosen := request.GET.get("format", ""):
        return table_response(queries.rows_to_export(request.actor, wanted), COLUMNS, chosen, "members")
    counts = queries.counts_by_state(request.actor)
    context = {
        "page": page_of(queries.members_for(request.actor, wanted), request),
        "filter": form,
        "counts": [(MEMBER_WORDS[state], state.value, number) for state, number in counts.items() if number],
        "may_vet": permissions.can_vet(request.actor),
        "reads_vetting": permissions.can_read_vetting(request.actor),
    }
    return render(request, "members/members.html", context)


def state_of(requirement: Requirement) -> Any:
    """Reads one requirement's state from a row of the export."""
    return lambda member: next((r.state for r in member.requirements.all() if r.requirement == requirement), "")


def union_of(name: str) -> Any:
    return lambda member: sorted({each for service in member.services_now for each in getattr(service, name)})


COLUMNS = [
    Column("reference", lambda member: member.reference),
    Column("name", lambda member: member.name),
    Column("state", lambda member: member.state),
    Column("website", lambda member: member.website),
    Column("country", lambda member: member.organisation.country),
    Column("staff", lambda member: member.staff),
    Column("types", union_of("types")),
    Column("overlays", union_of("overlays")),
    Column("languages", union_of("languages")),
    Column("domains", lambda member: [domain.host for domain in member.domains_now]),
    Column("mentor", lambda member: member.mentor.name if member.mentor else ""),
    Column("applied_at", lambda member: member.applied_at),
    Column("admitted_at", lambda member: member.admitted_at),
    Column("left_at", lambda member: member.left_at),
    *(Column(requirement.value, state_of(requirement)) for requirement in Requirement),
]


@require_GET
def member(request: ActorRequest, reference: str) -> HttpResponse:
    return member_page(request, the_programmes(request, reference))


def the_programmes(request: ActorRequest, reference: str) -> Member:
    """A member, for the programme: its own people have pages of their own."""
    permissions.check_can_read_all(request.actor)
    return queries.member_for(request.actor, reference)


def member_page(request: ActorRequest, shown: Member, status: int = 200, **bound: forms.Form) -> HttpResponse:
    actor = request.actor
    context: dict[str, Any] = {
        "member": shown,
        "requirements": queries.requirements_of(shown).values(),
        "services": queries.services_of(shown),
        "domains": queries.domains_of(shown),
        "contacts": queries.contacts_of(shown),
        "absence": absence_of(shown, now().date()),
        "tasks": queries.tasks_of(shown, for_member=False) if permissions.can_read_work(actor) else [],
        "today": now().date(),
        "may_vet": permissions.can_vet(actor),
        "reads_people": permissions.can_read_people(actor, shown),
        "reads_mentoring": permissions.can_read_mentoring(actor, shown),
    }
    if permissions.can_read_vetting(actor):
        context |= vetting_of(shown)
    return render(request, "members/member.html", context | bound, status=status)


def vetting_of(shown: Member) -> dict[str, Any]:
    """The application, what was found out, and the forms for what comes next."""
    found, moves = checks_of(shown), MEMBER_MOVES[MemberState(shown.state)]
    outcomes = {check: CheckOutcome(row.outcome) for check, row in found.items()}
    names = persons.names_of(row.noted_by for row in found.values())
    is_vetted = shown.state in VETTED_IN
    return {
        "application": Application.objects.filter(member=shown).first(),
        "checks": [(check, found.get(check), names, CheckForm(check)) for check in Check],
        "is_vetted": is_vetted,
        "may_start": MemberState.VETTING in moves,
        "missing": missing_checks(outcomes) if is_vetted else (),
        "refuse_form": ReasonForm(prefix="refuse"),
    }


# -- coming in --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def invite_platform(request: ActorRequest) -> HttpResponse:
    permissions.check_can_vet(request.actor)
    form = InviteForm(request.POST or None)

    def page() -> HttpResponse:
        return render(request, "members/invite_platform.html", {"form": form}, status=422 if form.is_bound else 200)

    if request.method == "GET":
        return page()
    return answered(
        request,
        form,
        lambda: actions.invite_platform(**form.cleaned_data, by=request.actor, at=now()),
        said=_("The invitation is on its way."),
        to="members:members",
        again=page,
    )


@require_POST
def start_vetting(request: ActorRequest, reference: str) -> HttpResponse:
    shown = the_programmes(request, reference)
    return pressed(
        request,
        lambda: actions.start_vetting(member=shown, by=request.actor, at=now()),
        said=_("Vetting has begun."),
        to=shown,
    )


@require_POST
def note_check(request: ActorRequest, reference: str, check: str) -> HttpResponse:
    shown = the_programmes(request, reference)
    permissions.check_can_vet(request.actor)
    if check not in set(Check):
        raise NotFound("no-such-check", gettext_noop("There is no such check."))
    form = CheckForm(Check(check), request.POST)
    return answered(
        request,
        form,
        lambda: actions.note_check(member=shown, check=form.check, **form.cleaned_data, by=request.actor, at=now()),
        said=_("Noted."),
        to=shown,
        again=lambda: member_page(request, shown, status=422, failed_form=form),
    )


@require_POST
def admit(request: ActorRequest, reference: str) -> HttpResponse:
    shown = the_programmes(request, reference)
    return pressed(
        request,
        lambda: actions.admit_member(member=shown, by=request.actor, at=now()),
        said=_("Admitted. Whoever applied is told."),
        to=shown,
    )


@require_POST
def refuse(request: ActorRequest, reference: str) -> HttpResponse:
    shown, form = the_programmes(request, reference), ReasonForm(request.POST, prefix="refuse")
    permissions.check_can_vet(request.actor)
    return answered(
        request,
        form,
        lambda: actions.refuse_member(member=shown, **form.cleaned_data, by=request.actor, at=now()),
        said=_("Refused. Whoever applied is told the reason."),
        to=shown,
        again=lambda: member_page(request, shown, status=422, refuse_form=form),
    )
