"""Lists: all of them, one with its policy, one taken out as a file; and an entry put on one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
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
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, formats, permissions, queries
from bonafides.safety.banks.forms import (
    EntryForm,
    FilterForm,
    NewBankForm,
    PolicyForm,
    ReasonForm,
)
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.values import about_value

ADDED = gettext_noop("The entry stands on the list and matches from now on.")
ADDED_TO_DISABLED = gettext_noop("The entry stands on the list. The list is disabled: it matches once that is enabled.")
BANK_COLUMNS = [
    Column("list", lambda bank: bank.reference),
    Column("name", lambda bank: bank.name),
    Column("kind", lambda bank: bank.kind),
    Column("provenance", lambda bank: bank.provenance),
    Column("licence", lambda bank: bank.licence),
    Column("tlp", lambda bank: bank.tlp),
    Column("entries", lambda bank: bank.entries_standing),
    Column("on_match", lambda bank: bank.on_match),
    Column("threshold_bits", lambda bank: bank.threshold_bits),
    Column("is_active", lambda bank: bank.is_active),
]


@require_GET
def banks(request: ActorRequest) -> HttpResponseBase:
    if wanted := request.GET.get("format"):
        return table_response(queries.banks_for(request.actor), BANK_COLUMNS, wanted, "lists")
    return banks_page(request, NewBankForm())


def banks_page(request: ActorRequest, form: NewBankForm, status: int = 200) -> HttpResponse:
    context = {
        "own_address": reverse("banks:banks"),
        "banks": queries.banks_for(request.actor),
        "form": form,
        "may_change": permissions.can_change_banks(request.actor),
    }
    return render(request, "banks/banks.html", context, status=status)


@require_POST
def new_bank(request: ActorRequest) -> HttpResponse:
    form = NewBankForm(request.POST)
    fields = {"bank-name": "name", "bank-name-taken": "name", "bank-provenance": "provenance"}
    if not mended(form, lambda: actions.create_bank(**form.cleaned_data, by=request.actor, at=now()), field_of=fields):
        return banks_page(request, form, status=422)
    messages.success(request, _("The list was made. It is empty."))
    return redirect("banks:banks")


@require_GET
def bank(request: ActorRequest, reference: str) -> HttpResponse:
    return bank_page(request, queries.bank_for(request.actor, reference))


def bank_page(request: ActorRequest, shown: Bank, status: int = 200, **bound: forms.Form) -> HttpResponse:
    """A list with its entries and its forms; a bound form replaces the empty one of its name."""
    filter_form, looks_back = FilterForm(request.GET, auto_id="filter_%s"), queries.looking_back()
    context: dict[str, Any] = {
        "own_address": shown.get_absolute_url(),
        "bank": shown,
        "page": page_of(queries.entries_of(shown, filter_form.wanted()), request),
        "filter": filter_form,
        "runs": queries.runs_of(shown)[:3],
        "formats": tuple(formats.CONTENT_TYPES),
        "may_change": permissions.can_change_banks(request.actor),
        "looks_back": looks_back,
        "not_looked_back": queries.entries_not_looked_back(shown) if looks_back else 0,
        "policy_form": PolicyForm.of(shown),
        "entry_form": EntryForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "banks/bank.html", context | bound, status=status)


@require_POST
def set_policy(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    form = PolicyForm(request.POST)
    fields = {"hold-threshold": "hold_threshold_bits", "allow-list-holds": "on_match"}
    if not mended(
        form, lambda: actions.set_policy(bank=shown, **form.policy(), by=request.actor, at=now()), field_of=fields
    ):
        return bank_page(request, shown, status=422, policy_form=form)
    messages.success(request, _("The policy of this list was changed, and applies from now on."))
    return redirect(shown)


@require_POST
def disable_bank(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    form = ReasonForm(request.POST)
    if not mended(form, lambda: actions.disable_bank(bank=shown, **form.cleaned_data, by=request.actor, at=now())):
        return bank_page(request, shown, status=422, reason_form=form)
    messages.success(request, _("The list is disabled: nothing on it matches any more."))
    return redirect(shown)


@require_POST
def enable_bank(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    actions.enable_bank(bank=shown, by=request.actor, at=now())
    messages.success(request, _("The list is enabled and matches again."))
    return redirect(shown)


@require_POST
def export(request: ActorRequest, reference: str, format_: str) -> StreamingHttpResponse:
    shown = queries.bank_for(request.actor, reference)
    if format_ not in formats.CONTENT_TYPES:
        raise NotFound("unknown-format", gettext_noop("A list can be had as csv, jsonl, json or deny."))
    actions.record_export(bank=shown, format_=format_, by=request.actor, at=now())
    lines = formats.lines_in(format_, queries.rows_to_export(shown))
    answer = StreamingHttpResponse(lines, content_type=formats.CONTENT_TYPES[format_])
    answer["Content-Disposition"] = f'attachment; filename="list-{shown.reference}.{format_}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def add_entry(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    form = EntryForm(request.POST)
    fields = {"entry-value": "value", "entry-stands": "value"}
    if not mended(
        form, lambda: actions.add_entry(bank=shown, **form.entry(), by=request.actor, at=now()), field_of=fields
    ):
        return bank_page(request, shown, status=422, entry_form=form)
    says = messages.success if shown.is_active else messages.warning
    says(request, _(ADDED if shown.is_active else ADDED_TO_DISABLED))
    if about_value(form.cleaned_data["type"], form.cleaned_data["value"]).is_shared:
        messages.warning(request, _("Many unrelated people publish on this host, and all of them match. List a path."))
    if form.cleaned_data["type"] is EntryType.TEXT and len(form.cleaned_data["value"].split()) == 1:
        messages.warning(request, _("This is a single word: it matches every text in which it stands."))
    if why := queries.not_looked_back(shown, form.cleaned_data["type"], form.cleaned_data["value"]):
        messages.warning(request, _(why))
    return redirect(shown)
