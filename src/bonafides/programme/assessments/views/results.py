"""What the answers come to: the two numbers, what drives them, what to do, what would be, and how it was before."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.assessments import actions, board_pdf, permissions, queries
from bonafides.programme.assessments.actions import Opened
from bonafides.programme.assessments.forms import AnswerForm
from bonafides.programme.assessments.library import Answer, Question
from bonafides.programme.assessments.models import StoredResult
from bonafides.programme.assessments.presenting import Shown, chart_of, shown
from bonafides.programme.assessments.resources import ResourceLink, Shelf, shelf_for
from bonafides.programme.assessments.rules.scoring import (
    Improvement,
    Inputs,
    Result,
    explain_difference,
    next_actions_by_axis,
    score_of,
    what_if,
)
from bonafides.programme.assessments.sheets import Filled
from bonafides.programme.assessments.views.answering import asked_in, opened_for, value_words
from bonafides.programme.assessments.views.confidential import confidential, download
from bonafides.programme.assessments.vocabulary import Axis, CountsAs
from bonafides.programme.assessments.workflow import Read, ResultKind

ACTIONS_SHOWN = 8


@dataclass(frozen=True)
class NextStep:
    """A thing to do, with what it gains and what helps to do it."""

    improvement: Improvement
    question: Question
    before: list[str]
    after: list[str]
    resources: list[ResourceLink]


def answers_of(opened: Opened, kind: ResultKind) -> dict[str, Answer]:
    return opened.confirmed if kind is ResultKind.CONFIRMED else opened.claimed


def inputs_of(opened: Opened, kind: ResultKind, at_day: date) -> Inputs:
    return Inputs(opened.assessment.described_as, answers_of(opened, kind), opened.library, at_day)


def computed(opened: Opened, kind: ResultKind, at_day: date) -> Result:
    """The result as of a day, with what it was made from: for steps and comparisons."""
    return score_of(opened.assessment.described_as, answers_of(opened, kind), opened.library, at_day)


def stored_or_live(opened: Opened, kind: ResultKind) -> tuple[dict[str, Any], date]:
    """What was kept on its day; before both halves are in, what the answers so far come to."""
    row = StoredResult.objects.filter(assessment=opened.assessment, kind=kind).first()
    if row is None:
        today = now().date()
        return computed(opened, kind, today).as_document(), today
    document: dict[str, Any] = json.loads(opened.result_bytes(kind) or b"")
    return document, row.at_day


def kind_to_show(opened: Opened) -> ResultKind:
    """The confirmed result once there is one, and for the assessor who is at work on it."""
    under_review = opened.assessment.state in {"under_review", "questions_asked"} and opened.review.findings
    kept = StoredResult.objects.filter(assessment=opened.assessment, kind=ResultKind.CONFIRMED).exists()
    return ResultKind.CONFIRMED if kept or under_review else ResultKind.CLAIMED


@require_GET
@confidential
def result(request: ActorRequest, reference: str) -> HttpResponse:
    opened = opened_for(request, reference, Read.RESULT)
    kind = kind_to_show(opened)
    document, at_day = stored_or_live(opened, kind)
    best = next_actions_by_axis(inputs_of(opened, kind, at_day), at_most=ACTIONS_SHOWN)
    shelf = shelf_for(opened.questions, request.actor)
    context = {
        "assessment": opened.assessment,
        "shown": shown(document, opened.library),
        "kind": kind.value,
        "is_final": opened.assessment.submitted_at is not None,
        "claimed": claimed_beside(opened) if kind is ResultKind.CONFIRMED else None,
        "steps": steps_of(opened, best[Axis.EXPLOITATION], shelf),
        "rights_steps": steps_of(opened, best[Axis.RIGHTS][:5], shelf),
        "weak": weak_answers(opened, answers_of(opened, kind), shelf),
        "may_sign": permissions.can_sign(request.actor, opened.assessment),
        "is_own": not permissions.is_opened_to(request.actor, opened.assessment),
    }
    return render(request, "assessments/result.html", context)


def claimed_beside(opened: Opened) -> Shown:
    document, _at_day = stored_or_live(opened, ResultKind.CLAIMED)
    return shown(document, opened.library)


def steps_of(opened: Opened, improvements: Iterable[Improvement], shelf: Shelf) -> list[NextStep]:
    """Each with its question's texts, and what helps."""
    return [step_of(each, opened.library.by_id[each.question], shelf) for each in improvements]


def step_of(improvement: Improvement, question: Question, shelf: Shelf) -> NextStep:
    return NextStep(
        improvement,
        question,
        value_words(question, improvement.before.effective),
        value_words(question, improvement.after.effective),
        shelf.for_question(question),
    )


def weak_answers(opened: Opened, answers: dict[str, Answer], shelf: Shelf) -> list[dict[str, Any]]:
    """Controls that are absent, person-dependent or unknown, each with what helps."""
    weak = []
    for question in opened.questions:
        value = answers.get(question.id, Answer()).effective
        if question.counts_as is CountsAs.CONTROL and (value is None or (isinstance(value, int) and value <= 2)):
            weak.append(
                {"question": question, "words": value_words(question, value), "resources": shelf.for_question(question)}
            )
    return weak


# -- what if ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@confidential
def try_out(request: ActorRequest, reference: str, question: str) -> HttpResponse:
    """Another answer to one question, and both numbers with it. Nothing is kept."""
    opened = opened_for(request, reference, Read.WHAT_IF)
    kind, asked = kind_to_show(opened), asked_in(opened, question)
    document, at_day = stored_or_live(opened, kind)
    answers = answers_of(opened, kind)
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(asked, filled_as(answers.get(asked.id)), "", data)
    context = {
        "assessment": opened.assessment,
        "question": asked,
        "form": form,
        "questions": [each for each in opened.questions if each.scored],
        "before": shown(document, opened.library),
        "after": tried(opened, answers, asked, form, at_day) if data is not None and form.is_valid() else None,
    }
    return render(request, "assessments/what_if.html", context, status=422 if form.errors else 200)


def filled_as(answer: Answer | None) -> Filled:
    return Filled(replace(answer, value=answer.effective, grade=answer.effective_grade) if answer else None)


def tried(opened: Opened, answers: dict[str, Answer], asked: Question, form: AnswerForm, at_day: date) -> Shown:
    changed = {asked.id: form.answer() or Answer()}
    other = what_if(opened.assessment.described_as, answers, opened.library, at_day, changed)
    return shown(other.as_document(), opened.library)


@require_GET
@confidential
def choose_what_if(request: ActorRequest, reference: str) -> HttpResponse:
    """The questions that one may try out."""
    opened = opened_for(request, reference, Read.WHAT_IF)
    return render(
        request,
        "assessments/choose_what_if.html",
        {"assessment": opened.assessment, "questions": [each for each in opened.questions if each.scored]},
    )


# -- over time --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Past:
    """One round as it was submitted."""

    opened: Opened
    shown: Shown
    kind: str


HISTORY = [
    Column("round", lambda row: row.opened.assessment.number),
    Column("submitted_at", lambda row: row.opened.assessment.submitted_at),
    Column("library", lambda row: row.shown.library_version),
    Column("result", lambda row: row.kind),
    Column("exploitation", lambda row: float(row.shown.exploitation.number)),
    Column("exploitation_low", lambda row: float(row.shown.exploitation.low)),
    Column("exploitation_high", lambda row: float(row.shown.exploitation.high)),
    Column("exploitation_level", lambda row: row.shown.exploitation.level.value),
    Column("rights", lambda row: float(row.shown.rights.number)),
    Column("rights_low", lambda row: float(row.shown.rights.low)),
    Column("rights_high", lambda row: float(row.shown.rights.high)),
    Column("rights_level", lambda row: row.shown.rights.level.value),
]


@require_GET
@confidential
def history(request: ActorRequest, reference: str) -> HttpResponse:
    """Every round that this reader has a key to, as it was submitted."""
    here = queries.assessment_for(request.actor, reference)
    rounds = here.member.assessments.filter(submitted_at__isnull=False).order_by("number")
    past = [past_of(request, each) for each in rounds if permissions.can_read(request.actor, each)]
    if format_ := request.GET.get("format"):
        return table_response(past, HISTORY, format_, "assessment-history")  # type: ignore[return-value]
    charts = {
        "exploitation": chart_of([each.shown.exploitation.number for each in past]),
        "rights": chart_of([each.shown.rights.number for each in past]),
    }
    return render(request, "assessments/history.html", {"assessment": here, "past": past, "charts": charts})


def past_of(request: ActorRequest, each: Any) -> Past:
    opened = actions.open_assessment(assessment=each, what=Read.HISTORY, by=request.actor, at=now())
    kind = kind_to_show(opened)
    document, _at_day = stored_or_live(opened, kind)
    return Past(opened, shown(document, opened.library), kind.value)


@dataclass(frozen=True)
class CauseLine:
    kind: str
    question: Question | None
    exploitation: Decimal
    rights: Decimal


@require_GET
@confidential
def difference(request: ActorRequest, reference: str) -> HttpResponse:
    """Why this round's numbers are not those of the one before: every cause, and together the whole difference."""
    opened = opened_for(request, reference, Read.DIFFERENCE)
    if opened.assessment.renews is None:
        raise NotFound("first-round", gettext_noop("This is the first round; there is nothing to compare it with."))
    before = actions.open_assessment(
        assessment=opened.assessment.renews, what=Read.DIFFERENCE, by=request.actor, at=now()
    )
    old, new = result_then(before), result_then(opened)
    context = {
        "assessment": opened.assessment,
        "old": shown(old.as_document(), before.library),
        "new": shown(new.as_document(), opened.library),
        "causes": [cause_line(each, before, opened) for each in explain_difference(old, new)],
        "changed": changed_answers(before, opened),
    }
    return render(request, "assessments/difference.html", context)


def result_then(opened: Opened) -> Result:
    _document, at_day = stored_or_live(opened, ResultKind.CLAIMED)
    return computed(opened, ResultKind.CLAIMED, at_day)


def cause_line(cause: Any, before: Opened, after: Opened) -> CauseLine:
    question = after.library.by_id.get(cause.question or "") or before.library.by_id.get(cause.question or "")
    return CauseLine(cause.kind.value, question, cause.exploitation_points, cause.rights_points)


def changed_answers(before: Opened, after: Opened) -> list[dict[str, Any]]:
    """The answers that are others now, each in words before and after."""
    rows = []
    for question in after.questions:
        old, new = before.claimed.get(question.id), after.claimed.get(question.id)
        if old != new:
            asked_then = before.library.by_id.get(question.id, question)
            then = value_words(asked_then, old.value) if old else [_("not answered")]
            today = value_words(question, new.value) if new else [_("not answered")]
            rows.append({"question": question, "before": then, "after": today})
    return rows


# -- to take along ----------------------------------------------------------------------------------------------------


@require_GET
@confidential
def pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """For the board. Made in memory; no file is written on the way."""
    opened = opened_for(request, reference, Read.PDF)
    kind = kind_to_show(opened)
    document, at_day = stored_or_live(opened, kind)
    best = next_actions_by_axis(inputs_of(opened, kind, at_day), at_most=6)
    steps = steps_of(opened, best[Axis.EXPLOITATION], Shelf())
    data = board_pdf.render(opened.assessment, shown(document, opened.library), steps, kind)
    return download(data, "application/pdf", f"assessment-{opened.assessment.reference}.pdf")


@require_GET
@confidential
def export(request: ActorRequest, reference: str) -> HttpResponse:
    """Everything as JSON, by the member's own choice: what was submitted, byte for byte, and what it came to."""
    opened = opened_for(request, reference, Read.EXPORT)
    kinds = {kind.value: opened.result_bytes(kind) for kind in ResultKind}
    document = {
        "assessment": opened.assessment.reference,
        "member": opened.assessment.member.name,
        "profile": opened.assessment.profile,
        "answers": {name: each.as_json() for name, each in sorted(opened.claimed.items())},
        "comments": {
            name: [{"by": each.by, "at": each.at, "text": each.text} for each in filled.comments]
            for name, filled in sorted(opened.filled.items())
            if filled.comments
        },
        "submitted": {
            half.value: json.loads(opened.submission_bytes(half) or b"{}") for half in sorted(opened.submitted)
        },
        "results": {name: json.loads(data) for name, data in kinds.items() if data},
    }
    data = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return download(data, "application/json", f"assessment-{opened.assessment.reference}.json")
