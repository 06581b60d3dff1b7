"""Whose a host is: its registered domain by the public suffix list, and hosts that many people publish on.

The list comes with the package publicsuffixlist; nothing is fetched.
"""

import ipaddress
import re
from functools import cache
from importlib.resources import files

from publicsuffixlist import PublicSuffixList


def registered_domain(host: str) -> str | None:
    """The name that somebody registered, with the public suffix below which they did: `example.co.uk`.

    `host` in lower case, in ASCII. None for an IP address and for a public suffix itself.
    """
    return None if is_ip(host) else _suffixes().privatesuffix(host)


def is_public_suffix(host: str) -> bool:
    """Whether anyone may register below a host: `com`, `co.uk`, and services such as `blogspot.com`."""
    return not is_ip(host) and _suffixes().privatesuffix(host) is None


def is_shared_host(host: str) -> bool:
    """Whether many unrelated people publish on a host, so that listing it whole meets most who did nothing."""
    return host in _shared_hosts() or registered_domain(host) in _shared_hosts()


def is_shortener(host: str) -> bool:
    """Whether a host does nothing but lead to other addresses."""
    return host in _shorteners()


def shorteners() -> list[str]:
    """All hosts that are known to do nothing else, by name."""
    return sorted(_shorteners())


def is_ip(host: str) -> bool:
    """Whether a host is an address in numbers; IPv6 in brackets, or without."""
    if not (host[-1:].isdigit() or ":" in host):
        return False
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _shared_hosts() -> frozenset[str]:
    return _names_in("shared_hosts.txt")


@cache
def _shorteners() -> frozenset[str]:
    return _names_in("shorteners.txt")


def _names_in(file_name: str) -> frozenset[str]:
    """The names of a data file: one a line, `#` starts a comment."""
    text = (files("bonafides.matching") / "data" / file_name).read_text("utf-8")
    return frozenset(name for line in text.splitlines() if (name := re.sub(r"#.*", "", line).strip()))
