"""A credential inside its picture, as Open Badges bakes it, and out of it again, from anyone's file.

SVG: `openbadges:credential`, the root's first child, with the JSON as CDATA. PNG: one uncompressed iTXt chunk with the
keyword `openbadgecredential`. A picture proves nothing; what is baked into it is verified like any other file.
Source: Open Badges 3.0, section 5.3.
"""

import json
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .encoding import Document
from .errors import MalformedError
from .reading import MAX_CREDENTIAL_BYTES

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = b"openbadgecredential"
MAX_PICTURE_BYTES = 4_000_000
MAX_CHUNKS = 10_000

_PNG = b"\x89PNG\r\n\x1a\n"
_ROOT = re.compile(r"""<svg(?=[\s>/])(?:[^<>"']|"[^<"]*"|'[^<']*')*?>""")
_ITXT_HEAD = KEYWORD + b"\0\0\0\0\0"  # not compressed; neither language nor translated keyword


def credential_in(data: bytes) -> bytes:
    """The JSON text in a baked SVG or PNG, or the bytes themselves where they are no picture.

    MalformedError if a picture is damaged or holds no credential, or several.
    """
    if len(data) > MAX_PICTURE_BYTES:
        raise MalformedError("too_large", f"The file has more than {MAX_PICTURE_BYTES:,} bytes.")
    if data.startswith(_PNG):
        return unbake_png(data)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return unbake_svg(data)
    return data


def bake_svg(picture: str, credential: Document) -> str:
    """The picture with the credential in it; MalformedError if it is no SVG, or baked already."""
    root = _ROOT.search(picture)
    if root is None or root[0].endswith("/>") or NAMESPACE in picture:
        raise MalformedError("svg_unfit", "The picture is no SVG that a credential can be put into.")
    text = _json_of(credential).replace("]]>", "]]\\u003e")
    opened = f'{root[0][:-1]} xmlns:openbadges="{NAMESPACE}">'
    baked = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    whole = f"{picture[: root.start()]}{opened}\n{baked}{picture[root.end() :]}"
    if unbake_svg(whole.encode()) != text.encode():
        raise MalformedError("svg_unfit", "The picture is no SVG that a credential can be put into.")
    return whole


def unbake_svg(data: bytes) -> bytes:
    """The JSON text in an SVG; document types and entities are refused. Raises MalformedError."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise MalformedError("svg_damaged", "The picture is not well-formed SVG, or declares entities.") from error
    found = list(root.iter(f"{{{NAMESPACE}}}credential"))
    if len(found) != 1 or found[0] not in list(root):
        raise MalformedError("not_one_credential", "The picture does not hold exactly one credential.")
    if len(found[0]) or found[0].attrib:
        raise MalformedError("baked_otherwise", "The picture holds a credential of another kind than JSON.")
    return _bounded((found[0].text or "").strip().encode("utf-8", "surrogatepass"))


def bake_png(picture: bytes, credential: Document) -> bytes:
    """The picture with the credential behind its header; MalformedError if it is no PNG, or baked already."""
    chunks = list(_chunks(picture))
    if any(_is_baked(chunk) for chunk in chunks):
        raise MalformedError("already_baked", "The picture holds a credential already.")
    baked = _Chunk(b"iTXt", _ITXT_HEAD + _json_of(credential).encode())
    return _PNG + b"".join(chunk.serialise() for chunk in (chunks[0], baked, *chunks[1:]))


def unbake_png(data: bytes) -> bytes:
    """The JSON text in a PNG; every chunk's checksum is checked. Raises MalformedError."""
    found = [chunk for chunk in _chunks(data) if _is_baked(chunk)]
    if len(found) != 1:
        raise MalformedError("not_one_credential", "The picture does not hold exactly one credential.")
    head, text = found[0].content[: len(_ITXT_HEAD)], found[0].content[len(_ITXT_HEAD) :]
    if found[0].kind != b"iTXt" or head != _ITXT_HEAD:
        raise MalformedError("baked_otherwise", "The picture holds a credential that is compressed or translated.")
    return _bounded(text)


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    content: bytes

    def serialise(self) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(self.kind + self.content))
        return struct.pack(">I", len(self.content)) + self.kind + self.content + checksum


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """The chunks from IHDR to IEND, with nothing behind. Source: PNG (third edition), section 5."""
    if not data.startswith(_PNG):
        raise _bad_png("it does not begin like one")
    at = len(_PNG)
    for number in range(MAX_CHUNKS):
        chunk, at = _chunk_at(data, at)
        if (number == 0) != (chunk.kind == b"IHDR"):
            raise _bad_png("its header is not where it should be")
        yield chunk
        if chunk.kind == b"IEND":
            if at != len(data):
                raise _bad_png("something stands behind its end")
            return
    raise _bad_png("it has too many parts")


def _chunk_at(data: bytes, at: int) -> tuple[_Chunk, int]:
    if at + 12 > len(data):
        raise _bad_png("it is cut short")
    (size,) = struct.unpack_from(">I", data, at)
    end = at + 12 + size
    if end > len(data):
        raise _bad_png("it is cut short")
    chunk = _Chunk(data[at + 4 : at + 8], data[at + 8 : end - 4])
    if chunk.serialise()[-4:] != data[end - 4 : end]:
        raise _bad_png("a checksum is wrong")
    return chunk, end


def _is_baked(chunk: _Chunk) -> bool:
    return chunk.kind in (b"iTXt", b"tEXt", b"zTXt") and chunk.content.partition(b"\0")[0] == KEYWORD


def _json_of(credential: Document) -> str:
    return json.dumps(credential, ensure_ascii=True, separators=(",", ":"))


def _bounded(text: bytes) -> bytes:
    if len(text) > MAX_CREDENTIAL_BYTES:
        sentence = f"The credential in the picture has more than {MAX_CREDENTIAL_BYTES:,} bytes."
        raise MalformedError("too_large", sentence, limit=MAX_CREDENTIAL_BYTES)
    return text


def _bad_png(why: str) -> MalformedError:
    return MalformedError("png_damaged", f"The picture is not a whole PNG: {why}.")
