"""Which addresses may be reached: those of the public internet, and what the settings let through."""

import queue
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Self

import can_ada
from django.conf import settings

from bonafides.kernel.errors import Invalid, Unavailable
from bonafides.kernel.text import gettext_noop

Resolver = Callable[[str, int], list[str]]

GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last four bytes
SIX_TO_FOUR = IPv6Network("2002::/16")  # RFC 3056, deprecated; leads to any IPv4 address
_UNSHOWN = re.compile(r"(?<=//)[^/?#]*@|[?#].*", re.DOTALL)
PORTS = {"http:": 80, "https:": 443}

BAD_URL = gettext_noop("%(url)s is not an address that can be fetched: http or https, a host, no user name.")
NOT_RESOLVED = gettext_noop("The name %(host)s was not resolved in time.")
NO_ADDRESS = gettext_noop("The name %(host)s has no address.")
REFUSED = gettext_noop("%(host)s is not on the public internet, so nothing is fetched from there.")


@dataclass(frozen=True)
class Target:
    """A parsed address; `host` is in ASCII, an IPv6 address without brackets."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read an address as browsers do (WHATWG URL): `http://0x7f.1` is 127.0.0.1 before anything is looked up."""
        try:
            found = can_ada.parse(url.strip())
        except (ValueError, UnicodeError) as error:
            raise Invalid("fetch-bad-url", BAD_URL, url=_shown(url)) from error
        if found.protocol not in PORTS or not found.hostname or found.has_credentials():
            raise Invalid("fetch-bad-url", BAD_URL, url=_shown(url))
        port = int(found.port or PORTS[found.protocol])
        host, path = found.hostname.strip("[]"), found.pathname + found.search
        return cls(found.href, found.protocol.rstrip(":"), host, port, path)

    @property
    def authority(self) -> str:
        """What stands in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[f"{self.scheme}:"] else f"{host}:{self.port}"

    @property
    def is_allowed_by_name(self) -> bool:
        return f"{self.host}:{self.port}" in settings.FETCH_ALLOW


def checked_addresses(target: Target, *, resolver: Resolver, seconds: float) -> list[str]:
    """Resolve a host once, and refuse it whole if any of its addresses is not public."""
    addresses = _resolved(target, resolver, seconds)
    if not target.is_allowed_by_name and not all(is_public(address) for address in addresses):
        raise Invalid("fetch-refused-address", REFUSED, host=target.host)
    return addresses


def is_public(text: str) -> bool:
    """Whether an address belongs to the public internet, also where it carries another one inside."""
    address = ip_address(text)
    if isinstance(address, IPv6Address) and (inner := _inner(address)) is not None:
        address = inner
    if isinstance(address, IPv6Address) and (address not in GLOBAL_UNICAST or address in SIX_TO_FOUR):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, in the system's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _shown(url: str) -> str:
    """What is told of a bad address: without what may be secret in it, a user name, a password and the query."""
    return _UNSHOWN.sub("", url)[:200]


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped


def _resolved(target: Target, resolver: Resolver, seconds: float) -> list[str]:
    """Ask the resolver in a thread: the system's has no time limit of its own."""
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(target.host, target.port))
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        addresses = answers.get(timeout=max(seconds, 0.001))
    except queue.Empty as error:
        raise Unavailable("fetch-timeout", NOT_RESOLVED, host=target.host) from error
    if not addresses:
        raise Unavailable("fetch-unreachable", NO_ADDRESS, host=target.host)
    return addresses
