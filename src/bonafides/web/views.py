"""Home, health and the first day."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bonafides.base.http.requests import ActorRequest
from bonafides.web import first_day as first_day_page
from bonafides.web.navigation import address_of

LOG = "/log/"  # its own page says how to verify


def doors() -> list[dict[str, str]]:
    """What anyone can do here, where this edition offers it."""
    found = [
        (_("Report content"), _("Give notice of content that you hold to be illegal. No account is needed."), "notice"),
        (_("The rules"), _("What may be restricted, what may not, and how we decide."), "policy"),
    ]
    cards = [(title, text, address_of(f"moderation:{name}")) for title, text, name in found]
    log = (_("The public log"), _("Every decision leaves an entry that nobody can take back. Check it offline."), LOG)
    return [{"title": title, "text": text, "url": url} for title, text, url in (*cards, log) if url]


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """The public front door; who is signed in goes on to their work."""
    if request.actor.person is not None:
        return redirect(address_of("moderation:queue") or "first_day")
    return render(request, "web/home.html", {"doors": doors()})


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def first_day(request: ActorRequest) -> HttpResponse:
    """What works without any list, which duties bind, and where lists come from."""
    return render(request, "web/first_day.html", first_day_page.context(request))
