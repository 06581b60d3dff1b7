"""Sound, of videos or by itself: decoded by PyAV and fingerprinted by Chromaprint, where both are there."""

import importlib
import itertools
import time
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO, Final

from bonafides.matching.insides import chromaprint
from bonafides.matching.insides.chromaprint import SAMPLES_PER_SECOND, Listener
from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Heard
from bonafides.matching.insides.vocabulary import Limits, Reason

_SECONDS_TOGETHER: Final = 60
_MISSING_SECONDS, _MISSING_SHARE = 2.0, 0.1
_SHARE_OF_TIME: Final = 0.5  # of the processor time, which a video's frames need too
_RATES: Final = range(1_000, 1_000_001)  # samples a second; by another one a few bytes would become gigabytes
_ESTIMATING: Final = frozenset({"mp3", "aac", "ac3", "amr"})
"""Formats that do not state how long they are."""


def sound_of(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """The words of the first sound track, a minute at a time, and whether that is all of it.

    Of a file that cannot be opened at all nothing is said: whoever reads the frames does.
    """
    try:
        av = importlib.import_module("av")
    except ImportError:
        return
    try:
        container = av.open(stream, metadata_errors="ignore")
    except (av.error.FFmpegError, *READER_ERRORS):
        return
    with container:
        if container.streams.audio:
            yield from _Track(container, limits, (av.error.FFmpegError, *READER_ERRORS)).heard()


class _Track:
    """One pass through a sound track."""

    def __init__(self, container: Any, limits: Limits, errors: tuple[type[BaseException], ...]) -> None:
        self._container, self._limits, self._errors = container, limits, errors
        self._track = container.streams.audio[0]
        self._samples, self._due = 0, _SECONDS_TOGETHER
        self._has_frames = any(not is_cover(each) for each in container.streams.video)

    def heard(self) -> Iterator[Found]:
        library = chromaprint.load()
        if library is None:
            yield Closed("", Reason.NEEDS_CHROMAPRINT)
            return
        with chromaprint.listening(library) as listener:
            reason = yield from self._through(listener)
            yield Heard(tuple(listener.finished()), is_all=reason is None)
        if reason is not None:
            yield Closed("", Reason.SOUND_IN_PART if self._has_frames else reason)

    def _through(self, listener: Listener) -> Generator[Found, None, Reason | None]:
        """Every frame; returns why it ended before the sound did, if it did."""
        try:
            self._track.thread_type = "NONE"
            for samples in self._resampled():
                listener.feed(samples)
                if self._seconds >= self._due:
                    self._due += _SECONDS_TOGETHER
                    yield Heard(tuple(listener.words()))
                if self._is_long():
                    return Reason.TOO_LARGE
        except MemoryError:
            return Reason.STOPPED
        except self._errors:
            return Reason.DAMAGED
        return Reason.DAMAGED if self._breaks_off() else None

    def _resampled(self) -> Iterator[bytes]:
        resampler = importlib.import_module("av").AudioResampler("s16", "mono", SAMPLES_PER_SECOND)
        for frame in itertools.chain(self._container.decode(self._track), [None]):
            if frame is not None and frame.sample_rate not in _RATES:
                raise ValueError("no rate of a sound")
            for each in resampler.resample(frame):
                self._samples += each.samples
                yield bytes(each.planes[0])[: 2 * each.samples]

    @property
    def _seconds(self) -> float:
        return self._samples / SAMPLES_PER_SECOND

    def _is_long(self) -> bool:
        """Longer than is listened to; in a video, or so long that no time would be left for the frames."""
        is_late = self._has_frames and time.process_time() > _SHARE_OF_TIME * self._limits.cpu_seconds
        return is_late or self._seconds > self._limits.sound_seconds

    def _breaks_off(self) -> bool:
        """Whether the sound ends well before the file says that it does."""
        track = self._track
        if self._container.format.name in _ESTIMATING or not track.duration:
            return False
        return ends_early(float(track.duration * track.time_base), self._seconds)


def ends_early(declared_seconds: float, end_seconds: float) -> bool:
    """Whether a track ends well before its file says that it does, as one does of which the rest is missing."""
    return declared_seconds - end_seconds > max(_MISSING_SECONDS, declared_seconds * _MISSING_SHARE)


def is_cover(track: Any) -> bool:
    """Whether a track of pictures is the cover of a sound."""
    return bool(track.disposition & type(track.disposition).attached_pic)
