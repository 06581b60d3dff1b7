"""Cardano: addresses of the main network in Bech32, and the stake address that all addresses of one wallet share.

Sources: CIP-19 (what is in an address), CIP-5 (prefixes), BIP-173 (Bech32, here without a limit of length).
"""

import re
from collections.abc import Iterator
from typing import Final

from bonafides.matching.identifiers.encodings import BECH32, bech32_parts, bech32_text, bytes_of_fives
from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind

_MAINNET: Final = 1
_HASH_BYTES: Final = 28  # BLAKE2b-224
_STAKED_BY: Final = {0: 14, 1: 14, 2: 15, 3: 15}  # a key, or a script
_HASHES: Final = {"addr": {0: 2, 1: 2, 2: 2, 3: 2, 6: 1, 7: 1}, "stake": {14: 1, 15: 1}}  # by type, after the header
_POINTERS: Final = (4, 5)
_POINTER_BYTES: Final = range(3, 28)  # three numbers of one to nine bytes: where the stake was registered


def cardano_addresses(text: str) -> Iterator[str]:
    """An address, and the stake address in it where there is one; nothing where it is wrong."""
    parts = bech32_parts(text)
    data = bytes_of_fives(parts[1]) if parts and parts[2] == BECH32 else None
    if parts is None or not data or data[0] & 0x0F != _MAINNET or not _is_whole(parts[0], data):
        return
    yield text.lower()
    if staked_by := _STAKED_BY.get(data[0] >> 4):
        yield bech32_text("stake", bytes([staked_by << 4 | _MAINNET]) + data[1 + _HASH_BYTES :])


def _is_whole(prefix: str, data: bytes) -> bool:
    """Whether the bytes are as many as an address of their type has, under the prefix of such."""
    kind, length = data[0] >> 4, len(data) - 1
    if prefix == "addr" and kind in _POINTERS:
        return length - _HASH_BYTES in _POINTER_BYTES
    hashes = _HASHES.get(prefix, {}).get(kind)
    return hashes is not None and length == hashes * _HASH_BYTES


def _in_text(match: re.Match[str]) -> Iterator[Identifier]:
    for address in cardano_addresses(match[0]):
        yield Identifier(IdentifierKind.CARDANO, address)


FINDERS: Final = (
    Finder(
        re.compile(r"(?<![^\W_])(?:addr1|stake1)[02-9ac-hj-np-z]{50,110}(?![^\W_])", re.IGNORECASE),
        _in_text,
        ("addr1", "stake1"),
    ),
)
