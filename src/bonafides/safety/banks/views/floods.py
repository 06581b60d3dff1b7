"""Entries that met a share of all traffic, and from when on one is stopped."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions, permissions, queries
from bonafides.safety.banks.forms import FloodLimitsForm, ReleaseForm

FLOOD_COLUMNS = [
    Column("quarantine", lambda row: row.reference),
    Column("entry", lambda row: row.entry.reference),
    Column("list", lambda row: row.entry.bank.name),
    Column("hits", lambda row: row.hits),
    Column("items", lambda row: row.items),
    Column("began_at", lambda row: row.began_at),
    Column("spared_for", lambda row: row.spared_for),
    Column("ended_at", lambda row: row.ended_at),
    Column("ended_by", lambda row: row.ended_by),
    Column("reason", lambda row: row.ended_because),
]

FIELDS = {"flood-floor": "floor_hits", "flood-share": "share_percent", "flood-items": "least_items"}


@require_GET
def floods(request: ActorRequest) -> HttpResponseBase:
    """Entries that met a share of all traffic, and from when on one is stopped."""
    if wanted := request.GET.get("format"):
        return table_response(queries.quarantines_for(request.actor).iterator(500), FLOOD_COLUMNS, wanted, "floods")
    return floods_page(request)


def floods_page(request: ActorRequest, status: int = 200, refused: str = "", **bound: forms.Form) -> HttpResponse:
    """`refused` is the quarantine whose form comes back with what is wrong with it."""
    limits, set_ = queries.flood_limits()
    context: dict[str, Any] = {
        "own_address": reverse("banks:floods"),
        "page": page_of(queries.quarantines_for(request.actor), request),
        "limits": limits,
        "share_percent": limits.share_bp / 100,
        "limits_set": set_,
        "may_change": permissions.can_change_entries(request.actor),
        "release_form": ReleaseForm(auto_id=False),
        "refused": refused,
        "limits_form": FloodLimitsForm.of(limits),
    }
    return render(request, "banks/floods.html", context | bound, status=status)


@require_POST
def release(request: ActorRequest, reference: str) -> HttpResponse:
    found = queries.quarantine_for(request.actor, reference)
    form = ReleaseForm(request.POST, auto_id=f"%s-{found.reference}")
    if not mended(form, lambda: actions.release(found=found, **form.cleaned_data, by=request.actor, at=now())):
        return floods_page(request, status=422, release_form=form, refused=found.reference)
    messages.success(request, _("The entry matches again. The same wave does not stop it a second time."))
    return redirect("banks:floods")


@require_POST
def set_flood_limits(request: ActorRequest) -> HttpResponse:
    form = FloodLimitsForm(request.POST)
    if not mended(
        form, lambda: actions.set_flood_limits(limits=form.limits(), by=request.actor, at=now()), field_of=FIELDS
    ):
        return floods_page(request, status=422, limits_form=form)
    messages.success(request, _("These limits apply from now on."))
    return redirect("banks:floods")
