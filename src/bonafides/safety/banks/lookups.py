"""What somebody wants looked up, as fingerprints: shared by the tester, the API and the HMA subset."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import MatchingError
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.urls import urls_in
from bonafides.matching.vocabulary import Decode, EntryType
from bonafides.safety.banks import live
from bonafides.safety.banks.refusals import refused
from bonafides.safety.banks.vocabulary import UNREAD_SENTENCES, UNREAD_SHOWN

NOTHING_ASKED = Invalid("nothing-asked", _("Name what to look up, by at least one field: a hash, a text, an address."))
KINDS_OF_LENGTH = {
    32: (EntryType.MD5,),
    40: (EntryType.SHA1,),
    64: (EntryType.SHA256, EntryType.PDQ),
    72: (EntryType.TLSH,),
    128: (EntryType.SHA512,),
}

Met = Callable[[Fingerprints], Sequence[object]]
"""What fingerprints hit."""


def in_step(fingerprints: Fingerprints) -> Sequence[object]:
    """In the index of now."""
    return live.search(fingerprints)[0]


def of_fields(fields: Mapping[str, object]) -> Fingerprints:
    """From values by name, as `Wanted` in the API has them. Raises Invalid with the reason, to be translated.

    No field at all, or only empty ones, is a fault of whoever asks, and not an item that meets nothing; an empty text
    is one.
    """
    if not {name for name, value in fields.items() if value or name == "text"} - {"pdq_quality"}:
        raise NOTHING_ASKED
    try:
        return fingerprints_from_json(fields)
    except MatchingError as error:
        raise refused("bad-fingerprint", error) from error


def of_items(items: Sequence[Mapping[str, object]]) -> list[Fingerprints]:
    """The same of several items. Raises Invalid with the place of the first that is no such thing, and why."""
    return [of_item(number, fields) for number, fields in enumerate(items)]


def of_item(number: int, fields: Mapping[str, object]) -> Fingerprints:
    try:
        return of_fields(fields)
    except Invalid as error:
        reason = sentence_of(error)
        raise Invalid(error.code, _("Item %(number)s: %(reason)s"), number=number, reason=reason) from error


def of_file(file: "UploadedFile[Any]", decode: Decode = Decode.FULL, met: Met = in_step) -> Fingerprints:
    """From an uploaded file, with its turns and frames; any file has digests.

    By brightness alone, where that is asked for, only what meets nothing: a match always rests on the whole decode.
    """
    data = file.read()
    fingerprints = fingerprints_of(data, decode=decode)
    if fingerprints.decoded is Decode.LUMA and met(fingerprints):
        return fingerprints_of(data)
    return fingerprints


def unread_in(fingerprints: Fingerprints) -> list[dict[str, object]]:
    """What of a file was not read, for an answer: at most a hundred things."""
    return [
        {"path": each.path, "reason": each.reason, "sentence": gettext(UNREAD_SENTENCES[each.reason])}
        for each in fingerprints.unreadable[:UNREAD_SHOWN]
    ]


def of_text(text: str) -> Fingerprints:
    """From a text: its words and the addresses in it."""
    return replace(of_fields({"text": text}), urls=tuple(urls_in(text)))


def of_hash(digits: str) -> Fingerprints:
    """From hexadecimal digits, whose number tells the kind; 64 may be PDQ or SHA-256, so both are looked up."""
    kinds = KINDS_OF_LENGTH.get(len(digits.strip()))
    if kinds is None:
        raise Invalid("bad-fingerprint", _("A hash has 32, 40, 64 or 128 hexadecimal digits; TLSH has T1 and 70."))
    return of_fields({kind.value: digits.strip() for kind in kinds})


def of_value(kind: EntryType, value: str) -> Fingerprints:
    """From one value of a named type."""
    return of_text(value) if kind in (EntryType.TEXT, EntryType.PATTERN) else of_fields({kind.value: value})
