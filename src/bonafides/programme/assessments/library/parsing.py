"""Text to document to library. YAML in its plainest form: no aliases, no tags, no dates, no `yes` that becomes true."""

import json
from collections.abc import Hashable
from typing import Any

import yaml

from bonafides.programme.assessments.library.building import library_of
from bonafides.programme.assessments.library.canonical import content_hash
from bonafides.programme.assessments.library.errors import BadLibrary, Fault
from bonafides.programme.assessments.library.linting import lint
from bonafides.programme.assessments.library.model import Library

SIZE_LIMIT_BYTES = 2 * 1024 * 1024
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same loader, in C where it is there


class _PlainLoader(_Safe):  # type: ignore[misc]
    """A safe loader that takes words as words and refuses a key that stands twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep=deep))


_TYPED_TAGS = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:float")
_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag not in _TYPED_TAGS or first in "tf"]
    for first, rules in _Safe.yaml_implicit_resolvers.items()
}


def parse(text: str) -> Library:
    """The library that a text says, YAML or JSON. Raises `BadLibrary` with every fault where it may not be used."""
    document = document_of(text)
    faults = lint(document)
    if faults:
        raise BadLibrary(faults)
    return library_of(document, content_hash(document))


def document_of(text: str) -> dict[str, Any]:
    """The document that a text says, not yet looked at. Raises `BadLibrary` where it cannot be read at all."""
    if len(text.encode()) > SIZE_LIMIT_BYTES:
        raise _unreadable("text.too_large")
    try:
        document = _as_json(text) if text.lstrip().startswith("{") else loaded(text)
    except RecursionError as error:
        raise _unreadable("text.not_yaml", "parts lie in parts too deeply") from error
    if not isinstance(document, dict):
        raise _unreadable("text.not_a_document")
    return document


def loaded(text: str) -> Any:
    """What a YAML text says, in dicts, lists, strings, whole numbers, true, false and null."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_PlainLoader)):
            raise _unreadable("text.alias")
        return _PlainLoader(text).get_single_data()
    except yaml.YAMLError as error:
        raise _unreadable("text.not_yaml", str(error)) from error


def _as_json(text: str) -> Any:
    """JSON by its own reader, which is a hundred times faster; what only looks like JSON is read as YAML."""
    try:
        return json.loads(text, object_pairs_hook=_once_each)
    except json.JSONDecodeError:
        return loaded(text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise _unreadable("text.not_yaml", "a key stands twice")
    return row


def _unreadable(code: str, what: str = "") -> BadLibrary:
    return BadLibrary((Fault(code, "", what),))
