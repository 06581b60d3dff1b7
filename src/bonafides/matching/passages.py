"""Find listed texts that a longer text nearly repeats or quotes: sampled fingerprints, then alignment.

1. A text is reduced to its letters: the skeleton of `skeletons.py` without spaces.
2. Each run of eight letters has a hash. Of a listed text a share of them is kept, chosen by the hash itself, so that
   an equal run in another text is chosen too: all of a short text, one in two, four or eight of longer ones.
3. A submitted text's hashes are looked up in sorted arrays. The listed texts that share most are aligned with the part
   of it where they share them; the alignment alone decides.

Source of the idea: Manber, Finding similar files in a large file system (1994).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

Id = TypeVar("Id", bound=Hashable)
Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

RUN: Final = 8
"""Letters in a run."""
SHORTEST: Final = 24
"""Letters that a listed text needs to be found by likeness; shorter ones are found word for word only."""
BANDS: Final = (44, 60, 160, 500, 100_000_000)
"""Letters that the texts of a band have at most."""
LEVELS: Final = np.array([0, 0, 1, 2, 3])
"""By band: one run in two to this power is kept."""
WORTH_ALIGNING: Final = np.array([0.5, 0.34, 0.24, 0.22, 0.2])
"""By band: the share of either text's kept runs that both must hold."""
LONG: Final = 64
"""Letters' worth of shared runs that is aligned in any case."""
COMMON: Final = 600
"""A run that more listed texts of one segment hold tells little and is passed over."""
ALIGNED_AT_MOST: Final = 8
"""So many candidates are aligned of those that share most of themselves, and so many of those that share most letters.

The first are short texts that stand in a post, the second long ones of which a post holds a part: where listed texts
are made of the same words, hundreds of short ones share a good part of themselves with any post.
"""
REACH: Final = 16
"""Letters that an alignment may reach beyond the outermost shared runs, where they are alike."""
LIKE_ENOUGH_TO_REACH: Final = 0.7
STEP: Final = 24
"""Letters by which shared runs may shift; in a long text they may by a sixth of it, which is tried first."""
WORTH_A_SECOND_LOOK: Final = 0.5
"""The likeness from which a passage is looked at again without the runs that only the wider shift lets in."""
WHOLE_UNDER: Final = 45
"""Letters under which a listed text must stand in a longer one letter for letter."""
SURE: Final = 0.9
"""A passage that is less alike must hold the same letters in another order; else some of its words are others."""
SAME_LETTERS: Final = 0.95


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


@dataclass(frozen=True, slots=True)
class _Segment(Generic[Id]):
    """Listed texts whose runs were sorted together. `gone` marks those taken out since; it alone is written to."""

    entries: list[Id]
    letters: list[str]
    bands: npt.NDArray[np.int8]
    kept: npt.NDArray[np.int32]
    keys: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    slots: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32]
    gone: npt.NDArray[np.bool_]

    def living(self) -> Iterator[tuple[Id, str]]:
        for entry, letters, gone in zip(self.entries, self.letters, self.gone, strict=True):
            if not gone:
                yield entry, letters


class PassageTable(Generic[Id]):
    """Listed texts by their sampled runs. One writer at a time; readers need no lock."""

    def __init__(self) -> None:
        self._segments: tuple[_Segment[Id], ...] = ()
        self._where: dict[Id, tuple[_Segment[Id], int]] = {}

    def __contains__(self, entry: object) -> bool:
        return entry in self._where

    def __len__(self) -> int:
        return len(self._where)

    @property
    def size_bytes(self) -> int:
        """What the arrays and texts take, without Python's own overhead for each object."""
        arrays = (each for s in self._segments for each in (s.keys, s.starts, s.slots, s.places, s.gone, s.kept))
        texts = (len(text.encode()) for segment in self._segments for text in segment.letters)
        return sum(array.nbytes for array in arrays) + sum(texts)

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
        segment = _segment_of(fresh)
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
        asked = _Asked(letters)
        for segment in self._segments:
            for slot, pairs in _candidates(segment, asked):
                passage = _aligned(segment.entries[slot], segment.letters[slot], letters, *pairs)
                if passage is not None:
                    yield passage


class _Asked:
    """The runs of a submitted text, with how many of them each band keeps."""

    def __init__(self, letters: str) -> None:
        hashes = _hashes_of(letters)
        self.keys = (hashes >> np.uint64(32)).astype(np.uint32)
        self.of_band = np.array([np.count_nonzero(_is_kept(hashes, level)) for level in LEVELS])


def runs_of(letters: str, level: int) -> Hashes:
    """The hashes of a text's runs, in their order; one in two to the power of `level` is chosen, by the hash itself."""
    return _hashes_of(letters)[run_places(letters, level)]


def run_places(letters: str, level: int) -> Numbers:
    """Where the chosen runs of a text, of at least one run, begin among its letters, in their order."""
    return np.nonzero(_is_kept(_hashes_of(letters), np.int64(level)))[0]


def _hashes_of(letters: str) -> Hashes:
    """A 64-bit hash for each run: a polynomial in its code points, mixed so that every bit depends on all of them."""
    points = np.frombuffer(letters.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    last = len(points) - RUN + 1
    hashes = points[:last].copy()
    for place in range(1, RUN):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += points[place : last + place]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    return hashes


def _is_kept(hashes: Hashes, level: np.int64) -> npt.NDArray[np.bool_]:
    kept: npt.NDArray[np.bool_] = (hashes & np.uint64((1 << int(level)) - 1)) == 0
    return kept


def _band_of(length: int) -> int:
    return next(band for band, longest in enumerate(BANDS) if length <= longest)


def _segment_of(rows: list[tuple[Id, str]]) -> _Segment[Id]:
    keys, places, kept = [], [], []
    bands = [_band_of(len(letters)) for _, letters in rows]
    for (_, letters), band in zip(rows, bands, strict=True):
        hashes = _hashes_of(letters)
        at = np.nonzero(_is_kept(hashes, LEVELS[band]))[0]
        keys.append((hashes[at] >> np.uint64(32)).astype(np.uint32))
        places.append(at.astype(np.int32))
        kept.append(len(at))
    all_keys = np.concatenate(keys)
    order = np.argsort(all_keys, kind="stable")
    unique, starts = np.unique(all_keys[order], return_index=True)
    return _Segment(
        [entry for entry, _ in rows],
        [letters for _, letters in rows],
        np.array(bands, np.int8),
        np.array(kept, np.int32),
        unique,
        np.append(starts, len(order)).astype(np.int32),
        np.repeat(np.arange(len(rows), dtype=np.int32), kept)[order],
        np.concatenate(places)[order],
        np.zeros(len(rows), np.bool_),
    )


def _candidates(segment: _Segment[Id], asked: _Asked) -> Iterator[tuple[int, tuple[Numbers, Numbers]]]:
    """The slots worth aligning, with the places of the shared runs in the submitted and in the listed text."""
    slots, here, there = _shared_runs(segment, asked)
    if not len(slots):
        return
    counts = np.bincount(slots, minlength=len(segment.entries))
    met = np.nonzero(counts >= 2)[0]
    shared, bands = counts[met], segment.bands[met]
    of_listed = shared / np.maximum(segment.kept[met], 1)
    of_asked = shared / np.maximum(asked.of_band[bands], 1)
    likeness = np.maximum(of_listed, of_asked)
    shared_letters = shared << LEVELS[bands]
    worth = ~segment.gone[met] & ((likeness >= WORTH_ALIGNING[bands]) | (shared_letters >= LONG))
    chosen = met[worth][_most(likeness[worth], shared_letters[worth])]
    is_chosen = np.zeros(len(segment.entries), np.bool_)
    is_chosen[chosen] = True
    of_chosen = np.nonzero(is_chosen[slots])[0]
    slots, here, there = slots[of_chosen], here[of_chosen], there[of_chosen]
    for slot in chosen:
        mine = slots == slot
        yield int(slot), (here[mine], there[mine])


def _most(*measures: npt.NDArray[np.generic]) -> Numbers:
    """The places of the highest of each measure, each once, those of the first measure first."""
    highest = (np.argsort(measure, kind="stable")[::-1][:ALIGNED_AT_MOST] for measure in measures)
    return np.array(list(dict.fromkeys(np.concatenate(list(highest)).tolist())), np.int64)


def _shared_runs(segment: _Segment[Id], asked: _Asked) -> tuple[Numbers, Numbers, Numbers]:
    """For each run that both hold: the listed text's slot, and the run's place in the submitted and the listed text."""
    at = np.searchsorted(segment.keys, asked.keys)
    at[at == len(segment.keys)] = 0
    here = np.nonzero(segment.keys[at] == asked.keys)[0]
    first, sizes = segment.starts[at[here]], segment.starts[at[here] + 1] - segment.starts[at[here]]
    rare = sizes <= COMMON
    here, first, sizes = here[rare], first[rare], sizes[rare]
    ends = np.cumsum(sizes)
    postings = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + sizes, sizes)
    return segment.slots[postings], np.repeat(here, sizes), segment.places[postings]


def _aligned(entry: Id, listed: str, asked: str, here: Numbers, there: Numbers) -> Passage[Id] | None:
    """The passage around the shared runs that lie in step, if it is alike enough; else around those strictly so."""
    for loose in (len(listed) // 6, STEP) if len(listed) > 6 * STEP else (STEP,):
        in_step = _in_step(here - there, loose)
        passage, is_alike = _around(entry, listed, asked, here[in_step], there[in_step])
        if is_alike:
            return passage
        if passage.score < WORTH_A_SECOND_LOOK:
            break
    return None


def _around(entry: Id, listed: str, asked: str, here: Numbers, there: Numbers) -> tuple[Passage[Id], bool]:
    """The passage from the first to the last of these runs, or a little farther; and whether it is alike enough."""
    start, end = int(here.min()), int(here.max()) + RUN
    first, last = int(there.min()), int(there.max()) + RUN
    before, after = min(start, first, REACH), min(len(asked) - end, len(listed) - last, REACH)
    if _likeness(asked[start - before : start], listed[first - before : first]) >= LIKE_ENOUGH_TO_REACH:
        start, first = start - before, first - before
    if _likeness(asked[end : end + after], listed[last : last + after]) >= LIKE_ENOUGH_TO_REACH:
        end, last = end + after, last + after
    score = _likeness(asked[start:end], listed[first:last])
    share, part = (last - first) / len(listed), (end - start) / len(asked)
    is_alike = _is_alike(len(listed), score, share, part) and (
        score >= SURE or _same_letters(asked[start:end], listed[first:last]) >= SAME_LETTERS
    )
    return Passage(entry, start, end, score, share, part), is_alike


def _likeness(one: str, other: str) -> float:
    return Indel.normalized_similarity(one, other)


def _same_letters(one: str, other: str) -> float:
    """How many letters two passages share in whatever order: all, where words only changed places."""
    return 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other))


def _in_step(shifts: Numbers, loose: int) -> npt.NDArray[np.bool_]:
    """Which runs lie about as far from each other in both texts, give or take so many letters."""
    bins = (shifts - shifts.min()) // loose
    counts = np.bincount(bins)
    counts[:-1] += counts[1:]
    apart = bins - counts.argmax()
    chosen: npt.NDArray[np.bool_] = (apart == 0) | (apart == 1)
    return chosen


def _is_alike(of: int, score: float, share: float, part: float) -> bool:
    """The rule, by the letters `of` the listed text: the shorter it is, the more alike what was found must be.

    1. What was submitted is nearly that text and nothing else.
    2. Of one under 45 letters, all stands in it (and, which `parts/texts.py` asks, as whole words).
    3. Nearly all of a longer one stands in it.
    4. What was submitted is a good part of it, and little else.
    5. A long passage of it stands in it.
    """
    if share >= 0.9 and part >= 0.9:
        return score >= (0.92 if of < WHOLE_UNDER else 0.81 if of < 80 else 0.77)
    if of < WHOLE_UNDER:
        return score >= 0.99 and share >= 0.99
    if share >= 0.9:
        return score >= (0.86 if of < 60 else 0.82 if of < 120 else 0.78)
    if part >= 0.9:
        return score >= 0.9 and share >= 0.5
    return of * share >= 84 and score >= (0.8 if share >= 0.4 else 0.88)
