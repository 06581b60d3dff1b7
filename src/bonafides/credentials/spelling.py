"""One signed statement, one document: what a signature over RDF leaves open is closed here.

The proof signs the RDF dataset, so several JSON documents fit one signature: members that no context defines, full
addresses in place of words, a list for a single value, another order, the same node described in two places, numbers
as text. All but one are refused, so that who reads the JSON reads what was signed.

1. The contexts are those that the type demands, in their order.
2. No member begins with `@` (but `@context` at the top) or holds a colon; nothing is null or an empty list.
3. Every member is defined; every address is absolute and stands once; a number or truth value is no text.
4. The document equals its own compacted form: `type` a list (but where Open Badges wants text), `evidence` a list,
   members of a set in the order of their canonical JSON, none twice.
"""

import re
from collections.abc import Iterator
from typing import Any

from .canonical import compacted_of, expanded_of
from .contexts import CREDENTIALS, OPEN_BADGES
from .encoding import Document, canonical_json
from .errors import ContextError, MalformedError

BADGE_TYPES = frozenset({"OpenBadgeCredential", "EndorsementCredential"})
TEXT_TYPES = frozenset({"BitstringStatusList", "BitstringStatusListEntry", "IdentityObject"})
_XSD = "http://www.w3.org/2001/XMLSchema#"
_XSD_TODAY = "https://www.w3.org/2001/XMLSchema#"  # as the Open Badges context has it
_NATIVE = {bool: "boolean", int: "integer"}
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")


def contexts_of(types: object) -> list[str]:
    """The contexts that a document of these types names."""
    is_badge = isinstance(types, list) and any(isinstance(one, str) and one in BADGE_TYPES for one in types)
    return [CREDENTIALS, OPEN_BADGES] if is_badge else [CREDENTIALS]


def expanded_strictly(document: Document) -> list[dict[str, Any]]:
    """The expanded form of a document without its proof; ContextError or MalformedError unless it is well spelt."""
    _check_contexts(document)
    _check_members(document)
    expanded = expanded_of(document)
    if len(expanded) != 1:
        raise MalformedError("not_one_node", "The document does not describe one credential.")
    _check_nodes(expanded)
    compacted = compacted_of(expanded, document["@context"]) | {"@context": document["@context"]}
    if canonical_json(in_order(compacted)) != canonical_json(document):
        raise MalformedError("not_compacted", "The document is not the one compacted form of what was signed.")
    return expanded


def in_order(document: Document) -> dict[str, Any]:
    """A compacted document with its lists as rule 4 wants them."""
    return {name: _member(name, value) for name, value in document.items()}


def _member(name: str, value: Any) -> Any:
    if name == "@context":
        return value
    if name == "type":
        return _types(value)
    if isinstance(value, dict):
        return [in_order(value)] if name == "evidence" else in_order(value)
    return _set_of(value) if isinstance(value, list) else value


def _types(value: Any) -> Any:
    types = value if isinstance(value, list) else [value]
    if len(types) == 1 and types[0] in TEXT_TYPES:
        return types[0]
    return sorted(set(types), key=lambda one: (one != "VerifiableCredential", one))


def _set_of(values: list[Any]) -> list[Any]:
    """Each member once, in the order of their canonical JSON."""
    members = [in_order(value) if isinstance(value, dict) else value for value in values]
    by_text = {canonical_json(member): member for member in members}
    return [by_text[text] for text in sorted(by_text)]


def _check_contexts(document: Document) -> None:
    given = document.get("@context")
    for one in given if isinstance(given, list) else [given]:
        if one not in (CREDENTIALS, OPEN_BADGES):
            named = one[:200] if isinstance(one, str) else "that is written out, or missing,"
            raise ContextError("context_unknown", f"The context {named} is not one of ours.", context=named)
    if given != contexts_of(document.get("type")):
        raise ContextError("contexts_wrong", "The contexts are not those of this type, in their order.")


def _check_members(document: Document) -> None:
    for name, value in _members({name: value for name, value in document.items() if name != "@context"}):
        if name.startswith("@") or ":" in name:
            sentence = f"The member {name[:100]!r} is not a word that a pinned context defines."
            raise MalformedError("member_undefined", sentence, name=name[:100])
        if value is None or value == []:
            raise MalformedError("empty_member", f"The member {name[:100]!r} is empty.", name=name[:100])


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield name, inner
        yield from _members(inner)
    for inner in value if isinstance(value, list) else ():
        yield "a list", inner
        yield from _members(inner)


def _check_nodes(expanded: list[dict[str, Any]]) -> None:
    seen = set[str]()
    for node in _nodes(expanded):
        for address in node.get("@type", ()) if isinstance(node.get("@type"), list) else ():
            _check_address(address)
        if "@value" in node:
            _check_literal(node)
        elif "@id" in node:
            _check_address(node["@id"])
            if node["@id"] in seen:
                sentence = f"The address {node['@id'][:200]} stands in two places of the document."
                raise MalformedError("node_twice", sentence, id=node["@id"][:200])
            seen.add(node["@id"])


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    for inner in value if isinstance(value, list) else ():
        yield from _nodes(inner)


def _check_address(address: Any) -> None:
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise MalformedError("not_absolute", f"{str(address)[:100]!r} is neither a defined word nor an address.")


def _check_literal(literal: dict[str, Any]) -> None:
    """A truth value or a whole number is written as such, and nothing else is."""
    value, datatype = literal["@value"], literal.get("@type")
    short = str(datatype).removeprefix(_XSD).removeprefix(_XSD_TODAY)
    if isinstance(value, str):
        is_wrong = short in {"boolean", "integer", "nonNegativeInteger", "float", "double"}
    else:
        is_wrong = datatype is not None and short != _NATIVE.get(type(value))
    if is_wrong:
        raise MalformedError("literal_spelling", f"The value {str(value)[:100]!r} is written in an unusual way.")
