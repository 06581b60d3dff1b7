"""Whether a credential was revoked: one bit in a list that many credentials share.

A list has at least 131,072 places, so that who fetches it does not tell about whom; places are given out at random.
The leftmost bit of the first byte is place 0; the bits are compressed with gzip and written as multibase base64url.
Revocation alone is used: other validators are known to ignore suspension, so a suspended mark's credential is revoked
and a new one issued when it is reinstated.

Source: W3C Bitstring Status List 1.0.
"""

import gzip
import re
import zlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from .contexts import CREDENTIALS
from .encoding import base64url_of, from_base64url, from_moment, moment_text
from .errors import MalformedError, StatusError

MIN_PLACES = 131_072  # Bitstring Status List 1.0, section 3.1: 16 KB before compression, for herd privacy
MAX_PLACES = 1_048_576
MAX_LIST_BYTES = 262_144
MAX_AGE = timedelta(days=7)  # an older list answers nothing, whatever it says itself
REVOCATION = "revocation"
LIST_TYPE = "BitstringStatusListCredential"
TTL = timedelta(minutes=5)

_INDEX = re.compile(r"0|[1-9][0-9]{0,6}")
_ENTRY_MEMBERS = frozenset({"id", "type", "statusPurpose", "statusListIndex", "statusListCredential"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """Where a credential's bit is: the address of the list, and the place in it."""

    list_url: str
    index: int

    def document(self) -> dict[str, str]:
        """The `credentialStatus` of a credential: one object, as the Open Badges schema wants it."""
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": REVOCATION,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read a `credentialStatus`; MalformedError unless it is one revocation entry of exactly this form."""
        if not isinstance(value, dict) or set(value) != _ENTRY_MEMBERS:
            raise _bad_entry()
        index, url = value["statusListIndex"], value["statusListCredential"]
        if not isinstance(index, str) or not _INDEX.fullmatch(index) or not isinstance(url, str):
            raise _bad_entry()
        entry = cls(list_url=url, index=int(index))
        if entry.document() != value:
            raise _bad_entry()
        return entry


def free_place(taken: Collection[int], *, randbelow: Callable[[int], int], places: int = MIN_PLACES) -> int:
    """A random place that is not taken. randbelow: `secrets.randbelow` in earnest.

    StatusError once half of the places are taken: begin a new list, at a new address.
    """
    if len(taken) * 2 >= places:
        raise StatusError("list_full", "Half of the places of the status list are taken: begin a new list.")
    place = randbelow(places)
    while place in taken:
        place = randbelow(places)
    return place


def status_list(
    *,
    url: str,
    issuer_did: str,
    revoked: Iterable[int],
    valid_from: datetime,
    valid_until: datetime,
    places: int = MIN_PLACES,
    ttl: timedelta = TTL,
) -> dict[str, Any]:
    """A list's document, to be signed. revoked: places; ttl: how long a reader may keep it before asking again.

    The same arguments give the same bytes.
    """
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", LIST_TYPE],
        "issuer": issuer_did,
        "validFrom": moment_text(valid_from),
        "validUntil": moment_text(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": REVOCATION,
            "encodedList": encoded(revoked, places=places),
            "ttl": int(ttl / timedelta(milliseconds=1)),
        },
    }


def encoded(revoked: Iterable[int], *, places: int = MIN_PLACES) -> str:
    """The bits, compressed, as multibase base64url; MalformedError if the list is too short or a place not in it."""
    if places < MIN_PLACES or places > MAX_PLACES or places % 8:
        raise MalformedError("list_size", f"A list has {MIN_PLACES:,} to {MAX_PLACES:,} places, in whole bytes.")
    bits = bytearray(places // 8)
    for place in revoked:
        if not 0 <= place < places:
            raise MalformedError("place_outside", f"The list has no place {place}.", place=place)
        bits[place // 8] |= 0x80 >> place % 8
    return base64url_of(gzip.compress(bytes(bits), mtime=0))


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list that was read. fresh_until: when it stops to answer."""

    url: str
    valid_from: datetime
    fresh_until: datetime
    bits: bytes

    @property
    def places(self) -> int:
        return len(self.bits) * 8

    def is_revoked(self, index: int) -> bool:
        """The bit at a place; StatusError if the list is too short to have it."""
        if index >= self.places:
            raise StatusError("list_too_short", f"The status list has no place {index}.", index=index)
        return bool(self.bits[index // 8] & (0x80 >> index % 8))


def parse_list(document: dict[str, Any]) -> StatusList:
    """What a list says whose signature is known to be right; StatusError names what is wrong with it."""
    subject = document.get("credentialSubject")
    types = document.get("type")
    is_list = isinstance(types, list) and LIST_TYPE in types
    if not is_list or not isinstance(subject, dict) or subject.get("type") != "BitstringStatusList":
        raise StatusError("not_a_status_list", "The document is not a bitstring status list.")
    if subject.get("statusPurpose") != REVOCATION:
        raise StatusError("list_purpose", "The status list is not about revocation.")
    valid_from = from_moment(document.get("validFrom"), what="status list's beginning")
    bits = _bits(from_base64url(subject.get("encodedList"), what="status list"))
    return StatusList(str(document.get("id")), valid_from, _fresh_until(document, valid_from), bits)


def _fresh_until(document: dict[str, Any], valid_from: datetime) -> datetime:
    """The list's own end, or its beginning and `ttl` where it has none, and never more than seven days."""
    if "validUntil" in document:
        own_end = from_moment(document["validUntil"], what="status list's end")
    else:
        ttl = document["credentialSubject"].get("ttl")
        own_end = valid_from + timedelta(milliseconds=max(0, min(ttl, 10**12)) if isinstance(ttl, int) else 0)
    return min(own_end, valid_from + MAX_AGE)


def _bits(packed: bytes) -> bytes:
    """Decompress at most what the largest list holds, so that a bomb costs nothing."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        bits = unpacker.decompress(packed, MAX_PLACES // 8 + 1)
    except zlib.error as error:
        raise StatusError("list_damaged", "The status list cannot be decompressed.") from error
    if not unpacker.eof or unpacker.unused_data or len(bits) > MAX_PLACES // 8:
        raise StatusError("list_damaged", "The status list is too long, cut short, or has something behind it.")
    if len(bits) * 8 < MIN_PLACES:
        sentence = f"The status list has {len(bits) * 8:,} places; fewer than {MIN_PLACES:,} are not accepted."
        raise StatusError("list_too_short", sentence, places=len(bits) * 8)
    return bits


def _bad_entry() -> MalformedError:
    return MalformedError("status_entry", "The credential's status is not one revocation entry of the usual form.")
