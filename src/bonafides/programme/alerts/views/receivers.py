"""Pages of those who receive alerts: a member's people, and whoever bears the link of one alert."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.keys import signing
from bonafides.base.outbox import queries as outbox
from bonafides.base.outbox.models import WebhookEndpoint
from bonafides.base.people import queries as people
from bonafides.base.people import shown_once
from bonafides.base.people.links import kept_quiet, link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions, permissions, queries
from bonafides.programme.alerts.forms import AnswerForm, EndpointForm, InboxForm, KeyForm
from bonafides.programme.alerts.models import Delivery
from bonafides.programme.alerts.views import programme
from bonafides.programme.members.queries import member_of

INBOX_COLUMNS = [
    Column("alert", lambda delivery: delivery.alert.reference),
    Column("url", lambda delivery: delivery.alert.url),
    Column("entity", lambda delivery: delivery.alert.batch.entry.entity.name),
    Column("sent_at", lambda delivery: delivery.sent_at),
    Column("answer", lambda delivery: delivery.answer),
    Column("reason", lambda delivery: delivery.answer_reason),
    Column("answered_at", lambda delivery: delivery.answered_at),
    Column("withdrawn_at", lambda delivery: delivery.alert.withdrawn_at),
]


@require_GET
def alerts(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """What was sent to one's own member; for the programme's people, what they may read of all."""
    if not permissions.is_receiver(request.actor):
        return programme.team_page(request)
    form = InboxForm(request.GET)
    rows = queries.inbox_of(member_of(request.actor), form.wanted())
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(1_000), INBOX_COLUMNS, fmt, "alerts")
    context = {
        "page": page_of(rows, request),
        "form": form,
        "may_set_up": permissions.can_set_up(request.actor),
    }
    return render(request, "alerts/inbox.html", context)


@require_GET
def alert(request: ActorRequest, reference: str) -> HttpResponse:
    if permissions.is_receiver(request.actor):
        return received_page(request, queries.own_delivery(request.actor, reference), AnswerForm())
    return programme.alert_page(request, queries.alert_for(request.actor, reference))


def received_page(request: ActorRequest, delivery: Delivery, form: AnswerForm, status: int = 200) -> HttpResponse:
    context = {**delivery_context(delivery), "form": form}
    return render(request, "alerts/received.html", context, status=status)


def delivery_context(delivery: Delivery) -> dict[str, object]:
    alert = delivery.alert
    return {
        "delivery": delivery,
        "alert": alert,
        "batch": alert.batch,
        "answers": list(delivery.answers.all()),
    }


@require_POST
def answer(request: ActorRequest, reference: str) -> HttpResponse:
    delivery = queries.own_delivery(request.actor, reference)
    form = AnswerForm(request.POST)
    if not mended(
        form, lambda: actions.answer_alert(delivery=delivery, **form.cleaned_data, by=request.actor, at=now())
    ):
        return received_page(request, delivery, form, status=422)
    messages.success(request, _("Your answer reached the programme."))
    return redirect("alerts:alert", reference)


def answered(request: ActorRequest, delivery: Delivery, form: AnswerForm) -> None:
    actions.answer_alert(delivery=delivery, **form.cleaned_data, by=request.actor, at=now())


# -- by the link of a mail --------------------------------------------------------------------------------------------


@link_page(LinkPurpose.ALERT)
@require_http_methods(["GET", "POST"])
def by_link(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """A platform without an account reads one alert and answers it."""
    delivery = queries.delivery_of_link(bearer)
    form = AnswerForm(request.POST or None)
    if form.is_bound and mended(form, lambda: answered(request, delivery, form)):
        return kept_quiet(redirect(request.path))
    context = {**delivery_context(delivery), "form": form, "expires_at": bearer.expires_at}
    return kept_quiet(render(request, "alerts/by_link.html", context, status=422 if form.is_bound else 200))


# -- where a member's alerts go ---------------------------------------------------------------------------------------


@never_cache
@require_GET
def receiving(request: ActorRequest) -> HttpResponse:
    return receiving_page(request, endpoint_form=EndpointForm(), key_form=KeyForm())


def receiving_page(
    request: ActorRequest,
    *,
    endpoint_form: forms.Form,
    key_form: forms.Form,
    endpoint: WebhookEndpoint | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    permissions.check_can_set_up(request.actor)
    member = member_of(request.actor)
    context = {
        "member": member,
        "endpoints": outbox.endpoints_of(queries.audience_of(member)),
        "keys": people.with_state(people.keys_of(request.actor)[:50], now()),
        "public_keys": signing.public_keys("webhooks"),
        "mails": queries.mails_of(member),
        "endpoint_form": endpoint_form,
        "key_form": key_form,
        "made": endpoint,
        "secret": secret,
        "plaintext": shown_once.take(request),
    }
    return render(request, "alerts/receiving.html", context, status=status)


@never_cache
@require_POST
def create_endpoint(request: ActorRequest) -> HttpResponse:
    """The secret stands in this one answer."""
    form = EndpointForm(request.POST)
    made: list[tuple[WebhookEndpoint, str]] = []
    if not mended(form, lambda: made.append(actions.create_endpoint(**form.cleaned_data, by=request.actor, at=now()))):
        return receiving_page(request, endpoint_form=form, key_form=KeyForm(), status=422)
    endpoint, secret = made[0]
    return receiving_page(request, endpoint_form=EndpointForm(), key_form=KeyForm(), endpoint=endpoint, secret=secret)


@never_cache
@require_POST
def rotate_secret(request: ActorRequest, reference: str) -> HttpResponse:
    endpoint, secret = actions.rotate_secret(reference=reference, by=request.actor, at=now())
    return receiving_page(request, endpoint_form=EndpointForm(), key_form=KeyForm(), endpoint=endpoint, secret=secret)


@require_POST
def disable_endpoint(request: ActorRequest, reference: str) -> HttpResponse:
    actions.disable_endpoint(reference=reference, by=request.actor, at=now())
    messages.success(request, _("Nothing more is posted there."))
    return redirect("alerts:receiving")


@require_POST
def enable_endpoint(request: ActorRequest, reference: str) -> HttpResponse:
    actions.enable_endpoint(reference=reference, by=request.actor, at=now())
    messages.success(request, _("Alerts are posted there again, those that it missed too."))
    return redirect("alerts:receiving")


@require_POST
def ping(request: ActorRequest, reference: str) -> HttpResponse:
    actions.ping_endpoint(reference=reference, by=request.actor, at=now())
    messages.success(request, _("A test message is on its way."))
    return redirect("alerts:receiving")


@require_POST
def create_key(request: ActorRequest) -> HttpResponse:
    form = KeyForm(request.POST)
    if not mended(
        form,
        lambda: shown_once.keep(request, actions.create_key(**form.cleaned_data, by=request.actor, at=now()).plaintext),
    ):
        return receiving_page(request, endpoint_form=EndpointForm(), key_form=form, status=422)
    return redirect("alerts:receiving")


@require_POST
def revoke_key(request: ActorRequest, reference: str) -> HttpResponse:
    actions.revoke_key(reference=reference, by=request.actor, at=now())
    messages.success(request, _("The key was ended; calls with it are refused from now on."))
    return redirect("alerts:receiving")
