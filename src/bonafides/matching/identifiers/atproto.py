"""The AT protocol (Bluesky): accounts by their identifier or handle, and their records.

A post is found with the account above it. A handle and the identifier behind it are two keys, since only the network
knows which belong together. Sources: the AT protocol's specifications of DIDs, handles, AT URIs; Bluesky's web app.
"""

import re
from collections.abc import Iterator
from typing import Final

from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind

_COLLECTIONS: Final = {
    "post": "app.bsky.feed.post",
    "feed": "app.bsky.feed.generator",
    "lists": "app.bsky.graph.list",
}
_ACCOUNT: Final = (
    r"(did:plc:[a-z2-7]{24}|did:web:[a-z0-9.:%-]{3,253}[a-z0-9]"
    r"|(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,10}[a-z][a-z0-9-]{1,62})"
)
_RECORD_KEY: Final = r"[A-Za-z0-9._:~-]{1,512}"


def _key_of(account: str, collection: str | None, record: str | None) -> str:
    parts = [account.lower(), *([collection] if collection else []), *([record] if record else [])]
    return "/".join(part.rstrip(".:") for part in parts)


def _in_uri(match: re.Match[str]) -> Iterator[Identifier]:
    yield Identifier(IdentifierKind.AT, _key_of(match[1], match[2], match[3]))


def _in_app(match: re.Match[str]) -> Iterator[Identifier]:
    record = match[3]
    yield Identifier(IdentifierKind.AT, _key_of(match[1], _COLLECTIONS[match[2].lower()] if record else None, record))


def _bare(match: re.Match[str]) -> Iterator[Identifier]:
    yield Identifier(IdentifierKind.AT, _key_of(match[1], None, None))


FINDERS: Final = (
    Finder(
        re.compile(
            rf"(?<![^\W_])at:(?://)?{_ACCOUNT}(?:/([A-Za-z][A-Za-z0-9.-]{{2,316}})(?:/({_RECORD_KEY}))?)?",
            re.IGNORECASE,
        ),
        _in_uri,
        ("at:",),
    ),
    Finder(
        re.compile(
            rf"(?<![\w.-])(?:[a-z0-9-]+\.)?bsky\.app/profile/{_ACCOUNT}(?:/(post|feed|lists)/({_RECORD_KEY}))?",
            re.IGNORECASE,
        ),
        _in_app,
        ("bsky.app",),
    ),
    Finder(re.compile(r"(?<![^\W_])(did:plc:[a-z2-7]{24})(?![^\W_])", re.IGNORECASE), _bare, ("did:plc:",)),
    Finder(re.compile(r"(?<![^\W_])(did:web:[a-z0-9.:%-]{3,253}[a-z0-9])", re.IGNORECASE), _bare, ("did:web:",)),
    Finder(
        re.compile(r"(?<![\w.-])@?([a-z0-9](?:[a-z0-9-]{0,62})\.bsky\.social)(?![\w-])", re.IGNORECASE),
        _bare,
        (".bsky.social",),
    ),
)
