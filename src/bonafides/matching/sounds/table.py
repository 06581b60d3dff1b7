"""Listed sounds by halves of their words: which of them may be alike an item, and at which shifts.

1. A listed word is filed under its upper 16 bits and under its lower 16, unless it repeats the word before.
2. An item is looked up in pieces of two windows, each beginning a window after the one before, so that every window
   lies in one. A word of which one half is equal and the other nearly so votes for the shift at which it stands; a
   shift with two votes is looked at.
3. There the bits of the piece's windows are counted. Where one is alike, the shift is named; whoever asks compares the
   two sounds at it from end to end.

Windows that are alike without two such votes are not named by themselves; how rare they are is measured
(docs/reference/matching.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.sounds.likeness import MOST_BITS, WINDOW, changes_in, is_lively, sums_of
from bonafides.matching.sounds.packing import Words

Numbers = NDArray[np.int64]
Halves = NDArray[np.uint16]
Places = NDArray[np.int32]

VOTES: Final = 2
OTHER_HALF_BITS: Final = 4
"""In which the other half of a word that votes may differ."""
POSTINGS_AT_MOST: Final = 400_000
"""Looked at for one piece of an item, those of the rarest halves first: a list of one sound a thousand times over."""
SHIFTS_AT_MOST: Final = 200
"""At which one listed sound is compared, those named by the most pieces first: a loop is alike itself at every turn."""
_KEYS: Final = 1 << 16
_COMPARED_AT_ONCE: Final = 8_000
_NONE: Final[Numbers] = np.zeros((0, 2), np.int64)


@dataclass(frozen=True, slots=True)
class _Filed:
    """Words by one half: where they stand and what their other half is, in order of keys; where each key begins."""

    places: NDArray[np.uint32]
    others: Halves
    begins: NDArray[np.uint32]

    @classmethod
    def of(cls, keys: Halves, others: Halves, places: NDArray[np.uint32]) -> "_Filed":
        order = np.argsort(keys, kind="stable")
        begins = np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=_KEYS))])
        return cls(places[order], others[order], begins.astype(np.uint32))

    @property
    def size_bytes(self) -> int:
        return self.places.nbytes + self.others.nbytes + self.begins.nbytes

    def votes(self, keys: Halves, others: Halves, at: Numbers) -> Places:
        """Beside which places the first word of a piece stands, once for each word of it, at `at`, that votes so."""
        first = self.begins[keys].astype(np.int64)
        sizes = self.begins[keys.astype(np.int64) + 1] - first
        rarest = np.argsort(sizes, kind="stable")
        rarest = rarest[np.cumsum(sizes[rarest]) <= POSTINGS_AT_MOST]
        first, sizes = first[rarest], sizes[rarest]
        ends = np.cumsum(sizes)
        which = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + sizes, sizes)
        asked = np.repeat(rarest, sizes)
        voting = np.bitwise_count(self.others[which] ^ others[asked]) <= OTHER_HALF_BITS
        beside: Places = (self.places[which[voting]].astype(np.int64) - at[asked[voting]]).astype(np.int32)
        return beside


@dataclass(frozen=True, slots=True)
class _Segment:
    """Sounds that were filed together, one behind the other: `starts` says where each begins, and where all end."""

    numbers: Numbers
    starts: Numbers
    words: Words
    by_upper: _Filed
    by_lower: _Filed

    def sound(self, place: int) -> Words:
        return self.words[self.starts[place] : self.starts[place + 1]]


class SoundTable:
    """Sounds under numbers. One writer at a time; readers need no lock."""

    def __init__(self) -> None:
        self._segments: tuple[_Segment, ...] = ()
        self._where: dict[int, tuple[_Segment, int]] = {}

    def __len__(self) -> int:
        return len(self._where)

    @property
    def size_bytes(self) -> int:
        """Of all arrays."""
        return sum(
            each.words.nbytes + each.starts.nbytes + each.by_upper.size_bytes + each.by_lower.size_bytes
            for each in self._segments
        )

    def add(self, rows: Iterable[tuple[int, Words]]) -> None:
        """File sounds under numbers that are not in use. Segments are joined as they grow alike."""
        fresh = list(rows)
        if not fresh:
            return
        segments, size = list(self._segments), sum(len(words) for _number, words in fresh)
        while segments and len(segments[-1].words) <= 2 * size:
            size += len(segments[-1].words)
            fresh = [*self._living(segments.pop()), *fresh]
        segment = _segment_of(fresh)
        self._where.update((number, (segment, place)) for place, number in enumerate(segment.numbers.tolist()))
        self._segments = (*segments, segment)

    def remove(self, number: int) -> None:
        """Take a sound out; an unknown number is ignored. Its words go when its segment is joined to another."""
        self._where.pop(number, None)

    def words_of(self, number: int) -> Words | None:
        """A sound's words; None if it was taken out meanwhile."""
        segment, place = self._where.get(number, (None, 0))
        return segment.sound(place) if segment is not None else None

    def shifts(self, item: Words) -> dict[int, list[int]]:
        """For each sound that has a window alike one of the item's, the shifts at which it does, the surest first."""
        named: dict[int, dict[int, int]] = {}
        for segment in self._segments:
            for place, shift, times in _named_in(segment, item):
                number = int(segment.numbers[place])
                if number in self._where:
                    named.setdefault(number, {})[shift] = times
        return {number: sorted(each, key=lambda shift: -each[shift])[:SHIFTS_AT_MOST] for number, each in named.items()}

    def _living(self, segment: _Segment) -> Iterator[tuple[int, Words]]:
        for place, number in enumerate(segment.numbers.tolist()):
            if self._where.get(number, (None, 0))[0] is segment:
                yield number, segment.sound(place)


def _segment_of(rows: list[tuple[int, Words]]) -> _Segment:
    words = np.concatenate([each for _number, each in rows]).astype(np.uint32)
    starts = np.concatenate([[0], np.cumsum([len(each) for _number, each in rows])]).astype(np.int64)
    places = np.flatnonzero(np.concatenate([changes_in(each) for _number, each in rows])).astype(np.uint32)
    upper, lower = _halves_of(words[places])
    numbers = np.array([number for number, _words in rows], np.int64)
    return _Segment(numbers, starts, words, _Filed.of(upper, lower, places), _Filed.of(lower, upper, places))


def _halves_of(words: Words) -> tuple[Halves, Halves]:
    return (words >> np.uint32(16)).astype(np.uint16), words.astype(np.uint16)


def _named_in(segment: _Segment, item: Words) -> Iterator[tuple[int, int, int]]:
    """Each (sound, shift) of a segment at which a window is alike, and in how many pieces of the item one is."""
    changing = changes_in(item)
    found: list[Numbers] = [_NONE]
    for start in range(0, max(1, len(item) - WINDOW), WINDOW):
        piece = item[start : start + 2 * WINDOW]
        if len(piece) >= WINDOW and is_lively(piece).any():
            voted = _voted(segment, piece, np.flatnonzero(changing[start : start + len(piece)]))
            found.append(_alike(segment, piece, voted) - np.array([0, start], np.int64))
    pairs, times = np.unique(np.concatenate(found), axis=0, return_counts=True)
    yield from zip(*pairs.T.tolist(), times.tolist(), strict=True)


def _voted(segment: _Segment, piece: Words, at: Numbers) -> Numbers:
    """The places of a segment at which the piece has votes enough: there its first word would stand."""
    upper, lower = _halves_of(piece[at])
    votes = np.concatenate([segment.by_upper.votes(upper, lower, at), segment.by_lower.votes(lower, upper, at)])
    votes.sort()
    enough = votes[: len(votes) - VOTES + 1] == votes[VOTES - 1 :]
    return np.unique(votes[VOTES - 1 :][enough]).astype(np.int64)


def _alike(segment: _Segment, piece: Words, begins: Numbers) -> Numbers:
    """(n, 2): of the places at which the piece is laid, sound and shift where a window of both is alike."""
    some = np.array_split(begins, 1 + len(begins) // _COMPARED_AT_ONCE)
    return np.unique(np.concatenate([_alike_of(segment, piece, each) for each in some]), axis=0)


def _alike_of(segment: _Segment, piece: Words, begins: Numbers) -> Numbers:
    beside = begins[:, None] + np.arange(len(piece))
    theirs = segment.words[np.clip(beside, 0, len(segment.words) - 1)]
    alike = (sums_of(np.bitwise_count(theirs ^ piece)) <= MOST_BITS) & is_lively(piece)
    some = np.flatnonzero(alike.any(axis=1))
    rows, at = np.nonzero(alike[some] & is_lively(theirs[some]))
    first = begins[some[rows]] + at
    sound = np.clip(np.searchsorted(segment.starts, first, "right") - 1, 0, len(segment.numbers) - 1)
    begin = segment.starts[sound]
    inside = (first >= begin) & (first + WINDOW <= segment.starts[sound + 1])
    return np.stack([sound, begins[some[rows]] - begin], axis=1)[inside]
