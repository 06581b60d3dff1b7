"""What `mongoexport` writes of Altitude's collections: signals, targets and cases, a document a line or one array.

The array of its `--jsonArray` is a single line.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from bonafides.safety.peers import rules
from bonafides.safety.peers.priorities import GRAVITY_OF_TAGS, LITTLE_CONFIDENCE, PERSONAL, TAG_OF_FLAG, VIOLENT
from bonafides.safety.peers.vocabulary import VIEWS_LIMIT, ContentType

LINE_LIMIT_BYTES = 64 * 1024 * 1024  # a document holds 16 MB at most, in base64
READ_AT_ONCE_BYTES = 8 * 1024 * 1024
BETWEEN = re.compile(r"[\s,\[\]]*")
DECODER = json.JSONDecoder()
LIST_NAME_LIMIT = 100  # characters
TYPES = {"HASH_PDQ": "pdq", "HASH_MD5": "md5", "URL": "url"}
SEVERITIES = {
    "media_priority_s3": "critical",
    "media_priority_crisis": "critical",
    "media_priority_s2": "high",
    "media_priority_s1": "medium",
    "media_priority_s0": "low",
}
EXTREME = "extreme"  # as TCAP's flag for violence is read
SURE_ENOUGH, A_LITTLE = 0.5, 0.1  # its `confidence` from which a source is likely, and beyond which it is possible

Document = dict[str, Any]


@dataclass(frozen=True)
class Unreadable:
    """A line that is no document."""

    line: int


@dataclass(frozen=True)
class OldTarget:
    """A target with its content, under the name that its client knows it by."""

    name: str
    content_type: ContentType
    data: bytes
    title: str
    description: str
    client_context: str
    views: int | None


def documents_in(stream: BinaryIO) -> Iterator[Document | Unreadable]:
    """Every document of a file, however many stand on a line; a line that holds something else is told by its number.

    An array may be one line of any length, so that a line is read in pieces.
    """
    number, held, is_new = 0, b"", True
    while piece := stream.readline(READ_AT_ONCE_BYTES):
        number += is_new
        found, held = documents_of(held + piece)
        yield from found
        is_new = piece.endswith(b"\n")
        if held and (is_new or len(held) > LINE_LIMIT_BYTES):
            yield Unreadable(number)
            held = b""
    if held:
        yield Unreadable(number)


def documents_of(data: bytes) -> tuple[list[Document], bytes]:
    """The documents that it begins with, and what is left from the first place on at which none stands whole."""
    text = data.decode("utf-8", "surrogateescape")
    found: list[Document] = []
    at = after_marks(text, 0)
    while (read := document_at(text, at)) is not None:
        found.append(read[0])
        at = after_marks(text, read[1])
    return found, text[at:].encode("utf-8", "surrogateescape")


def after_marks(text: str, at: int) -> int:
    """Where the next thing begins that is neither space nor a mark between the documents of an array."""
    return next(BETWEEN.finditer(text, at)).end()


def document_at(text: str, at: int) -> tuple[Document, int] | None:
    """A document, and where it ends."""
    try:
        found, end = DECODER.raw_decode(text, at)
        text[at:end].encode()  # a ValueError where letters could not be read
    except (ValueError, RecursionError):
        return None
    return (found, end) if isinstance(found, dict) and found else None


def kind_of(document: Document) -> str:
    """signal, target or case, by what only such a document has; empty for anything else."""
    marks = {"signal_ids": "case", "feature_set": "target", "sources": "signal"}
    return next((kind for mark, kind in marks.items() if mark in document), "")


def name_of(document: Document) -> str:
    """Its ObjectId."""
    found = document.get("_id")
    return str(found.get("$oid", "")) if isinstance(found, dict) else str(found or "")


# -- signals ----------------------------------------------------------------------------------------------------------


def sources_of(document: Document) -> list[Document]:
    """The sources that have not taken their signal back, one for each list."""
    sources = inner(document, "sources").get("sources")
    named = [each for each in sources if isinstance(each, dict)] if isinstance(sources, list) else []
    standing = {list_of(each): each for each in reversed(named) if not each.get("is_redacted")}
    return list(standing.values())[::-1]


def rows_of(document: Document, source: Document) -> list[dict[str, str]]:
    """A signal as rows of a list file; what it takes for a signal and is none (an API) has no row."""
    contents = document.get("content")
    values = [each for each in contents if isinstance(each, dict)] if isinstance(contents, list) else []
    words = words_of(document, source)
    typed = [(TYPES.get(str(each.get("content_type"))), str(each.get("value", ""))) for each in values]
    return [{"type": type_, "value": value, **words} for type_, value in typed if type_]


def list_of(source: Document) -> str:
    """The list that a source's signals go on."""
    name = " ".join(str(source.get("name") or "").split())
    return f"Altitude {name}"[:LIST_NAME_LIMIT].strip()


def words_of(document: Document, source: Document) -> dict[str, str]:
    features = inner(document, "content_features")
    confidence = rules.number_in(features.get("confidence")) or 0
    tags, flags = texts_in(features.get("tags")), flags_in(features)
    doubts = [LITTLE_CONFIDENCE] if A_LITTLE < confidence < SURE_ENOUGH else []
    extreme = EXTREME if VIOLENT in flags else ""
    words = {
        "source_id": str(source.get("source_signal_id") or name_of(document)),
        "label": label_of([*tags, *flags, *doubts], str(features.get("description") or "")),
        "entity": ", ".join(texts_in(features.get("associated_terrorist_organizations"))),
        "severity": next((SEVERITIES[tag] for tag in SEVERITIES if tag in tags), extreme),
        "opinion": "positive" if confidence >= SURE_ENOUGH else "",
    }
    return {name: word for name, word in words.items() if word}


def label_of(tags: list[str], description: str) -> str:
    """The tags, those that count for a priority first, for a label has its limit; then what is said in words."""
    ranked = sorted(dict.fromkeys(tags), key=lambda tag: tag not in GRAVITY_OF_TAGS and tag != LITTLE_CONFIDENCE)
    return ", ".join(filter(None, [*ranked, "" if description in tags else description]))


def flags_in(features: Document) -> list[str]:
    """What was answered yes, or was unsure, as tags."""
    said = {flag: str(features.get(flag) or "").upper() for flag in (VIOLENT, PERSONAL)}
    return [flag + TAG_OF_FLAG[word] for flag, word in said.items() if word in TAG_OF_FLAG]


# -- targets and cases ------------------------------------------------------------------------------------------------


def target_waiting(document: Document) -> str:
    """Whose case still waits to be judged; empty for one that was."""
    target = document.get("target_id")
    name = str(target.get("$oid", "")) if isinstance(target, dict) else ""
    return name if document.get("state", "ACTIVE") == "ACTIVE" else ""


def target_of(document: Document) -> OldTarget | None:
    """A target with its content; None where there is none, as with an address that somebody else's list named."""
    features = inner(document, "feature_set")
    image, text = inner(features, "image"), inner(features, "text")
    kind, held = (ContentType.IMAGE, image) if image else (ContentType.TEXT, text)
    data = bytes_of(held.get("data"))
    if not data:
        return None
    views = inner(features, "engagement_metrics").get("views")
    return OldTarget(
        name=name_of(document),
        content_type=kind,
        data=data,
        title=str(held.get("title") or "")[:300],
        description=str(held.get("description") or "")[:10_000],
        client_context=str(document.get("client_context") or "")[:10_000],
        views=int(views) if isinstance(views, int | float) and 0 <= views <= VIEWS_LIMIT else None,
    )


def texts_in(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def inner(document: Document, name: str) -> Document:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def bytes_of(value: object) -> bytes:
    """Bytes in either of the two spellings of extended JSON; a text is its UTF-8."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    found = value.get("$binary") if isinstance(value, dict) else None
    encoded = found.get("base64") if isinstance(found, dict) else found
    try:
        return base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else b""
    except (binascii.Error, ValueError):
        return b""
