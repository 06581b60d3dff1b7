"""Appeals and complaints, for whoever answers them."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.programme.trustmark import actions, permissions, queries
from bonafides.programme.trustmark.forms import AnswerForm, HearForm
from bonafides.programme.trustmark.models import Complaint, MarkAppeal
from bonafides.programme.trustmark.vocabulary import (
    APPEAL_WORDS,
    COMPLAINT_WORDS,
    AppealState,
    ComplaintState,
)

APPEAL_COLUMNS = [
    Column("appeal", lambda appeal: appeal.reference),
    Column("member", lambda appeal: appeal.member.name),
    Column("against", lambda appeal: against_word(appeal)),
    Column("state", lambda appeal: appeal.state),
    Column("opened_at", lambda appeal: appeal.opened_at),
    Column("heard_at", lambda appeal: appeal.heard_at),
]
COMPLAINT_COLUMNS = [
    Column("complaint", lambda complaint: complaint.reference),
    Column("mark", lambda complaint: complaint.mark.reference),
    Column("member", lambda complaint: complaint.mark.member.name),
    Column("state", lambda complaint: complaint.state),
    Column("received_at", lambda complaint: complaint.received_at),
    Column("answered_at", lambda complaint: complaint.answered_at),
    Column("upheld", lambda complaint: complaint.is_upheld),
]


def against_word(appeal: MarkAppeal) -> str:
    return str(appeal.measure.kind) if appeal.measure else "refusal"


def against_name(appeal: MarkAppeal) -> str:
    """In the reader's language."""
    names = {"refusal": _("A refusal"), "suspension": _("A suspension"), "revocation": _("A revocation")}
    return names[against_word(appeal)]


# -- appeals ----------------------------------------------------------------------------------------------------------


@require_safe
def appeals(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.appeals(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(rows, APPEAL_COLUMNS, fmt, "mark-appeals")
    page = page_of(rows, request)
    shown = [
        {"appeal": each, "word": _(APPEAL_WORDS[AppealState(each.state)]), "against": against_name(each)}
        for each in page.rows
    ]
    context = {"page": page, "rows": shown, "waiting": queries.waiting(now()), "tab": "appeals"}
    return render(request, "trustmark/appeals.html", context)


@require_safe
def appeal(request: ActorRequest, reference: str) -> HttpResponse:
    return page_of_appeal(request, queries.appeal_for(request.actor, reference))


def page_of_appeal(request: ActorRequest, shown: MarkAppeal, form: HearForm | None = None) -> HttpResponse:
    took_part = request.actor.person in shown.facts().took_part
    is_open = shown.state == AppealState.OPEN
    may_hear = is_open and permissions.can_hear(request.actor) and not took_part
    context = {
        "appeal": shown,
        "word": _(APPEAL_WORDS[AppealState(shown.state)]),
        "against": against_name(shown),
        "took_part": took_part and is_open,
        "form": form or (HearForm() if may_hear else None),
        "readings": list(shown.review.seats.exclude(verdict="")) if shown.review else [],
    }
    return render(request, "trustmark/appeal.html", context, status=422 if form else 200)


@require_POST
def hear(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.appeal_for(request.actor, reference)
    form = HearForm(request.POST)
    if not form.is_valid():
        return page_of_appeal(request, shown, form)
    allowed, reasons = form.cleaned_data["allowed"] == "yes", form.cleaned_data["reasons"]
    actions.hear_appeal(appeal=shown, allowed=allowed, reasons=reasons, by=request.actor, at=now())
    messages.success(request, _("The appeal was decided. The member was told."))
    return redirect("trustmark:appeal", reference)


# -- complaints -------------------------------------------------------------------------------------------------------


@require_safe
def complaints(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.complaints(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(rows, COMPLAINT_COLUMNS, fmt, "mark-complaints")
    page = page_of(rows, request)
    shown = [{"complaint": each, "word": _(COMPLAINT_WORDS[ComplaintState(each.state)])} for each in page.rows]
    context = {"page": page, "rows": shown, "waiting": queries.waiting(now()), "tab": "complaints"}
    return render(request, "trustmark/complaints.html", context)


@require_safe
def complaint(request: ActorRequest, reference: str) -> HttpResponse:
    return page_of_complaint(request, queries.complaint_for(request.actor, reference))


def page_of_complaint(request: ActorRequest, shown: Complaint, form: AnswerForm | None = None) -> HttpResponse:
    may_answer = shown.state == ComplaintState.OPEN and permissions.can_assign(request.actor)
    context = {
        "complaint": shown,
        "word": _(COMPLAINT_WORDS[ComplaintState(shown.state)]),
        "form": form or (AnswerForm() if may_answer else None),
    }
    return render(request, "trustmark/complaint.html", context, status=422 if form else 200)


@require_POST
def answer(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.complaint_for(request.actor, reference)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return page_of_complaint(request, shown, form)
    given = {"answer": form.cleaned_data["answer"], "is_upheld": form.cleaned_data["is_upheld"] == "yes"}
    actions.answer_complaint(complaint=shown, **given, by=request.actor, at=now())
    messages.success(request, _("The complaint is answered. What follows for the mark is a measure of its own."))
    return redirect("trustmark:complaint", reference)
