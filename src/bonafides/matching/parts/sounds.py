"""Sounds that are alike: how much of each listed sound is found in an item, and where."""

import itertools
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import ClassVar, Generic

from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.sounds.hash import SoundHash
from bonafides.matching.sounds.likeness import WINDOW, is_lively, likeness_of
from bonafides.matching.sounds.table import SoundTable
from bonafides.matching.videos import SHOWN_SEGMENTS
from bonafides.matching.vocabulary import EntryType, MatchedBy


class SoundPart(Generic[Id]):
    """The fingerprints of all listed sounds in one table, 8 KB for each minute."""

    types: ClassVar = frozenset({EntryType.CHROMAPRINT})

    def __init__(self) -> None:
        self._table = SoundTable()
        self._number_of: dict[Id, int] = {}
        self._entries: dict[int, Id] = {}
        self._numbers = itertools.count()

    def __contains__(self, entry: object) -> bool:
        return entry in self._number_of

    def __len__(self) -> int:
        return len(self._number_of)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> SoundHash:
        """The fingerprint. Raises FingerprintError if it is none, or if nothing in it can be matched."""
        sound = SoundHash.parse(value)
        if len(sound.words) < WINDOW or not is_lively(sound.words).any():
            raise FingerprintError(
                "no_sound", "This sound is shorter than ten and a half seconds, or too still to be matched."
            )
        return sound

    @staticmethod
    def text_of(key: SoundHash) -> str:
        """The compressed form."""
        return key.text

    def add(self, rows: Sequence[tuple[Id, EntryType, SoundHash]]) -> None:
        """Store sounds."""
        numbered = [(next(self._numbers), entry, sound.words) for entry, _kind, sound in rows]
        self._number_of |= {entry: number for number, entry, _words in numbered}
        self._entries |= {number: entry for number, entry, _words in numbered}
        self._table.add((number, words) for number, _entry, words in numbered)

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        number = self._number_of.pop(entry, None)
        if number is not None:
            self._table.remove(number)
            self._entries.pop(number, None)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries of which a stretch is heard in the item: the sound itself, or a part of it."""
        if item.sound is None:
            return
        fingerprint = sha256(item.sound.data).hexdigest()
        for number, shifts in self._table.shifts(item.sound.words).items():
            listed, entry = self._table.words_of(number), self._entries.get(number)
            likeness = likeness_of(item.sound, listed, shifts) if listed is not None else None
            if entry is not None and likeness is not None:
                matched_by = MatchedBy.SOUND if likeness.is_enough else MatchedBy.PARTIAL
                detail = likeness.as_json(most=SHOWN_SEGMENTS)
                yield Hit(entry, EntryType.CHROMAPRINT, matched_by, fingerprint, detail=detail)
