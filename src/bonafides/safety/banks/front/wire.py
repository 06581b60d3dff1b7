"""What comes in and goes out, to the field: as the API's schemas say, read and written by msgspec."""

from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec

from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.front.requests import HandedOn
from bonafides.safety.banks.queries import Match
from bonafides.safety.banks.vocabulary import LOOKED_UP_AT_ONCE


class Hashes(msgspec.Struct, forbid_unknown_fields=True):
    """The hashes of one item. A text, an address, an identifier, a TLSH or any other field makes it Django's."""

    md5: str = ""
    sha1: str = ""
    sha256: str = ""
    sha512: str = ""
    pdq: str = ""
    pdq_quality: int | None = None
    text: str = ""
    url: str = ""
    identifier: str = ""
    tlsh: str = ""

    @property
    def is_a_picture_alone(self) -> bool:
        return bool(self.pdq) and not (self.md5 or self.sha1 or self.sha256 or self.sha512)

    def check(self) -> None:
        is_more = bool(self.text or self.url or self.identifier or self.tlsh)
        if is_more or not (self.pdq_quality is None or 0 <= self.pdq_quality <= 100):
            raise HandedOn


def hashes_of(kind: EntryType, value: str) -> Hashes:
    """One hash of a kind."""
    return msgspec.convert({kind.value: value}, Hashes)


class Asked(Hashes):
    """One item, or several."""

    items: list[Hashes] | None = None


class Shown(msgspec.Struct):
    """One match, with the fields of the API's `MatchOut`."""

    entry: str
    entry_code: str
    bank: str
    bank_name: str
    bank_kind: str
    source: str
    source_id: str
    label: str
    entity: str
    severity: str
    type: str
    matched_by: str
    fingerprint: str
    algorithm: str
    distance_bits: int | None
    quality: int | None
    detail: dict[str, Any]
    threshold_bits: int | None
    opinion: str
    outcome: str
    reasons: tuple[str, ...]


class Result(msgspec.Struct):
    outcome: str
    matches: list[msgspec.Raw]
    record: str | None


class One(msgspec.Struct):
    outcome: str
    index_version: int
    matches: list[msgspec.Raw]
    record: str | None


class OfFile(msgspec.Struct):
    outcome: str
    index_version: int
    matches: list[msgspec.Raw]
    record: str | None
    parts: int
    decoded: str
    unreadable: list[dict[str, object]]


class Many(msgspec.Struct):
    index_version: int
    results: list[Result]


NAMES: Final = Shown.__struct_fields__
FIELDS: Final = attrgetter(*NAMES)
ASKED: Final = NAMES.index("fingerprint")
DECODER: Final = msgspec.json.Decoder(Asked)
encode: Final = msgspec.json.Encoder().encode


def asked_in(body: bytes) -> Asked:
    """What a body asks for, if it is wholly ours."""
    try:
        asked = DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:  # the latter for what is no UTF-8 inside a text
        raise HandedOn from error
    asked.check()
    if asked.items is not None:
        if not 1 <= len(asked.items) <= LOOKED_UP_AT_ONCE or asked != Asked(items=asked.items):  # a field beside them
            raise HandedOn
        for each in asked.items:
            each.check()
    return asked


def shown(match: Match) -> msgspec.Raw:
    """A match as it is written."""
    return msgspec.Raw(encode(Shown(*FIELDS(match))))


class Around(NamedTuple):
    """A match as it is written, but for the fingerprint that was asked: what stands before it, and after."""

    before: bytes
    after: bytes

    @classmethod
    def of(cls, match: Match) -> "Around":
        values = FIELDS(match)
        before = encode(dict(zip(NAMES[:ASKED], values[:ASKED], strict=True)))
        after = encode(dict(zip(NAMES[ASKED + 1 :], values[ASKED + 1 :], strict=True)))
        return cls(before.removesuffix(b"}") + b',"fingerprint":', b"," + after.removeprefix(b"{"))

    def shown(self, fingerprint: str) -> msgspec.Raw:
        return msgspec.Raw(self.before + encode(fingerprint) + self.after)
