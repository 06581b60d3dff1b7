"""One stored form for each kind of value, so that the same fingerprint, text or address stands on a list once."""

import hashlib
from dataclasses import dataclass

from bonafides.matching.errors import FingerprintError
from bonafides.matching.index import check_listable, key_of, text_of
from bonafides.matching.vocabulary import EntryType

VALUE_LIMIT_CHARACTERS = 100_000


@dataclass(frozen=True)
class Value:
    """What is stored and shown (`text`), and the SHA-256 of what makes it the same as another."""

    type: EntryType
    text: str
    sha256: str


def parse_value(type_: EntryType, text: str) -> Value:
    """From what a list or a person wrote. Raises MatchingError with the reason."""
    text = text.strip()
    if len(text) > VALUE_LIMIT_CHARACTERS:
        raise FingerprintError("long_value", "A value has at most {most} characters.", most=VALUE_LIMIT_CHARACTERS)
    key = key_of(type_, text)
    check_listable(type_, key)
    canonical = text_of(type_, key)
    shown = text if type_ is EntryType.TEXT else canonical
    return Value(type_, shown, hashlib.sha256(canonical.encode()).hexdigest())
