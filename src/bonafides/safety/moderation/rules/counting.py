"""Items that met lists, as columns of numbers: small to keep, and quick to count in any way. Pure.

One row for each match record of an item (`ROW`), and one for each item that was restricted after a flag (`FLAGGED`).
What is said in words stands once in a list for each column, and a row has its place there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.vocabulary import EntryType

NO_NUMBER: Final = 255
NO_ACCOUNT: Final = 0


class Judgement(IntEnum):
    """What was decided about an item, so far."""

    NONE = 0  # nobody has decided, it is open again, or it is forgotten
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
        ("distance", "u1"),  # of a picture in bits, of a TLSH hash; NO_NUMBER for none, here and in the next two
        ("percent", "u1"),  # of a listed video or sound, rounded down
        ("alike", "u1"),  # what was found, in per cent rounded down: `alike_of`
        ("judgement", "u1"),
        ("again", "?"),  # the same bytes had been restricted before it came
    ]
)
FLAGGED: Final = np.dtype([("item", "<i8"), ("flagged_kind", "<u4")])
SAID: Final = (*WORDS, "flagged_kind")
OTHERS_FROM: Final = 3 + len(WORDS)  # the place in a row after its numbers and words
SAME_FORMAT: Final = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}

Rows = NDArray[np.void]
Column = NDArray[Any]
Said = Mapping[str, Sequence[str]]


class Columns:
    """Rows by column, each of which is put together when it is first asked for: a question needs some of them."""

    def __init__(self, column: Callable[[str], Column]) -> None:
        self._column = cache(column)

    def __getitem__(self, name: str) -> Column:
        return self._column(name)

    def __len__(self) -> int:
        return len(self["item"])

    def at(self, places: Column) -> "Columns":
        """The rows at these places, or those that a mask marks."""
        return Columns(lambda name: self[name][places])


@dataclass(frozen=True)
class Met:
    """Rows by column, items restricted after a flag, and by the name of a column the words at its places."""

    columns: Columns
    flagged: Rows
    said: Said

    @property
    def rows(self) -> Rows:
        """All columns side by side."""
        rows = np.empty(len(self.columns), ROW)
        for name in ROW.fields or ():
            rows[name] = self.columns[name]
        return rows

    def without(self, items: Collection[int]) -> "Met":
        """Everything but these items."""
        if not items:
            return self
        gone = np.fromiter(items, dtype=np.int64)
        is_left, is_flag_left = (~np.isin(part["item"], gone) for part in (self.columns, self.flagged))
        return Met(self.columns.at(is_left), self.flagged[is_flag_left], self.said)

    def of_bank(self, bank: str) -> "Met":
        """The rows of one list alone; of all where none is named."""
        return Met(self.where("bank", [bank]), self.flagged, self.said) if bank else self

    def where(self, column: str, words: Collection[str]) -> Columns:
        """The rows that say one of these in that column."""
        places = [place for place, word in enumerate(self.said[column]) if word in words]
        return self.columns.at(np.isin(self.columns[column], places))


def format_of(media_type: str) -> str:
    """A media type without its parameters, in small letters, by one name where several are in use (RFC 9110, 8.3.1)."""
    bare = media_type.partition(";")[0].strip().lower()
    return SAME_FORMAT.get(bare, bare)


def distance_of(type_: str, bits: int | None, detail: Mapping[str, Any]) -> int:
    """How far a match lies from its entry: a picture in bits, a TLSH hash by its own measure; NO_NUMBER of others."""
    found = detail.get("distance") if type_ == EntryType.TLSH else bits
    return NO_NUMBER if found is None else int(found)


def percent_of(type_: str, detail: Mapping[str, Any]) -> int:
    """How much of the listed video or sound was found, from a match's detail: 0 to 100, NO_NUMBER of others."""
    found = detail.get("listed_percent") if type_ in (EntryType.VPDQ, EntryType.CHROMAPRINT) else None
    return NO_NUMBER if found is None else int(found)


def alike_of(type_: str, detail: Mapping[str, Any]) -> int:
    """How alike what was found is, from a match's detail, each number where the matcher asks for enough of it.

    0 to 100: the likeness of a passage with the listed text that it nearly repeats, the bits that agree where a sound
    is most alike, the lower score of a whole video. NO_NUMBER of others, and of a text that is there word for word.
    """
    match type_:
        case EntryType.TEXT if "score" in detail:
            return _whole(100 * detail["score"])
        case EntryType.CHROMAPRINT if "differing_percent" in detail:
            return _whole(100 - detail["differing_percent"])
        case EntryType.TMK if {"level1_percent", "level2_percent"} <= detail.keys():
            return _whole(min(detail["level1_percent"], detail["level2_percent"]))
    return NO_NUMBER


def _whole(percent: float) -> int:
    """Rounded down, where the digits that were recorded say so, and not the way in which they are stored: 0.29."""
    return max(0, min(100, int(round(percent, 2))))


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
    words = {name: list(each) for name, each in said.items()}
    return Met(_columns_of(np.array(packed, ROW)), np.array(after_flag, FLAGGED), words)


def _columns_of(rows: Rows) -> Columns:
    return Columns(lambda name: rows[name])


def joined(parts: Iterable[Met]) -> Met:
    """Several as one."""
    given = list(parts)
    said: dict[str, dict[str, int]] = {name: {} for name in SAID}
    moves = {name: [_moves(part.said[name], place) for part in given] for name, place in said.items()}

    def column(name: str) -> Column:
        return _end_to_end([part.columns[name] for part in given], ROW[name], moves.get(name))

    flagged = np.empty(sum(len(part.flagged) for part in given), FLAGGED)
    for name in FLAGGED.fields or ():
        flagged[name] = _end_to_end([part.flagged[name] for part in given], FLAGGED[name], moves.get(name))
    return Met(Columns(column), flagged, {name: list(each) for name, each in said.items()})


def _moves(words: Sequence[str], place: dict[str, int]) -> Column:
    """From the places of words in one part to those that hold for the whole; new words are added to these."""
    return np.array([place.setdefault(word, len(place)) for word in words], dtype=np.uint32)


def _end_to_end(parts: Sequence[Column], dtype: Any, moves: Sequence[Column] | None) -> Column:
    """One column of all parts; places of words are moved to those of the whole."""
    if moves is not None:
        parts = [part if _stay(moved) else moved[part] for part, moved in zip(parts, moves, strict=True)]
    return np.concatenate([np.empty(0, dtype), *parts])


def _stay(moves: Column) -> bool:
    """Whether all places are the same in the whole, as those of the first part are."""
    return bool((moves == np.arange(len(moves))).all())


def as_bytes(met: Met) -> dict[str, Any]:
    """What is kept of it: bytes, and the words."""
    return {"rows": met.rows.tobytes(), "flagged": met.flagged.tobytes(), "said": met.said}


def from_bytes(rows: bytes, flagged: bytes, said: Said) -> Met:
    return Met(_columns_of(np.frombuffer(rows, ROW)), np.frombuffer(flagged, FLAGGED), said)
