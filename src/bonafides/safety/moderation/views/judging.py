"""The page of a case and what is done on it: one address per verb."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people import actions as people_actions
from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import enforcement, judging, leases, readings, reversing
from bonafides.safety.moderation.forms.judging import (
    FIELD_OF,
    AssignForm,
    HandOverForm,
    InviteReaderForm,
    JudgeForm,
    ReverseForm,
    SkipForm,
)
from bonafides.safety.moderation.models import Decision, Enforcement, Proposal
from bonafides.safety.moderation.queries.case_page import CasePage, draft_of
from bonafides.safety.moderation.queries.cases import case_for, deciders_besides
from bonafides.safety.moderation.queries.exposure import meter_of
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.views.desk import desk_of
from bonafides.safety.moderation.views.queue import to_next
from bonafides.safety.moderation.views.viewing import asked_level, shown_of
from bonafides.safety.moderation.vocabulary import CaseState, SkipReason

NO_DRAFT = NotFound("no-draft", "There is no draft of this case that could be undone or published.")


@require_GET
def case(request: ActorRequest, reference: str) -> HttpResponse:
    """One case on one screen."""
    page = CasePage(case_for(request.actor, reference), request.actor, now())
    return _page(request, page, None, HTTPStatus.OK)


def _page(request: ActorRequest, page: CasePage, form: JudgeForm | None, status: int) -> HttpResponse:
    """The page as this person may see it: the desk only for whoever has the case open."""
    shown = shown_of(page, asked_level(request, page.case.reference))
    context: dict[str, Any] = {
        "page": page,
        "case": page.case,
        "shown": shown,
        "draft": draft_of(request.actor, page.at),
        "meter": meter_of(request.actor, page.at),
        "can_lead": permissions.can_lead(request.actor),
        "can_decide": permissions.can_decide(request.actor),
        "looked_at": page.looked_at(showing=shown.is_showing),
    }
    if page.is_mine and page.is_waiting:
        form = form or JudgeForm(policy=page.policy, case=page.case, language=get_language() or "en")
        colleagues = deciders_besides(request.actor, {request.actor.person or 0})
        context |= {"form": form, "desk": desk_of(form, page, shown), "colleagues": colleagues}
        context |= {"skip_reasons": [reason for reason in SkipReason if reason is not SkipReason.CANNOT_READ]}
    elif page.is_waiting and context["can_lead"]:
        context["team"] = deciders_besides(request.actor, set())
    return render(request, "moderation/case.html", context, status=status)


# -- having it open ---------------------------------------------------------------------------------------------------


@require_POST
def open_case(request: ActorRequest, reference: str) -> HttpResponse:
    found = case_for(request.actor, reference)
    leases.open_case(case=found, by=request.actor, at=now())
    return redirect("moderation:case", reference=found.reference)


@require_POST
def heartbeat(request: ActorRequest, reference: str) -> HttpResponse:
    leases.heartbeat(case=case_for(request.actor, reference), by=request.actor, at=now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
def release(request: ActorRequest, reference: str) -> HttpResponse:
    leases.release(case=case_for(request.actor, reference), by=request.actor)
    return redirect("moderation:queue")


@require_POST
def assign(request: ActorRequest, reference: str) -> HttpResponse:
    found, form = case_for(request.actor, reference), AssignForm(request.POST)
    if not form.is_valid():
        raise Invalid("no-colleague", _("Choose a colleague."))
    to = people.person_for(request.actor, form.cleaned_data["to"])
    leases.assign(case=found, to=to, by=request.actor, at=now())
    return redirect("moderation:case", reference=found.reference)


@require_POST
def hand_over(request: ActorRequest, reference: str) -> HttpResponse:
    found, form = case_for(request.actor, reference), HandOverForm(request.POST)
    if not form.is_valid():
        raise Invalid("hand-over", _("Choose a colleague and write a note for them."))
    to = people.person_for(request.actor, form.cleaned_data["to"])
    leases.hand_over(case=found, to=to, note=form.cleaned_data["note"], by=request.actor, at=now())
    return to_next(request)


@require_POST
def skip(request: ActorRequest, reference: str) -> HttpResponse:
    found, form = case_for(request.actor, reference), SkipForm(request.POST)
    if not form.is_valid():
        raise Invalid("no-reason", _("Choose a reason."))
    leases.skip(case=found, reason=SkipReason(form.cleaned_data["reason"]), by=request.actor, at=now())
    return to_next(request) if permissions.can_judge(request.actor) else redirect("home")


# -- judging ----------------------------------------------------------------------------------------------------------


@require_POST
def decide(request: ActorRequest, reference: str) -> HttpResponse:
    """Take this reading and show the next case; a reading that a rule refuses comes back with what to mend."""
    page = CasePage(case_for(request.actor, reference), request.actor, now())
    form = JudgeForm(request.POST, policy=page.policy, case=page.case, language=get_language() or "en")
    if not form.is_valid():
        return _page(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        result = _judge(page, form.wish(), asks_for_second="second" in request.POST)
    except RuleBroken as broken:
        form.add_error(FIELD_OF.get(broken.code), sentence_of(broken))
        return _page(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(result, Proposal):
        messages.info(request, _("Somebody else reads this case before it is decided."))
    if result is None:
        messages.info(request, _("That case was made up, to see how we judge. Nothing happens to anybody."))
    return (
        to_next(request) if permissions.can_judge(request.actor) else redirect("moderation:case", page.case.reference)
    )


def _judge(page: CasePage, wish: Wish, *, asks_for_second: bool) -> Decision | Proposal | None:
    """A first reading, or one more where the case waits for it."""
    if page.proposal is not None:
        return readings.read_again(proposal=page.proposal, wish=wish, by=page.by, at=page.at)
    act = judging.ask_for_second if asks_for_second else judging.decide_case
    return act(case=page.case, wish=wish, by=page.by, at=page.at)


@require_POST
def undo(request: ActorRequest, reference: str) -> HttpResponse:
    """Take the draft back and open the case again."""
    found = case_for(request.actor, reference)
    judging.undo(decision=_draft(found.pk), by=request.actor, at=now())
    found.refresh_from_db()
    if found.state == CaseState.OPEN:
        leases.open_case(case=found, by=request.actor, at=now())
    return redirect("moderation:case", reference=found.reference)


@require_POST
def publish(request: ActorRequest, reference: str) -> HttpResponse:
    found = case_for(request.actor, reference)
    judging.publish_now(decision=_draft(found.pk), by=request.actor, at=now())
    return redirect("moderation:case", reference=found.reference)


def _draft(case_number: int) -> Decision:
    draft = Decision.objects.filter(case=case_number, state="draft").first()
    if draft is None:
        raise NO_DRAFT
    return draft


@require_POST
def reverse(request: ActorRequest, reference: str) -> HttpResponse:
    """Let stand again what was restricted; a linked decision, a draft for a minute."""
    found, form = case_for(request.actor, reference), ReverseForm(request.POST)
    if not form.is_valid():
        raise Invalid("no-line", _("Write one line: why the decision does not stand."))
    decision = CasePage(found, request.actor, now()).decision
    if decision is None:
        raise Conflict("not-decided", _("There is no decision to reverse."))
    facts = form.cleaned_data["facts"]
    reversing.reverse_decision(decision=decision, facts=facts, by=request.actor, at=now())
    return redirect("moderation:case", reference=found.reference)


@require_POST
def invite_reader(request: ActorRequest, reference: str) -> HttpResponse:
    """Ask somebody from outside to read this one case."""
    found, form = case_for(request.actor, reference), InviteReaderForm(request.POST)
    if not form.is_valid():
        raise Invalid("no-address", _("Write the e-mail address of the person."))
    people_actions.invite(
        organisation=people.organisation_of(request.actor),
        email=form.cleaned_data["email"],
        role=Role.SECOND_READER,
        case=found.reference,
        by=request.actor,
        at=now(),
    )
    messages.success(request, _("The invitation is on its way."))
    return redirect("moderation:case", reference=found.reference)


@require_POST
def resend(request: ActorRequest, number: int) -> HttpResponse:
    asked = get_object_or_404(Enforcement.objects.select_related("item__case", "decision__case"), pk=number)
    enforcement.resend(enforcement=asked, by=request.actor, at=now())
    return redirect("moderation:case", reference=asked.item.case.reference)
