"""Home, health and the first day."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bonafides.base.http import problems
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.web import first_day as first_day_page
from bonafides.web import metrics as metrics_page
from bonafides.web import readiness
from bonafides.web.navigation import address_of, may_open

LOG = "/log/"  # its own page says how to verify


STARTS = ("moderation:queue", "members:own", "members:members", "knowledge:knowledge")  # where a day begins


def doors() -> list[dict[str, str]]:
    """What anyone can do here, where this edition offers it."""
    cards = [(title, text, address_of(name)) for title, text, name in (*of_the_platform(), *of_the_programme())]
    log = (_("The public log"), _("Every decision leaves an entry that nobody can take back. Check it offline."), LOG)
    return [{"title": title, "text": text, "url": url} for title, text, url in (*cards, log) if url]


def of_the_platform() -> list[tuple[str, str, str]]:
    return [
        (
            _("Report content"),
            _("Give notice of content that you hold to be illegal. No account is needed."),
            "moderation:notice",
        ),
        (_("The rules"), _("What may be restricted, what may not, and how we decide."), "moderation:policy"),
    ]


def of_the_programme() -> list[tuple[str, str, str]]:
    return [
        (
            _("Join the programme"),
            _("Find out how exposed your service is, and work towards a mark that anyone can verify."),
            "members:apply",
        ),
        (_("Verify a trustmark"), _("Check a mark by yourself: on this page or without us."), "trustmark:verify"),
        (_("Who bears the mark"), _("The register, with what was checked and when."), "trustmark:register"),
        (_("The pledge"), _("Six principles, and who has signed them."), "pledge:text"),
        (_("Knowledge"), _("Guides, templates and training for small teams and for everyone."), "knowledge:knowledge"),
        (_("Members"), _("The platforms that chose to be listed."), "members:directory"),
    ]


def start_of(request: ActorRequest) -> str:
    """Where this person's day begins: the first of the starting pages that they may open."""
    table = import_string(settings.ACCESS_TABLE)
    found = (address_of(name) for name in STARTS if may_open(request.actor, table.get(name)))
    return next((url for url in found if url), "first_day")


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """The public front door; who is signed in goes on to their work."""
    if request.actor.person is not None:
        return redirect(start_of(request))
    return render(request, "web/home.html", {"doors": doors(), "judges": first_day_page.judges_content()})


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether this process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether this installation can do its work: each question by name, and `ok`, or what is wrong, as its answer."""
    answers = readiness.answers(now())
    is_ready = all(answer == readiness.OK for answer in answers.values())
    return JsonResponse({"status": "ready" if is_ready else "not ready", **answers}, status=200 if is_ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to whoever bears the token of the settings; without one there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not constant_time_compare(given, settings.METRICS_TOKEN):
        return problems.problem(problems.NOT_SIGNED_IN)
    body, content_type = metrics_page.exposition(now())
    return HttpResponse(body, content_type=content_type)


@require_safe
def first_day(request: ActorRequest) -> HttpResponse:
    """What works without any list, which duties bind, and where lists come from."""
    return render(request, "web/first_day.html", first_day_page.context(request))
