"""What a document says, as RDF: expansion by the pinned contexts, and canonical N-Quads (RDFC-1.0).

PyLD does the work; its name for the algorithm is URDNA2015, which RDFC-1.0 standardised. It shares a cache between
calls that knows no threads, so one thread at a time is let in.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import Any

from pyld import jsonld
from pyld.canon import URDNA2015
from pyld.context_resolver import ContextResolver
from pyld.nquads import serialize_nquad

from .contexts import loader_of, pinned
from .encoding import Document
from .errors import MalformedError

MAX_BLANK_NODES = 200  # a mark has about 12

_LOCK = Lock()
_TROUBLE = (jsonld.JsonLdError, AttributeError, KeyError, TypeError, ValueError, RecursionError)


def expanded_of(document: Document, contexts: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The document with each word replaced by its full address; contexts defaults to the pinned ones.

    MalformedError names the first member that no context defines: plain JSON-LD leaves such members out in silence,
    and out of the signature with them.
    """
    options = _options(_resolver() if contexts is None else _resolver_of(contexts))
    try:
        with _LOCK:
            result: list[dict[str, Any]] = jsonld.expand(document, options, on_property_dropped=_refuse)
    except _TROUBLE as error:
        raise _not_json_ld() from error
    return result


def _options(resolver: ContextResolver) -> dict[str, Any]:
    """No base: PyLD would otherwise complete a word that is no address with an example's address, and sign that."""
    return {"base": None, "documentLoader": resolver.document_loader, "contextResolver": resolver}


@cache
def _resolver() -> ContextResolver:
    """What the pinned contexts say is worked out once: it takes longer than all that a document says."""
    return _resolver_of(pinned())


def _resolver_of(contexts: Mapping[str, Any]) -> ContextResolver:
    return ContextResolver({}, loader_of(contexts))


def _refuse(name: str | None) -> None:
    raise MalformedError("member_undefined", f"No pinned context defines a member {str(name)[:100]!r}.", name=name)


def compacted_of(expanded: list[dict[str, Any]], context: object) -> dict[str, Any]:
    """The expanded document in the words of a context again."""
    options = _options(_resolver()) | {"skipExpansion": True}
    try:
        with _LOCK:
            result: dict[str, Any] = jsonld.compact(expanded, context, options)
    except _TROUBLE as error:
        raise _not_json_ld() from error
    return result


def canonical_quads(expanded: list[dict[str, Any]]) -> str:
    """Canonical N-Quads of an expanded document: the text that is hashed. MalformedError for a poison graph.

    Blank nodes that look alike from near by make the canonical order cost factorial time. No credential needs them,
    so they are refused before the algorithm starts, and so are more than 200 blank nodes.
    """
    try:
        with _LOCK:
            dataset = jsonld.to_rdf(expanded, {})
            _check_blank_nodes(dataset)
            text: str = URDNA2015().main(dataset, {"format": "application/n-quads"})
    except _TROUBLE as error:
        raise _not_json_ld() from error
    return text


def _check_blank_nodes(dataset: Mapping[str, list[dict[str, Any]]]) -> None:
    around: dict[str, list[dict[str, Any]]] = {}
    for quad in (quad for quads in dataset.values() for quad in quads):
        for name in {quad[part]["value"] for part in ("subject", "object") if quad[part]["type"] == "blank node"}:
            around.setdefault(name, []).append(quad)
    looks = Counter(_look_of(name, quads) for name, quads in around.items())
    if len(around) > MAX_BLANK_NODES or any(count > 1 for count in looks.values()):
        sentence = "Parts of the document without an address are too many, or cannot be told apart."
        raise MalformedError("poison_graph", sentence, blank_nodes=len(around))


def _look_of(name: str, quads: list[dict[str, Any]]) -> bytes:
    """How a blank node looks from near by: the hash of its own statements, every other blank node alike.

    Source: RDF Dataset Canonicalization (RDFC-1.0), section 4.6, Hash First Degree Quads.
    """
    lines = sorted(serialize_nquad({part: _seen(term, name) for part, term in quad.items()}) for quad in quads)
    return sha256("".join(lines).encode()).digest()


def _seen(term: dict[str, Any], name: str) -> dict[str, Any]:
    if term["type"] != "blank node":
        return term
    return term | {"value": "_:a" if term["value"] == name else "_:z"}


def _not_json_ld() -> MalformedError:
    return MalformedError("not_json_ld", "The document is not JSON-LD that can be read by the pinned contexts.")
