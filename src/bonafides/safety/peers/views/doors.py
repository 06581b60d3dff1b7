"""The page of whoever opens these doors: what is open, since when, by whom, and which addresses to use."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.peers import permissions
from bonafides.safety.peers.actions import doors as actions
from bonafides.safety.peers.forms import ReceiverForm
from bonafides.safety.peers.queries import banked
from bonafides.safety.peers.queries import doors as queries


@require_GET
def doors(request: ActorRequest) -> HttpResponse:
    return page(request, ReceiverForm())


def page(request: ActorRequest, form: ReceiverForm, *, secret: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "secret": secret,
        "fetching": queries.fetching(),
        "receiver": queries.receiver(),
        "partial": banked.partial_lists(),
        "address": settings.PUBLIC_URL,
        "may_open": permissions.can_open(request.actor),
    }
    return render(request, "peers/doors.html", context, status=status)


@require_POST
def switch_fetching_on(request: ActorRequest) -> HttpResponse:
    actions.switch_fetching_on(by=request.actor, at=now())
    messages.success(request, _("Clients may have addresses fetched from now on."))
    return redirect("peers:doors")


@require_POST
def switch_fetching_off(request: ActorRequest) -> HttpResponse:
    actions.switch_fetching_off(by=request.actor, at=now())
    messages.success(request, _("No address is fetched any more."))
    return redirect("peers:doors")


@never_cache
@require_POST
def set_receiver(request: ActorRequest) -> HttpResponse:
    form = ReceiverForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    return page(request, ReceiverForm(), secret=actions.set_receiver(**form.cleaned_data, by=request.actor, at=now()))


@require_POST
def remove_receiver(request: ActorRequest) -> HttpResponse:
    actions.remove_receiver(by=request.actor, at=now())
    messages.success(request, _("Decisions are posted there no more."))
    return redirect("peers:doors")
