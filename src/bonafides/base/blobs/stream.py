"""The format of a blob's file: AES-256-GCM in chunks of 1 MiB, the STREAM construction (Hoang, Reyhanitabar,
Rogaway, Vizar 2015).

    file  = "bonafides-blob/v1" LF || prefix (7) || sealed chunk || sealed chunk ...
    nonce = prefix || chunk number (4, big endian) || 1 for the last chunk, else 0

A chunk cut off, swapped, repeated or taken from another file does not open. Memory holds one chunk at a time.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop

MAGIC = b"bonafides-blob/v1\n"
CHUNK_BYTES = 1024 * 1024
TAG_BYTES = 16
PREFIX_BYTES = 7
DAMAGED = gettext_noop("The stored file %(name)s was changed or cut off, and cannot be opened.")


def write(source: BinaryIO, target: BinaryIO, *, key: bytes, name: str) -> int:
    """Encrypt everything that `source` still holds into `target`; returns the number of plain bytes."""
    cipher, prefix = AESGCM(key), os.urandom(PREFIX_BYTES)
    target.write(MAGIC + prefix)
    size_bytes = 0
    for number, (chunk, is_last) in enumerate(_with_last(source, CHUNK_BYTES)):
        target.write(cipher.encrypt(_nonce(prefix, number, is_last), chunk, name.encode()))
        size_bytes += len(chunk)
    return size_bytes


def read(source: BinaryIO, *, key: bytes, name: str) -> Iterator[bytes]:
    """Yield the plain chunks; raises `Invalid("blob-damaged")` at the first that is not as it was written."""
    cipher = AESGCM(key)
    magic, prefix = source.read(len(MAGIC)), source.read(PREFIX_BYTES)
    if magic != MAGIC or len(prefix) != PREFIX_BYTES:
        raise Invalid("blob-damaged", DAMAGED, name=name)
    for number, (sealed, is_last) in enumerate(_with_last(source, CHUNK_BYTES + TAG_BYTES)):
        try:
            yield cipher.decrypt(_nonce(prefix, number, is_last), sealed, name.encode())
        except InvalidTag as error:
            raise Invalid("blob-damaged", DAMAGED, name=name) from error


def _with_last(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Pieces of `size` bytes, each with whether it is the last; an empty source has one empty piece."""
    piece = _read_full(source, size)
    while following := _read_full(source, size) if len(piece) == size else b"":
        yield piece, False
        piece = following
    yield piece, True


def _read_full(source: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end: a stream may give less than it was asked for."""
    piece = source.read(size)
    while 0 < len(piece) < size and (more := source.read(size - len(piece))):
        piece += more
    return piece


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")
