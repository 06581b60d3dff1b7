"""What the front asks of a request before it answers: the right host, a secure line, no browser, a body it can hold."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import split_domain_port, validate_host

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

HOSTS_REMEMBERED: Final = 1_000
OF_BROWSERS: Final = ("HTTP_COOKIE", "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE")
LENGTH_DIGITS: Final = 18  # of a stated length; Python refuses to read a number of thousands of digits


class HandedOn(Exception):
    """This request is Django's."""


class Doorkeeper:
    """Lets in what the front may answer; remembers the hosts that it has let in, and what the settings say."""

    def __init__(self) -> None:
        self._hosts: set[str] = set()
        self._must_be_secure = settings.SECURE_SSL_REDIRECT
        self._most_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def check(self, environ: Environ) -> None:
        if environ.get("SCRIPT_NAME") or not environ.keys().isdisjoint(OF_BROWSERS):
            raise HandedOn
        if self._must_be_secure and not is_secure(environ):
            raise HandedOn
        host = environ.get("HTTP_HOST", "")
        if host not in self._hosts:
            self._check_host(host)

    def _check_host(self, host: str) -> None:
        domain, _port = split_domain_port(host)
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            raise HandedOn
        if len(self._hosts) < HOSTS_REMEMBERED:
            self._hosts.add(host)

    def body_of(self, environ: Environ, kind: str) -> bytes:
        """A body whose length is stated and small enough; it stays there for whoever reads it again."""
        stated = environ.get("CONTENT_LENGTH", "")
        length = int(stated) if stated.isascii() and stated.isdigit() and len(stated) <= LENGTH_DIGITS else None
        if length is None or length > self._most_bytes:
            raise HandedOn
        if not environ.get("CONTENT_TYPE", "").startswith(kind):
            raise HandedOn
        body: bytes = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = BytesIO(body)
        return body


def is_secure(environ: Environ) -> bool:
    """Whether the line is, as Django's setting says to find out."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return bool(environ[name].split(",", 1)[0].strip() == secure)
    return bool(environ["wsgi.url_scheme"] == "https")


def file_in(environ: Environ, body: bytes) -> "tuple[UploadedFile[Any], WSGIRequest]":
    """The file of a form, under the name `file`, and the request as Django reads it."""
    request = WSGIRequest({**environ, "wsgi.input": BytesIO(body)})
    try:
        files = request.FILES.getlist("file")
    except (MultiPartParserError, SuspiciousOperation, BadRequest) as error:
        raise HandedOn from error
    if len(files) != 1 or not isinstance(files[0], UploadedFile):
        raise HandedOn
    return files[0], request
