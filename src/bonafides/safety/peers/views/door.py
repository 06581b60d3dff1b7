"""How a client comes in: by its key, within the scope of what it asks; and how it is told of a refusal in its form."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from bonafides.base.http.problems import NO_METHOD, NotSignedIn, headers_of, sentence_of, status_of
from bonafides.base.people.api_auth import ApiKeyAuth, key_in
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import DomainError, Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.peers.errors import NotOffered
from bonafides.safety.peers.vocabulary import BODY_LIMIT_BYTES

View = Callable[..., HttpResponse]
BROKEN = (MultiPartParserError, SuspiciousOperation, UnreadablePostError)
CHALLENGE = 'Bearer realm="bonafides", Basic realm="bonafides"'
READS = frozenset({"GET", "HEAD"})

UNREADABLE = Invalid("unreadable-request", _("The request cannot be read."))
TOO_LARGE = TooLarge("body-too-large", _("That is larger than this service takes."))
NOT_JSON = _("Send a JSON object.")
NULL_CHARACTER = _("Text holds no null character here, and no half of a pair.")


@dataclass(frozen=True)
class Door:
    """One kind of client: what it is answered where something is refused; `special` are statuses and words by code,
    where it reads them.
    """

    body_of: Callable[[int, str], dict[str, Any]]
    special: Mapping[str, tuple[int, str]]

    def open_to(self, **scopes: Scope) -> Callable[[View], View]:
        """A view for programs: each method it answers with the scope that the method needs."""

        def opened(view: View) -> View:
            @csrf_exempt
            @wraps(view)
            def answer(request: HttpRequest, **given: Any) -> HttpResponse:
                try:
                    come_in(request, scopes)
                    return view(request, **given) if request.method in allowed(scopes) else self.no_method(scopes)
                except DomainError as error:
                    return self.refusal(error)
                except RequestDataTooBig:
                    return self.refusal(TOO_LARGE)
                except BROKEN:
                    return self.refusal(UNREADABLE)

            return answer

        return opened

    def refusal(self, error: DomainError) -> HttpResponse:
        status, sentence = self.special.get(error.code) or (status_for(error), sentence_of(error))
        answer = JsonResponse(self.body_of(status, sentence), status=status, headers=headers_of(error))
        if isinstance(error, NotSignedIn):
            answer["WWW-Authenticate"] = CHALLENGE
        return answer

    def no_method(self, scopes: Mapping[str, Scope]) -> HttpResponse:
        methods = ", ".join(sorted(allowed(scopes)))
        body = self.body_of(HTTPStatus.METHOD_NOT_ALLOWED, gettext(NO_METHOD) % {"methods": methods})
        return JsonResponse(body, status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": methods})


def allowed(scopes: Mapping[str, Scope]) -> frozenset[str]:
    return frozenset(scopes) | (READS if "GET" in scopes else frozenset())


def come_in(request: HttpRequest, scopes: Mapping[str, Scope]) -> None:
    """Set `request.actor`, or refuse; a method that is not answered needs a key like any other."""
    method = "GET" if request.method == "HEAD" else request.method or ""
    scope = scopes.get(method) or next(iter(scopes.values()))
    ApiKeyAuth(scope=scope).authenticate(request, key_in(request.headers.get("Authorization", "")))


def status_for(error: DomainError) -> int:
    if isinstance(error, NotOffered):
        return HTTPStatus.NOT_IMPLEMENTED
    return HTTPStatus.BAD_REQUEST if isinstance(error, Invalid) else status_of(error)


HMA = Door(lambda status, sentence: {"message": sentence}, {"bank-name-taken": (403, "Bank already exists")})
ALTITUDE = Door(
    lambda status, sentence: {
        "error": {"code": status, "message": sentence, "status": HTTPStatus(status).name},
    },
    {},
)


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


# -- bodies -----------------------------------------------------------------------------------------------------------


def json_of(request: HttpRequest, *, limit: int = BODY_LIMIT_BYTES) -> dict[str, Any]:
    """The JSON object that a request holds; an empty body is an empty one."""
    body = request.read(limit + 1)
    if len(body) > limit:
        raise TOO_LARGE
    if not body.strip():
        return {}
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("not-json", NOT_JSON) from None
    if not isinstance(found, dict):
        raise Invalid("not-json", NOT_JSON)
    check_storable(found)
    return found


def check_storable(value: object) -> None:
    """Text that every database takes, at whatever depth."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except (UnicodeEncodeError, RecursionError):
        raise Invalid("not-storable", NULL_CHARACTER) from None
    if "\\u0000" in text:
        raise Invalid("not-storable", NULL_CHARACTER)


def text_in(body: Mapping[str, Any], name: str, *, at_most: int) -> str:
    """A text of a body, or nothing; longer than it may be is refused, never cut."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > at_most:
        raise Invalid("bad-text", _("%(name)s is a text of at most %(most)s characters."), name=name, most=at_most)
    check_storable(value)
    return value
