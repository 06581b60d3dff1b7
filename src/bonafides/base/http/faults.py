"""What is wrong with one field of a request: a stable code, and a sentence that says what to send instead."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja.errors import ValidationError
from pydantic_core import PydanticCustomError

from bonafides.kernel.text import gettext_noop as _

OBJECT: Final = _("Send an object here: names with their values, in braces.")
LIST: Final = _("Send a list here: values in square brackets.")
TEXT: Final = _("Send a text here: in JSON, within quotation marks.")
UNICODE: Final = _("Send this text as UTF-8: some of its bytes are none.")
INTEGER: Final = _("Send a whole number here, in digits alone.")
NUMBER: Final = _("Send a number here, with a point before its decimals.")
TRUTH: Final = _("Send true or false here.")
ONE_OF: Final = _("Send one of these here: %(expected)s.")
MOMENT: Final = _("Send a date with a time and its zone here, such as 2026-03-29T02:30:00Z.")
DATE: Final = _("Send a date here, such as 2026-03-29.")

SENTENCES: Final[Mapping[str, str]] = {
    "missing": _("This is required, and was not sent."),
    "extra_forbidden": _("No such field is known here: leave it out, or check how its name is written."),
    "json_invalid": _("This is no JSON: check its brackets, quotation marks and commas, and that all of it was sent."),
    "json_type": TEXT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "dict_type": OBJECT,
    "list_type": LIST,
    "string_type": TEXT,
    "string_unicode": UNICODE,
    "string_too_short": _("Send more text here. Characters that it needs at least: %(min_length)s."),
    "string_too_long": _("Send less text here. Characters that it may have at most: %(max_length)s."),
    "string_pattern_mismatch": _("Write this as the regular expression %(pattern)s demands."),
    "too_short": _("Send more values here. Needed at least: %(min_length)s."),
    "too_long": _("Send fewer values here. Allowed at most: %(max_length)s."),
    "int_type": INTEGER,
    "int_parsing": INTEGER,
    "int_parsing_size": INTEGER,
    "int_from_float": INTEGER,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "greater_than": _("Send a number here that is larger than %(gt)s."),
    "greater_than_equal": _("Send a number here that is at least %(ge)s."),
    "less_than": _("Send a number here that is smaller than %(lt)s."),
    "less_than_equal": _("Send a number here that is at most %(le)s."),
    "bool_type": TRUTH,
    "bool_parsing": TRUTH,
    "enum": ONE_OF,
    "literal_error": ONE_OF,
    "base64_decode": _("This is no Base64: encode the bytes once more, and send all that comes of it."),
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "datetime_object_invalid": MOMENT,
    "timezone_aware": _("Add the time zone to this moment, such as Z or +02:00."),
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
}
"""By the types of pydantic's errors: https://docs.pydantic.dev/latest/errors/validation_errors/."""

BROKEN: Final = (MultiPartParserError, SuspiciousOperation, UnreadablePostError)
"""What Django raises where a body is no such form as its header says, or ends too soon."""

OTHERWISE: Final = _("This cannot be understood (%(code)s): compare it with the description of the API.")
QUOTED: Final = re.compile(r"'([^']*)'")


def fault(code: str, sentence: str, **facts: object) -> PydanticCustomError:
    """What a validator of our own raises: the sentence is translated where it is answered, its facts apart."""
    return PydanticCustomError(code, sentence, {"sentence": sentence, **facts})


def told(error: Mapping[str, Any], sent: object = None) -> dict[str, str]:
    """One of pydantic's errors as we answer it: where, which, and what to do. `sent` is the document of the body."""
    source, *parts = error["loc"]
    if source == "body":
        parts = [*path_in(sent, parts, is_missing=error["type"] == "missing")]
    at = ".".join(str(part) for part in (source, *parts))
    return {"at": at, "code": error["type"], "fault": sentence_of(error["type"], error.get("ctx", {}))}


def check_parameters(request: HttpRequest, known: Collection[str]) -> None:
    """Refuse parameters of the query that are not known, as a field of the body is: a misspelt one meant something."""
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        raise ValidationError([{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown])


def refuse_fields(unknown: Iterable[str]) -> None:
    """Refuse fields of the body that mean nothing beside the others. Raises ValidationError where there is one."""
    if found := [{"type": "extra_forbidden", "loc": ("body", name)} for name in unknown]:
        raise ValidationError(found)


def document_of(request: HttpRequest) -> object:
    """What came as the body: JSON, or the fields of a form, in which `author.language` is a member of an object."""
    if request.content_type == "application/json":
        try:
            return json.loads(request.body)
        except (ValueError, RecursionError):
            return None
    try:
        sent = request.POST
    except BROKEN:  # a fault was found before the form was read
        return None
    fields: dict[str, Any] = {}
    for name, value in sent.items():
        outer, dot, inner = name.partition(".")
        if not dot:
            fields[outer] = value
        elif isinstance(members := fields.setdefault(outer, {}), dict):
            members[inner] = value
    return fields


def path_in(sent: object, parts: Sequence[str | int], *, is_missing: bool) -> Sequence[str | int]:
    """The parts that lead through what was sent, to a member or to the name of one that is missing.

    Between them pydantic puts the branches of a union, and Ninja our name for the body as a whole: who asked wrote none
    of them. One that happens to be called like a member makes a second path: the one that reaches the last part counts.
    """
    return max(_paths(sent, parts, is_missing), key=lambda path: (path[-1:] == parts[-1:], len(path)))


def _paths(sent: Any, parts: Sequence[str | int], is_missing: bool) -> Iterator[list[str | int]]:
    if not parts:
        yield []
        return
    first, rest = parts[0], parts[1:]
    if first in sent if isinstance(sent, dict) else isinstance(sent, list) and first in range(len(sent)):
        yield from ([first, *path] for path in _paths(sent[first], rest, is_missing))
    elif is_missing and not rest and isinstance(sent, dict):
        yield [first]
    yield from _paths(sent, rest, is_missing)


def sentence_of(code: str, facts: Mapping[str, Any]) -> str:
    """In the language of the request."""
    sentence = facts.get("sentence") or SENTENCES.get(code, OTHERWISE)
    expected = ", ".join(QUOTED.findall(str(facts.get("expected", ""))))
    return gettext(sentence) % {**facts, "expected": expected, "code": code}
