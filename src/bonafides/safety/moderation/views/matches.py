"""The matches of a case, each to be judged; and calling harmless what was decided to be no violation."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.safety.banks.queries import Entry
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import matches as actions
from bonafides.safety.moderation.forms.matches import HarmlessForm, JudgeMatchForm
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.queries import matches as queries
from bonafides.safety.moderation.queries.cases import case_for

COLUMNS = [
    Column("entry", lambda met: met.match.entry.reference),
    Column("list", lambda met: met.match.bank_name),
    Column("code", lambda met: met.match.entry_code),
    Column("type", lambda met: met.match.type),
    Column("matched_by", lambda met: met.match.matched_by),
    Column("distance_bits", lambda met: met.match.distance_bits),
    Column("items", lambda met: met.items),
    Column("opinion_then", lambda met: met.match.opinion),
    Column("opinion_now", lambda met: met.match.entry.opinion),
    Column("own_opinion", lambda met: met.match.entry.own_opinion),
]


@require_GET
def case_matches(request: ActorRequest, reference: str) -> HttpResponseBase:
    """Every entry that the items of a case matched."""
    case = case_for(request.actor, reference)
    rows = queries.entries_met_in(case)
    if wanted := request.GET.get("format"):
        return table_response(queries.met_in(case, rows), COLUMNS, wanted, f"matches-{case.reference}")
    page = page_of(rows, request)
    context = {
        "case": case,
        "page": page,
        "met": queries.met_in(case, page.rows),
        "can_decide": permissions.can_decide(request.actor),
    }
    return render(request, "moderation/matches/matches.html", context)


@require_http_methods(["GET", "POST"])
def judge_match(request: ActorRequest, reference: str, entry: str) -> HttpResponse:
    """Whether an entry is right: first what that bears on, then saying so."""
    case = case_for(request.actor, reference)
    match = queries.match_in(case, entry)
    posted = request.method == "POST"
    form = JudgeMatchForm(request.POST if posted else None, initial={"says": request.GET.get("says")})
    if posted and form.is_valid():
        given = {"is_right": form.is_right, "reason": form.cleaned_data["reason"]}
        actions.judge_match(case=case, match=match, **given, by=request.actor, at=now())
        messages.success(request, _("Our opinion was noted, and applies from now on."))
        return redirect("moderation:case", reference=case.reference)
    context = {"case": case, "match": match, "entry": match.entry, "form": form, "reach": queries.reach_of(match)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK
    return render(request, "moderation/matches/judge.html", context, status=status)


@require_http_methods(["GET", "POST"])
def harmless(request: ActorRequest, reference: str) -> HttpResponse:
    """Put what was decided to be no violation on a list of what is harmless: first what that does, then doing it."""
    case = case_for(request.actor, reference)
    form = HarmlessForm(*([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        try:
            given = {"bank": form.chosen, "reason": form.cleaned_data["reason"]}
            return _shown_on_list(request, actions.add_harmless(case=case, **given, by=request.actor, at=now()))
        except (RuleBroken, Conflict) as error:
            form.add_error(None, sentence_of(error))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "moderation/matches/harmless.html", _harmless_context(case, form), status=status)


def _harmless_context(case: Case, form: HarmlessForm) -> dict[str, Any]:
    values = queries.values_to_bank(case.items.all())
    kinds = [kind for kind, _value in values]
    return {
        "case": case,
        "form": form,
        "kinds": [(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)],
        "met": queries.met_in(case, queries.entries_met_in(case)[:20]),
        "same_bytes": queries.open_cases_with_the_same_bytes(case),
    }


def _shown_on_list(request: ActorRequest, entries: list[Entry]) -> HttpResponse:
    """Where it can be undone."""
    number = len(entries)
    sentence = ngettext(
        "%(number)s entry was put on the list. Withdraw it there to undo this.",
        "%(number)s entries were put on the list. Withdraw them there to undo this.",
        number,
    )
    messages.success(request, sentence % {"number": number})
    return redirect(entries[0] if number == 1 else entries[0].bank)
