"""Solana: accounts, programs and tokens by their address, which is 32 bytes in Base58 and nothing else.

There is no checksum, no prefix and no mark of the network, so any other 32 bytes in Base58 are read as one too; that is
harmless, for only a listed address matches. Bare, an address needs a digit and letters of both cases, as no word and no
digest in hexadecimal has; behind the scheme and on an explorer's page it does not.

Sources: Solana Pay specification (transfer requests), CAIP-10 for Solana (accounts with their chain), the addresses of
explorers' pages.
"""

import re
from collections.abc import Iterator
from typing import Final

import base58

from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind

_BYTES: Final = 32
_SHORTEST, _LONGEST = 32, 44  # characters of 32 bytes: all of them zero, and none of the first
_BOUNDS: Final = tuple(
    (
        base58.b58encode(bytes(zeros) + bytes([1] * (zeros < _BYTES)) + bytes(max(0, _BYTES - 1 - zeros))).decode(),
        base58.b58encode(bytes(zeros) + b"\xff" * (_BYTES - zeros)).decode(),
    )
    for zeros in range(_BYTES + 1)
)
"""The least and the greatest 32 bytes that begin with so many zero bytes, in Base58."""


def is_address(text: str) -> bool:
    """Whether characters of Base58 are 32 bytes.

    Without decoding them: a zero byte at the start is a `1`, and the alphabet stands in the order of its codes, so that
    texts of one length are in the order of their numbers. A long text may hold thousands of candidates.
    """
    zeros = len(text) - len(text.lstrip("1"))
    if zeros > _BYTES:
        return False
    least, greatest = _BOUNDS[zeros]
    return (len(least), least) <= (len(text), text) <= (len(greatest), greatest)


def _named(match: re.Match[str]) -> Iterator[Identifier]:
    if is_address(match[1]):
        yield Identifier(IdentifierKind.SOLANA, match[1])


def _bare(match: re.Match[str]) -> Iterator[Identifier]:
    text = match[0]
    if not text.isalpha() and text.lower() != text != text.upper() and is_address(text):
        yield Identifier(IdentifierKind.SOLANA, text)


_ADDRESS: Final = rf"[1-9A-HJ-NP-Za-km-z]{{{_SHORTEST},{_LONGEST}}}(?![^\W_])"
_CHAIN: Final = r"(?:[1-9A-HJ-NP-Za-km-z]{32}:)?"
_EXPLORERS: Final = r"explorer\.solana\.com|solscan\.io|solana\.fm|solanabeach\.io|helius\.(?:xyz|dev)|orbmarkets\.io"

FINDERS: Final = (
    Finder(
        re.compile(rf"(?<![^\W_])(?i:solana):/{{0,2}}{_CHAIN}({_ADDRESS})"),
        _named,
        ("solana:",),
    ),
    Finder(
        re.compile(
            rf"(?<![\w.-])(?i:(?:[a-z0-9-]+\.)?(?:{_EXPLORERS}))/(?:account|address|token|validator)/({_ADDRESS})"
        ),
        _named,
        ("solscan.io", "solana", "helius.", "orbmarkets.io"),
    ),
    Finder(re.compile(rf"(?<![^\W_]){_ADDRESS}"), _bare, least=_SHORTEST),
)
