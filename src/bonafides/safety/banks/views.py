"""Pages of lists: what there is, what stands on them, what a match does, bringing files in, trying a lookup."""

import hashlib
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from bonafides.kernel.text import gettext_noop
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, formats, lookups, permissions, queries
from bonafides.safety.banks.forms import (
    EntryForm,
    FilterForm,
    ImportForm,
    NewBankForm,
    OpinionForm,
    PolicyForm,
    ReasonForm,
    TesterForm,
)
from bonafides.safety.banks.models import Bank, Entry, ImportRun
from bonafides.safety.banks.values import about_value
from bonafides.safety.banks.vocabulary import IMPORT_AT_ONCE_ROWS, Lookup

MENDABLE = (Invalid, Conflict, RuleBroken, NotAllowed)
SNIFFED_BYTES = 65_536
NEAR_SHOWN = 20


def mended(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it if the form is right; what the domain refuses stands on the form, to be mended."""
    if not form.is_valid():
        return False
    try:
        act()
    except MENDABLE as error:
        form.add_error(None, sentence_of(error))
        return False
    return True


def sent(request: ActorRequest) -> tuple[Any, Any]:
    """What a form is bound to: what was sent, or nothing before anything was."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


# -- lists ------------------------------------------------------------------------------------------


@require_GET
def banks(request: ActorRequest) -> HttpResponse:
    return banks_page(request, NewBankForm())


def banks_page(request: ActorRequest, form: NewBankForm, status: int = 200) -> HttpResponse:
    context = {
        "banks": queries.banks_for(request.actor),
        "form": form,
        "may_change": permissions.can_change_banks(request.actor),
    }
    return render(request, "banks/banks.html", context, status=status)


@require_POST
def new_bank(request: ActorRequest) -> HttpResponse:
    form = NewBankForm(request.POST)
    if not mended(form, lambda: actions.create_bank(**form.cleaned_data, by=request.actor, at=now())):
        return banks_page(request, form, status=422)
    messages.success(request, _("The list was made. It is empty."))
    return redirect("banks:banks")


@require_GET
def bank(request: ActorRequest, reference: str) -> HttpResponse:
    return bank_page(request, queries.bank_for(request.actor, reference))


def bank_page(request: ActorRequest, shown: Bank, status: int = 200, **bound: forms.Form) -> HttpResponse:
    """A list with its entries and its forms; a bound form replaces the empty one of its name."""
    filter_form = FilterForm(request.GET)
    context: dict[str, Any] = {
        "bank": shown,
        "page": page_of(queries.entries_of(shown, filter_form.wanted()), request),
        "filter": filter_form,
        "runs": queries.runs_of(shown)[:3],
        "formats": tuple(formats.CONTENT_TYPES),
        "may_change": permissions.can_change_banks(request.actor),
        "policy_form": PolicyForm.of(shown),
        "entry_form": EntryForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "banks/bank.html", context | bound, status=status)


@require_POST
def set_policy(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    form = PolicyForm(request.POST)
    if not mended(form, lambda: actions.set_policy(bank=shown, **form.policy(), by=request.actor, at=now())):
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


# -- entries ----------------------------------------------------------------------------------------


@require_POST
def add_entry(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    form = EntryForm(request.POST)
    if not mended(form, lambda: actions.add_entry(bank=shown, **form.entry(), by=request.actor, at=now())):
        return bank_page(request, shown, status=422, entry_form=form)
    messages.success(request, _("The entry stands on the list and matches from now on."))
    if about_value(form.cleaned_data["type"], form.cleaned_data["value"]).is_shared:
        messages.warning(request, _("Many unrelated people publish on this host, and all of them match. List a path."))
    return redirect(shown)


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
        "entry": shown,
        "about": about_value(EntryType(shown.type), shown.value),
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


# -- bringing files in ------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def import_list(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    form = ImportForm(*sent(request))
    runs: list[ImportRun] = []
    if request.method == "POST" and mended(
        form, lambda: runs.append(take_in(request, shown, form.cleaned_data["file"]))
    ):
        return redirect(runs[0])
    context = {"bank": shown, "form": form, "at_once": IMPORT_AT_ONCE_ROWS}
    return render(request, "banks/import.html", context, status=422 if request.method == "POST" else 200)


def take_in(request: ActorRequest, bank: Bank, file: "UploadedFile[Any]") -> ImportRun:
    """A short list at once; a long one by the worker."""
    format_ = formats.format_of(file.read(SNIFFED_BYTES))
    digest, lines = hashlib.sha256(), 0
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
        lines += chunk.count(b"\n")
    file.seek(0)
    about = {"bank": bank, "file_name": file.name or "", "file_sha256": digest.hexdigest(), "format_": format_}
    if lines > IMPORT_AT_ONCE_ROWS:
        return actions.leave_for_worker(file=file.file, **about, by=request.actor, at=now())  # type: ignore[arg-type]
    run = actions.start_import(**about, by=request.actor, at=now())  # type: ignore[arg-type]
    return actions.import_file(run=run, file=file.file, by=request.actor, at=now())  # type: ignore[arg-type]


@require_GET
def runs(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    return render(request, "banks/runs.html", {"bank": shown, "page": page_of(queries.runs_of(shown), request)})


@require_GET
def run(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.run_for(request.actor, reference)
    context = {
        "run": shown,
        "is_over": shown.finished_at is not None,
        "page": page_of(shown.rows_set_aside.all(), request),
    }
    template = "banks/run.html#progress" if request.headers.get("HX-Request") else "banks/run.html"
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer


# -- trying a lookup --------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def tester(request: ActorRequest) -> HttpResponse:
    """What would match: nothing of what is looked up is kept, but that there was a lookup."""
    form = TesterForm(*sent(request))
    found: list[tuple[Fingerprints, queries.Matched]] = []
    if request.method == "POST":
        mended(form, lambda: found.append(looked_up(fingerprints_in(form))))
    asked, matched = found[0] if found else (Fingerprints(), None)
    outcome = queries.outcome(matched.matches).outcome if matched else ""
    context = {"form": form, "matched": matched, "outcome": outcome, "unreadable": asked.unreadable}
    return render(request, "banks/tester.html", context, status=422 if form.errors else 200)


def looked_up(fingerprints: Fingerprints) -> tuple[Fingerprints, queries.Matched]:
    matched = queries.match(fingerprints)
    actions.count_lookup(name=Lookup.TESTER, matched=bool(matched.matches), at=now())
    return fingerprints, matched


def fingerprints_in(form: TesterForm) -> Fingerprints:
    given = form.cleaned_data
    if given["file"]:
        return lookups.of_file(given["file"])
    if given["hash"]:
        return lookups.of_hash(given["hash"])
    return lookups.of_fields({"url": given["url"]}) if given["url"] else lookups.of_text(given["text"])
