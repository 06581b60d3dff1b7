"""Marks in the console: suspending, revoking, confirming, lifting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bonafides.base.http.export import table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.programme.trustmark import actions, permissions, queries
from bonafides.programme.trustmark.forms import ReasonsForm, RegisterFilter
from bonafides.programme.trustmark.models import Mark, Measure
from bonafides.programme.trustmark.views.public import columns
from bonafides.programme.trustmark.views.words import shown
from bonafides.programme.trustmark.vocabulary import (
    MEASURE_KIND_WORDS,
    MEASURE_WORDS,
    MarkState,
    MeasureKind,
    MeasureState,
)

Act = Callable[..., Any]


@require_safe
def marks(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """All marks, with what stands against each."""
    at = now()
    form = RegisterFilter(request.GET)
    rows = queries.register(at, **form.wanted())
    if fmt := request.GET.get("format"):
        return table_response(rows, columns(at), fmt, "trustmarks")
    page = page_of(rows, request)
    context = {
        "page": page,
        "rows": [shown(mark, at) for mark in page.rows],
        "filter": form,
        "waiting": queries.waiting(at),
        "tab": "marks",
    }
    return render(request, "trustmark/marks.html", context)


@require_safe
def manage(request: ActorRequest, reference: str) -> HttpResponse:
    return page_of_mark(request, queries.mark_at(reference))


def page_of_mark(request: ActorRequest, mark: Mark, form: ReasonsForm | None = None, kind: str = "") -> HttpResponse:
    may, state = permissions.can_suspend(request.actor), MarkState(mark.state)
    context = {
        "mark": mark,
        "shown": shown(mark, now()),
        "instances": queries.instances_of(mark)[:20],
        "measures": [measure_row(request, each) for each in queries.measures_of(mark)[:20]],
        "complaints": queries.complaint_counts(mark),
        "form": form,
        "suspend_form": (form if kind == "suspend" else ReasonsForm(prefix="suspend"))
        if may and state is MarkState.ACTIVE
        else None,
        "revoke_form": (form if kind == "revoke" else ReasonsForm(prefix="revoke"))
        if may and state in (MarkState.ACTIVE, MarkState.SUSPENDED)
        else None,
    }
    return render(request, "trustmark/manage.html", context, status=422 if form else 200)


def measure_row(request: ActorRequest, measure: Measure) -> dict[str, object]:
    kind, state = MeasureKind(measure.kind), MeasureState(measure.state)
    is_open, may = state is MeasureState.OPEN, permissions.can_suspend(request.actor)
    lifts = is_open or (state is MeasureState.CONFIRMED and kind is MeasureKind.SUSPENSION)
    return {
        "measure": measure,
        "kind": _(MEASURE_KIND_WORDS[kind]),
        "word": _(MEASURE_WORDS[state]),
        "is_open": is_open,
        "may_confirm": may and is_open and measure.opened_by_id != request.actor.person,
        "lift_form": ReasonsForm(prefix=f"lift-{measure.reference}") if may and lifts else None,
        "appeals": list(measure.appeals.all()),
    }


@require_POST
def suspend(request: ActorRequest, reference: str) -> HttpResponse:
    done = _("The mark is suspended. A second officer confirms it within 72 hours, or it is lifted by itself.")
    return with_reasons(request, reference, "suspend", actions.suspend_mark, done)


@require_POST
def revoke(request: ActorRequest, reference: str) -> HttpResponse:
    done = _("Revocation is proposed. It takes effect once a second officer has confirmed it.")
    return with_reasons(request, reference, "revoke", actions.propose_revocation, done)


def with_reasons(request: ActorRequest, reference: str, kind: str, act: Act, done: str) -> HttpResponse:
    mark = queries.mark_at(reference)
    form = ReasonsForm(request.POST, prefix=kind)
    if not form.is_valid():
        return page_of_mark(request, mark, form, kind)
    act(mark=mark, **form.cleaned_data, by=request.actor, at=now())
    messages.success(request, done)
    return redirect("trustmark:manage", reference)


@require_POST
def confirm(request: ActorRequest, reference: str) -> HttpResponse:
    measure = queries.measure_for(request.actor, reference)
    actions.confirm_measure(measure=measure, by=request.actor, at=now())
    messages.success(request, _("Confirmed. The member was told, and may appeal."))
    return redirect("trustmark:manage", measure.mark.reference)


@require_POST
def lift(request: ActorRequest, reference: str) -> HttpResponse:
    measure = queries.measure_for(request.actor, reference)
    form = ReasonsForm(request.POST, prefix=f"lift-{reference}")
    if not form.is_valid():
        return page_of_mark(request, queries.mark_at(measure.mark.reference), form)
    actions.lift_measure(measure=measure, **form.cleaned_data, by=request.actor, at=now())
    messages.success(request, _("Lifted. Where nothing else keeps it down, the mark stands again."))
    return redirect("trustmark:manage", measure.mark.reference)
