"""Who asks, and whether they may open what they ask for: each view, by default, is closed."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from bonafides.base.http.access import API_KEY, PUBLIC, SIGNED_IN, Access
from bonafides.base.http.problems import NotSignedIn, problem, sentence_of, status_of
from bonafides.base.http.requests import ActorRequest, wants_page
from bonafides.base.people import queries
from bonafides.base.people.access import BEFORE_THE_SECOND_FACTOR
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import VOUCHED
from bonafides.kernel.actor import ANYONE, ActorKind
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError, NotAllowed
from bonafides.kernel.text import gettext_noop as _

log = logging.getLogger("bonafides.people")

Answer = Callable[[HttpRequest], HttpResponse]
NOTED_EVERY = timedelta(minutes=1)  # the list of sessions shows minutes

NOT_LISTED = NotAllowed("no-access-rule", _("Nobody may open this: it stands in no table of roles."))
SIGN_IN_FIRST = NotSignedIn("not-signed-in", _("Sign in first."))
OTHER_ROLE = NotAllowed("role-missing", _("Your role does not include this."))
NO_SECOND_FACTOR = NotAllowed("second-factor-missing", _("Set up a second factor first."))


def access_table() -> Mapping[str, Access]:
    """The joined table of all parts; named by settings, since this part may not import what stands above it."""
    return cast("Mapping[str, Access]", import_string(settings.ACCESS_TABLE))


class SessionActivity:
    """Notes when a session was used: never worth a page. Where nothing can be written, one reads on."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            note_activity(request)
        except OperationalError:
            log.warning("The use of a session could not be noted.")
        return self.get_response(request)


def note_activity(request: HttpRequest) -> None:
    if request.user.is_authenticated and request.session.session_key and not just_noted(request):
        UserSession.objects.create_from_request(request)


def just_noted(request: HttpRequest) -> bool:
    """Whether this browser was noted at this address a moment ago, so that pages in a row write nothing."""
    address, browser = get_adapter().get_client_ip(request), request.headers.get("User-Agent", "")
    noted = UserSession.objects.filter(session_key=request.session.session_key, last_seen_at__gt=now() - NOTED_EVERY)
    return bool(noted.filter(user=request.user.pk, ip=address, user_agent=browser).exists())


class ActorMiddleware:
    """Sets `request.actor`, then refuses what the role table does not open for them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asking = cast("ActorRequest", request)
        asking.actor = ANYONE
        if isinstance(request.user, Person):
            asking.actor = queries.actor_of(request.user)
            speak(request, request.user.language)
        return self.get_response(request)

    def process_view(self, request: ActorRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        error = refusal_of(request, name)
        return refused(request, error) if error else None


def refusal_of(request: ActorRequest, name: str) -> DomainError | None:
    """Why this request may not reach the view of this name; None if it may."""
    access = access_table().get(name)
    if access is None:
        return NOT_LISTED
    if access in (PUBLIC, API_KEY):
        return None
    if request.actor.kind is not ActorKind.PERSON:
        return SIGN_IN_FIRST
    if name not in BEFORE_THE_SECOND_FACTOR and lacks_second_factor(request):
        return NO_SECOND_FACTOR
    if access is SIGNED_IN or request.actor.has_role(*cast("frozenset[str]", access)):
        return None
    return OTHER_ROLE


def lacks_second_factor(request: ActorRequest) -> bool:
    if settings.OIDC_SECOND_FACTOR and request.session.get(VOUCHED):
        return False
    return not settings.DEMO and not queries.has_second_factor(cast("Person", request.user))


def refused(request: ActorRequest, error: DomainError) -> HttpResponse:
    """A page or a step towards it for a browser, a problem document for everything else."""
    if not wants_page(request):
        return problem(error)
    if error is SIGN_IN_FIRST:
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if error is NO_SECOND_FACTOR:
        return HttpResponseRedirect(second_factor_url(request))
    return refusal_page(request, error)


def second_factor_url(request: HttpRequest) -> str:
    came_for = request.get_full_path() if request.method == "GET" else "/"
    return f"{reverse('people:second_factor')}?{urlencode({'next': came_for})}"


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """One sentence that says why, on a page of its own."""
    context = {"sentence": sentence_of(error), "reference": getattr(request, "id", "")}
    return render(request, "errors/403.html", context, status=status_of(error))


def speak(request: HttpRequest, language: str) -> None:
    """Answer in the language that the person chose for themselves."""
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language
