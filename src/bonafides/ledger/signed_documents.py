"""One JSON document with a signature over it, for anybody who pins the key.

    {"format": "...", "document": {...}, "note": "..."}

`note` is a C2SP signed note (c2sp.org/signed-note) whose text has three lines: the format, the origin, and the base64
SHA-256 of the canonical JSON (RFC 8785) of `document`, which names the same `origin`.
"""

import json
from hashlib import sha256
from typing import Any

from bonafides.ledger.encoding import base64_of
from bonafides.ledger.entries import canonical
from bonafides.ledger.errors import MalformedError, SignatureError
from bonafides.ledger.notes import Signer, Verifier, open_note

LARGEST_BYTES = 1_000_000


def sign_document(format_: str, document: dict[str, Any], signer: Signer) -> bytes:
    """The file, with a newline at its end. `document["origin"]` is who says it."""
    note = signer.sign(_text_of(format_, document)).serialise().decode()
    return json.dumps({"format": format_, "document": document, "note": note}, indent=1).encode() + b"\n"


def open_document(data: bytes, format_: str, key: Verifier) -> dict[str, Any]:
    """The document that this very key has signed as it is. Raises MalformedError or SignatureError for any other."""
    if len(data) > LARGEST_BYTES:
        raise MalformedError("too-large", "The document is too large.", bytes=len(data))
    try:
        outer = json.loads(data)
        document, note = outer["document"], outer["note"].encode()
        text = _text_of(format_, document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedError("not-a-document", "This is not a signed document.") from error
    if outer.get("format") != format_:
        raise MalformedError("other-format", "The document has another format.", format=str(outer.get("format"))[:80])
    if open_note(note, [key]).text != text:
        raise SignatureError("document-changed", "The document is not the one that was signed.")
    return dict(document)


def _text_of(format_: str, document: dict[str, Any]) -> str:
    return f"{format_}\n{document['origin']}\n{base64_of(sha256(canonical(document)).digest())}\n"
