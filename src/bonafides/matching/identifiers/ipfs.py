"""IPFS: content by its hash, and names whose content changes, in all their spellings.

A CID names a multihash (which hash function, and its result), a codec (how the block is read) and a version; the
multibase that it is written in says nothing. Its key here is version 1 in Base32; a version 0 becomes the version 1
that it stands for. Two CIDs of one multihash with different codecs are the same block, and match. A CID whose codec
is `raw` and whose hash is SHA-256 holds the SHA-256 of that block, which is the whole file where it is a small one.

Sources: multiformats/cid, multiformats/multihash, IPFS path and subdomain gateway specifications, IPNS record and name
specification.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

import base58

from bonafides.matching.identifiers.encodings import base32_text, base36_text, multibase_bytes, varint_at
from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind
from bonafides.matching.urls import trimmed

RAW: Final = 0x55
DAG_PB: Final = 0x70
LIBP2P_KEY: Final = 0x72
IDENTITY: Final = 0x00
SHA2_256: Final = 0x12
MAX_CID_CHARACTERS: Final = 300


class Cid(NamedTuple):
    """A content identifier: how its block is read, and the multihash with its two leading numbers."""

    codec: int
    multihash: bytes

    @property
    def data(self) -> bytes:
        """The bytes of version 1."""
        return _varint(1) + _varint(self.codec) + self.multihash

    @property
    def text(self) -> str:
        """Version 1 in Base32, lower case."""
        return f"b{base32_text(self.data)}"

    @property
    def name(self) -> str:
        """As names are written: version 1 in Base36."""
        return f"k{base36_text(self.data)}"

    @property
    def multihash_text(self) -> str:
        """The multihash in Base58, which for SHA-256 is also version 0."""
        return base58.b58encode(self.multihash).decode()

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the block in hex, where it is the block of a file as it is."""
        is_raw = self.codec == RAW and self.multihash[:2] == bytes([SHA2_256, 32])
        return self.multihash[2:].hex() if is_raw else None


def cid_of(text: str) -> Cid | None:
    """A CID in any version and multibase; None where it is none."""
    if len(text) > MAX_CID_CHARACTERS or not text.isascii():
        return None
    if len(text) == 46 and text.startswith("Qm"):
        multihash = _base58_bytes(text)
        return Cid(DAG_PB, multihash) if multihash and is_multihash(multihash) else None
    data = multibase_bytes(text)
    version = varint_at(data, 0) if data else None
    if not data or not version or version[0] != 1:
        return None
    codec = varint_at(data, version[1])
    if not codec or not is_multihash(data[codec[1] :]):
        return None
    return Cid(codec[0], data[codec[1] :])


def cid_of_name(text: str) -> Cid | None:
    """The key in an IPNS name: a CID, or the bare multihash of a key in Base58."""
    if (cid := cid_of(text)) is not None:
        return Cid(LIBP2P_KEY, cid.multihash)
    multihash = _base58_bytes(text) if text.startswith(("12D3Koo", "16Uiu2", "Qm")) else None
    return Cid(LIBP2P_KEY, multihash) if multihash and is_multihash(multihash) else None


def is_multihash(data: bytes) -> bool:
    """Whether bytes are a number for the function, the length, and a hash of that length (at least 16 bytes)."""
    function = varint_at(data, 0)
    length = varint_at(data, function[1]) if function else None
    return length is not None and 16 <= length[0] <= 128 and len(data) - length[1] == length[0]


def identifier_of_cid(text: str, path: str = "") -> Identifier | None:
    """Content, and a path below it; the CID of a key is a name."""
    cid = cid_of(text)
    if cid is None:
        return None
    if cid.codec == LIBP2P_KEY:
        return Identifier(IdentifierKind.IPNS, cid.name + clean_path(path))
    return Identifier(IdentifierKind.IPFS, cid.text + clean_path(path))


def identifier_of_name(text: str, path: str = "") -> Identifier | None:
    """A name: a key, or a domain whose DNS record says where it leads."""
    if (cid := cid_of_name(text)) is not None:
        return Identifier(IdentifierKind.IPNS, cid.name + clean_path(path))
    if _DOMAIN.fullmatch(text):
        return Identifier(IdentifierKind.IPNS, text.lower().rstrip(".") + clean_path(path))
    return None


def clean_path(path: str) -> str:
    """A path as it is compared: escaped in one way, without empty parts and the slash at the end."""
    parts = trimmed(unquote(path), also="/").split("/")
    return quote("".join(f"/{part}" for part in parts if part not in ("", ".")), errors="replace")


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _base58_bytes(text: str) -> bytes | None:
    try:
        return base58.b58decode(text)
    except ValueError:
        return None


def _named(kind: str, text: str, path: str | None) -> Iterator[Identifier]:
    read = identifier_of_cid if kind.lower() == "ipfs" else identifier_of_name
    if found := read(text, path or ""):
        yield found


def _on_path(match: re.Match[str]) -> Iterator[Identifier]:
    yield from _named(match[1], match[2], match[3])


def _on_subdomain(match: re.Match[str]) -> Iterator[Identifier]:
    """DNS labels carry no dots: a domain's are written as hyphens, and its hyphens doubled. Nor do they carry case."""
    label, kind = match[1], match[2]
    if label[0] in _FOLDED_BASES:
        label = label.lower()
    if kind.lower() == "ipns" and cid_of_name(label) is None:
        label = label.replace("--", "\0").replace("-", ".").replace("\0", "-")
    yield from _named(kind, label, match[3])


def _bare(match: re.Match[str]) -> Iterator[Identifier]:
    if found := identifier_of_cid(match[0]):
        yield found


_FOLDED_BASES: Final = "bBkK"  # multibases in which one letter is the same in either case: Base32, Base36
_DOMAIN: Final = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.)+[A-Za-z][A-Za-z0-9-]{0,62}\.?")
_PATH: Final = r"""(/[^\s?#"'<>`|]*)?"""

FINDERS: Final = (
    Finder(
        re.compile(rf"(?<![^\W_])(ipfs|ipns):/{{0,2}}([A-Za-z0-9._=+-]{{4,300}}){_PATH}", re.IGNORECASE),
        _on_path,
        ("ipfs:", "ipns:"),
    ),
    Finder(
        re.compile(rf"/(ipfs|ipns)/([A-Za-z0-9._=+-]{{4,300}}){_PATH}", re.IGNORECASE), _on_path, ("/ipfs/", "/ipns/")
    ),
    Finder(
        re.compile(
            rf"(?<![^\W_])(?<!-)([a-z0-9-]{{4,63}})\.(ipfs|ipns)(?:\.[a-z0-9-]{{1,63}}){{1,8}}(?::\d{{1,5}})?{_PATH}",
            re.IGNORECASE,
        ),
        _on_subdomain,
        (".ipfs.", ".ipns."),
    ),
    Finder(
        re.compile(
            r"(?<![^\W_])(?:Qm[1-9A-HJ-NP-Za-km-z]{44}|ba[a-z2-7]{50,150}|BA[A-Z2-7]{50,150}|z[1-9A-HJ-NP-Za-km-z]{45,130}"
            r"|k[0-9a-z]{50,150}|[fF]01[0-9a-fA-F]{36,150}|uA[A-Za-z0-9_-]{45,150}|mA[A-Za-z0-9+/]{45,150})(?![^\W_])"
        ),
        _bare,
    ),
)
