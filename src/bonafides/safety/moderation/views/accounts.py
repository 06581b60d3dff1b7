"""Accounts: their record, weighing a measure, notes of a possible return, and the written ladder."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, RuleBroken
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import accounts as actions
from bonafides.safety.moderation.actions import strikes
from bonafides.safety.moderation.forms.accounts import AccountForm, LadderForm
from bonafides.safety.moderation.forms.judging import FIELD_OF
from bonafides.safety.moderation.models import Proposal, ReturnNote
from bonafides.safety.moderation.queries import accounts as queries
from bonafides.safety.moderation.queries.accounts import AccountPage
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.views.desk import desk_of_account

COLUMNS = [
    Column("account", lambda account: account.reference),
    Column("platform_reference", lambda account: account.platform_reference),
    Column("state", lambda account: account.state),
    Column("suspended_until", lambda account: account.suspended_until),
    Column("strikes_counting", lambda account: account.counting),
    Column("possible_return", lambda account: account.is_noted),
]


# -- accounts ---------------------------------------------------------------------------------------------------------


@require_GET
def accounts(request: ActorRequest) -> HttpResponseBase:
    """Every account that something was decided about."""
    rows = queries.accounts_listed(now())
    if wanted := request.GET.get("format"):
        return table_response(rows.iterator(chunk_size=500), COLUMNS, wanted, "accounts")
    return render(request, "moderation/accounts/accounts.html", {"page": page_of(rows, request)})


@require_GET
def account(request: ActorRequest, reference: str) -> HttpResponse:
    """One account: its record, and the desk for whoever may decide."""
    return _shown(request, _page_of(request, reference), None, HTTPStatus.OK)


def _page_of(request: ActorRequest, reference: str) -> AccountPage:
    return AccountPage(queries.account_for(request.actor, reference), request.actor, now())


def _shown(request: ActorRequest, page: AccountPage, form: AccountForm | None, status: int) -> HttpResponse:
    can_decide = permissions.can_decide(request.actor)
    context: dict[str, Any] = {"page": page, "account": page.account, "can_settle": can_decide}
    context["can_decide_many"] = can_decide
    if page.can_decide:
        form = form or AccountForm(policy=page.policy, language=get_language() or "en")
        context |= {"form": form, "desk": desk_of_account(form)}
    return render(request, "moderation/accounts/account.html", context, status=status)


@require_POST
def decide(request: ActorRequest, reference: str) -> HttpResponse:
    """One judgement of an account, as a case of its own."""
    page = _page_of(request, reference)
    form = AccountForm(request.POST, policy=page.policy, language=get_language() or "en")
    if not form.is_valid():
        return _shown(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        result = actions.decide_account(account=page.account, wish=form.wish(), by=request.actor, at=page.at)
    except RuleBroken as broken:
        form.add_error(FIELD_OF.get(broken.code), sentence_of(broken))
        return _shown(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(result, Proposal):
        messages.info(request, _("Somebody else reads this case before it is decided."))
    return redirect("moderation:case", reference=result.case.reference)


@require_POST
def settle(request: ActorRequest, reference: str) -> HttpResponse:
    """A person says whether a note stays."""
    note = get_object_or_404(ReturnNote.objects.select_related("account"), reference=reference)
    actions.settle_return(note=note, stands=request.POST.get("stands") != "no", by=request.actor, at=now())
    return redirect("moderation:account", reference=note.account.reference)


# -- the ladder -------------------------------------------------------------------------------------------------------


@require_GET
def ladder(request: ActorRequest) -> HttpResponse:
    """What strikes can lead to."""
    form = LadderForm(version=policy_in_force(), ladder=queries.ladder_in_force())
    return _ladder_page(request, form, HTTPStatus.OK)


def _ladder_page(request: ActorRequest, form: LadderForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "row": queries.ladder_row(),
        "ladder": queries.ladder_in_force(),
        "can_change": permissions.can_lead(request.actor),
    }
    return render(request, "moderation/accounts/ladder.html", context, status=status)


@require_POST
def set_ladder(request: ActorRequest) -> HttpResponse:
    """Write it down beside the policy version in force."""
    version = policy_in_force()
    form = LadderForm(request.POST, version=version)
    if not form.is_valid():
        return _ladder_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        strikes.set_ladder(version=version, ladder=form.ladder(), by=request.actor, at=now())
    except (Invalid, Conflict) as error:
        form.add_error(None, sentence_of(error))
        return _ladder_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("Noted; it holds from now on."))
    return redirect("moderation:ladder")
