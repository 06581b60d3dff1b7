"""Nostr: accounts by their public key, notes by their id, articles by account, kind and name.

The account that a note or article names is found with it. Secret keys (`nsec`) are left alone.
Source: NIP-19 (Bech32 entities), NIP-01 (addressable events).
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from bonafides.matching.identifiers.encodings import BECH32, bech32_parts, bytes_of_fives
from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind

_NAME, _AUTHOR, _KIND = 0, 2, 3  # types of NIP-19's fields; `_NAME` is the key or id itself in nprofile and nevent


def keys_of(text: str) -> Iterator[str]:
    """The keys that a Bech32 entity holds; none where its checksum is wrong."""
    parts = bech32_parts(text)
    data = bytes_of_fives(parts[1]) if parts and parts[2] == BECH32 else None
    if parts is None or data is None:
        return
    match parts[0]:
        case "npub" if len(data) == 32:
            yield f"pubkey:{data.hex()}"
        case "note" if len(data) == 32:
            yield f"event:{data.hex()}"
        case "nprofile" | "nevent" | "naddr":
            yield from _keys_of_fields(parts[0], _fields_of(data))


def _keys_of_fields(entity: str, fields: dict[int, bytes]) -> Iterator[str]:
    name, author, kind = fields.get(_NAME, b""), fields.get(_AUTHOR, b""), fields.get(_KIND, b"")
    if entity == "nprofile" and len(name) == 32:
        yield f"pubkey:{name.hex()}"
    if entity == "nevent" and len(name) == 32:
        yield f"event:{name.hex()}"
    if entity == "naddr" and len(author) == 32 and len(kind) == 4 and kind[:2] == b"\0\0":
        yield f"address:{int.from_bytes(kind)}:{author.hex()}:{quote(name)}"
    if entity != "nprofile" and len(author) == 32:
        yield f"pubkey:{author.hex()}"


def _fields_of(data: bytes) -> dict[int, bytes]:
    """The first field of each type."""
    fields: dict[int, bytes] = {}
    while len(data) >= 2:
        fields.setdefault(data[0], data[2 : 2 + data[1]])
        data = data[2 + data[1] :]
    return fields


def _in_text(match: re.Match[str]) -> Iterator[Identifier]:
    for key in keys_of(match[1]):
        yield Identifier(IdentifierKind.NOSTR, key)


def _as_listed(match: re.Match[str]) -> Iterator[Identifier]:
    yield Identifier(IdentifierKind.NOSTR, f"{match[1].lower()}:{match[2].lower()}{match[3] or ''}")


FINDERS: Final = (
    Finder(
        re.compile(
            r"(?<![^\W_])((?:npub1|note1|nprofile1|nevent1|naddr1)[02-9ac-hj-np-z]{50,1500})(?![^\W_])", re.IGNORECASE
        ),
        _in_text,
        ("npub1", "note1", "nprofile1", "nevent1", "naddr1"),
    ),
    Finder(
        re.compile(
            r"(?<![^\W_])nostr:(pubkey|event|address(?=:\d{1,5}:[0-9a-f]{64}:)):((?:\d{1,5}:)?[0-9a-f]{64})((?<=[0-9a-f]{64}):[^\s]{0,900})?(?![^\W_])",
            re.IGNORECASE,
        ),
        _as_listed,
        ("nostr:",),
    ),
)
