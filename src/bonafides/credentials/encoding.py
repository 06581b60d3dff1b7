"""Moments, days, multibase and canonical JSON: each value has one spelling, and every other is refused."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import base58
import rfc8785

from .errors import MalformedError

Document = Mapping[str, Any]
"""A JSON object as Python reads it."""

_MOMENT = re.compile(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BASE58 = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{1,200}")
_BASE64URL = re.compile(r"u[A-Za-z0-9_-]+")


def moment_text(moment: datetime) -> str:
    """`2026-11-01T00:00:00Z`, whole seconds; the moment must be aware."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_moment(text: object, *, what: str) -> datetime:
    """The moment of exactly that spelling, in the years 2000 to 2999; MalformedError otherwise."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise _not_a_moment(what)
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise _not_a_moment(what) from error


def from_day(text: object, *, what: str) -> date:
    """The day of `2026-11-01`; MalformedError otherwise."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise _not_a_moment(what)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _not_a_moment(what) from error


def base58_of(data: bytes) -> str:
    """Multibase base58btc: `z` and the digits."""
    return "z" + base58.b58encode(data).decode("ascii")


def from_base58(text: object, *, what: str, size_bytes: int) -> bytes:
    """The bytes of multibase base58btc of this length; MalformedError otherwise."""
    if not isinstance(text, str) or not _BASE58.fullmatch(text):
        raise _not_multibase(what)
    data = base58.b58decode(text[1:])
    if len(data) != size_bytes:
        raise _not_multibase(what)
    return data


def base64url_of(data: bytes) -> str:
    """Multibase base64url without padding: `u` and the digits."""
    return "u" + base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def from_base64url(text: object, *, what: str) -> bytes:
    """The bytes of multibase base64url without padding; MalformedError otherwise."""
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text):
        raise _not_multibase(what)
    try:
        data = base64.urlsafe_b64decode(text[1:] + "=" * (-(len(text) - 1) % 4))
    except (ValueError, binascii.Error) as error:
        raise _not_multibase(what) from error
    if base64url_of(data) != text:
        raise _not_multibase(what)
    return data


def canonical_json(value: Any) -> bytes:
    """JSON Canonicalization Scheme (RFC 8785): the one serialisation of a value."""
    return rfc8785.dumps(value)


def digest_of(document: Document) -> str:
    """SHA-256 of the canonical JSON, in hex: binds the very document, where its proof binds what it says.

    For a log that is to tell later which document was issued.
    """
    return sha256(canonical_json(document)).hexdigest()


def _not_a_moment(what: str) -> MalformedError:
    return MalformedError("not_a_moment", f"The {what} is not a moment as 2026-11-01T00:00:00Z is.", what=what)


def _not_multibase(what: str) -> MalformedError:
    return MalformedError("not_multibase", f"The {what} is not multibase of the right length.", what=what)
