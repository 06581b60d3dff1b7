"""TON: accounts by workchain and address, however they are written. Addresses for test networks are left alone.

The two user-friendly forms of an account, which differ in a flag alone, and its raw form are one key, the raw form.
Source: TON's documentation, smart contract addresses (36 bytes in Base64 or Base64url, the last two their CRC-16).
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind

_BOUNCEABLE, _NOT_BOUNCEABLE = 0x11, 0x51  # 0x80 more on test networks
_WORKCHAINS: Final = {0x00: "0", 0xFF: "-1"}


def ton_account(text: str) -> Identifier | None:
    """The account of a user-friendly address of 48 characters."""
    try:
        data = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        return None
    if len(data) != 36 or data[0] not in (_BOUNCEABLE, _NOT_BOUNCEABLE) or data[1] not in _WORKCHAINS:
        return None
    if binascii.crc_hqx(data[:34], 0) != int.from_bytes(data[34:]):
        return None
    return Identifier(IdentifierKind.TON, f"{_WORKCHAINS[data[1]]}:{data[2:34].hex()}")


def _in_base64(match: re.Match[str]) -> Iterator[Identifier]:
    if found := ton_account(match[0]):
        yield found


def _raw(match: re.Match[str]) -> Iterator[Identifier]:
    yield Identifier(IdentifierKind.TON, match[1].lower())


FINDERS: Final = (
    Finder(
        re.compile(r"(?<![^\W_])[EU](?:Q[A-D]|f[89+/_-])[A-Za-z0-9+/_-]{45}(?![^\W_])"),
        _in_base64,
        tuple(
            start + third
            for starts, thirds in ((("eq", "uq"), "abcd"), (("ef", "uf"), "89+/_-"))
            for start in starts
            for third in thirds
        ),
    ),
    Finder(
        re.compile(r"(?<![\w.:-])(?:ton:)?((?:0|-1):[0-9a-f]{64})(?![^\W_])", re.IGNORECASE),
        _raw,
        ("0:", "-1:"),
    ),
)
