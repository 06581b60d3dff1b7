"""What a client of Hasher-Matcher-Actioner calls things, and how it is told of matches: the one place that knows.

The thin front and the whole of the interface (`safety/peers`) both answer with these.
"""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

from bonafides.matching.vocabulary import EntryType

NOT_A_NUMBER: Final = "-"  # the distance of what is equal or is not
SIGNALS: Final = {
    "pdq": EntryType.PDQ,
    "video_md5": EntryType.MD5,
    "md5": EntryType.MD5,
    "sha1": EntryType.SHA1,
    "video_sha256": EntryType.SHA256,
    "sha256": EntryType.SHA256,
    "sha512": EntryType.SHA512,
    "raw_text": EntryType.TEXT,
    "url": EntryType.URL,
    "vpdq": EntryType.VPDQ,
    "text_tlsh": EntryType.TLSH,
    "trend_query": EntryType.PATTERN,
}
IS_SPELT_SO: Final = re.compile(r"[A-Z_][A-Z0-9_]*")
NOT_IN_A_NAME: Final = re.compile(r"[^A-Z0-9]+")
UNNAMEABLE_DIGITS: Final = 8


def peer_name(name: str) -> str:
    """A list's name as that client spells it: capitals, digits and underscores, and no digit first.

    Accents go, whatever else is no Latin letter or digit becomes one underscore; a name without any is known by the
    start of its SHA-256. `Known videos (EU)` is `KNOWN_VIDEOS_EU`. What is spelt so already stays as it is.
    """
    if IS_SPELT_SO.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    joined = NOT_IN_A_NAME.sub("_", plain).strip("_")
    if not joined:
        return f"LIST_{sha256(name.encode()).hexdigest()[:UNNAMEABLE_DIGITS].upper()}"
    return f"_{joined}" if joined[0].isdigit() else joined


def distance_of(match: Any) -> str:
    """A distance as that client reads it: always a text. Of a video, how much of each of the two is in the other."""
    if match.type is EntryType.VPDQ:
        return f"{match.detail['item_percent']:.0f}%[{match.detail['listed_percent']:.0f}%]"
    if match.type is EntryType.TLSH:
        return str(match.detail["distance"])
    return NOT_A_NUMBER if match.distance_bits is None else str(match.distance_bits)


def match_shape(match: Any) -> dict[str, object]:
    """One match in `by_bank`."""
    return {"bank_content_id": match.entry_id, "distance": distance_of(match)}


def by_bank(matches: Iterable[Any]) -> dict[str, list[dict[str, object]]]:
    """`{"BANK": [{"bank_content_id": 1, "distance": "4"}]}`, of matches."""
    banks: dict[str, list[dict[str, object]]] = {}
    for match in matches:
        banks.setdefault(peer_name(match.bank_name), []).append(match_shape(match))
    return banks


def are_wanted(banks: str) -> frozenset[str]:
    """The names in `banks=A,B`, each as that client spells it; none for all."""
    return frozenset(peer_name(name.strip()) for name in banks.split(",") if name.strip())
