"""Carried out with the programme: propose, open, confirm, ask, reply, write, close."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bonafides.base.http.mending import mended
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.programme.assessments import actions, permissions, queries
from bonafides.programme.assessments.forms import FindingForm, LetterForm, ProposeForm, TalkForm
from bonafides.programme.assessments.queries.assessments import assessment_to_assign
from bonafides.programme.assessments.views.answering import asked_in, opened_for, question_page
from bonafides.programme.assessments.views.confidential import confidential
from bonafides.programme.assessments.views.rounds import states_page
from bonafides.programme.assessments.workflow import Read


@require_POST
@confidential
def propose(request: ActorRequest, reference: str) -> HttpResponse:
    """An officer names an assessor; the member opens, or does not."""
    shown, form = assessment_to_assign(request.actor, reference), ProposeForm(request.POST)

    def act() -> None:
        person = form.cleaned_data["assessor"]
        actions.propose_assessor(assessment=shown, person=person, by=request.actor, at=now())

    if not mended(form, act):
        return states_page(request, form, status=422)
    messages.success(request, _("Proposed. The member decides whether to open the assessment."))
    return redirect("assessments:assessments")


@require_POST
@confidential
def open_to(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.assessment_for(request.actor, reference)
    actions.open_to_assessor(assessment=shown, by=request.actor, at=now())
    messages.success(request, _("This assessment is open to the assessor now, and to nobody else of the programme."))
    return redirect(shown)


@require_POST
@confidential
def take_back(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.assessment_for(request.actor, reference)
    actions.take_back(assessment=shown, by=request.actor, at=now())
    messages.success(request, _("The assessor has no key to this assessment any more."))
    return redirect(shown)


@require_POST
@confidential
def finding(request: ActorRequest, reference: str, question: str) -> HttpResponse:
    opened = opened_for(request, reference, Read.QUESTION)
    asked = asked_in(opened, question)
    form = FindingForm(asked, request.POST)

    def act() -> None:
        given = form.cleaned_data
        actions.record_finding(
            assessment=opened.assessment,
            question=question,
            confirmed=form.confirmed(),
            grade=given["confirmed_grade"],
            not_applicable=given["not_applicable"],
            reason=given["reason"],
            by=request.actor,
            at=now(),
        )

    if not mended(form, act):
        return question_page(request, opened, asked, 422, finding_form=form)
    return redirect("assessments:question", reference, question)


@require_POST
@confidential
def ask(request: ActorRequest, reference: str, question: str) -> HttpResponse:
    shown, form = queries.assessment_for(request.actor, reference), TalkForm(request.POST)
    about: dict[str, Any] = {"assessment": shown, "question": question, "by": request.actor, "at": now()}
    if not mended(form, lambda: actions.ask_back(text=form.cleaned_data["talk"], **about)):
        opened = opened_for(request, reference, Read.QUESTION)
        return question_page(request, opened, asked_in(opened, question), 422, talk_form=form)
    return redirect("assessments:question", reference, question)


@require_POST
@confidential
def reply(request: ActorRequest, reference: str, question: str) -> HttpResponse:
    shown, form = queries.assessment_for(request.actor, reference), TalkForm(request.POST)
    about: dict[str, Any] = {"assessment": shown, "question": question, "by": request.actor, "at": now()}
    if not mended(form, lambda: actions.reply(text=form.cleaned_data["talk"], **about)):
        opened = opened_for(request, reference, Read.QUESTION)
        return question_page(request, opened, asked_in(opened, question), 422, talk_form=form)
    return redirect("assessments:question", reference, question)


@require_http_methods(["GET", "POST"])
@confidential
def letter(request: ActorRequest, reference: str) -> HttpResponse:
    """The findings letter: written by the assessor, read by the member once the review is closed."""
    opened = opened_for(request, reference, Read.LETTER)
    writes = permissions.is_opened_to(request.actor, opened.assessment) and opened.assessment.state != "closed"
    initial = {"letter": opened.review.letter if writes or opened.assessment.state == "closed" else ""}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=initial)
    about: dict[str, Any] = {"assessment": opened.assessment, "by": request.actor, "at": now()}
    if request.method == "POST" and mended(
        form, lambda: actions.write_letter(text=form.cleaned_data["letter"], **about)
    ):
        messages.success(request, _("The letter is kept. The member reads it once you close the review."))
        return redirect("assessments:letter", reference)
    context = {
        "assessment": opened.assessment,
        "text": initial["letter"],
        "form": form,
        "writes": writes,
        "findings": [(opened.library.by_id[name], each) for name, each in opened.review.findings.items()],
    }
    return render(request, "assessments/letter.html", context, status=422 if form.errors else 200)


@require_POST
@confidential
def close(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.assessment_for(request.actor, reference)
    actions.close_review(assessment=shown, by=request.actor, at=now())
    messages.success(request, _("The review is closed; the confirmed result is kept."))
    return redirect(shown)
