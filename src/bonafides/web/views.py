"""Home, health and the first day."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bonafides.base.http.requests import ActorRequest
from bonafides.web.navigation import address_of


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """The public front door; who is signed in goes on to their work."""
    if request.actor.person is not None:
        return redirect(address_of("moderation:queue") or "first_day")
    return render(request, "web/home.html")


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
    return render(request, "web/first_day.html")
