"""Hashes of content identifiers, by which a list says what is on it to whoever holds the same, and to nobody else.

Two ways are in use, and one digest may be either, so both are tried: the multihash, in Base58, of the identifier's own
multihash in Base58 with its path; and, from before, the SHA-256 in hex of the CID version 1 in Base32, a slash and the
path. Source: IPFS, Compact Denylist Format, "DOUBLE-HASH".
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final
from urllib.parse import unquote

import base58

from bonafides.matching.errors import FingerprintError
from bonafides.matching.identifiers.ipfs import (
    DAG_PB,
    LIBP2P_KEY,
    RAW,
    SHA2_256,
    Cid,
    cid_of,
    cid_of_name,
    is_multihash,
)
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind

FUNCTIONS: Final[dict[int, Callable[[bytes], bytes]]] = {
    0x12: lambda data: hashlib.sha256(data).digest(),
    0x13: lambda data: hashlib.sha512(data).digest(),
    0x14: lambda data: hashlib.sha3_512(data).digest(),
    0x16: lambda data: hashlib.sha3_256(data).digest(),
}
"""Hash functions by their number in the multihash table; an entry that uses another is set aside."""
PATH_NAMES: Final = 32
"""Of a longer path the first names are looked up, and the whole of it: each is hashed several times, so that a path of
thousands would take time by the square of its length. The names that others add behind a listed one change nothing."""
PATH_CHARACTERS: Final = 4096
"""The same, where names are long: what the file systems that publish folders take (PATH_MAX of Linux)."""


def parse_digest(text: str) -> Identifier:
    """A double hash: 64 hexadecimal digits or a multihash in Base58. Raises FingerprintError bad_double_hash."""
    if re.fullmatch(r"[0-9a-fA-F]{64}", text):
        return Identifier(IdentifierKind.BADBITS, text.lower())
    try:
        multihash = base58.b58decode(text) if len(text) < 200 else b""
    except ValueError:
        multihash = b""
    if not is_multihash(multihash) or multihash[0] not in FUNCTIONS:
        raise FingerprintError("bad_double_hash", "This is no hash of an identifier in a function that we compute.")
    return Identifier(IdentifierKind.BADBITS, text)


def multihash_of(identifier: Identifier) -> bytes:
    """A listed double hash as a multihash, in whichever way it was written."""
    key = identifier.key
    return bytes([SHA2_256, 32]) + bytes.fromhex(key) if len(key) == 64 else base58.b58decode(key)


def double_hash(identifier: Identifier) -> str | None:
    """The double hash, in Base58, under which an identifier is listed without being disclosed; None if it has none."""
    spellings = list(_modern_spellings(identifier))
    return base58.b58encode(_hashed(spellings[0], SHA2_256)).decode() if spellings else None


def double_hashes(identifier: Identifier, functions: frozenset[int]) -> Iterator[bytes]:
    """Every multihash under which a list may hold an identifier or one above it, with these hash functions."""
    for above in identifiers_above(identifier):
        for spelling in _modern_spellings(above):
            for function in functions:
                yield _hashed(spelling, function)
        for spelling in _legacy_spellings(above):
            yield _hashed(spelling, SHA2_256)


def identifiers_above(identifier: Identifier) -> Iterator[Identifier]:
    """An identifier and, where its key is a path, each one above it, the nearest first: the first 32 names at most."""
    yield identifier
    if identifier.kind in _PATHS:
        slashes = islice(re.finditer("/", identifier.key[:PATH_CHARACTERS]), PATH_NAMES)
        for end in reversed([slash.start() for slash in slashes]):
            yield Identifier(identifier.kind, identifier.key[:end])


def _modern_spellings(identifier: Identifier) -> Iterator[str]:
    name, cid, path = _parts_of(identifier)
    if cid is not None:
        yield f"{cid.multihash_text}{path}"
    elif identifier.kind is IdentifierKind.IPNS:
        yield f"/ipns/{name}{path}"


def _legacy_spellings(identifier: Identifier) -> Iterator[str]:
    name, cid, path = _parts_of(identifier)
    rest = path or "/"
    if cid is None:
        yield f"{name}{rest}"
        return
    codecs = (LIBP2P_KEY,) if identifier.kind is IdentifierKind.IPNS else dict.fromkeys((cid.codec, DAG_PB, RAW))
    for codec in codecs:
        yield f"{cid._replace(codec=codec).text}{rest}"


def _parts_of(identifier: Identifier) -> tuple[str, Cid | None, str]:
    if identifier.kind not in (IdentifierKind.IPFS, IdentifierKind.IPNS):
        return identifier.key, None, ""
    name, slash, path = identifier.key.partition("/")
    read = cid_of if identifier.kind is IdentifierKind.IPFS else cid_of_name
    return name, read(name), unquote(slash + path)


def _hashed(spelling: str, function: int) -> bytes:
    digest = FUNCTIONS[function](spelling.encode())
    return bytes([function, len(digest)]) + digest


_PATHS: Final = (IdentifierKind.IPFS, IdentifierKind.IPNS, IdentifierKind.AT)
