"""Which listed texts share runs with a submitted one, and where: the search before the alignment of `passages.py`.

By a compiled kernel once it is loaded, by numpy until then, with the same answers: the listed texts worth aligning, the
likeliest first, each with the stretches of the two texts that hold the runs they share.
"""

import threading
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from bonafides.matching import compiled

Id = TypeVar("Id", bound=Hashable)
Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]
Stretch = Sequence[int]
"""Where the shared runs that lie in step begin and end, in the submitted text and in the listed one: four places."""
Candidate = tuple[int, Iterable[Stretch]]
"""The slot of a listed text, with a stretch for each of the steps of its length."""

RUN: Final = 8
"""Letters in a run."""
BANDS: Final = (44, 60, 160, 500, 100_000_000)
"""Letters that the texts of a band have at most."""
LEVELS: Final = (0, 0, 1, 2, 3)
"""By band: one run in two to this power is kept."""
WORTH_ALIGNING: Final = (0.5, 0.34, 0.24, 0.22, 0.2)
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
STEP: Final = 24
"""Letters by which shared runs may shift; in a long text they may by one in so many of it, which is tried first."""
LONG_STEP: Final = 6
KERNELS_FROM: Final = 5_000
"""Among fewer listed texts numpy answers fast enough, and 100 MB of compiler are better not loaded."""
PAIRS_AT_MOST: Final = 2_000_000
"""For more shared runs numpy, which writes them all down, would take more memory than the compiler does: where a post
and a listed text repeat one word, there are as many as the one's letters times the other's."""

COLUMNS: Final = 17  # in which the kernel writes down a candidate
ROOM_BESIDES: Final = 4_096

_LEVELS: Final = np.array(LEVELS)
_WORTH: Final = np.array(WORTH_ALIGNING)


@dataclass(frozen=True, slots=True)
class Segment(Generic[Id]):
    """Listed texts whose runs were sorted together. `gone` marks those taken out since; it alone is written to."""

    entries: list[Id]
    letters: list[str]
    lengths: npt.NDArray[np.int32]
    bands: npt.NDArray[np.int8]
    kept: npt.NDArray[np.int32]
    keys: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    slots: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32]
    gone: npt.NDArray[np.bool_]

    @property
    def size_bytes(self) -> int:
        """What the arrays and texts take, without Python's own overhead for each object."""
        of_texts, of_runs = (self.lengths, self.bands, self.kept, self.gone), (self.slots, self.places)
        arrays = (self.keys, self.starts, *of_texts, *of_runs)
        return sum(array.nbytes for array in arrays) + sum(len(text.encode()) for text in self.letters)

    def living(self) -> Iterator[tuple[Id, str]]:
        """The texts that were not taken out."""
        for entry, letters, gone in zip(self.entries, self.letters, self.gone, strict=True):
            if not gone:
                yield entry, letters


def segment_of(rows: Sequence[tuple[Id, str]]) -> Segment[Id]:
    """Texts of at least one run, given as letters, sorted together."""
    keys, places, kept = [], [], []
    bands = [_band_of(len(letters)) for _, letters in rows]
    for (_, letters), band in zip(rows, bands, strict=True):
        hashes = _hashes_of(points_of(letters))
        at = np.nonzero(_is_kept(hashes, LEVELS[band]))[0]
        keys.append((hashes[at] >> np.uint64(32)).astype(np.uint32))
        places.append(at.astype(np.int32))
        kept.append(len(at))
    all_keys = np.concatenate(keys)
    order = np.argsort(all_keys, kind="stable")
    unique, starts = np.unique(all_keys[order], return_index=True)
    return Segment(
        [entry for entry, _ in rows],
        [letters for _, letters in rows],
        np.array([len(letters) for _, letters in rows], np.int32),
        np.array(bands, np.int8),
        np.array(kept, np.int32),
        unique,
        np.append(starts, len(order)).astype(np.int32),
        np.repeat(np.arange(len(rows), dtype=np.int32), kept)[order],
        np.concatenate(places)[order],
        np.zeros(len(rows), np.bool_),
    )


def steps_of(length: int) -> Sequence[int]:
    """The letters by which the runs of a listed text of so many letters may shift: what is tried, in this order."""
    return (length // LONG_STEP, STEP) if length > LONG_STEP * STEP else (STEP,)


def candidates_in(segments: Sequence[Segment[Id]], letters: str) -> Iterator[tuple[Segment[Id], Candidate]]:
    """The listed texts worth aligning with a text of at least one run, given as letters; by segments."""
    points, by_kernel = points_of(letters), compiled.texts is not None
    if not by_kernel and sum(len(segment.entries) for segment in segments) >= KERNELS_FROM:
        compiled.note_work(1)
    asked = None if by_kernel else _Asked(points)
    for segment in segments:
        runs = None if asked is None else _held_by_both(segment, asked)
        if asked is None or runs is None or (runs.pairs > PAIRS_AT_MOST and _has_kernel()):
            found: Iterable[Candidate] = _compiled_candidates(segment, points)
        else:
            found = _candidates(segment, asked, runs)
        for candidate in found:
            yield segment, candidate


def _has_kernel() -> bool:
    """Whether it could be loaded; this waits for it."""
    return compiled.use_kernels() and compiled.texts is not None


# -- runs -------------------------------------------------------------------------------------------


def runs_of(letters: str, level: int) -> Hashes:
    """The hashes of a text's runs, in their order; one in two to the power of `level` is chosen, by the hash itself."""
    hashes = _hashes_of(points_of(letters))
    return hashes[_is_kept(hashes, level)]


def run_places(letters: str, level: int) -> Numbers:
    """Where the chosen runs of a text, of at least one run, begin among its letters, in their order."""
    return np.nonzero(_is_kept(_hashes_of(points_of(letters)), level))[0]


def points_of(letters: str) -> Points:
    """The code points of letters."""
    return np.frombuffer(letters.encode("utf-32-le", "replace"), np.uint32)


def _hashes_of(points: Points) -> Hashes:
    """A 64-bit hash for each run: a polynomial in its code points, mixed so that every bit depends on all of them."""
    wide = points.astype(np.uint64)
    last = len(wide) - RUN + 1
    hashes = wide[:last].copy()
    for place in range(1, RUN):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += wide[place : last + place]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(32)
    return hashes


def _is_kept(hashes: Hashes, level: int) -> npt.NDArray[np.bool_]:
    kept: npt.NDArray[np.bool_] = (hashes & np.uint64((1 << level) - 1)) == 0
    return kept


def _band_of(length: int) -> int:
    return next(band for band, longest in enumerate(BANDS) if length <= longest)


# -- compiled ---------------------------------------------------------------------------------------


class _Desk(threading.local):
    """What the kernel works on, one for each thread: `counts` are zero between two calls, all else may be anything."""

    def __init__(self) -> None:
        self.counts = np.zeros(0, np.int64)
        self.best = np.zeros((2, ALIGNED_AT_MOST), np.float64)
        self.room = np.zeros(0, np.int64)
        self.rows = np.zeros((2 * ALIGNED_AT_MOST, COLUMNS), np.int64)

    def grow(self, listed: int, letters: int) -> None:
        """Have enough for so many listed texts, and for most submitted ones of so many letters."""
        if len(self.counts) < listed:
            self.counts = np.zeros(listed, np.int64)
        if len(self.room) < 3 * letters + listed + ROOM_BESIDES:
            self.room = np.zeros(4 * letters + listed + ROOM_BESIDES, np.int64)


_desk = _Desk()


def _compiled_candidates(segment: Segment[Id], points: Points) -> list[Candidate]:
    desk = _desk
    desk.grow(len(segment.entries), len(points))
    of_texts = (segment.lengths, segment.bands, segment.kept, segment.gone)
    given = (points, segment.keys, segment.starts, segment.slots, segment.places, *of_texts, desk.counts, desk.best)
    count = compiled.texts.candidates(*given, desk.room, desk.rows)
    if count < 0:
        count = compiled.texts.candidates(*given, np.zeros(-count, np.int64), desk.rows)  # so few need it: not kept
    return [(row[0], (row[1:5], row[5:9])) for row in desk.rows[:count].tolist()]


# -- numpy ------------------------------------------------------------------------------------------


class _Asked:
    """The runs of a submitted text, with how many of them each band keeps."""

    def __init__(self, points: Points) -> None:
        hashes = _hashes_of(points)
        self.keys = (hashes >> np.uint64(32)).astype(np.uint32)
        self.of_band = np.array([np.count_nonzero(_is_kept(hashes, level)) for level in LEVELS])


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of a submitted text that listed ones hold: where each begins, and which of the segment's places hold it."""

    here: Numbers
    first: Numbers
    sizes: Numbers

    @property
    def pairs(self) -> int:
        return int(self.sizes.sum())


def _candidates(segment: Segment[Id], asked: _Asked, runs: _Runs) -> Iterator[Candidate]:
    if not runs.pairs:
        return
    slots, here, there = _shared_runs(segment, runs)
    counts = np.bincount(slots, minlength=len(segment.entries))
    met = np.nonzero(counts >= 2)[0]
    shared, bands = counts[met], segment.bands[met]
    of_listed = shared / np.maximum(segment.kept[met], 1)
    of_asked = shared / np.maximum(asked.of_band[bands], 1)
    likeness = np.maximum(of_listed, of_asked)
    shared_letters = shared << _LEVELS[bands]
    worth = ~segment.gone[met] & ((likeness >= _WORTH[bands]) | (shared_letters >= LONG))
    chosen = met[worth][_most(likeness[worth], shared_letters[worth])]
    is_chosen = np.zeros(len(segment.entries), np.bool_)
    is_chosen[chosen] = True
    of_chosen = np.nonzero(is_chosen[slots])[0]
    slots, here, there = slots[of_chosen], here[of_chosen], there[of_chosen]
    for slot in chosen:
        mine = slots == slot
        yield int(slot), _stretches(here[mine], there[mine], steps_of(int(segment.lengths[slot])))


def _most(*measures: npt.NDArray[np.generic]) -> Numbers:
    """The places of the highest of each measure, each once, those of the first measure first."""
    highest = (np.argsort(measure, kind="stable")[::-1][:ALIGNED_AT_MOST] for measure in measures)
    return np.array(list(dict.fromkeys(np.concatenate(list(highest)).tolist())), np.int64)


def _held_by_both(segment: Segment[Id], asked: _Asked) -> _Runs:
    if not len(segment.keys):  # of a text that repeats itself no run may be kept
        return _Runs(*(np.zeros(0, np.int64),) * 3)
    at = np.searchsorted(segment.keys, asked.keys)
    at[at == len(segment.keys)] = 0
    here = np.nonzero(segment.keys[at] == asked.keys)[0]
    first = segment.starts[at[here]].astype(np.int64)
    sizes = segment.starts[at[here] + 1] - first
    rare = sizes <= COMMON
    return _Runs(here[rare], first[rare], sizes[rare])


def _shared_runs(segment: Segment[Id], runs: _Runs) -> tuple[Numbers, Numbers, Numbers]:
    """For each run that both hold: the listed text's slot, and the run's place in the submitted and the listed text."""
    ends = np.cumsum(runs.sizes)
    postings = np.arange(ends[-1]) + np.repeat(runs.first - ends + runs.sizes, runs.sizes)
    return segment.slots[postings], np.repeat(runs.here, runs.sizes), segment.places[postings]


def _stretches(here: Numbers, there: Numbers, steps: Sequence[int]) -> Iterator[Stretch]:
    return (_stretch(here, there, step) for step in steps)


def _stretch(here: Numbers, there: Numbers, step: int) -> Stretch:
    """From the first to the last of the runs that lie about as far from each other in both texts."""
    shifts = here - there
    bins = (shifts - shifts.min()) // step
    counts = np.bincount(bins)
    counts[:-1] += counts[1:]
    apart = bins - counts.argmax()
    in_step = (apart == 0) | (apart == 1)
    here, there = here[in_step], there[in_step]
    return int(here.min()), int(here.max()) + RUN, int(there.min()), int(there.max()) + RUN
