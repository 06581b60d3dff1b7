"""Requests that are no orders, and exposure decisions with their measures and reports."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError
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
from bonafides.safety.orders.views.shared import form_page
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


def shown_request(request: ActorRequest, row: AuthorityRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "row": row,
        "rule": REQUEST_RULES[RequestKind(row.kind)],
        "may_execute": permissions.can_execute(request.actor),
        "verify_form": VerifyForm(),
        "narrow_form": NarrowForm(initial={"legal_basis": row.legal_basis, "to": row.narrowed_to}),
        "challenge_form": ChallengeForm(),
        "answer_form": AnswerForm(),
        "failed_form": None,
    }
    return render(request, "orders/request.html", context | more, status=status)


Step = Callable[[AuthorityRequest, dict[str, Any]], None]


def _step(request: ActorRequest, reference: str, form: forms.Form, do: Step) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    row = orders.request_for(request.actor, reference)
    if form.is_valid():
        try:
            do(row, form.cleaned_data)
            return redirect(row)
        except DomainError as error:
            form.add_error(None, sentence_of(error))
    return shown_request(request, row, 422, failed_form=form)


@require_POST
def verify(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: AuthorityRequest, given: dict[str, Any]) -> None:
        verbs.verify(request=row, how=given["how"], by=request.actor, at=now())

    return _step(request, reference, VerifyForm(request.POST), do)


@require_POST
def narrow(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: AuthorityRequest, given: dict[str, Any]) -> None:
        verbs.narrow(request=row, to=given["to"], legal_basis=given["legal_basis"], by=request.actor, at=now())

    return _step(request, reference, NarrowForm(request.POST), do)


@require_POST
def challenge(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: AuthorityRequest, given: dict[str, Any]) -> None:
        verbs.challenge(request=row, where=given["where"], by=request.actor, at=now())

    return _step(request, reference, ChallengeForm(request.POST), do)


@require_POST
def answer(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: AuthorityRequest, given: dict[str, Any]) -> None:
        word = RequestAnswer(given["answer"])
        verbs.answer(request=row, answer_=word, reason=given["reason"], by=request.actor, at=now())

    return _step(request, reference, AnswerForm(request.POST), do)


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


def shown_exposure(request: ActorRequest, row: Exposure, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "row": row,
        "measures": row.measures.all(),
        "reports": row.reports.select_related("sent_by"),
        "may_execute": permissions.can_execute(request.actor),
        "measure_form": MeasureForm(),
        "report_form": ReportForm(initial={"to": row.authority_email}),
        "failed_form": None,
    }
    return render(request, "orders/exposure.html", context | more, status=status)


def _with_exposure(
    request: ActorRequest, reference: str, form: forms.Form, do: Callable[[Exposure, dict[str, Any]], None]
) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    row = orders.exposure_for(request.actor, reference)
    if form.is_valid():
        try:
            do(row, form.cleaned_data)
            return redirect(row)
        except DomainError as error:
            form.add_error(None, sentence_of(error))
    return shown_exposure(request, row, 422, failed_form=form)


@require_POST
def add_measure(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: Exposure, given: dict[str, Any]) -> None:
        acts.add_measure(exposure=row, **given, by=request.actor, at=now())

    return _with_exposure(request, reference, MeasureForm(request.POST), do)


@require_POST
def send_report(request: ActorRequest, reference: str) -> HttpResponse:
    def do(row: Exposure, given: dict[str, Any]) -> None:
        acts.send_report(exposure=row, **given, by=request.actor, at=now())

    return _with_exposure(request, reference, ReportForm(request.POST), do)


@require_POST
def end_exposure(request: ActorRequest, reference: str) -> HttpResponse:
    row = orders.exposure_for(request.actor, reference)
    acts.end_exposure(exposure=row, by=request.actor, at=now())
    return redirect(row)
