"""Pages of the programme's people: submitting, the second person, following up, withdrawing."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.outbox import queries as outbox
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions, permissions, queries, rules, sheets
from bonafides.programme.alerts.actions.submitting import Draft
from bonafides.programme.alerts.forms import (
    ContactForm,
    FilterForm,
    PlatformForm,
    ReasonForm,
    SheetForm,
    SubmitForm,
    VerifyForm,
)
from bonafides.programme.alerts.models import Alert, AlertBatch, Delivery
from bonafides.programme.alerts.rules import SetAside

COLUMNS = [
    Column("alert", lambda alert: alert.reference),
    Column("url", lambda alert: alert.url),
    Column("host", lambda alert: alert.host),
    Column("entity", lambda alert: alert.batch.entry.entity.name),
    Column("list", lambda alert: alert.batch.entry.public_list.key),
    Column("number", lambda alert: alert.batch.entry.number),
    Column("platform_type", lambda alert: alert.batch.platform_type),
    Column("state", lambda alert: alert.state),
    Column("sent_at", lambda alert: alert.sent_at),
    Column("answer", lambda alert: alert.answer),
    Column("answered_at", lambda alert: alert.answered_at),
    Column("availability", lambda alert: alert.check_row.availability if hasattr(alert, "check_row") else ""),
]
PLATFORM_COLUMNS = [
    Column("reference", lambda platform: platform.reference),
    Column("name", lambda platform: platform.name),
    Column("hosts", lambda platform: platform.hosts_now),
    Column("registered_at", lambda platform: platform.registered_at),
]
WAITING_COLUMNS = [
    Column("batch", lambda batch: batch.reference),
    Column("shape", lambda batch: batch.shape),
    Column("entity", lambda batch: batch.entry.entity.name),
    Column("number", lambda batch: batch.entry.number),
    Column("submitted_at", lambda batch: batch.submitted_at),
]


def team_page(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """All alerts that this person may read."""
    form = FilterForm(request.GET)
    rows = queries.alerts_for(request.actor, form.wanted())
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(1_000), COLUMNS, fmt, "alerts")
    context = {
        "page": page_of(rows, request),
        "form": form,
        "may_submit": permissions.can_submit(request.actor),
        "may_verify": permissions.can_verify(request.actor),
        "may_read_all": permissions.can_read_all(request.actor),
    }
    return render(request, "alerts/alerts.html", context)


# -- submitting -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def submit(request: ActorRequest) -> HttpResponse:
    """Addresses, one to a line, about which the same is said."""
    permissions.check_can_submit(request.actor)
    form = SubmitForm(request.POST or None)
    set_aside: list[SetAside] = []
    batches: list[AlertBatch] = []
    if form.is_bound and mended(form, lambda: batches.extend(submitted(request, form, set_aside))):
        return submission_page(request, batches, set_aside)
    context = {"form": form, "sheet_form": SheetForm(), "set_aside": set_aside}
    return render(request, "alerts/submit.html", context, status=422 if form.is_bound else 200)


def submitted(request: ActorRequest, form: SubmitForm, set_aside: list[SetAside]) -> list[AlertBatch]:
    lines = list(enumerate(form.cleaned_data["addresses"].splitlines(), start=1))
    standing = queries.keys_standing(each.key for each in rules.read_lines(lines).addresses)
    read, about = rules.read_lines(lines, standing), form.about()
    set_aside.extend(read.set_aside)
    drafts = [Draft(address, about) for address in read.addresses]
    return actions.submit_alerts(drafts=drafts, by=request.actor, at=now())


@require_POST
def submit_sheet(request: ActorRequest) -> HttpResponse:
    """A CSV: what is right goes in, what is not is shown."""
    permissions.check_can_submit(request.actor)
    form = SheetForm(request.POST, request.FILES)
    set_aside: list[SetAside] = []
    batches: list[AlertBatch] = []
    if mended(form, lambda: batches.extend(sheet_submitted(request, form, set_aside))):
        return submission_page(request, batches, set_aside)
    context = {"form": SubmitForm(), "sheet_form": form, "set_aside": set_aside}
    return render(request, "alerts/submit.html", context, status=422)


def sheet_submitted(request: ActorRequest, form: SheetForm, set_aside: list[SetAside]) -> list[AlertBatch]:
    sheet = sheets.read(form.cleaned_data["file"].read(sheets.FILE_LIMIT_BYTES + 1))
    set_aside.extend(sheet.set_aside)
    return actions.submit_alerts(drafts=sheet.drafts, by=request.actor, at=now())


def submission_page(request: ActorRequest, batches: list[AlertBatch], set_aside: list[SetAside]) -> HttpResponse:
    """What was taken in, in which groups, and what was not."""
    context = {"batches": batches, "set_aside": set_aside}
    return render(request, "alerts/submitted.html", context)


# -- the second person ------------------------------------------------------------------------------------------------


@require_GET
def waiting(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.batches_to_decide(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(rows, WAITING_COLUMNS, fmt, "alerts-waiting")
    context = {"page": page_of(rows, request), "person": request.actor.person}
    return render(request, "alerts/waiting.html", context)


@require_GET
def batch(request: ActorRequest, reference: str) -> HttpResponse:
    return batch_page(request, queries.batch_for(request.actor, reference))


def batch_page(request: ActorRequest, shown: AlertBatch, status: int = 200, **bound: forms.Form) -> HttpResponse:
    """The group, all its addresses, and what the policy asks."""
    is_open = shown.state == "submitted" and permissions.can_verify(request.actor)
    context = {
        "batch": shown,
        "alerts": list(shown.alerts.order_by("pk")),
        "policy": queries.policy_numbered(shown.policy_number) if shown.policy_number else queries.policy_in_force(),
        "may_decide": is_open and shown.submitted_by_id != request.actor.person,
        "is_own": is_open and shown.submitted_by_id == request.actor.person,
        "verify_form": VerifyForm(),
        "refuse_form": ReasonForm(prefix="refuse"),
    }
    return render(request, "alerts/batch.html", context | bound, status=status)


@require_POST
def verify(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.batch_for(request.actor, reference)
    form = VerifyForm(request.POST)
    if not mended(
        form,
        lambda: actions.verify_batch(batch=shown, confirmed=form.criteria(), by=request.actor, at=now()),
    ):
        return batch_page(request, shown, status=422, verify_form=form)
    messages.success(request, _("Verified. Each address went to whoever registered its domain."))
    return redirect(shown)


@require_POST
def refuse(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.batch_for(request.actor, reference)
    form = ReasonForm(request.POST, prefix="refuse")
    if not mended(form, lambda: actions.refuse_batch(batch=shown, **form.cleaned_data, by=request.actor, at=now())):
        return batch_page(request, shown, status=422, refuse_form=form)
    messages.success(request, _("Refused. Nothing was sent."))
    return redirect(shown)


# -- one alert --------------------------------------------------------------------------------------------------------


def alert_page(request: ActorRequest, shown: Alert, status: int = 200, **bound: forms.Form) -> HttpResponse:
    deliveries = list(shown.deliveries.select_related("member", "platform").prefetch_related("answers"))
    states = outbox.delivery_states(f"alert:{each.reference}" for each in deliveries)
    context = {
        "alert": shown,
        "batch": shown.batch,
        "deliveries": [(each, states.get(f"alert:{each.reference}")) for each in deliveries],
        "check": getattr(shown, "check_row", None),
        "may_verify": permissions.can_verify(request.actor),
        "contact_form": ContactForm(),
        "withdraw_form": ReasonForm(prefix="withdraw"),
    }
    return render(request, "alerts/alert.html", context | bound, status=status)


@require_POST
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.alert_for(request.actor, reference)
    form = ReasonForm(request.POST, prefix="withdraw")
    if not mended(form, lambda: actions.withdraw_alert(alert=shown, **form.cleaned_data, by=request.actor, at=now())):
        return alert_page(request, shown, status=422, withdraw_form=form)
    messages.success(request, _("Withdrawn. Everyone who got it is told."))
    return redirect(shown)


@require_POST
def send(request: ActorRequest, reference: str) -> HttpResponse:
    """To the abuse contact that this person found."""
    shown = queries.alert_for(request.actor, reference)
    form = ContactForm(request.POST)
    if not mended(form, lambda: actions.send_to_contact(alert=shown, **form.cleaned_data, by=request.actor, at=now())):
        return alert_page(request, shown, status=422, contact_form=form)
    messages.success(request, _("Sent, with a link that opens this alert and takes the answer."))
    return redirect(shown)


@require_POST
def resend(request: ActorRequest, reference: str) -> HttpResponse:
    """What a member's endpoint refused, again."""
    shown = queries.alert_for(request.actor, reference)
    for delivery in Delivery.objects.filter(alert=shown, member__isnull=False):
        actions.resend_alert(delivery=delivery, by=request.actor, at=now())
    messages.success(request, _("It is sent again."))
    return redirect(shown)


# -- platforms that are no members ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def platforms(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.platforms(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(rows, PLATFORM_COLUMNS, fmt, "alert-platforms")
    form = PlatformForm(request.POST or None)
    if form.is_bound and mended(form, lambda: actions.register_platform(**form.wanted(), by=request.actor, at=now())):
        messages.success(request, _("Registered. Alerts about its hosts go there from now on."))
        return redirect("alerts:platforms")
    context = {"page": page_of(rows, request), "form": form, "may_verify": permissions.can_verify(request.actor)}
    return render(request, "alerts/platforms.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_platform(request: ActorRequest, reference: str) -> HttpResponse:
    platform = queries.platform_for(request.actor, reference)
    actions.remove_platform(platform=platform, by=request.actor, at=now())
    messages.success(request, _("Removed. Nothing more is sent there."))
    return redirect("alerts:platforms")
