"""Bodies that are no platforms, and files of existing members."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people import queries as persons
from bonafides.kernel.clock import now
from bonafides.programme.members import actions, permissions, queries
from bonafides.programme.members.actions.imports import COLUMNS, NEEDED
from bonafides.programme.members.forms import BodyForm, ImportForm, ParticipantForm
from bonafides.programme.members.models import Body, ImportRun
from bonafides.programme.members.views.answers import address_of, answered
from bonafides.programme.members.views.people import PEOPLE_COLUMNS

BODY_COLUMNS = [
    Column("reference", lambda body: body.reference),
    Column("name", lambda body: body.organisation.name),
    Column("kind", lambda body: body.organisation.kind),
    Column("country", lambda body: body.organisation.country),
    Column("website", lambda body: body.website),
    Column("people", lambda body: body.people),
    Column("vetted_at", lambda body: body.vetted_at),
]


@require_http_methods(["GET", "POST"])
def bodies(request: ActorRequest) -> HttpResponseBase:
    """Who takes part, and a form for one more."""
    if request.method == "POST":
        permissions.check_can_vet(request.actor)
    elif chosen := request.GET.get("format", ""):
        return table_response(queries.bodies_for(request.actor), BODY_COLUMNS, chosen, "bodies")
    form = BodyForm(request.POST or None)

    def page() -> HttpResponse:
        context = {
            "page": page_of(queries.bodies_for(request.actor), request),
            "form": form,
            "may_vet": permissions.can_vet(request.actor),
        }
        return render(request, "members/bodies.html", context, status=422 if form.is_bound else 200)

    if request.method == "GET":
        return page()
    return answered(
        request,
        form,
        lambda: actions.register_body(**form.cleaned_data, by=request.actor, at=now()),
        said=_("The body is registered; now its people can be invited."),
        to="members:bodies",
        again=page,
    )


@require_GET
def body(request: ActorRequest, reference: str) -> HttpResponseBase:
    shown = queries.body_for(request.actor, reference)
    if chosen := request.GET.get("format", ""):
        return table_response(persons.people_in(shown.organisation_id), PEOPLE_COLUMNS, chosen, "people")
    return body_page(request, shown)


def body_page(request: ActorRequest, shown: Body, status: int = 200, **bound: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {
        "body": shown,
        "page": page_of(persons.people_in(shown.organisation_id), request),
        "proposals": queries.proposals_of(shown.organisation_id)[:20],
        "may_vet": permissions.can_vet(request.actor),
        "form": ParticipantForm(),
    }
    return render(request, "members/body.html", context | bound, status=status)


@require_POST
def invite_participant(request: ActorRequest, reference: str) -> HttpResponse:
    shown, form = queries.body_for(request.actor, reference), ParticipantForm(request.POST)
    permissions.check_can_vet(request.actor)
    return answered(
        request,
        form,
        lambda: actions.invite_participant(
            body=shown,
            somebody=form.somebody(),
            evidence=form.cleaned_data["evidence"],
            by=request.actor,
            at=now(),
        ),
        said=_("The invitation is on its way."),
        to=address_of("members:body", shown.reference),
        again=lambda: body_page(request, shown, status=422, form=form),
    )


# -- files ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def import_members(request: ActorRequest) -> HttpResponse:
    permissions.check_can_vet(request.actor)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    made: list[ImportRun] = []
    if request.method == "POST" and mended(form, lambda: made.append(taken_in(request, form))):
        return redirect(made[0])
    context = {
        "form": form,
        "page": page_of(queries.import_runs_for(request.actor), request),
        "needed": NEEDED,
        "columns": COLUMNS,
    }
    return render(request, "members/import.html", context, status=422 if form.errors else 200)


def taken_in(request: ActorRequest, form: ImportForm) -> ImportRun:
    file = form.cleaned_data["file"]
    return actions.import_members(data=file.read(), file_name=file.name or "", by=request.actor, at=now())


@require_GET
def import_run(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.import_run_for(request.actor, reference)
    return render(request, "members/import_run.html", {"run": shown, "page": page_of(shown.rows.all(), request)})
