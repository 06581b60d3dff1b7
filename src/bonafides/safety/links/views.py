"""The page of the switch: whether short addresses are followed, by whose decision, and what it means."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.matching.domains import shorteners
from bonafides.safety.links import actions, permissions, queries


@require_GET
def links(request: ActorRequest) -> HttpResponse:
    context = {
        "following": queries.following(),
        "counts": queries.counts_since(now()),
        "shorteners": shorteners(),
        "may_switch": permissions.can_switch(request.actor),
    }
    return render(request, "links/links.html", context)


@require_POST
def switch_on(request: ActorRequest) -> HttpResponse:
    actions.switch_on(by=request.actor, at=now())
    messages.success(request, _("Short addresses are followed from now on."))
    return redirect("links:links")


@require_POST
def switch_off(request: ActorRequest) -> HttpResponse:
    actions.switch_off(by=request.actor, at=now())
    messages.success(request, _("Short addresses are not followed any more."))
    return redirect("links:links")
