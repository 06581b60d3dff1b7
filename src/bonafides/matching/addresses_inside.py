"""Addresses that stand inside others: where a redirect leads, what an archive keeps.

They are sought in the canonical form, where every colon stands plain and an escape of an escape is undone: so an
address that has no colon behind its host holds none, and costs nothing.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import unquote

from bonafides.matching.errors import UrlError
from bonafides.matching.urls import CanonicalUrl

INSIDE_AT_MOST: Final = 5
"""Addresses inside one that are looked up; twice as many readings are tried."""


def addresses_inside(url: CanonicalUrl) -> list[CanonicalUrl]:
    """The addresses with a scheme in the path, the query and the fragment of another, at any depth, each once.

    What an address holds says nothing of what holds it: an archive is not listed with what it keeps.
    """
    if ":" not in url.path and ":" not in url.query and ":" not in url.fragment:
        return []
    found: dict[CanonicalUrl, None] = {}
    for text in islice(_texts_inside(url), 2 * INSIDE_AT_MOST):
        try:
            found[CanonicalUrl.parse(text)] = None
        except UrlError:
            continue
    found.pop(url, None)
    return list(found)[:INSIDE_AT_MOST]


def _texts_inside(url: CanonicalUrl) -> Iterator[str]:
    """What follows a path's scheme is the rest of the address; what follows a query's is the rest of that value."""
    for place in _BEGINS.finditer(url.path):
        inside = _read(url.path, place)
        if url.query:  # of the address inside, as archives write it, or of the one around it
            yield f"{inside}?{url.query}"
        yield inside
    for pair in url.query.split("&"):
        yield from (_read(pair, place) for place in _BEGINS.finditer(pair))
    yield from (_read(url.fragment, place) for place in _BEGINS.finditer(url.fragment))


def _read(text: str, place: re.Match[str]) -> str:
    """As it was meant: where the slashes behind the scheme are escaped, all that follows is."""
    rest = text[place.start() :]
    return unquote(rest) if place[1] == "%" else rest


_BEGINS: Final = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-F]{2}))(?:https?|ftp):(/|%(?=2F))",  # of slashes in a path one is left
    re.IGNORECASE,
)
