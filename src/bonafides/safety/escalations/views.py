"""Pages of escalating: one to send, one to follow, one for what is locked, and whom to tell."""

import re
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError, NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.safety.escalations import permissions, queries
from bonafides.safety.escalations.actions import material as locked
from bonafides.safety.escalations.actions import threats
from bonafides.safety.escalations.actions.material import Reported
from bonafides.safety.escalations.actions.threats import Named
from bonafides.safety.escalations.forms import AuthorityForm, ChoiceForm, FollowForm, ReportForm, ThreatForm
from bonafides.safety.moderation.queries.cases import case_for

CASE_IN = re.compile(r"/cases/([0-9A-Z]{10})/")
CLOSED = {"Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer"}


def country_choices() -> list[tuple[str, str]]:
    return [(country, f"{country} – {row.name}") for country, row in sorted(queries.authorities().items())]


# -- a threat to life ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def threat(request: ActorRequest) -> HttpResponse:
    """Everything is filled in: the next key sends it."""
    found = CASE_IN.search(request.GET.get("from", ""))
    initial = {"case": found[1] if found else "", "aware_at": now()}
    form = ThreatForm(request.POST or None, initial=initial, choices=country_choices())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        case = case_for(request.actor, given["case"]).reference if given["case"] else ""
        sent = threats.escalate(
            case=case,
            note=given["note"],
            countries=given["countries"],
            aware_at=form.aware(now()),
            by=request.actor,
            at=now(),
        )
        return redirect(sent)
    status = 422 if request.method == "POST" else 200
    return render(request, "escalations/threat.html", {"form": form}, status=status)


COLUMNS = [
    Column("year", lambda row: row["year"]),
    Column("threats_to_life", lambda row: row["threats"]),
    Column("material_routed_out", lambda row: row["material"]),
]


@require_GET
def escalations(request: ActorRequest) -> HttpResponseBase:
    """What went out; an auditor reads the numbers only."""
    counts = queries.counts()
    if "format" in request.GET:
        return table_response(counts, COLUMNS, request.GET["format"], "escalations")
    may_read = request.actor.has_role(*permissions.ESCALATORS)
    shown = page_of(queries.escalations(), request) if may_read else None
    context = {
        "page": shown,
        "unreported": queries.unreported() if may_read else [],
        "counts": counts,
        "may_configure": request.actor.has_role(Role.OWNER),
    }
    return render(request, "escalations/escalations.html", context)


@require_GET
def escalation(request: ActorRequest, reference: str) -> HttpResponse:
    return show_escalation(request, reference, FollowForm())


def show_escalation(request: ActorRequest, reference: str, form: FollowForm, status: int = 200) -> HttpResponse:
    found = queries.escalation_for(request.actor, reference)
    told = {"escalation": found, "dispatches": queries.dispatches_of(found), "lines": found.lines.all()}
    context = told | {"form": form, "reached": queries.reached(found)}
    return render(request, "escalations/escalation.html", context, status=status)


@require_POST
def sheet(request: ActorRequest, reference: str) -> HttpResponse:
    """The report as a PDF, to be printed, sent by hand or read out."""
    found = queries.escalation_for(request.actor, reference)
    pdf = threats.print_sheet(escalation=found, by=request.actor, at=now())
    name = {"Content-Disposition": f'attachment; filename="{found.reference}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=CLOSED | name)


@require_POST
def follow(request: ActorRequest, reference: str) -> HttpResponse:
    form = FollowForm(request.POST)
    if not form.is_valid():
        return show_escalation(request, reference, form, status=422)
    found = queries.escalation_for(request.actor, reference)
    threats.follow(escalation=found, **form.cleaned_data, by=request.actor, at=now())
    return redirect(found)


# -- whom to tell --------------------------------------------------------------------------------------------------


@require_GET
def authorities(request: ActorRequest) -> HttpResponse:
    return render(request, "escalations/authorities.html", {"rows": sorted_rows()})


def sorted_rows() -> list[Any]:
    return [row for _country, row in sorted(queries.authorities().items())]


@require_http_methods(["GET", "POST"])
def authority(request: ActorRequest, country: str) -> HttpResponse:
    row = queries.authorities().get(country)
    if row is None:
        raise NotFound("no-such-authority", gettext_noop("There is no such authority."))
    form = AuthorityForm(request.POST or None, initial={name: getattr(row, name) for name in AuthorityForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            threats.name_authority(named=Named(country=country, **form.cleaned_data), by=request.actor, at=now())
            return redirect("escalations:authorities")
        except DomainError as error:
            form.add_error(None, sentence_of(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "escalations/authority.html", {"form": form, "row": row}, status=status)


# -- out of reach --------------------------------------------------------------------------------------------------


@require_POST
def route_out(request: ActorRequest, item: str) -> HttpResponse:
    """One key: the item leaves every page, and this one says what to do next."""
    routed = locked.route_out(item=item, by=request.actor, at=now())
    answer = redirect(routed)
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@require_GET
def material(request: ActorRequest, reference: str) -> HttpResponse:
    return show_material(request, reference)


def show_material(request: ActorRequest, reference: str, status: int = 200, **forms: Any) -> HttpResponse:
    found = queries.material_for(request.actor, reference)
    context = {
        "material": found,
        "hotlines": [row for row in sorted_rows() if row.hotline],
        "report_form": ReportForm(choices=country_choices()),
        "choice_form": ChoiceForm(),
        "may_choose": request.actor.has_role(*permissions.CHOOSERS),
        **forms,
    }
    return render(request, "escalations/material.html", context, status=status)


@require_POST
def report_material(request: ActorRequest, reference: str) -> HttpResponse:
    form = ReportForm(request.POST, choices=country_choices())
    if not form.is_valid():
        return show_material(request, reference, status=422, report_form=form)
    found = queries.material_for(request.actor, reference)
    locked.write_report(material=found, reported=Reported(**form.cleaned_data), by=request.actor, at=now())
    return redirect(found)


@require_POST
def choose(request: ActorRequest, reference: str) -> HttpResponse:
    form = ChoiceForm(request.POST)
    found = queries.material_for(request.actor, reference)
    if form.is_valid():
        try:
            locked.choose(material=found, **form.cleaned_data, by=request.actor, at=now())
            return redirect(found)
        except DomainError as error:
            form.add_error(None, sentence_of(error))
    return show_material(request, reference, status=422, choice_form=form)
