"""Torrents by the hash of what they share, in magnet links and bare.

Sources: BEP-9 (`urn:btih`, 40 hexadecimal digits or 32 of Base32), BEP-52 (`urn:btmh`, a multihash).
"""

import base64
import re
from collections.abc import Iterator
from typing import Final

from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind


def _version_1(match: re.Match[str]) -> Iterator[Identifier]:
    digits = match[1]
    key = base64.b32decode(digits.upper()).hex() if len(digits) == 32 else digits.lower()
    yield Identifier(IdentifierKind.TORRENT, f"btih:{key}")


def _version_2(match: re.Match[str]) -> Iterator[Identifier]:
    yield Identifier(IdentifierKind.TORRENT, f"btmh:{match[1].lower()}")


FINDERS: Final = (
    Finder(
        re.compile(
            r"(?<![^\W_])(?:(?:urn(?::|%3a))?btih(?::|%3a)|info[ _-]?hash\W{1,4})([0-9a-f]{40}|[a-z2-7]{32})(?![^\W_])",
            re.IGNORECASE,
        ),
        _version_1,
        ("btih", "hash"),
    ),
    Finder(
        re.compile(r"(?<![^\W_])(?:urn(?::|%3a))?btmh(?::|%3a)(1220[0-9a-f]{64})(?![^\W_])", re.IGNORECASE),
        _version_2,
        ("btmh",),
    ),
)
