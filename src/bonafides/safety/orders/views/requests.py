"""Requests that are no orders, and exposure decisions with their measures and reports."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.orders import permissions
from bonafides.safety.orders.actions import exposures as acts
from bonafides.safety.orders.actions import requests as verbs
from bonafides.safety.orders.forms import (
    AnswerForm,
    ChallengeForm,
    ExposureForm,
    MeasureForm,
    NarrowForm,
    ReportForm,
    RequestForm,
    VerifyForm,
)
from bonafides.safety.orders.models import AuthorityRequest, Exposure
from bonafides.safety.orders.queries import orders
from bonafides.safety.orders.views.shared import SmallForms, form_page, small_form, small_forms
from bonafides.safety.orders.vocabulary import REQUEST_RULES, RequestAnswer, RequestKind

COLUMNS = [
    Column("reference", lambda row: row.reference),
    Column("kind", lambda row: row.kind),
    Column("state", lambda row: row.state),
    Column("country", lambda row: row.country),
    Column("authority", lambda row: row.authority_name),
    Column("legal_basis", lambda row: row.legal_basis),
    Column("received_at", lambda row: row.received_at),
    Column("answer", lambda row: row.answer),
    Column("answered_at", lambda row: row.answered_at),
]

STEP_FORMS: SmallForms = {
    "answer": AnswerForm,
    "challenge": ChallengeForm,
    "narrow": NarrowForm,
    "verify": VerifyForm,
}  # on a request's page
EXPOSURE_FORMS: SmallForms = {"measure": MeasureForm, "report": ReportForm}  # on the page of an exposure decision
FIELD_OF = {
    "answer-reason": "reason",
    "challenged-where": "where",
    "empty-report": "text",
    "no-danger": "answer",
    "no-legal-basis": "answer",
    "no-oversight": "human_oversight",
    "not-narrowed": "answer",
    "not-verified": "answer",
    "verified-how": "how",
    "wrong-answer": "answer",
}  # beside which field of a small form an error stands, by its code


@require_GET
def request_list(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    kind = request.GET.get("kind", "")
    rows = orders.requests(request.actor, kind=kind if kind in set(RequestKind) else "")
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(200), COLUMNS, fmt, "authority-requests")
    context = {"page": page_of(rows, request), "kind": kind, "may_execute": permissions.can_execute(request.actor)}
    return render(request, "orders/requests.html", context)


@require_http_methods(["GET", "POST"])
def new_request(request: ActorRequest) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    form = RequestForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})

    def take() -> str:
        taken = verbs.take_request(kind=form.kind_word(), wanted=form.wanted(), by=request.actor, at=now())
        return taken.get_absolute_url()

    return form_page(request, "orders/new_request.html", form, take)


@require_GET
def one_request(request: ActorRequest, reference: str) -> HttpResponse:
    return shown_request(request, orders.request_for(request.actor, reference))


def shown_request(
    request: ActorRequest, row: AuthorityRequest, status: int = 200, **failed: forms.Form
) -> HttpResponse:
    initial = {"narrow": {"legal_basis": row.legal_basis, "to": row.narrowed_to}}
    context = {
        "row": row,
        "rule": REQUEST_RULES[RequestKind(row.kind)],
        "may_execute": permissions.can_execute(request.actor),
        **small_forms(STEP_FORMS, failed, initial),
    }
    return render(request, "orders/request.html", context, status=status)


Step = Callable[[AuthorityRequest, dict[str, Any]], None]


def _step(request: ActorRequest, reference: str, name: str, do: Step) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    row, form = orders.request_for(request.actor, reference), small_form(STEP_FORMS, name, request.POST)
    if mended(form, lambda: do(row, form.cleaned_data), field_of=FIELD_OF):
        return redirect(row)
    return shown_request(request, row, 422, **{name: form})


@require_POST
def verify(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: AuthorityRequest, given: dict[str, Any]) -> None:
        verbs.verify(request=row, how=given["how"], by=request.actor, at=now())

    return _step(request, reference, "verify", do)


@require_POST
def narrow(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: AuthorityRequest, given: dict[str, Any]) -> None:
        verbs.narrow(request=row, to=given["to"], legal_basis=given["legal_basis"], by=request.actor, at=now())

    return _step(request, reference, "narrow", do)


@require_POST
def challenge(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: AuthorityRequest, given: dict[str, Any]) -> None:
        verbs.challenge(request=row, where=given["where"], by=request.actor, at=now())

    return _step(request, reference, "challenge", do)


@require_POST
def answer(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: AuthorityRequest, given: dict[str, Any]) -> None:
        word = RequestAnswer(given["answer"])
        verbs.answer(request=row, answer_=word, reason=given["reason"], by=request.actor, at=now())

    return _step(request, reference, "answer", do)


# -- exposure ---------------------------------------------------------------------------------------------------------


@require_GET
def exposure_list(request: ActorRequest) -> HttpResponse:
    rows = orders.exposures(request.actor)
    context = {"page": page_of(rows, request), "may_execute": permissions.can_execute(request.actor)}
    return render(request, "orders/exposures.html", context)


@require_http_methods(["GET", "POST"])
def new_exposure(request: ActorRequest) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    form = ExposureForm(request.POST or None)

    def take() -> str:
        return acts.take_exposure(wanted=form.cleaned_data, by=request.actor, at=now()).get_absolute_url()

    return form_page(request, "orders/new_exposure.html", form, take)


@require_GET
def exposure(request: ActorRequest, reference: str) -> HttpResponse:
    return shown_exposure(request, orders.exposure_for(request.actor, reference))


def shown_exposure(request: ActorRequest, row: Exposure, status: int = 200, **failed: forms.Form) -> HttpResponse:
    context = {
        "row": row,
        "measures": row.measures.all(),
        "reports": row.reports.select_related("sent_by"),
        "may_execute": permissions.can_execute(request.actor),
        **small_forms(EXPOSURE_FORMS, failed, {"report": {"to": row.authority_email}}),
    }
    return render(request, "orders/exposure.html", context, status=status)


def _with_exposure(
    request: ActorRequest, reference: str, name: str, do: Callable[[Exposure, dict[str, Any]], None]
) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    row, form = orders.exposure_for(request.actor, reference), small_form(EXPOSURE_FORMS, name, request.POST)
    if mended(form, lambda: do(row, form.cleaned_data), field_of=FIELD_OF):
        return redirect(row)
    return shown_exposure(request, row, 422, **{name: form})


@require_POST
def add_measure(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: Exposure, given: dict[str, Any]) -> None:
        acts.add_measure(exposure=row, **given, by=request.actor, at=now())

    return _with_exposure(request, reference, "measure", do)


@require_POST
def send_report(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: Exposure, given: dict[str, Any]) -> None:
        acts.send_report(exposure=row, **given, by=request.actor, at=now())

    return _with_exposure(request, reference, "report", do)


@require_POST
def end_exposure(request: ActorRequest, reference: str) -> HttpResponse:
    row = orders.exposure_for(request.actor, reference)
    acts.end_exposure(exposure=row, by=request.actor, at=now())
    return redirect(row)
