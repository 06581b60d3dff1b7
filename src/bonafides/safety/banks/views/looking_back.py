"""The page on which keeping fingerprints to look back is switched on and off, with what is kept now and its history."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.text import gettext_noop
from bonafides.safety.banks import actions, permissions, queries
from bonafides.safety.banks.forms import LookBackForm, ReasonForm

COLUMNS = [
    Column(gettext_noop("switched on"), lambda row: row.switched_on_at),
    Column(gettext_noop("by"), lambda row: row.switched_on_by.name),
    Column(gettext_noop("days"), lambda row: row.days),
    Column(gettext_noop("until at most"), lambda row: row.until),
    Column(gettext_noop("reason"), lambda row: row.reason),
    Column(gettext_noop("switched off"), lambda row: row.switched_off_at),
    Column(gettext_noop("by whom"), lambda row: row.switched_off_by),
    Column(gettext_noop("why"), lambda row: row.switched_off_because),
    Column(gettext_noop("uploads erased"), lambda row: row.to_erase if row.erased_at else None),
    Column(gettext_noop("all erased"), lambda row: row.erased_at),
]


@require_GET
@never_cache
def looking_back(request: ActorRequest) -> HttpResponseBase:
    """Whether it is on, what is kept, and every time that it was."""
    if wanted := request.GET.get("format"):
        return table_response(queries.look_backs_for(request.actor).iterator(500), COLUMNS, wanted, "looking-back")
    return looking_back_page(request)


def looking_back_page(request: ActorRequest, status: int = 200, **bound: forms.Form) -> HttpResponse:
    switch, erasing = queries.looking_back(), queries.being_erased()
    left = queries.kept_now(erasing).uploads if erasing else 0
    context: dict[str, Any] = {
        "own_address": reverse("banks:looking_back"),
        "page": page_of(queries.look_backs_for(request.actor), request),
        "switch": switch,
        "kept": queries.kept_now(switch) if switch else None,
        "run": queries.last_run(switch) if switch else None,
        "erasing": erasing,
        "left": left,
        "gone": max(0, erasing.to_erase - left) if erasing else 0,
        "may_change": permissions.can_switch_on_looking_back(request.actor),
        "on_form": LookBackForm(),
        "off_form": ReasonForm(),
    }
    return render(request, "banks/looking_back.html", context | bound, status=status)


@require_POST
def switch_on(request: ActorRequest) -> HttpResponse:
    form = LookBackForm(request.POST)
    if not mended(form, lambda: actions.switch_on_looking_back(**form.cleaned_data, by=request.actor, at=now())):
        return looking_back_page(request, status=422, on_form=form)
    messages.success(request, _("It is on. The public policy says so from now on."))
    return redirect("banks:looking_back")


@require_POST
def switch_off(request: ActorRequest) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not mended(form, lambda: turn_off(request, form.cleaned_data["reason"])):
        return looking_back_page(request, status=422, off_form=form)
    messages.success(request, _("It is off. What was kept meets nothing any more, and is being erased."))
    return redirect("banks:looking_back")


def turn_off(request: ActorRequest, reason: str) -> None:
    actions.switch_off_looking_back(switch=queries.look_back_to_end(), reason=reason, by=request.actor, at=now())
