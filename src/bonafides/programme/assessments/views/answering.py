"""Answering: one page of questions after the other, each answer kept as it is given; comments, evidence, offline."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.mending import MENDABLE, mended
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.assessments import actions, offline, permissions, queries
from bonafides.programme.assessments.actions import Given, Opened
from bonafides.programme.assessments.actions.answering import Evidence
from bonafides.programme.assessments.forms import (
    AnswerForm,
    CommentForm,
    EvidenceForm,
    FindingForm,
    ImportForm,
    TalkForm,
    forms_for,
)
from bonafides.programme.assessments.library import Question
from bonafides.programme.assessments.models import Assessment
from bonafides.programme.assessments.resources import Shelf, shelf_for
from bonafides.programme.assessments.sections import QuestionPage, pages_of
from bonafides.programme.assessments.sheets import Filled
from bonafides.programme.assessments.views.confidential import confidential, download, kept_in_memory
from bonafides.programme.assessments.views.rounds import kind_of
from bonafides.programme.assessments.vocabulary import Kind as AnsweredBy
from bonafides.programme.assessments.workflow import Read


def opened_for(request: ActorRequest, reference: str, what: Read) -> Opened:
    shown = queries.assessment_for(request.actor, reference)
    return actions.open_assessment(assessment=shown, what=what, by=request.actor, at=now())


@require_http_methods(["GET", "POST"])
@confidential
def section(request: ActorRequest, reference: str, kind: str, number: int) -> HttpResponse:
    """A page of questions. Without JavaScript, its one button keeps them all and goes on."""
    opened = opened_for(request, reference, Read.ANSWERS)
    pages = pages_of(opened.questions_of(kind_of(kind)), opened.library)
    if not 1 <= number <= len(pages):
        raise NotFound("no-such-page", gettext_noop("There is no such page of questions."))
    page = pages[number - 1]
    data = request.POST if request.method == "POST" else None
    answer_forms = forms_for(page.questions, opened.filled, opened.stamps, data)
    if data is not None and kept_all(request, opened, answer_forms):
        return after(request, opened, kind, number, len(pages))
    return section_page(request, opened, kind, pages, page, answer_forms)


def section_page(
    request: ActorRequest,
    opened: Opened,
    kind: str,
    pages: tuple[QuestionPage, ...],
    page: QuestionPage,
    answer_forms: list[AnswerForm],
) -> HttpResponse:
    by_id = {form.question.id: form for form in answer_forms}
    shelf = shelf_for(page.questions, request.actor)
    context = {
        "assessment": opened.assessment,
        "kind": kind,
        "page": page,
        "pages": pages,
        "forms": answer_forms,
        "sections": [
            (each.title, [card(opened, question, by_id[question.id], shelf) for question in each.questions])
            for each in page.sections
        ],
        "may_answer": may_answer(request, opened, kind),
    }
    bad = any(form.errors for form in answer_forms)
    return render(request, "assessments/section.html", context, status=422 if bad else 200)


def card(opened: Opened, question: Question, form: AnswerForm, shelf: Shelf) -> dict[str, Any]:
    """All that one question's card shows."""
    return {
        "question": question,
        "form": form,
        "filled": opened.filled.get(question.id, Filled()),
        "finding": opened.review.findings.get(question.id),
        "talk": opened.review.talks.get(question.id, ()),
        "resources": shelf.for_question(question),
    }


def may_answer(request: ActorRequest, opened: Opened, kind: str) -> bool:
    return kind_of(kind) not in opened.submitted and permissions.can_answer(request.actor, opened.assessment)


def kept_all(request: ActorRequest, opened: Opened, answer_forms: list[AnswerForm]) -> bool:
    """Keep what is right and changed; what is not stays on its form."""
    for form in answer_forms:
        if form.is_valid() and form.changes:
            mended(form, lambda form=form: kept(request, opened.assessment, form))  # type: ignore[misc]
    return not any(form.errors for form in answer_forms)


def kept(request: ActorRequest, assessment: Assessment, form: AnswerForm) -> str:
    """Keep one answer; the sheet's new stamp."""
    answer = form.answer()
    if answer is None:
        return str(form.cleaned_data["stamp"])
    given = Given(form.question.id, answer, form.cleaned_data["stamp"])
    return actions.save_answer(assessment=assessment, given=given, by=request.actor, at=now()).stamp


def after(request: ActorRequest, opened: Opened, kind: str, number: int, last: int) -> HttpResponse:
    """The next page of the same half, then the overview."""
    if number < last:
        return redirect("assessments:section", opened.assessment.reference, kind, number + 1)
    return redirect(opened.assessment)


@require_POST
@confidential
def answer(request: ActorRequest, reference: str, question: str) -> HttpResponse:
    """Autosave of one answer: says who kept it and when, or why it was not kept."""
    opened = opened_for(request, reference, Read.ANSWERS)
    asked = asked_in(opened, question)
    form = AnswerForm(asked, opened.filled[question], opened.stamps[question], request.POST)
    context: dict[str, Any] = {"question": asked, "form": form, "filled": Filled(), "stamp": opened.stamps[question]}
    try:
        if form.is_valid() and form.answer() is not None:
            context |= {"stamp": kept(request, opened.assessment, form), "kept": True}
    except MENDABLE as error:
        context |= {"sentence": sentence_of(error), "other": opened.filled[question]}
    return render(request, "assessments/answer_state.html", context)


def asked_in(opened: Opened, question: str) -> Question:
    for each in opened.questions:
        if each.id == question:
            return each
    raise NotFound("no-such-question", gettext_noop("This assessment does not ask that."))


# -- one question, with its comments and evidence ---------------------------------------------------------------------


@require_GET
@confidential
def question(request: ActorRequest, reference: str, question: str) -> HttpResponse:
    opened = opened_for(request, reference, Read.QUESTION)
    return question_page(request, opened, asked_in(opened, question))


def question_page(
    request: ActorRequest, opened: Opened, asked: Question, status: int = 200, **bound: Any
) -> HttpResponse:
    form = AnswerForm(asked, opened.filled[asked.id], opened.stamps[asked.id])
    pages = pages_of(opened.questions_of(asked.assessment), opened.library)
    context = {
        "assessment": opened.assessment,
        **card(opened, asked, form, shelf_for([asked], request.actor)),
        "shown_answer": words_of(asked, opened.filled[asked.id]),
        "found_answer": found_words(opened, asked),
        "page_number": next(page.number for page in pages if asked in page.questions),
        "may_comment": permissions.can_answer(request.actor, opened.assessment),
        "may_answer": may_answer(request, opened, asked.assessment.value),
        "may_review": permissions.is_opened_to(request.actor, opened.assessment)
        and opened.assessment.state in {"under_review", "questions_asked"},
        "comment_form": CommentForm(),
        "evidence_form": EvidenceForm(),
        "talk_form": TalkForm(),
        "finding_form": FindingForm(asked),
    }
    return render(request, "assessments/question.html", context | bound, status=status)


def words_of(asked: Question, filled: Filled) -> list[str]:
    """A kept answer in words, for reading; empty where there is none."""
    return [] if filled.answer is None else value_words(asked, filled.answer.value)


def found_words(opened: Opened, asked: Question) -> list[str]:
    finding = opened.review.findings.get(asked.id)
    if finding is None or finding.confirmed is None:
        return []
    value = tuple(finding.confirmed) if isinstance(finding.confirmed, list) else finding.confirmed
    return value_words(asked, value)


def value_words(asked: Question, value: Any) -> list[str]:
    if value is None:
        return [_("We do not know")]
    if asked.kind is AnsweredBy.MATURITY:
        return [f"{value} · {asked.anchors[value - 1]}"]
    if asked.kind is AnsweredBy.ONE:
        option = asked.option(value)
        return [option.text if option else str(value)]
    if asked.kind is AnsweredBy.MULTI:
        return [option.text for option in asked.options if option.id in value] or [_("None of these")]
    return [str(value)]


@require_POST
@confidential
def comment(request: ActorRequest, reference: str, question: str) -> HttpResponse:
    shown, form = queries.assessment_for(request.actor, reference), CommentForm(request.POST)
    about: dict[str, Any] = {"assessment": shown, "question": question, "by": request.actor, "at": now()}
    if not mended(form, lambda: actions.comment(**form.cleaned_data, **about)):
        opened = opened_for(request, reference, Read.QUESTION)
        return question_page(request, opened, asked_in(opened, question), 422, comment_form=form)
    return redirect("assessments:question", reference, question)


@kept_in_memory
@require_POST
@confidential
def add_evidence(request: ActorRequest, reference: str, question: str) -> HttpResponse:
    shown, form = queries.assessment_for(request.actor, reference), EvidenceForm(request.POST, request.FILES)
    about: dict[str, Any] = {"assessment": shown, "question": question, "by": request.actor, "at": now()}
    if not mended(form, lambda: actions.add_evidence(evidence=evidence_in(form), **about)):
        opened = opened_for(request, reference, Read.QUESTION)
        return question_page(request, opened, asked_in(opened, question), 422, evidence_form=form)
    return redirect("assessments:question", reference, question)


def evidence_in(form: EvidenceForm) -> Evidence:
    given = dict(form.cleaned_data)
    file = given.pop("file")
    return Evidence(name=file.name[:200], data=file.read(), **given)


@require_GET
@confidential
def evidence(request: ActorRequest, reference: str, question: str, exhibit: str) -> HttpResponse:
    """A file as a download; what it calls itself is never believed."""
    shown = queries.assessment_for(request.actor, reference)
    about: dict[str, Any] = {"question": question, "exhibit": exhibit, "by": request.actor, "at": now()}
    _found, data = actions.open_evidence(assessment=shown, **about)
    return download(data, "application/octet-stream", f"evidence-{exhibit}")


@require_POST
@confidential
def remove_evidence(request: ActorRequest, reference: str, question: str, exhibit: str) -> HttpResponse:
    shown = queries.assessment_for(request.actor, reference)
    about: dict[str, Any] = {"question": question, "exhibit": exhibit, "by": request.actor, "at": now()}
    actions.remove_evidence(assessment=shown, **about)
    messages.success(request, _("The file was removed, and cannot be read any more."))
    return redirect("assessments:question", reference, question)


# -- without a network ------------------------------------------------------------------------------------------------


@require_GET
@confidential
def offline_form(request: ActorRequest, reference: str) -> HttpResponse:
    """The whole questionnaire as one file that works from a disk."""
    opened = opened_for(request, reference, Read.OFFLINE_FORM)
    page = offline.form_of(opened, get_language() or "en")
    return download(page.encode(), "text/html; charset=utf-8", f"assessment-{opened.assessment.reference}.html")


@kept_in_memory
@require_http_methods(["GET", "POST"])
@confidential
def import_offline(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.assessment_for(request.actor, reference)
    permissions.check_can_answer(request.actor, shown)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    outcome: list[offline.Outcome] = []
    if request.method == "POST":
        mended(form, lambda: outcome.append(taken_in(request, shown, form)))
    context = {"assessment": shown, "form": form, "outcome": outcome[0] if outcome else None}
    return render(request, "assessments/import.html", context, status=422 if form.errors else 200)


def taken_in(request: ActorRequest, assessment: Assessment, form: ImportForm) -> offline.Outcome:
    """What is right goes in; what is not is listed with its reason."""
    opened = actions.open_assessment(assessment=assessment, what=Read.ANSWERS, by=request.actor, at=now())
    read = offline.read(form.cleaned_data["file"].read(), opened)
    kept, refused = actions.import_answers(assessment=assessment, answers=read.answers, by=request.actor, at=now())
    lines = [offline.Bad(opened.library.by_id[each].code, each, sentence_of(why)) for each, why in refused.items()]
    return offline.Outcome(kept, [*read.bad, *lines], read.empty)
