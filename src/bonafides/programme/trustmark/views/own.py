"""A member's own page of its mark: how it stands, what is missing, downloads, history, appeal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.programme.members import queries as members
from bonafides.programme.members.queries import Member
from bonafides.programme.trustmark import actions, permissions, pictures, queries
from bonafides.programme.trustmark.criteria import IN_FORCE
from bonafides.programme.trustmark.forms import AppealForm, AskForm
from bonafides.programme.trustmark.models import Mark, Measure, Review
from bonafides.programme.trustmark.rules import reviewing as rules
from bonafides.programme.trustmark.views.words import requirement_row, shown
from bonafides.programme.trustmark.vocabulary import (
    APPEAL_WORDS,
    MEASURE_KIND_WORDS,
    MEASURE_WORDS,
    REVIEW_WORDS,
    UNDER_WAY,
    AppealState,
    MeasureKind,
    MeasureState,
    ReviewState,
)


@require_safe
def own(request: ActorRequest) -> HttpResponse:
    return own_page(request)


def own_page(request: ActorRequest, *, form: AskForm | AppealForm | None = None, about: str = "") -> HttpResponse:
    """form: one that could not be taken, with `about`: the reference that it concerns."""
    member, at = members.member_of(request.actor), now()
    mark, review = queries.mark_of(member), queries.newest_review_of(member)
    refusal = refusal_for(member)
    shortfalls = queries.shortfalls_for(member, at)
    missing = {one.requirement: one.reason for one in shortfalls}
    context = {
        "member": member,
        "mark": mark,
        "shown": shown(mark, at) if mark else None,
        "snippet": pictures.snippet_of(mark) if mark else "",
        "review": review_row(review) if review else None,
        "requirements": [
            requirement_row(each, row, missing.get(each, "")) for each, row in members.requirements_of(member).items()
        ],
        "shortfalls": shortfalls,
        "refusal": refusal,
        "is_signatory": permissions.is_signatory(request.actor, member),
        "ask_form": form if isinstance(form, AskForm) else AskForm(),
        "appeal_form": form if isinstance(form, AppealForm) else AppealForm(),
        "form": form,
        "about": about,
        "criteria": IN_FORCE,
        **history_of(mark, member),
    }
    return render(request, "trustmark/own.html", context, status=422 if form else 200)


def refusal_for(member: Member) -> str:
    """Why this member cannot ask today; empty if it can."""
    try:
        rules.check_may_ask(queries.asking_facts(member, now()))
    except (RuleBroken, Conflict) as error:
        return str(sentence_of(error))
    return ""


def review_row(review: Review) -> dict[str, object]:
    """What the member sees of its review: its state, and once it has ended the reasons, without names."""
    state = ReviewState(review.state)
    ended = state not in UNDER_WAY
    return {
        "review": review,
        "word": _(REVIEW_WORDS[state]),
        "is_under_way": not ended,
        "is_refused": state is ReviewState.REFUSED,
        "reasons": [seat.reasons for seat in review.seats.all() if seat.verdict and seat.state == "decided"]
        if ended
        else [],
        "may_appeal": state is ReviewState.REFUSED and not review.appeals.exists(),
    }


def history_of(mark: Mark | None, member: Member) -> dict[str, object]:
    return {
        "instances": queries.instances_of(mark)[:12] if mark else [],
        "measures": [measure_row(each) for each in queries.measures_of(mark)[:12] if told(each)] if mark else [],
        "appeals": [
            {"appeal": each, "word": _(APPEAL_WORDS[AppealState(each.state)])}
            for each in queries.appeals_of(member)[:12]
        ],
    }


def told(measure: Measure) -> bool:
    """A proposal to revoke is the programme's own business until two stand by it."""
    return measure.kind == MeasureKind.SUSPENSION or measure.confirmed_at is not None


def measure_row(measure: Measure) -> dict[str, object]:
    state = MeasureState(measure.state)
    stands = state in (MeasureState.OPEN, MeasureState.CONFIRMED)
    return {
        "measure": measure,
        "kind": _(MEASURE_KIND_WORDS[MeasureKind(measure.kind)]),
        "word": _(MEASURE_WORDS[state]),
        "may_appeal": stands and not measure.appeals.all() and not queries.has_newer_request(measure.mark),
    }


@require_POST
def ask(request: ActorRequest) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return own_page(request, form=form)
    member = members.member_of(request.actor)
    actions.ask_for_mark(member=member, statement=form.cleaned_data["statement"], by=request.actor, at=now())
    messages.success(request, _("Your request is in. Two reviewers read it, each by themselves."))
    return redirect("trustmark:own")


@require_POST
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    review = queries.own_review(members.member_of(request.actor), reference)
    actions.withdraw_request(review=review, by=request.actor, at=now())
    messages.success(request, _("The request is withdrawn."))
    return redirect("trustmark:own")


@require_POST
def appeal_refusal(request: ActorRequest, reference: str) -> HttpResponse:
    return appeal(request, queries.own_review(members.member_of(request.actor), reference))


@require_POST
def appeal_measure(request: ActorRequest, reference: str) -> HttpResponse:
    return appeal(request, queries.own_measure(members.member_of(request.actor), reference))


def appeal(request: ActorRequest, against: Review | Measure) -> HttpResponse:
    form = AppealForm(request.POST)
    if not form.is_valid():
        return own_page(request, form=form, about=against.reference)
    actions.appeal(against=against, text=form.cleaned_data["text"], by=request.actor, at=now())
    messages.success(request, _("Your appeal is in. Somebody who did not decide hears it."))
    return redirect("trustmark:own")
