"""Which kind of file bytes are, by their first and last bytes; a name says nothing."""

import re
import struct
from io import SEEK_END
from typing import BinaryIO, Final

from bonafides.matching.insides.vocabulary import Kind

START_BYTES: Final = 600
_TAIL_BYTES: Final = 65_557  # the last record of a zip and its longest comment
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_END_RECORD: Final = struct.Struct("<4s4H2LH")  # PKWARE APPNOTE 4.3.16

SEVEN_ZIP: Final = b"7z\xbc\xaf\x27\x1c"
RAR: Final = b"Rar!\x1a\x07"
TAR_MARK_AT: Final = 257

_STARTS: Final = (
    (b"PK\x03\x04", Kind.ZIP),
    (_ZIP_END, Kind.ZIP),
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"BZh", Kind.BZIP2),
    (b"\xfd7zXZ\x00", Kind.XZ),
    (SEVEN_ZIP, Kind.SEVEN_ZIP),
    (b"%PDF-", Kind.PDF),
    (b"{\\rtf", Kind.RICH_TEXT),
    (b"\x1a\x45\xdf\xa3", Kind.VIDEO),  # Matroska, WebM
    (b"FLV\x01", Kind.VIDEO),
    (b"OggS", Kind.VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind.VIDEO),  # ASF, WMV
    (b"\x00\x00\x01\xba", Kind.VIDEO),  # MPEG programme stream
    (b"\x00\x00\x01\xb3", Kind.VIDEO),
    (b"fLaC", Kind.VIDEO),
    (b"#!AMR", Kind.VIDEO),
    (b"caff\x00\x01", Kind.VIDEO),
    (b"wvpk", Kind.VIDEO),
    (b".snd\x00\x00", Kind.VIDEO),
    (RAR, Kind.UNOPENED),
    (b"\x28\xb5\x2f\xfd", Kind.UNOPENED),  # Zstandard
    (b"\x04\x22\x4d\x18", Kind.UNOPENED),  # LZ4
    (b"MSCF\x00\x00\x00\x00", Kind.UNOPENED),  # Cabinet
    (b"LZIP", Kind.UNOPENED),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.UNOPENED),  # old Office, and new Office behind a password
)
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_STILL_BRANDS: Final = frozenset({b"jp2 ", b"jpx ", b"crx "})
_CHUNKED: Final = frozenset(
    {(b"RIFF", b"AVI "), (b"RIFF", b"WAVE"), (b"RF64", b"WAVE"), (b"FORM", b"AIFF"), (b"FORM", b"AIFC")}
)
_TAR_HEADER: Final = struct.Struct("100s8s8s8s12s12s8s1s100s255s")  # Unix, seventh edition: a name ... a link's name
_OCTAL: Final = re.compile(rb" *[0-7]+[ \0]*")
_BLANK: Final = re.compile(rb"[ \0]*")
_LZMA_HEADER: Final = struct.Struct("<BLQB")  # XZ Utils, lzma-file-format.txt: properties, dictionary, size; then data
_LZMA_DICTIONARIES: Final = frozenset({*(1 << n for n in range(12, 32)), *(3 << n for n in range(11, 31)), 0xFFFFFFFF})
_LZMA_UNKNOWN_SIZE: Final = (1 << 64) - 1
_LZMA_LARGEST: Final = 1 << 38  # as XZ Utils: what says more than 256 GiB is none
_HEADS_OF_MAILS: Final = re.compile(
    rb"From [^\n]*\n[!-9;-~]+:"  # a folder of mails in one file, RFC 4155
    rb"|(Return-Path|Received|Delivered-To|Message-ID|MIME-Version|Date|From|To|Subject|DKIM-Signature"
    rb"|Content-Type|Content-Transfer-Encoding|Authentication-Results|Received-SPF|ARC-[\w-]+|X-[\w-]+|Reply-To|Sender"
    rb"|Cc|Bcc|In-Reply-To|References|Envelope-To|List-[\w-]+|Resent-[\w-]+|Thread-[\w-]+):[^\n]*\n"
    rb"([ \t][^\n]*\n)*([!-9;-~]+:|[ \t]|\Z)"  # RFC 5322: a head may go on in the next line, and another follows
    rb"|([!-9;-~]++:[^\n]*+\n([ \t][^\n]*+\n)*+)+?"  # in any order, those of RFC 2045 say how the words are carried
    rb"(MIME-Version|Content-Type|Content-Transfer-Encoding|Message-ID):",
    re.IGNORECASE,
)
_TS_PACKET_BYTES: Final = 188
_TS_SYNC: Final = b"G"
_ID3_HEADER_BYTES: Final = 10


def kind_of(stream: BinaryIO) -> Kind | None:
    """The kind of a seekable stream; None for a picture, a text or anything without an inside. Leaves it at 0."""
    stream.seek(0)
    head = stream.read(START_BYTES)
    stream.seek(0)
    return _by_head(head) or (Kind.ZIP if ends_as_zip(stream) else None)


def may_be_more(kind: Kind, data: bytes) -> bool:
    """Whether a file of this kind may be a picture or a text as well: the mark of the kind is not what it starts with.

    Viewers go by the start, so a mark further on must not keep a picture or a text from being read.
    """
    match kind:
        case Kind.TAR:
            return True
        case Kind.ZIP | Kind.PDF:
            return not data.startswith(tuple(start for start, known in _STARTS if known is kind))
        case Kind.VIDEO:
            return data.startswith(_TS_SYNC)
        case _:
            return False


def ends_as_zip(stream: BinaryIO) -> bool:
    """Whether a zip lies behind other bytes, such as a picture: its last record must point into the file.

    Leaves the stream at 0.
    """
    size = stream.seek(0, SEEK_END)
    stream.seek(max(0, size - _TAIL_BYTES))
    tail = stream.read(_TAIL_BYTES)
    stream.seek(0)
    at = tail.rfind(_ZIP_END)
    if at < 0 or len(tail) - at < _ZIP_END_RECORD.size:
        return False
    _, _, _, _, entries, directory_bytes, start, _ = _ZIP_END_RECORD.unpack_from(tail, at)
    return bool(entries > 0 and directory_bytes + start <= size - len(tail) + at)


def is_tar_header(head: bytes) -> bool:
    """Whether a tar begins so: with octal numbers and a right checksum. Those from before POSIX have no magic."""
    if len(head) < _TAR_HEADER.size:
        return False
    name, *numbers, checksum, _, link, rest = _TAR_HEADER.unpack_from(head)
    if not name.strip(b"\0") or b"\0" not in link + rest or not _OCTAL.fullmatch(checksum):
        return False
    if not all(_OCTAL.fullmatch(each) or _BLANK.fullmatch(each) for each in numbers):
        return False
    header = head[: _TAR_HEADER.size]
    total = sum(header) - sum(checksum) + len(checksum) * ord(" ")
    signed = total - 256 * sum(each > 0x7F for each in header)  # as some writers added them up
    return int(checksum.strip(b" \0"), 8) in (total, signed)


def _by_head(head: bytes) -> Kind | None:
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[TAR_MARK_AT:262] == b"ustar" or is_tar_header(head):
        return Kind.TAR
    if _is_lzma(head):
        return Kind.XZ
    if (head[:4], head[8:12]) in _CHUNKED or _is_mpeg_sound(head):
        return Kind.VIDEO
    if b"%PDF-" in head:  # readers accept a preamble
        return Kind.PDF
    if _HEADS_OF_MAILS.match(head):
        return Kind.MAIL
    is_stream = len(head) > 2 * _TS_PACKET_BYTES and {head[at] for at in range(0, 377, _TS_PACKET_BYTES)} == {
        ord(_TS_SYNC)
    }
    return Kind.VIDEO if is_stream else None


def _is_lzma(head: bytes) -> bool:
    """The format before xz, which has no magic: whether all of its header and its first byte of data are plausible."""
    if len(head) < _LZMA_HEADER.size + 4:  # no stream is shorter
        return False
    properties, dictionary, size, first = _LZMA_HEADER.unpack_from(head)
    literal, position = properties % 9, properties // 9 % 5
    return (
        properties < 225  # nine by five by five
        and literal + position <= 4
        and dictionary in _LZMA_DICTIONARIES
        and (size == _LZMA_UNKNOWN_SIZE or size < _LZMA_LARGEST)
        and first == 0
    )


def _is_mpeg_sound(head: bytes) -> bool:
    """MP3, MP2 and AAC: behind a tag (ID3v2), or from the first frame's header on (ISO/IEC 11172-3, 13818-7)."""
    if len(head) < _ID3_HEADER_BYTES:
        return False
    if head.startswith(b"ID3"):
        return head[3] in (2, 3, 4) and max(head[6:_ID3_HEADER_BYTES]) < 0x80
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate, bits = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    if layer == 0:  # ADTS: sync of 12 bits, 13 sampling frequencies
        return head[1] & 0xF0 == 0xF0 and head[2] >> 2 & 0xF <= 12
    return version != 1 and layer != 3 and 0 < rate < 0xF and bits != 3


def _by_brand(head: bytes) -> Kind | None:
    """Of an ISO base media file: pictures that Pillow opens have no inside here."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}
    if brands & _AVIF_BRANDS or head[8:12] in _STILL_BRANDS:
        return None
    return Kind.HEIC if brands & _HEIC_BRANDS else Kind.VIDEO
