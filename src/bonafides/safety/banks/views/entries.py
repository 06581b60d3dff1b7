"""One entry: what is held of it, what looks like it, and what may be done with it."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, permissions, queries
from bonafides.safety.banks.forms import (
    OpinionForm,
    ReasonForm,
)
from bonafides.safety.banks.models import Entry
from bonafides.safety.banks.values import about_value

NEAR_SHOWN = 20

NEAR_COLUMNS = [
    Column("entry", lambda near: near.entry.reference),
    Column("distance_bits", lambda near: near.distance_bits),
    Column("list", lambda near: near.entry.bank.name),
    Column("label", lambda near: near.entry.label),
    Column("opinion", lambda near: near.entry.opinion),
    Column("added_at", lambda near: near.entry.added_at),
]


@require_GET
def entry(request: ActorRequest, reference: str) -> HttpResponseBase:
    """One entry; as a file, what looks like it."""
    shown = queries.entry_for(request.actor, reference)
    if wanted := request.GET.get("format"):
        rows = queries.entries_near(queries.near_to(shown))
        return table_response(rows, NEAR_COLUMNS, wanted, f"near-{shown.reference}")
    return entry_page(request, shown)


def entry_page(request: ActorRequest, shown: Entry, status: int = 200, **bound: forms.Form) -> HttpResponse:
    own, near = queries.own_opinion_of(shown), queries.near_to(shown)
    near_page = page_of(cast("Any", near), request, per_page=NEAR_SHOWN)
    context: dict[str, Any] = {
        "own_address": shown.get_absolute_url(),
        "entry": shown,
        "about": about_value(EntryType(shown.type), shown.value),
        "not_looked_back": queries.not_looked_back(shown.bank, EntryType(shown.type), shown.value),
        "opinions": shown.opinions.all(),
        "items_matched": queries.items_matched(shown),
        "near_page": near_page,
        "near": list(queries.entries_near(near_page.rows)),
        "may_decide": permissions.can_judge_matches(request.actor),
        "may_change": permissions.can_change_entries(request.actor),
        "may_withdraw": permissions.can_withdraw(request.actor, shown),
        "to_withdraw": own if own and permissions.can_withdraw_opinion(request.actor, own) else None,
        "counts_without": queries.opinion_without_ours(shown),
        "opinion_form": OpinionForm(),
        "opinion_withdraw_form": ReasonForm(prefix="opinion"),
        "withdraw_form": ReasonForm(prefix="withdraw"),
        "disable_form": ReasonForm(prefix="disable"),
        "real_form": ReasonForm(prefix="real"),
    }
    return render(request, "banks/entry.html", context | bound, status=status)


@require_POST
def withdraw_entry(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.entry_for(request.actor, reference)
    form = ReasonForm(request.POST, prefix="withdraw")
    if not mended(form, lambda: actions.withdraw_entry(entry=shown, **form.cleaned_data, by=request.actor, at=now())):
        return entry_page(request, shown, status=422, withdraw_form=form)
    messages.success(request, _("The entry is withdrawn: it matches nothing any more, and an import leaves it so."))
    return redirect(shown)


@require_POST
def disable_entry(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.entry_for(request.actor, reference)
    form = ReasonForm(request.POST, prefix="disable")
    if not mended(form, lambda: actions.disable_entry(entry=shown, **form.cleaned_data, by=request.actor, at=now())):
        return entry_page(request, shown, status=422, disable_form=form)
    messages.success(request, _("The entry is disabled: it matches nothing until it is enabled."))
    return redirect(shown)


@require_POST
def enable_entry(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.entry_for(request.actor, reference)
    actions.enable_entry(entry=shown, by=request.actor, at=now())
    messages.success(request, _("The entry is enabled and matches again."))
    return redirect(shown)


@require_POST
def give_opinion(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.entry_for(request.actor, reference)
    form = OpinionForm(request.POST)
    if not mended(form, lambda: actions.give_opinion(entry=shown, **form.cleaned_data, by=request.actor, at=now())):
        return entry_page(request, shown, status=422, opinion_form=form)
    messages.success(request, _("Our opinion was noted, and applies from now on."))
    return redirect(shown)


@require_POST
def withdraw_opinion(request: ActorRequest, reference: str, number: int) -> HttpResponse:
    shown = queries.entry_for(request.actor, reference)
    found, form = queries.opinion_numbered(shown, number), ReasonForm(request.POST, prefix="opinion")
    if not mended(
        form, lambda: actions.withdraw_opinion(opinion=found, **form.cleaned_data, by=request.actor, at=now())
    ):
        return entry_page(request, shown, status=422, opinion_withdraw_form=form)
    messages.success(request, _("Our opinion was taken back. We hold nothing of this entry now."))
    return redirect(shown)


@require_POST
def is_real(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.entry_for(request.actor, reference)
    form = ReasonForm(request.POST, prefix="real")
    if not mended(form, lambda: actions.exempt(entry=shown, **form.cleaned_data, by=request.actor, at=now())):
        return entry_page(request, shown, status=422, real_form=form)
    messages.success(request, _("For seven days the entry goes on matching, however often it is met."))
    return redirect(shown)
