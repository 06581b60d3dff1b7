"""What a platform sends: read, fingerprinted, and what it is known again by."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from bonafides.kernel.errors import Invalid, TooLarge
from bonafides.kernel.text import gettext_noop
from bonafides.matching.errors import UrlError
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_text, fingerprints_of_url
from bonafides.matching.texts import digest_of_normal
from bonafides.matching.urls import CanonicalUrl, refang
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.moderation.queries.likeness import Identity
from bonafides.safety.moderation.vocabulary import ItemKind
from bonafides.safety.moderation.vocabulary.limits import CONTEXT_LIMIT_BYTES, TEXT_LIMIT_BYTES


@dataclass(frozen=True)
class Author:
    """Whom an item is by, as the platform names them: a pseudonym; an address only where we are to write to it."""

    reference: str = ""
    language: str = ""
    address: str = ""


@dataclass(frozen=True)
class Submission:
    """One upload as the platform sends it. `data` of a text is its UTF-8; an address has none."""

    platform_reference: str
    kind: ItemKind
    data: bytes = b""
    url: str = ""
    media_type: str = ""
    language: str = ""
    author: Author = field(default_factory=Author)
    published_at: datetime | None = None
    reach: int | None = None
    context: dict[str, Any] | None = None


@dataclass(frozen=True)
class Prepared:
    """A submission with its fingerprints and what it is known again by."""

    submission: Submission
    fingerprints: Fingerprints
    identity: Identity


def prepare(submission: Submission) -> Prepared:
    """Fingerprint a submission; Invalid says what is wrong with it."""
    if submission.context:
        context_bytes(submission.context)
    fingerprints = _fingerprints(submission)
    first = fingerprints.frames[0] if fingerprints.frames else None
    identity = Identity(
        platform_reference=submission.platform_reference,
        sha256=fingerprints.digests.get(EntryType.SHA256, ""),
        text_digest=digest_of_normal(fingerprints.text) if _is_text(submission, fingerprints) else "",
        url_key=url_key(submission),
        pdq=first.hash.hex if first else "",
        pdq_quality=first.quality if first else 0,
    )
    standing = standing_at(fingerprints, addresses_of(submission.url))
    return Prepared(replace(submission, kind=_kind(submission, fingerprints)), standing, identity)


def _kind(submission: Submission, fingerprints: Fingerprints) -> ItemKind:
    """What a file turns out to be: a picture that opens, or words that can be read."""
    if submission.kind is ItemKind.FILE and fingerprints.frames:
        return ItemKind.PICTURE
    if submission.kind is ItemKind.FILE and _is_text(submission, fingerprints):
        return ItemKind.TEXT
    return submission.kind


def _is_text(submission: Submission, fingerprints: Fingerprints) -> bool:
    """Whether it is words and nothing else; a document with the same words is not the same item."""
    is_opened = bool(fingerprints.parts or fingerprints.unreadable) or submission.data.startswith(b"%PDF-")
    return bool(fingerprints.text) and _is_utf8(submission.data) and not is_opened


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _fingerprints(submission: Submission) -> Fingerprints:
    if submission.kind is ItemKind.URL:
        return fingerprints_of_address(submission.url)
    if not submission.data:
        raise Invalid("empty-upload", gettext_noop("The upload is empty: send bytes, a text or an address."))
    if submission.kind is ItemKind.TEXT and len(submission.data) > TEXT_LIMIT_BYTES:
        sentence = gettext_noop("The text has %(size)s bytes; at most %(limit)s are taken.")
        raise TooLarge("text-too-large", sentence, size=len(submission.data), limit=TEXT_LIMIT_BYTES)
    if submission.kind is ItemKind.TEXT:
        return fingerprints_of_text(submission.data.decode("utf-8", "replace"))
    return fingerprints_of(submission.data)


def fingerprints_of_address(url: str) -> Fingerprints:
    """The fingerprint of an address, defanged or not."""
    try:
        return fingerprints_of_url(url)
    except UrlError as error:
        sentence = gettext_noop("This is not an address that can be read: %(why)s")
        raise Invalid("bad-url", sentence, why=Invalid(error.code, error.template, **error.facts)) from error


def addresses_of(named: str) -> tuple[CanonicalUrl, ...]:
    """The address that something is named by; none where it is no address of the web."""
    try:
        return fingerprints_of_url(named).urls if "://" in refang(named) else ()
    except UrlError:
        return ()


def standing_at(fingerprints: Fingerprints, addresses: Iterable[CanonicalUrl]) -> Fingerprints:
    """The same with the addresses at which it stands, which are looked up as those in it are."""
    return replace(fingerprints, urls=tuple(dict.fromkeys((*fingerprints.urls, *addresses))))


def url_key(submission: Submission) -> str:
    """SHA-256 of the canonical address at which an item stands, or that it is: by it a flag finds the item."""
    if not submission.url:
        return ""
    return sha256(fingerprints_of_address(submission.url).address.encode()).hexdigest()


def context_bytes(context: dict[str, Any]) -> bytes:
    """The surroundings of an item as JSON."""
    data = json.dumps(context, ensure_ascii=False).encode()
    if len(data) > CONTEXT_LIMIT_BYTES:
        sentence = gettext_noop("The context has %(size)s bytes; at most %(limit)s are taken.")
        raise TooLarge("context-too-large", sentence, size=len(data), limit=CONTEXT_LIMIT_BYTES)
    return data
