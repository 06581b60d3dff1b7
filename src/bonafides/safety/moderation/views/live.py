"""Live streams: one page where every second counts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions import live as actions
from bonafides.safety.moderation.queries.live import LivePage, stream_of
from bonafides.safety.moderation.views.viewing import item_for
from bonafides.safety.moderation.vocabulary import LiveAct
from bonafides.safety.moderation.vocabulary.limits import LIVE_REFRESH, LIVE_REFRESH_PLAIN


@require_GET
@never_cache
def live(request: ActorRequest) -> HttpResponse:
    """Streams that run, newest first; it comes anew by itself unless `still` is asked for."""
    context = {
        "page": LivePage(request.actor, now()),
        "is_still": "still" in request.GET,
        "refresh_seconds": int(LIVE_REFRESH.total_seconds()),
        "refresh_plain_seconds": int(LIVE_REFRESH_PLAIN.total_seconds()),
    }
    return render(request, "moderation/live/live.html", context)


@require_POST
def act(request: ActorRequest, reference: str) -> HttpResponse:
    """One key for one stream."""
    wanted = request.POST.get("act", "")
    if wanted not in list(LiveAct):
        raise Invalid("no-act", _("Choose what is to be done."))
    try:
        actions.act(stream=stream_of(reference), act=LiveAct(wanted), by=request.actor, at=now())
    except Conflict as error:
        messages.info(request, sentence_of(error))
    return redirect("moderation:live")


@require_POST
def mark_live(request: ActorRequest, reference: str) -> HttpResponse:
    """A person sees that it is being streamed."""
    try:
        actions.mark_live(item=item_for(request, reference), by=request.actor, at=now())
    except Conflict as error:
        messages.info(request, sentence_of(error))
    return redirect("moderation:live")


@require_POST
def mark_over(request: ActorRequest, reference: str) -> HttpResponse:
    """A person sees that it is over."""
    try:
        actions.mark_over(stream=stream_of(reference), by=request.actor, at=now())
    except Conflict as error:
        messages.info(request, sentence_of(error))
    return redirect("moderation:live")
