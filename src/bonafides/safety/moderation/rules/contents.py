"""What the platform's content endpoint answers, read once into typed values. docs/reference/content-endpoint.md."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _

REACH_AT_MOST = 2**62
NOT_JSON = _("The platform's answer is not a JSON object.")
BAD_FIELD = _("The platform's answer has a field “%(field)s” that cannot be read.")
NO_CONTENT = _("The platform's answer holds neither content_base64 nor text.")


@dataclass(frozen=True)
class Given:
    """One content with what the platform says of it."""

    data: bytes
    is_text: bool
    media_type: str = ""
    language: str = ""
    author_reference: str = ""
    author_language: str = ""
    author_address: str = ""
    created_at: datetime | None = None
    reach: int | None = None
    context: dict[str, Any] | None = None


def given_in(body: bytes) -> Given:
    """Read an answer; Invalid says which field is wrong."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid("answer-not-json", NOT_JSON) from error
    if not isinstance(fields, dict):
        raise Invalid("answer-not-json", NOT_JSON)
    return _given(fields)


def _given(fields: Mapping[str, Any]) -> Given:
    author = _member(fields, "author", dict) or {}
    text = _member(fields, "text", str)
    return Given(
        data=_bytes(fields) if text is None else text.encode("utf-8", "replace"),
        is_text=text is not None,
        media_type=_words(fields, "media_type", 120),
        language=_words(fields, "language", 12),
        author_reference=_words(author, "reference", 300),
        author_language=_words(author, "language", 12),
        author_address=_words(author, "address", 300),
        created_at=_moment(fields),
        reach=_reach(fields),
        context=_context(fields),
    )


def _bytes(fields: Mapping[str, Any]) -> bytes:
    encoded = _member(fields, "content_base64", str)
    if not encoded:
        raise Invalid("answer-empty", NO_CONTENT)
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _bad("content_base64") from error


def _words(fields: Mapping[str, Any], name: str, limit: int) -> str:
    text = _member(fields, name, str) or ""
    if len(text) > limit or "\x00" in text or not _is_unicode(text):
        raise _bad(name)
    return str(text)


def _context(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    context: dict[str, Any] | None = _member(fields, "context", dict)
    if context is not None and not _is_unicode(json.dumps(context, ensure_ascii=False)):
        raise _bad("context")
    return context


def _is_unicode(text: str) -> bool:
    """Whether it can be written down: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _moment(fields: Mapping[str, Any]) -> datetime | None:
    text = _member(fields, "created", str)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _bad("created") from error
    if not is_in_calendar(moment):
        raise _bad("created")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_in_calendar(moment: datetime) -> bool:
    """Whether a moment has a date in every time zone: not in the first year of the calendar, nor in its last."""
    return date.min.year < moment.year < date.max.year


def _reach(fields: Mapping[str, Any]) -> int | None:
    reach = _member(fields, "reach", int)
    if reach is not None and (isinstance(reach, bool) or not 0 <= reach <= REACH_AT_MOST):
        raise _bad("reach")
    return reach


def _member(fields: Mapping[str, Any], name: str, kind: type) -> Any:
    value = fields.get(name)
    if value is not None and not isinstance(value, kind):
        raise _bad(name)
    return value


def _bad(name: str) -> Invalid:
    return Invalid("answer-field", BAD_FIELD, field=name)
