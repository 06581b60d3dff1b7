"""Files that a text carries in Base64: `data:` addresses of pages and drawings (RFC 2397), and elements of flat XML.

OpenDocument in one file, Word's and FictionBook's have such elements. Bytes are searched, so the encoding does not
matter where it holds ASCII as it is.
"""

import base64
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from urllib.parse import unquote_to_bytes

from bonafides.matching.insides.found import Member
from bonafides.matching.texts import text_of_bytes

_CARRIED: Final = re.compile(
    rb"data:[\w.+/-]{0,120}(?:;[\w.+=-]{1,80}){0,8};base64,([\w+/=%\s-]++)"
    rb"|<(?:\w{1,20}:)?(?:binary-?data|binary)(?=[\s>])[^<>]{0,400}>([\w+/=\s]++)</",
    re.IGNORECASE,
)
_NEVER_IN_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_TO_PLAIN: Final = bytes.maketrans(b"-_", b"+/")  # as RFC 4648, section 5, writes them for addresses
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def carries_files(data: bytes) -> bool:
    """Whether a text carries any file."""
    return _CARRIED.search(_in_ascii(data)) is not None


def carried_in(data: bytes) -> Iterator[Member]:
    """The files that a text carries, in their order."""
    for number, found in enumerate(_CARRIED.finditer(_in_ascii(data)), 1):
        written = unquote_to_bytes(found[1]) if found[1] else found[2]
        digits = _NEVER_IN_BASE64.sub(b"", written.translate(_TO_PLAIN))
        whole = digits[: len(digits) - (len(digits) % 4 == 1)]  # one digit alone is less than a byte
        if decoded := base64.b64decode(whole + b"=" * (-len(whole) % 4)):
            yield Member(f"carried-{number}", BytesIO(decoded))


def _in_ascii(data: bytes) -> bytes:
    return (text_of_bytes(data) or "").encode() if data.startswith(_UTF_16) else data
