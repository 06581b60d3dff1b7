"""vPDQ: a video as the PDQ hashes of its sampled frames, usually one a second, and how two videos compare.

Frames below quality 50 and repeated hashes are left out. A frame matches within 31 bits. Two shares say how much of
each video is found in the other; the order of frames does not count. A listed video matches where at least 80 % of
*its* frames are found, however long the upload around them is. Source: vPDQ, facebook/ThreatExchange, vpdq/README.md.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from bonafides.matching.errors import FingerprintError
from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY

LISTED_PERCENT: Final = 80.0  # the README's Pc: of the listed video
ITEM_PERCENT: Final = 0.0  # the README's Pq: of the upload, which may be a compilation
MAX_FRAMES: Final = 20_000
SECONDS_BETWEEN: Final = 1.0
SHOWN_SEGMENTS: Final = 100
_FIELDS: Final = 3
_BEST_QUALITY: Final = 100


@dataclass(frozen=True, slots=True)
class VideoFrame:
    """A sampled frame: seconds from the start, PDQ hash, quality from 0 to 100."""

    at_seconds: float
    hash: PdqHash
    quality: int

    @classmethod
    def parse(cls, text: str) -> "VideoFrame":
        """From `<64 hexadecimal digits>,<quality>,<seconds>`. Raises FingerprintError bad_vpdq."""
        fields = text.split(",")
        if len(fields) != _FIELDS:
            raise _bad()
        digits, quality, seconds = (each.strip() for each in fields)
        if not quality.isascii() or not quality.isdigit() or int(quality[:4]) > _BEST_QUALITY:
            raise _bad()
        return cls(_seconds_of(seconds), PdqHash.parse(digits), int(quality))

    @property
    def text(self) -> str:
        """As it is exchanged, to the millisecond."""
        return f"{self.hash.hex},{self.quality},{self.at_seconds:.3f}"


def _seconds_of(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError as error:
        raise _bad() from error
    if not math.isfinite(seconds) or seconds < 0:
        raise _bad()
    return seconds


@dataclass(frozen=True, slots=True)
class VideoHash:
    """A video's sampled frames, in order of time, track by track; `is_whole` unless reading ended before the video."""

    frames: tuple[VideoFrame, ...]
    is_whole: bool = True

    @classmethod
    def parse(cls, text: str) -> "VideoHash":
        """From a JSON list of frames as texts. Raises FingerprintError bad_vpdq."""
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _bad() from error
        return cls.of(listed)

    @classmethod
    def of(cls, listed: object) -> "VideoHash":
        """From frames as texts. Raises FingerprintError bad_vpdq."""
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise _bad()
        if len(listed) > MAX_FRAMES:
            raise FingerprintError("too_many_frames", "A vpdq value has at most {limit} frames.", limit=MAX_FRAMES)
        return cls(tuple(sorted((VideoFrame.parse(each) for each in listed), key=lambda each: each.at_seconds)))

    @property
    def text(self) -> str:
        """The JSON list that other systems read."""
        return json.dumps(self.as_list())

    def as_list(self) -> list[str]:
        """The frames as texts."""
        return [each.text for each in self.frames]

    @property
    def compared(self) -> tuple[PdqHash, ...]:
        """The hashes that count: of sufficient quality, each once, in order of their first frame."""
        return tuple(dict.fromkeys(each.hash for each in self.frames if each.quality >= PDQ_MIN_QUALITY))


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time, in seconds from the start."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of the listed video was found, how much of the item that is, and where in each."""

    listed_percent: float
    item_percent: float
    item_segments: tuple[Segment, ...]
    listed_segments: tuple[Segment, ...]
    item_is_whole: bool = True

    @property
    def is_enough(self) -> bool:
        """Whether this is the listed video, whole or nearly."""
        return self.listed_percent >= LISTED_PERCENT and self.item_percent >= ITEM_PERCENT

    def as_json(self, most: int) -> dict[str, object]:
        """For the detail of a hit, with at most that many segments of each video."""
        shares: dict[str, object] = {"listed_percent": self.listed_percent, "item_percent": self.item_percent}
        segments = {"segments": self.item_segments, "listed_segments": self.listed_segments}
        detail = shares | {name: segments_as_json(each[:most]) for name, each in segments.items()}
        return detail if self.item_is_whole else detail | {"read_in_part": True}


def likeness_of(
    item: VideoHash, listed: VideoHash, found_item: Iterable[PdqHash], found_listed: Iterable[PdqHash]
) -> Likeness:
    """How alike two videos are, of which these hashes were found in each other."""
    of_item, of_listed = frozenset(found_item), frozenset(found_listed)
    return Likeness(
        _percent(len(of_listed), len(listed.compared)),
        _percent(len(of_item), len(item.compared)),
        segments_of(item.frames, of_item),
        segments_of(listed.frames, of_listed),
        item.is_whole,
    )


def _percent(found: int, all_of_them: int) -> float:
    return round(100 * found / all_of_them, 2) if all_of_them else 0.0


def segments_of(frames: Sequence[VideoFrame], found: Set[PdqHash]) -> tuple[Segment, ...]:
    """The stretches that the found frames stand for: each until the next frame, joined where they touch."""
    return tuple(_segments(frames, found))


def _segments(frames: Sequence[VideoFrame], found: Set[PdqHash]) -> Iterator[Segment]:
    start: float | None = None
    end = 0.0
    for number, frame in enumerate(frames):
        is_next = number > 0 and frame.at_seconds >= frames[number - 1].at_seconds  # not the first of another track
        if start is not None and not (frame.hash in found and is_next):
            yield Segment(start, end)
            start = None
        if frame.hash in found:
            start = frame.at_seconds if start is None else start
            end = _end_of(frames, number)
    if start is not None:
        yield Segment(start, end)


def _end_of(frames: Sequence[VideoFrame], number: int) -> float:
    here = frames[number].at_seconds
    following = frames[number + 1].at_seconds if number + 1 < len(frames) else 0.0
    return round(following if following >= here and number + 1 < len(frames) else here + SECONDS_BETWEEN, 3)


def segments_as_json(segments: Iterable[Segment]) -> list[dict[str, float]]:
    """For the detail of a hit."""
    return [{"start_s": each.start_s, "end_s": each.end_s} for each in segments]


def _bad() -> FingerprintError:
    sentence = "A vpdq value is a JSON list of texts: 64 hexadecimal digits, a quality from 0 to 100, seconds."
    return FingerprintError("bad_vpdq", sentence)
