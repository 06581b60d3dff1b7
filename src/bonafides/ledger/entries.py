"""One entry of the log: what the public sees of an event, and how its hidden fields are committed to.

An entry is canonical JSON (RFC 8785) with exactly these members, at most 4,096 bytes:

    {"commitments":{name:base64url(32 bytes)},"date":"YYYY-MM-DD","ref":base64url(16 bytes),"type":name,"v":1}

A field is hidden by a commitment that only its salt can open:

    salt       = HMAC-SHA-256(secret, event id || LF || field)          secret: 32 bytes per item, unpublished
    commitment = SHA-256(salt || JCS([field, value]))

Salts of different fields are unrelated without the secret, so **opening one field opens no other**, and a
short value cannot be guessed from its commitment. Destroying the secret makes every unopened field unopenable
for good. Only fields that are present are committed to. Their names are public; for the type `internal` even
the names are hidden: its one commitment, `all`, is over the object of all fields.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Self

import rfc8785

from .encoding import base64url_of
from .errors import MalformedError, RefusedError

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

VERSION = 1
MAX_ENTRY_BYTES = 4096
REF_BYTES = 16
SECRET_BYTES = 32
SALT_BYTES = 32
INTERNAL = "internal"
ALL = "all"

# 43 characters carry 32 bytes and 22 carry 16; the last one has unused bits, which must be zero.
_COMMITMENT = rb'"[a-z][a-z0-9_]{0,63}":"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"'
_ENTRY = re.compile(
    rb'\{"commitments":\{(?P<commitments>(?:' + _COMMITMENT + rb"(?:," + _COMMITMENT + rb")*)?)\},"
    rb'"date":"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})",'
    rb'"ref":"(?P<ref>[A-Za-z0-9_-]{21}[AQgw])",'
    rb'"type":"(?P<type>[A-Za-z][A-Za-z0-9_.:/-]{0,63})",'
    rb'"v":1\}'
)
_NAMED = re.compile(rb'"([a-z0-9_]+)":"([A-Za-z0-9_-]{43})"')


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says: type and date of the event, a random reference, a commitment for each field."""

    type: str
    date: date
    ref: str
    commitments: Mapping[str, str]

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read an entry's bytes; MalformedError unless they are the one canonical form of an entry."""
        found = _ENTRY.fullmatch(data)
        if not found or len(data) > MAX_ENTRY_BYTES:
            raise MalformedError("entry_form", "An entry is not in the canonical form of this log.")
        named = _NAMED.findall(found["commitments"])
        names = [name for name, _ in named]
        if any(left >= right for left, right in pairwise(names)):
            raise MalformedError("entry_form", "An entry's fields are not in order, or one stands twice.")
        if found["type"] == b"internal" and names != [b"all"]:
            raise MalformedError("entry_form", "An internal entry shows which fields it has.")
        commitments = {name.decode(): value.decode() for name, value in named}
        return cls(found["type"].decode(), _day(found["date"]), found["ref"].decode(), commitments)

    def serialise(self) -> bytes:
        """The canonical bytes; MalformedError if they would not be an entry's (a name, the length)."""
        members = {
            "v": VERSION,
            "type": self.type,
            "date": self.date.isoformat(),
            "ref": self.ref,
            "commitments": dict(self.commitments),
        }
        data = canonical(members)
        Entry.parse(data)
        return data


@lru_cache(maxsize=4096)
def _day(text: bytes) -> date:
    try:
        return date.fromisoformat(text.decode("ascii"))
    except ValueError as error:
        raise MalformedError("entry_date", "An entry's date is not a day of the calendar.") from error


def canonical(value: object) -> bytes:
    """The canonical JSON of a value (RFC 8785); MalformedError if it has none (NaN, an integer past 2^53)."""
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise MalformedError("not_canonical", "A value has no canonical JSON form.") from error


def salt_of(secret: bytes, event_id: str, field: str) -> bytes:
    """The salt (32 bytes) of one field of one event."""
    if len(secret) != SECRET_BYTES:
        raise MalformedError("secret_size", f"A secret has {SECRET_BYTES} bytes.")
    return hmac.digest(secret, f"{event_id}\n{field}".encode(), "sha256")


def commitment_of(salt: bytes, field: str, value: Json) -> str:
    """The commitment to a field's value, as base64url."""
    return base64url_of(sha256(salt + canonical([field, value])).digest())


def entry_of(*, type_: str, day: date, ref: bytes, fields: Mapping[str, Json], secret: bytes, event_id: str) -> Entry:
    """The entry of an event: commits to each field, or for the type `internal` to all of them as one.

    ref is 16 random bytes that nothing else uses; secret is the item's 32 bytes.
    """
    if len(ref) != REF_BYTES:
        raise MalformedError("ref_size", f"A reference has {REF_BYTES} bytes.")
    return Entry(
        type_,
        day,
        base64url_of(ref),
        {
            name: commitment_of(salt_of(secret, event_id, name), name, value)
            for name, value in committed_fields(type_, fields).items()
        },
    )


def committed_fields(type_: str, fields: Mapping[str, Json]) -> Mapping[str, Json]:
    """The fields as an entry of this type commits to them: each by its name, or one object under `all`."""
    return {ALL: fields} if type_ == INTERNAL else fields


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens one field: its salt (32 bytes) and the value it hides."""

    field: str
    salt: bytes
    value: Json


def opening_of(secret: bytes, event_id: str, field: str, value: Json) -> Opening:
    """The opening of one field, to be given to someone who may read it."""
    return Opening(field, salt_of(secret, event_id, field), value)


def check_opening(entry: Entry, opening: Opening) -> None:
    """Refuse with RefusedError `opening_wrong` unless the entry committed to this value of this field."""
    found = entry.commitments.get(opening.field)
    if len(opening.salt) != SALT_BYTES or found is None:
        raise _wrong(opening.field)
    if not hmac.compare_digest(found, commitment_of(opening.salt, opening.field, opening.value)):
        raise _wrong(opening.field)


def _wrong(field: str) -> RefusedError:
    sentence = f"The value given for {field} is not the one that was recorded."
    return RefusedError("opening_wrong", sentence, field=field)
