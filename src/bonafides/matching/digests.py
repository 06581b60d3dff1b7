"""MD5, SHA-1, SHA-256 and SHA-512 of bytes, in one pass."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from bonafides.matching.errors import FingerprintError
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType

CHUNK_BYTES: Final = 1 << 20
HEX_DIGITS: Final = {EntryType.MD5: 32, EntryType.SHA1: 40, EntryType.SHA256: 64, EntryType.SHA512: 128}


@dataclass(frozen=True, slots=True)
class Digests:
    """The four digests of one file, each in lower-case hex. MD5 and SHA-1 are here because lists carry them."""

    md5: str
    sha1: str
    sha256: str
    sha512: str

    def by_type(self) -> dict[EntryType, str]:
        """The digests by their kind of entry."""
        return {
            EntryType.MD5: self.md5,
            EntryType.SHA1: self.sha1,
            EntryType.SHA256: self.sha256,
            EntryType.SHA512: self.sha512,
        }


class Digesting:
    """The four digests of bytes that come chunk by chunk."""

    def __init__(self) -> None:
        self._hashes = {kind: hashlib.new(str(kind), usedforsecurity=False) for kind in DIGEST_TYPES}

    def update(self, chunk: bytes) -> None:
        """The next bytes."""
        for each in self._hashes.values():
            each.update(chunk)

    def result(self) -> Digests:
        """The digests of all bytes until now."""
        return Digests(**{str(kind): each.hexdigest() for kind, each in self._hashes.items()})


def digests_of_bytes(data: bytes) -> Digests:
    """The four digests of bytes in memory."""
    return _digests_of_chunks([data])


def digests_of_stream(stream: BinaryIO) -> Digests:
    """The four digests of what a binary stream still holds, a mebibyte at a time. Raises what its `read` raises."""
    return _digests_of_chunks(iter(lambda: stream.read(CHUNK_BYTES), b""))


def digests_of_file(path: Path) -> Digests:
    """The four digests of a file, a mebibyte at a time. Raises OSError if it cannot be read."""
    with path.open("rb") as stream:
        return digests_of_stream(stream)


def parse_digest(kind: EntryType, text: str) -> str:
    """A digest in lower-case hex, from either case. Raises FingerprintError `bad_digest` if it is none of that
    kind.
    """
    digits = HEX_DIGITS[kind]
    if re.fullmatch(rf"[0-9a-fA-F]{{{digits}}}", text) is None:
        raise FingerprintError(
            "bad_digest", "A {kind} value has {digits} hexadecimal digits.", kind=str(kind), digits=digits
        )
    return text.lower()


def _digests_of_chunks(chunks: Iterable[bytes]) -> Digests:
    digesting = Digesting()
    for chunk in chunks:
        digesting.update(chunk)
    return digesting.result()
