"""Sampled frames of videos, by PyAV, and pictures of HEIC, by pillow-heif, where those extras are installed."""

import importlib
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Reel, Still
from bonafides.matching.insides.tracks import ends_early, is_cover
from bonafides.matching.insides.vocabulary import Reason
from bonafides.matching.pdq import pdq_of
from bonafides.matching.pdq_rounding import SAMPLES
from bonafides.matching.pictures import FORMATS
from bonafides.matching.tmk.hash import Tmk
from bonafides.matching.tmk.making import Resampler, TmkMaker

FRAMES_PER_SECOND: Final = 1.0
_LONGEST_STILL_TICKS: Final = 15 * 600  # ten minutes; a gap beyond is a fault of the clock, not a picture
HEIC_FORMATS: Final = (*FORMATS, "HEIF")


def stills_of(stream: BinaryIO, most: int) -> Iterator[Found]:
    """One frame a second of each video track, at most `most`, and the hash of each as a whole; of a sound its cover.

    Which track is shown, a file says, and a viewer chooses: so none may hide what another holds.
    """
    try:
        av = importlib.import_module("av")
    except ImportError:
        yield Closed("", Reason.NEEDS_VIDEO)
        return
    try:
        for number in _numbers_of_tracks(av, stream):
            stream.seek(0)
            with av.open(stream, metadata_errors="ignore") as container:
                most -= yield from _sampled(container, container.streams[number], most)
    except MemoryError:
        yield Closed("", Reason.STOPPED)
    except (av.error.FFmpegError, *READER_ERRORS):
        yield Closed("", Reason.DAMAGED)


def _numbers_of_tracks(av: Any, stream: BinaryIO) -> list[int]:
    """Those of moving pictures; where there are none, that of the first cover."""
    with av.open(stream, metadata_errors="ignore") as container:
        tracks = list(container.streams.video)
        moving = [each.index for each in tracks if not is_cover(each)]
        return moving or [each.index for each in tracks[:1]]


def _sampled(container: Any, track: Any, most: int) -> Generator[Found, None, int]:
    """The frames of a track, and how many they are."""
    track.thread_type = "NONE"
    due, taken, reel = 0.0, 0, _Reel()
    for number, frame in enumerate(container.decode(track)):
        seconds = frame.time if frame.time is not None else number / float(track.average_rate or 25)
        reel.add(frame, seconds)
        if seconds < due:
            continue
        if taken == most:
            yield Closed("", Reason.TOO_LARGE)
            return taken
        result = pdq_of(np.ascontiguousarray(frame.to_ndarray(format="rgb24")))
        yield Still(round(seconds, 3), result.hash.hex, result.quality)
        due, taken = seconds + 1 / FRAMES_PER_SECOND, taken + 1
    if not is_cover(track):
        yield from _end_of(container, track, reel)
    return taken


def _end_of(container: Any, track: Any, reel: "_Reel") -> Iterator[Found]:
    if _breaks_off(container, track, reel.end_seconds):
        yield Closed("", Reason.DAMAGED)
    elif hash_of_all := reel.result():
        yield Reel(hash_of_all.text)


def _breaks_off(container: Any, track: Any, end_seconds: float) -> bool:
    """Whether the frames end well before the file says that they do."""
    declared = float(track.duration * track.time_base) if track.duration else (container.duration or 0) / 1e6
    return ends_early(declared, end_seconds)


class _Reel:
    """All frames on their way into one hash. A frame counts when the next one says how long it stood."""

    def __init__(self) -> None:
        self._maker, self._resampler = TmkMaker(), Resampler()
        self._scaler = importlib.import_module("av.video.reformatter").VideoReformatter()
        self._last: Any = None
        self._at, self._step = 0.0, 0.0

    @property
    def end_seconds(self) -> float:
        """Where the last frame ends, if it stands as long as the one before."""
        return self._at + self._step

    def add(self, frame: Any, seconds: float) -> None:
        self._pass(seconds)
        self._last, self._at, self._step = frame, seconds, seconds - self._at

    def result(self) -> Tmk | None:
        self._pass(self.end_seconds)
        return self._maker.result()

    def _pass(self, until: float) -> None:
        if self._last is not None and (ticks := self._resampler.ticks_until(until)):
            self._maker.add(self._small(), min(ticks, _LONGEST_STILL_TICKS))

    def _small(self) -> NDArray[np.uint8]:
        """The last frame in 64 by 64 RGB, by the bicubic filter that is FFmpeg's default."""
        scaled = self._scaler.reformat(self._last, SAMPLES, SAMPLES, "rgb24", interpolation="BICUBIC")
        small: NDArray[np.uint8] = scaled.to_ndarray()
        return small


def open_heic() -> bool:
    """Have Pillow open HEIC from now on; False where the extra is not installed."""
    try:
        reader = importlib.import_module("pillow_heif")
    except ImportError:
        return False
    reader.register_heif_opener(thumbnails=False)
    return True
