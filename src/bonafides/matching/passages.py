"""Find listed texts that a longer text nearly repeats or quotes: sampled fingerprints, then alignment.

1. A text is reduced to its letters: the skeleton of `skeletons.py` without spaces.
2. Each run of eight letters has a hash. Of a listed text a share of them is kept, chosen by the hash itself, so that
   an equal run in another text is chosen too: all of a short text, one in two, four or eight of longer ones.
3. A submitted text's hashes are looked up in sorted arrays (`passage_runs.py`). The listed texts that share most are
   aligned with the part of it where they share them; the alignment alone decides.

Source of the idea: Manber, Finding similar files in a large file system (1994).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Final, Generic, TypeVar

from rapidfuzz.distance.Indel import normalized_similarity

from bonafides.matching.passage_runs import RUN, Segment, Stretch, candidates_in, segment_of, steps_of

Id = TypeVar("Id", bound=Hashable)

SHORTEST: Final = 24
"""Letters that a listed text needs to be found by likeness; shorter ones are found word for word only."""
REACH: Final = 16
"""Letters that an alignment may reach beyond the outermost shared runs, where they are alike."""
LIKE_ENOUGH_TO_REACH: Final = 0.7
WORTH_A_SECOND_LOOK: Final = 0.5
"""The likeness from which a passage is looked at again without the runs that only the wider shift lets in."""
WHOLE_UNDER: Final = 45
"""Letters under which a listed text must stand in a longer one letter for letter."""
SURE: Final = 0.9
"""A passage that is less alike must hold the same letters in another order; else some of its words are others."""
SAME_LETTERS: Final = 0.95
ROUNDING: Final = 1e-6
"""A likeness of just the number asked for is rounded to less than it by the library that stops there."""


@dataclass(frozen=True, slots=True)
class Passage(Generic[Id]):
    """A listed text found in a submitted one.

    `start` and `end` are places among the letters of the submitted text; `score` is how alike the aligned parts are,
    `share` how much of the listed text was found, `part` how much of the submitted text it is (each 0 to 1).
    """

    entry: Id
    start: int
    end: int
    score: float
    share: float
    part: float


class PassageTable(Generic[Id]):
    """Listed texts by their sampled runs. One writer at a time; readers need no lock."""

    def __init__(self) -> None:
        self._segments: tuple[Segment[Id], ...] = ()
        self._where: dict[Id, tuple[Segment[Id], int]] = {}

    def __contains__(self, entry: object) -> bool:
        return entry in self._where

    def __len__(self) -> int:
        return len(self._where)

    @property
    def size_bytes(self) -> int:
        """What the arrays and texts take, without Python's own overhead for each object."""
        return sum(segment.size_bytes for segment in self._segments)

    def add(self, rows: Iterable[tuple[Id, str]]) -> None:
        """List texts, given as letters, under ids that are not listed; those too short are not listed.

        Segments are joined as they grow alike, so that there are few and adding one text touches few others.
        """
        fresh = [(entry, letters) for entry, letters in rows if len(letters) >= SHORTEST]
        if not fresh:
            return
        segments = list(self._segments)
        while segments and len(segments[-1].entries) <= 2 * len(fresh):
            fresh = [*segments.pop().living(), *fresh]
        segment = segment_of(fresh)
        self._segments = (*segments, segment)
        self._where.update((entry, (segment, slot)) for slot, entry in enumerate(segment.entries))

    def remove(self, entry: Id) -> None:
        """Take a text out; an unknown id is ignored."""
        found = self._where.pop(entry, None)
        if found is not None:
            segment, slot = found
            segment.gone[slot] = True

    def found_in(self, letters: str) -> Iterator[Passage[Id]]:
        """The listed texts that a text, given as letters, nearly repeats or quotes, each once."""
        if len(letters) < RUN or not self._segments:
            return
        for segment, (slot, stretches) in candidates_in(self._segments, letters):
            passage = _aligned(segment.entries[slot], segment.letters[slot], letters, stretches)
            if passage is not None:
                yield passage


def _aligned(entry: Id, listed: str, asked: str, stretches: Iterable[Stretch]) -> Passage[Id] | None:
    """The passage around the shared runs that lie in step, if it is alike enough; else around those strictly so."""
    looks_left = len(steps_of(len(listed)))
    for _look, stretch in zip(range(looks_left), stretches, strict=False):
        looks_left -= 1
        start, end, first, last = _with_reach(listed, asked, *stretch)
        share, part = (last - first) / len(listed), (end - start) / len(asked)
        needed = _score_needed(len(listed), share, part)
        enough = min(needed, WORTH_A_SECOND_LOOK) if looks_left else needed
        one, other = asked[start:end], listed[first:last]
        score = _likeness(one, other, enough)
        if score >= needed and (score >= SURE or _same_letters(one, other) >= SAME_LETTERS):
            return Passage(entry, start, end, score, share, part)
        if score < WORTH_A_SECOND_LOOK:
            break
    return None


def _with_reach(listed: str, asked: str, start: int, end: int, first: int, last: int) -> tuple[int, int, int, int]:
    """A stretch from the first to the last shared run, or a little farther where both texts are alike there."""
    before, after = min(start, first, REACH), min(len(asked) - end, len(listed) - last, REACH)
    if before and _reaches(asked[start - before : start], listed[first - before : first]):
        start, first = start - before, first - before
    if after and _reaches(asked[end : end + after], listed[last : last + after]):
        end, last = end + after, last + after
    return start, end, first, last


def _reaches(one: str, other: str) -> bool:
    return one == other or normalized_similarity(one, other) >= LIKE_ENOUGH_TO_REACH


def _likeness(one: str, other: str, enough: float) -> float:
    """How alike two passages are, 0 to 1; of those that are not alike enough something below, which is sooner known."""
    if one == other:
        return 1.0
    return normalized_similarity(one, other, score_cutoff=enough - ROUNDING) if enough <= 1 else 0.0


def _same_letters(one: str, other: str) -> float:
    """How many letters two passages share in whatever order: all, where words only changed places."""
    return 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other))


def _score_needed(of: int, share: float, part: float) -> float:
    """The rule, by the letters `of` the listed text: the shorter it is, the more alike what was found must be.

    1. What was submitted is nearly that text and nothing else.
    2. Of one under 45 letters, all stands in it (and, which `parts/texts.py` asks, as whole words).
    3. Nearly all of a longer one stands in it.
    4. What was submitted is a good part of it, and little else.
    5. A long passage of it stands in it.

    Infinite where nothing is enough.
    """
    if share >= 0.9 and part >= 0.9:
        return 0.92 if of < WHOLE_UNDER else 0.81 if of < 80 else 0.77
    if of < WHOLE_UNDER:
        return 0.99 if share >= 0.99 else inf
    if share >= 0.9:
        return 0.86 if of < 60 else 0.82 if of < 120 else 0.78
    if part >= 0.9:
        return 0.9 if share >= 0.5 else inf
    if of * share < 84:
        return inf
    return 0.8 if share >= 0.4 else 0.88
