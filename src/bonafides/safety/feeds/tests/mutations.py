"""Pages of sources, damaged by chance: bytes changed, cut, doubled; values swapped for ones of another kind."""

import json
import random
from collections.abc import Iterator
from typing import Any

from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.adapters.shape import Answer, Unreadable
from bonafides.safety.feeds.tests.samples import NOON, SOURCE

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**70, 1e308, "", " ", "\0", "\ud800", "a" * 100_000, "é" * 50),
    *([], {}, [[]], {"a": {}}, [None], "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-14:00", "' OR '1'='1"),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The page with one to four damages."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice((_byte, _cut, _doubled, _value, _value, _value))(data, chance)
    return data


def _byte(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(max(len(data), 1))
    return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.randrange(200) :]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.randrange(300)]
    return data[:start] + piece * chance.randint(1, 5) + data[start:]


def _value(data: bytes, chance: random.Random) -> bytes:
    """One value of a JSON document by another; what is no JSON loses a byte."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return _byte(data, chance)
    places = list(_places(document))
    if places:
        holder, name = chance.choice(places)
        holder[name] = chance.choice(ODD)
    return json.dumps(document).encode()


def with_half_characters(data: bytes) -> Iterator[bytes]:
    """The page with each value of it, one at a time, half of a surrogate pair: none of a page that is no JSON."""
    try:
        count = len(list(_places(json.loads(data))))
    except ValueError:
        return
    for number in range(count):
        document = json.loads(data)
        holder, name = list(_places(document))[number]
        holder[name] = "\ud800"
        yield json.dumps(document).encode()


def _places(node: Any) -> Any:
    """Every place in a document that holds a value."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in list(pairs):
        yield node, name
        yield from _places(value)


def outcome_of(name: str, data: bytes, checkpoint: Any = None) -> str:
    """How an adapter takes a page: read, refused with a reason, or a failure that names itself."""
    try:
        page = ADAPTERS[name].read(SOURCE, checkpoint, Answer(200, data), NOON)
        json.dumps(page.checkpoint)
    except Unreadable:
        return "refused"
    except Exception as error:  # noqa: BLE001  what this looks for
        return f"{type(error).__name__}: {error}"
    return "read"
