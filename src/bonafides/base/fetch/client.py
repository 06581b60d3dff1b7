"""GET, HEAD, POST and PUT to an address that somebody gave us.

    1. Parse the address; http or https only, no user name in it.
    2. Resolve the host once; refuse it if any address is not public and the settings do not let it through.
    3. Connect to the address just checked, with the original name in the Host header, SNI and certificate.
    4. Read at most so many bytes, after decompression, within so many seconds in all.
    5. A redirect of a GET starts again at 1, at most three times, without the caller's headers on another host.

No proxy, cookie or credential is taken from the environment.
"""

import ssl
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

import httpcore

from bonafides.base.fetch.addresses import Resolver, Target, checked_addresses, resolve
from bonafides.base.fetch.network import CheckedNetwork, Deadline
from bonafides.kernel.errors import Invalid, TooLarge, Unavailable
from bonafides.kernel.text import gettext_noop

MAX_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SENDING = frozenset({"POST", "PUT"})  # what has a body
AGENT = ("User-Agent", "Bonafides")

TIMEOUT = gettext_noop("%(host)s did not answer in full within %(seconds)s seconds.")
UNREACHABLE = gettext_noop("%(host)s cannot be reached, or broke off: %(why)s.")
TOO_LARGE = gettext_noop("The answer of %(host)s is larger than %(max_bytes)s bytes.")
TOO_OFTEN = gettext_noop("%(host)s redirects too often.")
NOWHERE = gettext_noop("%(host)s redirects to no address that can be fetched: http or https, a host, no user name.")
BAD_ENCODING = gettext_noop("The answer of %(host)s is compressed in a way that cannot be read.")

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What a server answered; header names are in lower case; `address` is what we were connected to."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str
    address: str


def get(url: str, *, max_bytes: int, seconds: float, headers: Headers = (), resolver: Resolver = resolve) -> Answer:
    """Fetch an address, redirects followed.

    Raises `Invalid` (fetch-bad-url, fetch-refused-address, fetch-bad-encoding), `TooLarge` (fetch-too-large)
    or `Unavailable` (fetch-timeout, fetch-unreachable, fetch-redirects).
    """
    deadline, target, sent = Deadline(seconds), Target.parse(url), [*headers, ("Accept-Encoding", "gzip")]
    for _ in range(MAX_REDIRECTS + 1):
        request = _Request("GET", target, sent, b"", max_bytes, seconds)
        answer = _exchange(request, deadline, resolver)
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return answer
        before, target = target, _redirected(target, answer.headers["location"])
        if (before.scheme, before.authority) != (target.scheme, target.authority):
            sent = [("Accept-Encoding", "gzip")]
    raise Unavailable("fetch-redirects", TOO_OFTEN, host=target.host)


def _redirected(target: Target, location: str) -> Target:
    """Where a redirect leads. What is wrong with it is told by the host alone: a server may repeat what it was sent."""
    try:
        return Target.parse(urljoin(target.url, location.replace("\\", "/")))  # as browsers read it
    except (Invalid, ValueError) as error:
        raise Invalid("fetch-bad-url", NOWHERE, host=target.host) from error


def head(url: str, *, seconds: float, resolver: Resolver = resolve) -> Answer:
    """Ask whether an address answers: one question, no body, no redirect followed."""
    request = _Request("HEAD", Target.parse(url), [], b"", 0, seconds)
    return _exchange(request, Deadline(seconds), resolver)


def get_once(url: str, *, max_bytes: int, seconds: float, resolver: Resolver = resolve) -> Answer:
    """Fetch an address; a redirect is an answer like any other, and not followed. Raises as `get` does."""
    request = _Request("GET", Target.parse(url), [("Accept-Encoding", "gzip")], b"", max_bytes, seconds)
    return _exchange(request, Deadline(seconds), resolver)


def post(
    url: str, *, body: bytes, headers: Headers, seconds: float, max_bytes: int, resolver: Resolver = resolve
) -> Answer:
    """Send `body`; a redirect is an answer like any other, and what exceeds `max_bytes` of it is left unread."""
    request = _Request("POST", Target.parse(url), [*headers], body, max_bytes, seconds)
    return _exchange(request, Deadline(seconds), resolver)


def put(
    url: str, *, body: bytes, headers: Headers, seconds: float, max_bytes: int, resolver: Resolver = resolve
) -> Answer:
    """As `post`, by the other verb."""
    request = _Request("PUT", Target.parse(url), [*headers], body, max_bytes, seconds)
    return _exchange(request, Deadline(seconds), resolver)


@dataclass(frozen=True)
class _Request:
    method: str
    target: Target
    headers: list[tuple[str, str]]
    body: bytes
    max_bytes: int
    seconds: float

    def wire_headers(self) -> list[tuple[str, str]]:
        length = [("Content-Length", str(len(self.body)))] if self.method in SENDING else []
        return [("Host", self.target.authority), AGENT, ("Connection", "close"), *length, *self.headers]


def _exchange(request: _Request, deadline: Deadline, resolver: Resolver) -> Answer:
    """One request and its answer, every failure told in our words."""
    target = request.target
    addresses = checked_addresses(target, resolver=resolver, seconds=deadline.left())
    try:
        return _sent(request, CheckedNetwork(addresses, deadline))
    except httpcore.TimeoutException as error:
        raise Unavailable("fetch-timeout", TIMEOUT, host=target.host, seconds=request.seconds) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        why = str(error)[:200] or type(error).__name__
        raise Unavailable("fetch-unreachable", UNREACHABLE, host=target.host, why=why) from error


def _sent(request: _Request, network: CheckedNetwork) -> Answer:
    target = request.target
    url = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )
    pool = httpcore.ConnectionPool(ssl_context=_tls(), max_connections=1, network_backend=network)
    with (
        pool,
        pool.stream(request.method, url, headers=request.wire_headers(), content=request.body) as response,
    ):
        headers = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in response.headers}
        body = _body(request, headers, response.iter_stream())
        return Answer(response.status, headers, body, target.url, network.used)


def _body(request: _Request, headers: dict[str, str], chunks: Iterator[bytes]) -> bytes:
    """The body up to the limit: beyond it a GET is refused, and of an answer to what was sent nothing more is read."""
    body = bytearray()
    for chunk in _decoded(request, headers.get("content-encoding", "identity").lower(), chunks):
        body += chunk
        if len(body) > request.max_bytes and request.method == "GET":
            raise TooLarge("fetch-too-large", TOO_LARGE, host=request.target.host, max_bytes=request.max_bytes)
        if len(body) >= request.max_bytes and request.method in SENDING:
            break
    return bytes(body[: request.max_bytes])


def _decoded(request: _Request, encoding: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Undo gzip, in pieces no larger than the limit: a small bomb never becomes a large one."""
    if encoding == "identity" or request.method != "GET":
        yield from chunks
        return
    if encoding not in {"gzip", "x-gzip"}:
        raise Invalid("fetch-bad-encoding", BAD_ENCODING, host=request.target.host)
    inflater = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            yield inflater.decompress(chunk, request.max_bytes + 1)
    except zlib.error as error:
        raise Invalid("fetch-bad-encoding", BAD_ENCODING, host=request.target.host) from error
    if not inflater.eof or inflater.unused_data:
        raise Invalid("fetch-bad-encoding", BAD_ENCODING, host=request.target.host)


@cache
def _tls() -> ssl.SSLContext:
    """The system's certificate authorities, those of SSL_CERT_FILE, and certifi's."""
    return httpcore.default_ssl_context()
