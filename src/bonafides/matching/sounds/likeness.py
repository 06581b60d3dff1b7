"""How alike two sounds are: at each shift in time, the stretches where few enough bits differ.

A window is 64 words, eight seconds of change in ten and a half seconds of sound. Two windows are alike where at most
286 of their 2,048 bits differ (14 %), if in both at least 32 words differ from the one before: silence and lasting
tones are the same everywhere, and say nothing. Alike windows at one shift make up stretches; a stretch begins and ends
with words of which at most 8 bits differ, since a window reaches past the end of what is alike. Shares count the words
that change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.sounds.hash import SPAN_SECONDS, STEP_SECONDS, SoundHash
from bonafides.matching.sounds.packing import Words
from bonafides.matching.videos import Segment, segments_as_json

WINDOW: Final = 64
MOST_BITS: Final = 286  # measured: docs/reference/matching.md
AGREEING_PERCENT: Final = 100 * (1 - MOST_BITS / (32 * WINDOW))  # the same, by what agrees: 86.04
CHANGES_AT_LEAST: Final = 32
NEAR_BITS: Final = 8
LISTED_PERCENT: Final = 80.0  # as for videos
Bools = NDArray[np.bool_]


class Stretch(NamedTuple):
    """Words of an item, from `start` to before `end`, that are alike a listed sound's words `shift` further on."""

    shift: int
    start: int
    end: int
    bits: int  # that differ

    @property
    def share(self) -> float:
        """Of the bits, how many differ, 0 to 1."""
        return self.bits / (32 * (self.end - self.start))


@dataclass(frozen=True, slots=True)
class SoundLikeness:
    """How much of the listed sound was found, how much of the item that is, and where in each.

    `differing_percent` is the share of bits that differ in the stretch that is most alike.
    """

    listed_percent: float
    item_percent: float
    differing_percent: float
    item_segments: tuple[Segment, ...]
    listed_segments: tuple[Segment, ...]
    item_is_whole: bool = True

    @property
    def is_enough(self) -> bool:
        """Whether this is the listed sound, whole or nearly."""
        return self.listed_percent >= LISTED_PERCENT

    def as_json(self, most: int) -> dict[str, object]:
        """For the detail of a hit, with at most that many segments of each sound."""
        shares = ("listed_percent", "item_percent", "differing_percent")
        segments = {"segments": self.item_segments, "listed_segments": self.listed_segments}
        detail: dict[str, object] = {name: getattr(self, name) for name in shares}
        detail |= {name: segments_as_json(each[:most]) for name, each in segments.items()}
        return detail if self.item_is_whole else detail | {"read_in_part": True}


def likeness_of(item: SoundHash, listed: Words, shifts: Iterable[int]) -> SoundLikeness | None:
    """How alike an item and a listed sound are at these shifts; None if no window is alike at any of them."""
    stretches = [each for shift in shifts for each in stretches_at(item.words, listed, shift)]
    if not stretches:
        return None
    of_item = _covered(len(item.words), [(each.start, each.end) for each in stretches])
    of_listed = _covered(len(listed), [(each.start + each.shift, each.end + each.shift) for each in stretches])
    return SoundLikeness(
        _percent(of_listed, changes_in(listed)),
        _percent(of_item, changes_in(item.words)),
        round(100 * min(each.share for each in stretches), 2),
        tuple(_segments(of_item)),
        tuple(_segments(of_listed)),
        item.is_whole,
    )


def stretches_at(item: Words, listed: Words, shift: int) -> Iterator[Stretch]:
    """The stretches at one shift: item word i stands beside listed word i + shift."""
    first, last = max(0, -shift), min(len(item), len(listed) - shift)
    if last - first < WINDOW:
        return
    ours, theirs = item[first:last], listed[first + shift : last + shift]
    bits = np.bitwise_count(ours ^ theirs).astype(np.int64)
    alike = (sums_of(bits) <= MOST_BITS) & is_lively(ours) & is_lively(theirs)
    for start, end in _runs(_spread(alike, len(bits))):
        near = np.flatnonzero(bits[start:end] <= NEAR_BITS)
        start, end = start + int(near[0]), start + int(near[-1]) + 1
        yield Stretch(shift, first + start, first + end, int(bits[start:end].sum()))


def is_lively(words: Words) -> Bools:
    """Of each window along the last axis, whether enough of it changes from word to word."""
    changes = np.zeros(words.shape, np.int64)
    changes[..., 1:] = words[..., 1:] != words[..., :-1]
    windows = sums_of(changes)
    lively: Bools = windows - changes[..., : windows.shape[-1]] >= CHANGES_AT_LEAST  # what was before is not in it
    return lively


def sums_of(values: NDArray[np.integer]) -> NDArray[np.int64]:
    """The sum of each window along the last axis."""
    sums = np.cumsum(values, axis=-1, dtype=np.int64)
    sums[..., WINDOW:] -= sums[..., :-WINDOW].copy()
    windows: NDArray[np.int64] = sums[..., WINDOW - 1 :]
    return windows


def changes_in(words: Words) -> Bools:
    """Which words differ from the one before; the first one does."""
    return np.concatenate([np.ones(min(1, len(words)), np.bool_), words[1:] != words[:-1]])


def _spread(windows: Bools, length: int) -> Bools:
    """Which words lie in one of these windows."""
    return _covered(length, [(start, end + WINDOW - 1) for start, end in _runs(windows)])


def _covered(length: int, spans: Sequence[tuple[int, int]]) -> Bools:
    steps = np.zeros(length + 1, np.int64)
    for start, end in spans:
        steps[start] += 1
        steps[end] -= 1
    covered: Bools = np.cumsum(steps[:-1]) > 0
    return covered


def _runs(marks: Bools) -> Iterator[tuple[int, int]]:
    """Where marks stand one after the other: from, to before."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(np.int8), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _segments(covered: Bools) -> Iterator[Segment]:
    for start, end in _runs(covered):
        yield Segment(round(start * STEP_SECONDS, 2), round((end - 1) * STEP_SECONDS + SPAN_SECONDS, 2))


def _percent(covered: Bools, counted: Bools) -> float:
    return round(100 * int(np.count_nonzero(covered & counted)) / max(1, int(np.count_nonzero(counted))), 2)
