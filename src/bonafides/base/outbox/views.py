"""The pages under /deliveries/: what was sent, and where webhooks go."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.keys import signing
from bonafides.base.outbox import endpoints as webhooks
from bonafides.base.outbox import permissions, queries
from bonafides.base.outbox.forms import EndpointForm
from bonafides.base.outbox.models import WebhookEndpoint
from bonafides.kernel.clock import now
from bonafides.kernel.recording import recorder

STATES = ("waiting", "failing", "parked", "done", "cancelled")
COLUMNS = [
    Column("number", lambda row: row.pk),
    Column("kind", lambda row: row.kind),
    Column("type", lambda row: row.message.type if row.message else ""),
    Column("message", lambda row: row.message.reference if row.message else ""),
    Column("endpoint", lambda row: row.endpoint.url if row.endpoint else ""),
    Column("state", lambda row: row.state),
    Column("attempts", lambda row: row.attempts),
    Column("created_at", lambda row: row.created_at),
    Column("due_at", lambda row: row.due_at),
    Column("finished_at", lambda row: row.finished_at),
    Column("last_error", lambda row: row.last_error),
]


@require_GET
def deliveries(request: ActorRequest) -> HttpResponseBase:
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    rows = queries.deliveries(request.actor, state=state, kind=kind)
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(chunk_size=500), COLUMNS, fmt, "deliveries")
    context = {
        "page": page_of(rows, request),
        "states": STATES,
        "state": state,
        "kind": kind,
        "parked": queries.count_by_state()["parked"],
        "late": queries.count_late(now()),
        "can_resend": permissions.can_resend(request.actor),
    }
    return render(request, "outbox/deliveries.html", context)


@require_GET
def delivery(request: ActorRequest, number: int) -> HttpResponse:
    row = queries.delivery(request.actor, number)
    context = {
        "row": row,
        "tries": row.tries.order_by("-id")[:200],
        "can_resend": queries.can_resend(row, request.actor),
    }
    return render(request, "outbox/delivery.html", context)


@require_POST
def resend(request: ActorRequest, number: int) -> HttpResponse:
    row = queries.delivery(request.actor, number)
    webhooks.resend(row=row, by=request.actor, at=now(), record=recorder())
    messages.success(request, _("It is sent again now."))
    return redirect("deliveries:delivery", number=number)


@require_POST
def resend_parked(request: ActorRequest) -> HttpResponse:
    count = webhooks.resend_parked(by=request.actor, at=now(), record=recorder())
    said = ngettext("%(count)d delivery is sent again now.", "%(count)d deliveries are sent again now.", count)
    messages.success(request, said % {"count": count})
    return redirect("deliveries:deliveries")


@require_GET
def endpoints(request: ActorRequest) -> HttpResponse:
    return _endpoints_page(request, EndpointForm())


@never_cache
@require_POST
def create_endpoint(request: ActorRequest) -> HttpResponse:
    permissions.check_can_manage(request.actor)
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _endpoints_page(request, form, status=422)
    endpoint, secret = webhooks.create(**form.cleaned_data, by=request.actor, at=now(), record=recorder())
    return _secret_page(request, endpoint, secret)


@never_cache
@require_POST
def rotate_secret(request: ActorRequest, reference: str) -> HttpResponse:
    endpoint = queries.endpoint(request.actor, reference)
    secret = webhooks.rotate_secret(endpoint=endpoint, by=request.actor, at=now(), record=recorder())
    return _secret_page(request, endpoint, secret)


@require_POST
def disable_endpoint(request: ActorRequest, reference: str) -> HttpResponse:
    endpoint = queries.endpoint(request.actor, reference)
    webhooks.disable(endpoint=endpoint, reason="by hand", by=request.actor, at=now(), record=recorder())
    return redirect("deliveries:endpoints")


@require_POST
def enable_endpoint(request: ActorRequest, reference: str) -> HttpResponse:
    endpoint = queries.endpoint(request.actor, reference)
    webhooks.enable(endpoint=endpoint, by=request.actor, at=now(), record=recorder())
    return redirect("deliveries:endpoints")


@require_POST
def ping(request: ActorRequest, reference: str) -> HttpResponse:
    endpoint = queries.endpoint(request.actor, reference)
    row = webhooks.ping(endpoint=endpoint, by=request.actor, at=now())
    messages.success(request, _("A message of the type “ping” is on its way; reload to see how it went."))
    return redirect("deliveries:delivery", number=row.pk)


def _endpoints_page(request: ActorRequest, form: EndpointForm, status: int = 200) -> HttpResponse:
    context = {
        "endpoints": queries.endpoints(request.actor),
        "form": form,
        "public_keys": signing.public_keys("webhooks"),
        "can_manage": permissions.can_manage(request.actor),
    }
    return render(request, "outbox/endpoints.html", context, status=status)


def _secret_page(request: ActorRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
    """The only time that a secret is shown: in the answer itself, kept nowhere on the way."""
    return render(request, "outbox/secret.html", {"endpoint": endpoint, "secret": secret})
