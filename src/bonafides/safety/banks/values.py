"""One stored form for each kind of value, so that the same fingerprint, text or address stands on a list once."""

import hashlib
from dataclasses import dataclass

from bonafides.matching.domains import is_shared_host, registered_domain
from bonafides.matching.errors import FingerprintError, MatchingError
from bonafides.matching.identifiers import Identifier, IdentifierKind
from bonafides.matching.identifiers.ipfs import cid_of
from bonafides.matching.index import check_listable, key_of, text_of
from bonafides.matching.urls import UrlKey, host_of
from bonafides.matching.vocabulary import MAX_VALUE_CHARACTERS, EntryType, MatchedBy


@dataclass(frozen=True)
class Value:
    """What is stored and shown (`text`), and the SHA-256 of what makes it the same as another."""

    type: EntryType
    text: str
    sha256: str


def parse_value(type_: EntryType, text: str) -> Value:
    """From what a list or a person wrote. Raises MatchingError with the reason."""
    text = text.strip()
    if len(text) > (most := MAX_VALUE_CHARACTERS[type_]):
        raise FingerprintError("long_value", "A value has at most {most} characters.", most=most)
    key = key_of(type_, text)
    check_listable(type_, key)
    canonical = text_of(type_, key)
    shown = text if type_ in (EntryType.TEXT, EntryType.PATTERN) else canonical
    return Value(type_, shown, hashlib.sha256(canonical.encode()).hexdigest())


@dataclass(frozen=True)
class About:
    """What is known of a value from the value alone, for a page."""

    domain: str = ""  # that somebody registered, of an address
    is_shared: bool = False  # a whole host on which many unrelated people publish
    identifier: IdentifierKind | None = None
    sha256: str = ""  # of the file, of content that is a file as it is


def about_value(type_: EntryType, text: str) -> About:
    try:
        key = key_of(type_, text) if type_ in (EntryType.URL, EntryType.IDENTIFIER) else None
    except MatchingError:
        return About()
    if isinstance(key, UrlKey):
        host = host_of(key)
        return About((host and registered_domain(host)) or "", is_whole(key) and is_shared_host(key.text))
    return about_identifier(key) if isinstance(key, Identifier) else About()


def is_whole(key: UrlKey) -> bool:
    return key.form in (MatchedBy.HOST, MatchedBy.DOMAIN)


def about_identifier(identifier: Identifier) -> About:
    cid = cid_of(identifier.key) if identifier.kind is IdentifierKind.IPFS else None
    return About(identifier=identifier.kind, sha256=(cid.sha256 or "") if cid else "")
