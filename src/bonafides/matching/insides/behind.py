"""Archives that begin somewhere in another file, as behind a picture: some readers look for them there.

Their marks are short, so each is believed only with what else its header must say.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from io import SEEK_END, BytesIO
from typing import BinaryIO, Final, NamedTuple

from bonafides.matching.insides.found import Member
from bonafides.matching.insides.kinds import RAR, SEVEN_ZIP, TAR_MARK_AT, is_tar_header
from bonafides.matching.insides.vocabulary import Kind

_CHUNK_BYTES: Final = 1 << 23
_HEADER_BYTES: Final = 1 << 12
_MARKS_AT_MOST: Final = 10_000  # gigabytes of noise have fewer; behind so many the next one is believed
_SEVEN_ZIP_HEADER: Final = struct.Struct("<6s2sL20s")  # 7zFormat.txt: magic, version, CRC-32 of what follows
_GZIP_RESERVED: Final = 0xE0
_GZIP_EFFORTS: Final = frozenset({0, 2, 4})
_GZIP_SYSTEMS: Final = frozenset({*range(14), 255})  # RFC 1952, 2.3.1
_GZIP_WINDOW: Final = 31  # of zlib: with gzip's header


class _Mark(NamedTuple):
    kind: Kind
    mark: bytes
    before: int  # bytes of the archive before its mark
    is_one: Callable[[bytes], bool]  # by its first bytes
    name: str


def _is_seven_zip(head: bytes) -> bool:
    if len(head) < _SEVEN_ZIP_HEADER.size:
        return False
    _, _, checksum, header = _SEVEN_ZIP_HEADER.unpack_from(head)
    return bool(zlib.crc32(header) == checksum)


def _is_rar(head: bytes) -> bool:
    return head[len(RAR) :].startswith((b"\0", b"\1\0"))  # version 4, version 5


def _is_gzip(head: bytes) -> bool:
    """By the numbers of its header, and by the first bytes that it packs."""
    if len(head) < 10 or head[3] & _GZIP_RESERVED or head[8] not in _GZIP_EFFORTS or head[9] not in _GZIP_SYSTEMS:
        return False
    try:
        return bool(zlib.decompressobj(_GZIP_WINDOW).decompress(head))
    except zlib.error:
        return False


_MARKS: Final = (
    _Mark(Kind.SEVEN_ZIP, SEVEN_ZIP, 0, _is_seven_zip, "behind.7z"),
    _Mark(Kind.UNOPENED, RAR, 0, _is_rar, "behind.rar"),
    _Mark(Kind.TAR, b"ustar", TAR_MARK_AT, is_tar_header, "behind.tar"),
    _Mark(Kind.GZIP, b"\x1f\x8b\x08", 0, _is_gzip, "behind.gz"),
)


def archives_behind(stream: BinaryIO) -> Iterator[Member]:
    """The first archive of each kind that begins behind the start of a file, up to the end of that file.

    Each is to be read before the next one is asked for.
    """
    for mark in _MARKS:
        at = _first(stream, mark)
        if at is not None:
            stream.seek(at)
            yield Member(mark.name, stream)


def archive_behind(data: bytes) -> tuple[Kind, bytes] | None:
    """The first of these behind a picture."""
    for mark in _MARKS:
        at = _first(BytesIO(data), mark)
        if at is not None:
            return mark.kind, data[at:]
    return None


def _first(stream: BinaryIO, mark: _Mark) -> int | None:
    """Where the first archive of a kind begins; None for nowhere."""
    size, left = stream.seek(0, SEEK_END), _MARKS_AT_MOST
    for begins in range(0, size, _CHUNK_BYTES):
        stream.seek(begins)
        data = stream.read(_CHUNK_BYTES + len(mark.mark) - 1)
        at = data.find(mark.mark)
        while at >= 0:
            start = begins + at - mark.before
            if start > 0:
                stream.seek(start)
                if mark.is_one(stream.read(_HEADER_BYTES)) or left == 0:
                    return start
                left -= 1
            at = data.find(mark.mark, at + 1)
    return None
