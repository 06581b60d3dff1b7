"""Videos that are alike as a whole: a listed TMK+PDQF whose two scores with the item's reach 0.7."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import ClassVar, Final, Generic

import numpy as np

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.parts.shelf import Shelf
from bonafides.matching.tmk.hash import FEATURES, TMK_BYTES, Floats, Tmk
from bonafides.matching.tmk.scores import LEVEL1_THRESHOLD, LEVEL2_THRESHOLD, directions_of, level2_score
from bonafides.matching.vocabulary import EntryType, MatchedBy

COMPARED_AT_MOST: Final = 1_000
"""Of the entries that pass the first score, so many of the best go on to the second, at 1 or 2 ms each."""

_NONE: Final = np.zeros((0, FEATURES), np.float32)


class TmkPart(Generic[Id]):
    """The averages of all listed videos in one matrix, 1 KB each in memory; their waves on a shelf, 263 KB each."""

    types: ClassVar = frozenset({EntryType.TMK})

    def __init__(self) -> None:
        self._shelf: Shelf | None = None
        self._place_of: dict[Id, tuple[int, Floats]] = {}
        self._table: tuple[tuple[Id, ...], Floats] = ((), _NONE)

    def __contains__(self, entry: object) -> bool:
        return entry in self._place_of

    def __len__(self) -> int:
        return len(self._place_of)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> Tmk:
        """The hash. Raises FingerprintError if it is none, or was made with other parameters."""
        return Tmk.parse(value)

    @staticmethod
    def text_of(key: Tmk) -> str:
        """The file in Base64."""
        return key.text

    def add(self, rows: Sequence[tuple[Id, EntryType, Tmk]]) -> None:
        """Store hashes."""
        self._shelf = self._shelf or Shelf(TMK_BYTES)
        for entry, _kind, key in rows:
            self._place_of[entry] = (self._shelf.put(key.raw), directions_of(key.average))
        self._rebuild()

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        place, _direction = self._place_of.pop(entry, (None, None))
        if place is not None and self._shelf is not None:
            self._rebuild()
            self._shelf.give_back(place)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries of which both scores are high enough."""
        if item.tmk is None:
            return
        fingerprint = sha256(item.tmk.raw).hexdigest()
        for entry, level1 in self._near(item.tmk):
            listed = self._read(entry)
            level2 = level2_score(item.tmk, listed) if listed else 0.0
            if level2 >= LEVEL2_THRESHOLD:
                detail = {"level1_percent": _percent(level1), "level2_percent": _percent(level2)}
                yield Hit(entry, EntryType.TMK, MatchedBy.VIDEO, fingerprint, detail=detail)

    def _near(self, asked: Tmk) -> list[tuple[Id, float]]:
        """The entries whose first score is high enough, with it, the best first."""
        entries, directions = self._table
        scores = directions @ directions_of(asked.average)
        best = np.argsort(-scores, kind="stable")[:COMPARED_AT_MOST]
        return [(entries[place], float(scores[place])) for place in best if scores[place] >= LEVEL1_THRESHOLD]

    def _read(self, entry: Id) -> Tmk | None:
        """What stands on the shelf; None if the entry was taken out meanwhile."""
        place, direction = self._place_of.get(entry, (None, None))
        if place is None or direction is None or self._shelf is None:
            return None
        listed = Tmk(self._shelf.get(place))
        return listed if np.array_equal(directions_of(listed.average), direction) else None

    def _rebuild(self) -> None:
        kept = list(self._place_of.items())
        directions = np.stack([direction for _entry, (_place, direction) in kept]) if kept else _NONE
        self._table = (tuple(entry for entry, _stored in kept), directions)


def _percent(score: float) -> float:
    return round(100 * score, 2)
