"""The outermost and the innermost gate of every request."""

import logging
import secrets
from collections.abc import Callable
from typing import cast

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.security import SecurityMiddleware

from bonafides.base.http import problems
from bonafides.base.http.requests import wants_page
from bonafides.base.people.links import kept_quiet
from bonafides.kernel.errors import DomainError, Invalid, TooLarge
from bonafides.kernel.text import gettext_noop
from bonafides.web import errors

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("bonafides.web")

ANSWERED_ELSEWHERE = (Http404, PermissionDenied, SuspiciousOperation, ImmediateHttpResponse, ReauthenticationRequired)
UNREADABLE = Invalid("unreadable-request", gettext_noop("The request cannot be read."))
OF_EACH_ANSWER = {"Content-Type", "Content-Length", "X-Request-Id"}
FORM_ROOM_BYTES = 1024 * 1024  # what a form may carry beside one upload
TOO_LARGE = gettext_noop("That is larger than this service takes: at most %(limit_mb)s MB at once.")


class RequestGate:
    """Names the request, refuses a body over the limit before it is read, and sets headers for every answer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.limit = settings.UPLOAD_LIMIT_BYTES + FORM_ROOM_BYTES

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        answer = self.refusal(request) or self.get_response(request)
        answer.headers.setdefault("X-Request-Id", request_id)
        answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return answer

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) <= self.limit:
            return None
        return errors.answer_to(request, TooLarge("too-large", TOO_LARGE, limit_mb=settings.UPLOAD_LIMIT_BYTES >> 20))


def standing_headers() -> dict[str, str]:
    """What every answer carries whatever it says, for who answers before Django: asked of the gates themselves."""
    asked = HttpRequest()
    asked.method, asked.path = "POST", "/"
    asked.META = {"wsgi.url_scheme": "https" if settings.SECURE_SSL_REDIRECT else "http"}
    asked._get_scheme = lambda: asked.META["wsgi.url_scheme"]  # type: ignore[attr-defined]
    gates = RequestGate(cast("Answer", SecurityMiddleware(CSPMiddleware(lambda request: HttpResponse()))))
    return {name: value for name, value in gates(asked).items() if name not in OF_EACH_ANSWER}


class ErrorAnswers:
    """Turns a domain error into a page for people and a problem document for programs.

    What stands at the address of a link is stored nowhere and tells nobody that address, errors included.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed):
            answer = errors.no_method(request, answer["Allow"])
        return kept_quiet(answer) if getattr(request, "bears_link", False) else answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return errors.answer_to(request, error)
        if isinstance(error, ANSWERED_ELSEWHERE):
            return None
        if isinstance(error, DataError):  # PostgreSQL takes no null character, wherever in a request it stood
            return errors.answer_to(request, UNREADABLE)
        log.error("A request failed: %s %s", type(error).__name__, getattr(request, "id", ""))
        if (outage := problems.outage_of(error)) is not None:
            return errors.answer_to(request, outage)
        return None if wants_page(request) else problems.problem_of(500, "broken", str(errors.BROKEN))
