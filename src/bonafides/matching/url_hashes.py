"""MD5 of the ways to write an address, for lists that give no addresses but such digests.

Two such lists are in use: ThreatExchange's HASH_URL_MD5 takes the whole address in lower case without its scheme;
the Terrorist Content Analytics Platform takes up to 13 working variants and does not publish which. From a canonical
address follow at most twelve spellings: with http, https, or (in lower case) no scheme; with and without `www.`; with
and without a slash at the end.
"""

import hashlib
from collections.abc import Iterator

from bonafides.matching.domains import is_ip
from bonafides.matching.urls import CanonicalUrl


def spellings_of(url: CanonicalUrl) -> Iterator[str]:
    """The ways to write an address that are hashed, each once."""
    hosts = (url.authority,) if is_ip(url.host) else (url.authority, f"www.{url.authority}")
    paths = ("", "/") if url.path == "/" else (url.path, f"{url.path}/")
    rest = url.text.partition(url.authority + url.path)[2]
    for bare in [f"{host}{path}{rest}" for host in hosts for path in paths]:
        yield bare.lower()
        yield f"http://{bare}"
        yield f"https://{bare}"


def url_md5(spelling: str) -> str:
    """MD5 of one spelling, in lower-case hex."""
    return hashlib.md5(spelling.encode(), usedforsecurity=False).hexdigest()
