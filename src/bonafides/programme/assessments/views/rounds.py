"""The list of assessments, starting one, its overview, submitting, renewing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.assessments import actions, permissions, queries
from bonafides.programme.assessments.actions import Opened
from bonafides.programme.assessments.forms import ProposeForm, StartForm, SubmitForm
from bonafides.programme.assessments.models import Assessment
from bonafides.programme.assessments.sections import pages_of
from bonafides.programme.assessments.views.confidential import confidential
from bonafides.programme.assessments.vocabulary import Assessment as Kind
from bonafides.programme.assessments.workflow import MAY_BE_PROPOSED, Read
from bonafides.programme.members import queries as members

STATES = [
    Column("member", lambda row: row.member.name),
    Column("assessment", lambda row: row.reference),
    Column("round", lambda row: row.number),
    Column("state", lambda row: row.state),
    Column("started_at", lambda row: row.started_at),
    Column("submitted_at", lambda row: row.submitted_at),
    Column("closed_at", lambda row: row.closed_at),
]


@require_GET
@confidential
def assessments(request: ActorRequest) -> HttpResponse:
    """One's own organisation's; an assessor's; or, for an officer, where all members stand."""
    if request.actor.has_role(*permissions.OFFICERS):
        return states(request)
    if request.actor.has_role(*permissions.ASSESSORS):
        opened = page_of(queries.opened_to(request.actor), request)
        return render(request, "assessments/opened.html", {"page": opened})
    return own_page(request, StartForm())


def states(request: ActorRequest) -> HttpResponse:
    if format_ := request.GET.get("format"):
        rows = queries.states_for(request.actor)
        return table_response(rows, STATES, format_, "assessments")  # type: ignore[return-value]
    return states_page(request, ProposeForm())


def states_page(request: ActorRequest, form: ProposeForm, status: int = 200) -> HttpResponse:
    context = {
        "page": page_of(queries.states_for(request.actor), request),
        "propose_form": form,
        "may_be_proposed": MAY_BE_PROPOSED,
    }
    return render(request, "assessments/states.html", context, status=status)


def own_page(request: ActorRequest, form: StartForm, status: int = 200) -> HttpResponse:
    member = members.member_of(request.actor)
    types, overlays = members.types_of(member)
    rounds = queries.assessments_for(request.actor)
    context = {
        "member": member,
        "page": page_of(rounds, request),
        "has_open": rounds.filter(submitted_at=None).exists(),
        "types": sorted(types),
        "overlays": sorted(overlays),
        "has_key": queries.has_key(member.organisation_id),
        "let_in": permissions.was_let_in(request.actor, member.organisation_id),
        "may_sign": request.actor.has_role(*permissions.SIGNATORY),
        "shares_wait": any(not share.shown_at for share in queries.shares_of(member.organisation_id)),
        "form": form,
    }
    return render(request, "assessments/assessments.html", context, status=status)


@require_POST
@confidential
def start(request: ActorRequest) -> HttpResponse:
    member, form, started = members.member_of(request.actor), StartForm(request.POST), []

    def begin() -> None:
        core = form.cleaned_data["core"]
        started.append(actions.start_assessment(member=member, core=core, by=request.actor, at=now()))

    if not mended(form, begin):
        return own_page(request, form, status=422)
    messages.success(request, _("Both assessments are started. Each answer is kept as soon as you give it."))
    return redirect(started[0])


@require_GET
@confidential
def assessment(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.assessment_for(request.actor, reference)
    opened = actions.open_assessment(assessment=shown, what=Read.OVERVIEW, by=request.actor, at=now())
    return overview(request, opened)


def overview(request: ActorRequest, opened: Opened, status: int = 200, **bound: Any) -> HttpResponse:
    shown = opened.assessment
    context = {
        "assessment": shown,
        "halves": [half_of(opened, kind, bound.get(kind.value)) for kind in Kind],
        "may_answer": permissions.can_answer(request.actor, shown),
        "may_sign": permissions.can_sign(request.actor, shown),
        "may_review": permissions.is_opened_to(request.actor, shown),
        "grant": shown.grants.select_related("person").filter(ended_at=None).first(),
        "open_questions": [opened.library.by_id[each] for each in opened.review.open_questions()],
        "letter_there": bool(opened.review.letter) and shown.state == "closed",
        "is_latest": not shown.member.assessments.filter(number__gt=shown.number).exists(),
        "newest_library": queries.versions()[-1],
    }
    return render(request, "assessments/assessment.html", context, status=status)


def half_of(opened: Opened, kind: Kind, form: SubmitForm | None) -> dict[str, Any]:
    """One of the two: its pages with how far each is, and what is still open."""
    questions = opened.questions_of(kind)
    pages = [
        {
            "page": page,
            "done": sum(each.id in opened.claimed for each in page.questions),
            "all": len(page.questions),
        }
        for page in pages_of(questions, opened.library)
    ]
    done = sum(each.id in opened.claimed for each in questions)
    submission = opened.assessment.submissions.filter(kind=kind).first()
    return {
        "kind": kind.value,
        "pages": pages,
        "done": done,
        "all": len(questions),
        "unanswered": [each for each in questions if each.id not in opened.claimed],
        "submission": submission,
        "form": form or SubmitForm(prefix=kind.value),
    }


@require_POST
@confidential
def submit(request: ActorRequest, reference: str, kind: str) -> HttpResponse:
    shown, half = queries.assessment_for(request.actor, reference), kind_of(kind)
    form = SubmitForm(request.POST, prefix=half.value)
    if not mended(form, lambda: actions.submit_half(assessment=shown, kind=half, by=request.actor, at=now())):
        opened = actions.open_assessment(assessment=shown, what=Read.OVERVIEW, by=request.actor, at=now())
        return overview(request, opened, 422, **{half.value: form})
    messages.success(request, _("Handed in. This half stays as it is from now on."))
    return redirect(shown)


@require_POST
@confidential
def renew(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.assessment_for(request.actor, reference)
    fresh: Assessment = actions.renew_assessment(assessment=shown, by=request.actor, at=now())
    messages.success(request, _("A new round is started from the earlier answers. Look each of them over."))
    return redirect(fresh)


def kind_of(text: str) -> Kind:
    if text not in set(Kind):
        raise NotFound("no-such-half", gettext_noop("There are two assessments: risk and mitigation."))
    return Kind(text)
