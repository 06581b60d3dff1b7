"""A document as bytes that are the same everywhere, and its hash. Source: RFC 8785, JSON Canonicalization Scheme."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

HASH_FIELD = "content_sha256"


def canonical(document: Mapping[str, Any]) -> bytes:
    """The document as canonical JSON, UTF-8."""
    return rfc8785.dumps(dict(document))


def content_hash(document: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the canonical document without its own `content_sha256`."""
    content = {name: value for name, value in document.items() if name != HASH_FIELD}
    return hashlib.sha256(canonical(content)).hexdigest()


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the hash of its content, as an editor publishes it."""
    return {**document, HASH_FIELD: content_hash(document)}
