"""Addresses of cryptocurrencies, each by its own checksum. Amounts and payment ids around an address are left out.

Sources: BIP-13, BIP-141, BIP-173 and BIP-350 (Bitcoin); chainparams of Litecoin, Dogecoin, Dash and Zcash; EIP-55
(Ethereum); Monero's cns003; Tron's protocol document; the XRP Ledger's serialisation.
"""

import re
from collections.abc import Iterator
from typing import Final

import base58

from bonafides.matching.identifiers.encodings import (
    BECH32,
    BECH32M,
    base58check_bytes,
    bech32_parts,
    bytes_of_fives,
    keccak256,
    monero_bytes,
    monero_text,
)
from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind

_VERSIONS: Final = {
    b"\x00": IdentifierKind.BITCOIN,
    b"\x05": IdentifierKind.BITCOIN,  # also Litecoin's first form of script addresses, which nothing tells apart
    b"\x30": IdentifierKind.LITECOIN,
    b"\x32": IdentifierKind.LITECOIN,
    b"\x1e": IdentifierKind.DOGECOIN,
    b"\x16": IdentifierKind.DOGECOIN,
    b"\x4c": IdentifierKind.DASH,
    b"\x10": IdentifierKind.DASH,
    b"\x1c\xb8": IdentifierKind.ZCASH,
    b"\x1c\xbd": IdentifierKind.ZCASH,
    b"\x41": IdentifierKind.TRON,
}
_HASH_BYTES: Final = 20  # RIPEMD-160, and the last 20 bytes of Keccak-256


def base58_wallet(text: str) -> Identifier | None:
    """An address in Base58Check, by its version bytes."""
    data = base58check_bytes(text)
    kind = _VERSIONS.get(data[:-_HASH_BYTES]) if data else None
    return Identifier(kind, text) if kind else None


def segwit_wallet(text: str) -> Identifier | None:
    """An address of Bitcoin or Litecoin in Bech32 (witness version 0) or Bech32m (1 to 16)."""
    parts = bech32_parts(text) if len(text) <= 90 else None
    if parts is None or not parts[1] or parts[0] not in _PREFIXES:
        return None
    version, program = parts[1][0], bytes_of_fives(parts[1][1:])
    if program is None or not 2 <= len(program) <= 40 or version > 16:
        return None
    if parts[2] != (BECH32M if version else BECH32) or (version == 0 and len(program) not in (20, 32)):
        return None
    return Identifier(_PREFIXES[parts[0]], text.lower())


def ethereum_wallet(text: str) -> Identifier | None:
    """`0x` and 40 hexadecimal digits; where their cases differ, they are the checksum of EIP-55."""
    digits = text[2:]
    lower = digits.lower()
    if digits not in (lower, digits.upper()) and digits != _checksummed(lower):
        return None
    return Identifier(IdentifierKind.ETHEREUM, f"0x{lower}")


def monero_wallet(text: str) -> Identifier | None:
    """A standard or sub-address; an integrated one counts as the standard address in it."""
    data = monero_bytes(text)
    if data is None or len(data) not in (69, 77) or keccak256(data[:-4])[:4] != data[-4:]:
        return None
    if data[0] == _MONERO_INTEGRATED and len(data) == 77:
        plain = bytes([_MONERO_STANDARD]) + data[1:65]
        return Identifier(IdentifierKind.MONERO, monero_text(plain + keccak256(plain)[:4]))
    if data[0] not in (_MONERO_STANDARD, _MONERO_SUB) or len(data) != 69:
        return None
    return Identifier(IdentifierKind.MONERO, text)


def ripple_wallet(text: str) -> Identifier | None:
    """A classic address of the XRP Ledger."""
    data = base58check_bytes(text, base58.RIPPLE_ALPHABET)
    is_account = data is not None and len(data) == _HASH_BYTES + 1 and data[0] == 0
    return Identifier(IdentifierKind.RIPPLE, text) if is_account else None


def _checksummed(lower: str) -> str:
    hashed = keccak256(lower.encode()).hex()
    return "".join(each.upper() if int(nibble, 16) > 7 else each for each, nibble in zip(lower, hashed, strict=False))


def _in_base58(match: re.Match[str]) -> Iterator[Identifier]:
    text = match[0]
    found = monero_wallet(text) if len(text) > 90 else ripple_wallet(text) if text[0] == "r" else base58_wallet(text)
    if found:
        yield found


def _in_bech32(match: re.Match[str]) -> Iterator[Identifier]:
    if found := segwit_wallet(match[0]):
        yield found


def _in_hex(match: re.Match[str]) -> Iterator[Identifier]:
    if found := ethereum_wallet(match[0]):
        yield found


_PREFIXES: Final = {"bc": IdentifierKind.BITCOIN, "ltc": IdentifierKind.LITECOIN}
_MONERO_STANDARD, _MONERO_INTEGRATED, _MONERO_SUB = 18, 19, 42
_BASE58: Final = "[1-9A-HJ-NP-Za-km-z]"

FINDERS: Final = (
    Finder(
        re.compile(r"(?<![^\W_])(?:bc1|ltc1)[02-9ac-hj-np-z]{6,87}(?![^\W_])", re.IGNORECASE),
        _in_bech32,
        ("bc1", "ltc1"),
    ),
    Finder(re.compile(r"(?<![^\W_])0x[0-9a-fA-F]{40}(?![^\W_])"), _in_hex, ("0x",)),
    Finder(
        re.compile(
            rf"(?<![^\W_])(?:[13LMD7A9XTr]{_BASE58}{{24,34}}|t[13]{_BASE58}{{33}}|[48]{_BASE58}{{94,105}})(?![^\W_])"
        ),
        _in_base58,
        least=25,
    ),
)
