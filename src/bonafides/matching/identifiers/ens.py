"""Names in the Ethereum Name Service, bare and through the gateways that serve them on the web.

Case and compatibility forms are folded (NFKC), as ENSIP-15 does for most names; its rules on confusable letters are
not repeated here.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind


def _in_text(match: re.Match[str]) -> Iterator[Identifier]:
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", match[1]).casefold())
    if len(name.split(".")[-2]) >= _SHORTEST:
        yield Identifier(IdentifierKind.ENS, name)


_SHORTEST: Final = 3  # characters of a name below .eth, by the registrar's rules

FINDERS: Final = (
    Finder(
        re.compile(
            r"(?<![\w.@-])((?:[\w-]{1,63}\.){1,6}eth)(?:\.(?:link|limo|xyz|gateway|cx))?(?![\w-])(?!\.\w)",
            re.IGNORECASE,
        ),
        _in_text,
        (".eth",),
    ),
)
