"""Base64 and decimals, read strictly: each value has one spelling, and every other is refused."""

import base64
import binascii
import re

from .errors import MalformedError

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def base64_of(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, *, what: str, size_bytes: int | None = None) -> bytes:
    """The bytes of canonical standard base64; MalformedError for another spelling or another length."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error) as error:
        raise _not_base64(what) from error
    if base64_of(data) != text or (size_bytes is not None and len(data) != size_bytes):
        raise _not_base64(what)
    return data


def base64url_of(data: bytes) -> str:
    """URL-safe base64 without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def from_base64url(text: str, *, what: str, size_bytes: int) -> bytes:
    """The bytes of canonical unpadded base64url of this length; MalformedError otherwise."""
    try:
        data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise _not_base64(what) from error
    if base64url_of(data) != text or len(data) != size_bytes:
        raise _not_base64(what)
    return data


def from_decimal(text: str, *, what: str) -> int:
    """A number of at most 19 digits without sign or leading zero; MalformedError otherwise."""
    if not _DECIMAL.fullmatch(text):
        raise MalformedError("not_a_number", f"The {what} is not a plain decimal number.", what=what)
    return int(text)


def _not_base64(what: str) -> MalformedError:
    return MalformedError("not_base64", f"The {what} is not base64 of the right length.", what=what)
