"""Reading JSON from anyone: strict, bounded, and each mistake with its name."""

import json
from collections.abc import Sequence
from typing import Any

from .errors import MalformedError

MAX_CREDENTIAL_BYTES = 65_536  # a mark with eight requirements has about 5,000
MAX_DEPTH = 12  # a mark has 5
MAX_VALUES = 2_000  # objects, lists and plain values together; a mark has about 120
SAFE_INTEGER = 2**53 - 1  # RFC 8785 has no larger one


def read_object(data: bytes, *, what: str, limit: int = MAX_CREDENTIAL_BYTES) -> dict[str, Any]:
    """The JSON object that these bytes are; MalformedError if they are anything else, or more than limit bytes.

    Refused are: other encodings than UTF-8, a name twice in one object, fractions, NaN and infinity, integers beyond
    2^53, half of a surrogate pair, more than 12 levels and more than 2,000 values.
    """
    if len(data) > limit:
        raise MalformedError("too_large", f"The {what} has more than {limit:,} bytes.", what=what, limit=limit)
    value = _parsed(data, what)
    if not isinstance(value, dict):
        raise MalformedError("not_an_object", f"The {what} is not a JSON object.", what=what)
    _check_bounds(value, what)
    return value


def _parsed(data: bytes, what: str) -> Any:
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object_of,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_integer_of,
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise MalformedError("not_json", f"The {what} is not JSON text in UTF-8.", what=what) from error
    except RecursionError as error:
        raise _too_deep(what) from error


def _object_of(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)[:100]
        raise MalformedError("duplicate_key", f"The member {twice!r} stands twice in one object.", name=twice)
    return value


def _refuse_number(text: str) -> Any:
    raise MalformedError("number_refused", f"{text[:40]} is a number that has more than one spelling.")


def _integer_of(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > SAFE_INTEGER or text == "-0":
        return int(_refuse_number(text))
    return int(text)


def _check_bounds(value: Any, what: str) -> None:
    """Depth, number of values and text, level by level, so that nothing here recurses."""
    level, depth, count = [value], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MAX_DEPTH:
            raise _too_deep(what)
        if count > MAX_VALUES:
            raise MalformedError("too_many_values", f"The {what} has more than {MAX_VALUES:,} values.", what=what)
        for one in level:
            _check_text(one, what)
        level = [inner for one in level for inner in _inside(one)]


def _inside(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()


def _check_text(value: Any, what: str) -> None:
    texts = list(value) if isinstance(value, dict) else [value] if isinstance(value, str) else []
    for text in texts:
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            raise MalformedError("lone_surrogate", f"The {what} holds half of a surrogate pair.", what=what)


def _too_deep(what: str) -> MalformedError:
    return MalformedError("too_deep", f"The {what} has more than {MAX_DEPTH} levels.", what=what)
