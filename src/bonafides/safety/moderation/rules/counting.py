"""Items that met lists, as columns of numbers: small to keep, and quick to count in any way. Pure.

One row for each match record of an item (`ROW`), and one for each item that was restricted after a flag (`FLAGGED`).
What is said in words stands once in a list for each column, and a row has its place there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.vocabulary import EntryType

NO_BITS: Final = 255
NO_PERCENT: Final = 255
NO_ACCOUNT: Final = 0


class Judgement(IntEnum):
    """What was decided about an item, so far."""

    NONE = 0  # nobody has decided, or it is open again
    UPHELD = 1  # closed with a restriction that stands, and that does not leave it out
    KEPT = 2  # closed with a decision to keep it, or with a restriction that leaves it out


WORDS: Final = ("bank", "type", "matched_by", "entity", "kind", "language", "format")  # of the match, then of the item
ROW: Final = np.dtype(
    [
        ("item", "<i8"),
        ("entry", "<i8"),
        ("account", "<u8"),  # a number that stands for the platform's pseudonym; NO_ACCOUNT for none
        *((name, "<u4") for name in WORDS),  # each its place in the list of its words
        ("weekday", "u1"),  # Monday is 0
        ("hour", "u1"),
        ("bits", "u1"),  # the distance of a picture; NO_BITS for none
        ("percent", "u1"),  # of a listed video, rounded down; NO_PERCENT for none
        ("judgement", "u1"),
        ("again", "?"),  # the same bytes had been restricted before it came
    ]
)
FLAGGED: Final = np.dtype([("item", "<i8"), ("flagged_kind", "<u4")])
SAID: Final = (*WORDS, "flagged_kind")
OTHERS_FROM: Final = 3 + len(WORDS)  # the place in a row after its numbers and words
SAME_FORMAT: Final = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}

Rows = NDArray[np.void]
Said = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Met:
    """Rows, items restricted after a flag, and by the name of a column the words at its places."""

    rows: Rows
    flagged: Rows
    said: Said

    def without(self, items: Collection[int]) -> "Met":
        """Everything but these items."""
        if not items:
            return self
        gone = np.fromiter(items, dtype=np.int64)
        rows, flagged = (part[~np.isin(part["item"], gone)] for part in (self.rows, self.flagged))
        return Met(rows, flagged, self.said)

    def of_bank(self, bank: str) -> "Met":
        """The rows of one list alone; of all where none is named."""
        return Met(self.where("bank", bank), self.flagged, self.said) if bank else self

    def where(self, column: str, word: str) -> Rows:
        """The rows that say this in that column."""
        said = self.said[column]
        return self.rows[self.rows[column] == said.index(word)] if word in said else self.rows[:0]


def format_of(media_type: str) -> str:
    """A media type without its parameters, in small letters, by one name where several are in use (RFC 9110, 8.3.1)."""
    bare = media_type.partition(";")[0].strip().lower()
    return SAME_FORMAT.get(bare, bare)


def percent_of(type_: str, detail: Mapping[str, Any]) -> int:
    """How much of the listed video a vPDQ match found, from its detail: 0 to 100 rounded down, NO_PERCENT of others."""
    found = detail.get("listed_percent") if type_ == EntryType.VPDQ else None
    return NO_PERCENT if found is None else int(found)


def met_of(rows: Iterable[tuple[Any, ...]], flagged: Iterable[tuple[int, str]]) -> Met:
    """Columns from tuples in the order of `ROW`, with words as they are; and from items with their kinds."""
    said: dict[str, dict[str, int]] = {name: {} for name in SAID}
    places = [said[name] for name in WORDS]
    packed = [
        (
            *row[:3],
            *(place.setdefault(word, len(place)) for place, word in zip(places, row[3:OTHERS_FROM], strict=True)),
            *row[OTHERS_FROM:],
        )
        for row in rows
    ]
    kinds = said["flagged_kind"]
    after_flag = [(item, kinds.setdefault(kind, len(kinds))) for item, kind in flagged]
    return Met(np.array(packed, ROW), np.array(after_flag, FLAGGED), {name: list(each) for name, each in said.items()})


def joined(parts: Iterable[Met]) -> Met:
    """Several as one."""
    given = list(parts)
    said: dict[str, dict[str, int]] = {name: {} for name in SAID}
    rows = np.concatenate([np.empty(0, ROW), *(part.rows for part in given)])
    flagged = np.concatenate([np.empty(0, FLAGGED), *(part.flagged for part in given)])
    _say_anew([(part.rows, part.said) for part in given], rows, WORDS, said)
    _say_anew([(part.flagged, part.said) for part in given], flagged, ("flagged_kind",), said)
    return Met(rows, flagged, {name: list(each) for name, each in said.items()})


def _say_anew(
    parts: Sequence[tuple[Rows, Said]], whole: Rows, names: Iterable[str], said: dict[str, dict[str, int]]
) -> None:
    """Put words of all parts at places that hold for the whole."""
    end = 0
    for rows, words in parts:
        start, end = end, end + len(rows)
        for name in names:
            place = said[name]
            moved = np.array([place.setdefault(word, len(place)) for word in words[name]], dtype=np.uint32)
            if len(rows) and not np.array_equal(moved, np.arange(len(moved))):
                whole[name][start:end] = moved[rows[name]]


def as_bytes(met: Met) -> dict[str, Any]:
    """What is kept of it: bytes, and the words."""
    return {"rows": met.rows.tobytes(), "flagged": met.flagged.tobytes(), "said": met.said}


def from_bytes(rows: bytes, flagged: bytes, said: Said) -> Met:
    return Met(np.frombuffer(rows, ROW), np.frombuffer(flagged, FLAGGED), said)
