"""Errors as problem documents (RFC 9457): one table from error class to status, for the API and every other program."""

import errno
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bonafides.base.http import faults
from bonafides.kernel import errors
from bonafides.kernel.text import gettext_noop


class NotSignedIn(errors.NotAllowed):
    """Nobody is signed in, or the API key is not valid: who asks must say who they are."""


STATUS_OF: Mapping[type[errors.DomainError], HTTPStatus] = {
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.RuleBroken: HTTPStatus.CONFLICT,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}  # the first class that fits, so a subclass stands before its parent


def status_of(error: errors.DomainError) -> HTTPStatus:
    for error_class, status in STATUS_OF.items():
        if isinstance(error, error_class):
            return status
    raise TypeError(f"{type(error).__name__} has no status; add it to STATUS_OF.") from error


def sentence_of(error: errors.DomainError) -> str:
    """The error's sentence in the language of the request, as are those of other errors that it quotes."""
    quoted = {name: sentence_of(fact) for name, fact in error.facts.items() if isinstance(fact, errors.DomainError)}
    sentence = _(error.sentence)
    return sentence % {**error.facts, **quoted} if error.facts else sentence


NO_DATABASE = gettext_noop("The database cannot be used right now, and nothing was stored. Please try again later.")
NO_STORAGE = gettext_noop("Nothing can be stored right now, and nothing was. Please try again later.")
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})  # full, read-only, failing


def outage_of(error: Exception) -> errors.Unavailable | None:
    """What an unexpected error says of the machine: a database out of reach, or a disk without room."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return errors.Unavailable("database-unavailable", NO_DATABASE)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return errors.Unavailable("storage-unavailable", NO_STORAGE)
    return None


NO_METHOD = gettext_noop("This address is asked by %(methods)s only.")


def no_method(methods: str) -> HttpResponse:
    """Of an address that is not asked so; `methods` as the header Allow has them."""
    status = HTTPStatus.METHOD_NOT_ALLOWED
    answer = problem_of(status, "no-such-method", _(NO_METHOD) % {"methods": methods})
    answer["Allow"] = methods
    return answer


def headers_of(error: errors.DomainError) -> dict[str, str]:
    """What a program needs beside the status: when to come again, how to say who it is."""
    if isinstance(error, errors.TooMany):
        return {"Retry-After": str(error.retry_after_seconds)}
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": 'Bearer realm="bonafides"'}
    return {}


def problem(error: errors.DomainError) -> HttpResponse:
    """The problem document of an error, with its status and headers."""
    answer = problem_of(status_of(error), error.code, sentence_of(error))
    for name, value in headers_of(error).items():
        answer[name] = value
    return answer


def problem_of(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document by hand. `type` is a stable relative address; `code` repeats its last part."""
    document = {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        **more,
    }
    return JsonResponse(document, status=status, content_type="application/problem+json")


# -- the API's handlers -----------------------------------------------------------------------------------------------

HTTP_ERROR_CODES = {400: "bad-request", 401: "not-signed-in", 403: "not-allowed", 404: "not-found", 429: "too-many"}
NOT_SIGNED_IN = NotSignedIn("not-signed-in", gettext_noop("Send an API key: “Authorization: Bearer …”."))


def on_domain_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error)


def on_missing_key(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(NOT_SIGNED_IN)


def on_missing_thing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(errors.NotFound("not-found", gettext_noop("There is no such thing.")))


def on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """What Ninja itself refuses, of which 400 is a body that is no JSON."""
    code = HTTP_ERROR_CODES.get(error.status_code, "http-error")
    detail = faults.SENTENCES["json_invalid"] if code == "bad-request" else str(error.message)
    return problem_of(error.status_code, code, _(detail))


def on_large_body(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(errors.TooLarge("body-too-large", gettext_noop("Send more than 4 MB as multipart/form-data.")))


def on_broken_request(request: HttpRequest, error: Any) -> HttpResponse:
    """A body that breaks off, or that is not what its content type says."""
    return problem_of(HTTPStatus.BAD_REQUEST, "unreadable-request", _("The request cannot be read."))


def on_invalid_request(request: HttpRequest, error: Any) -> HttpResponse:
    """Each fault by its place, never with the value that was sent: it may be somebody's name."""
    sent = faults.document_of(request)
    found = [faults.told(each, sent) for each in error.errors]
    count = len({each["at"] for each in found})  # what may be of several kinds has a fault for each
    detail = _("%(count)s of the fields sent cannot be understood.") % {"count": count}
    return problem_of(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", detail, errors=found)


def install(api: NinjaAPI) -> None:
    """Make every error that this API answers a problem document."""
    api.add_exception_handler(errors.DomainError, on_domain_error)
    api.add_exception_handler(AuthenticationError, on_missing_key)
    api.add_exception_handler(ValidationError, on_invalid_request)
    api.add_exception_handler(HttpError, on_http_error)
    api.add_exception_handler(Http404, on_missing_thing)
    api.add_exception_handler(RequestDataTooBig, on_large_body)
    for broken in faults.BROKEN:
        api.add_exception_handler(broken, on_broken_request)
