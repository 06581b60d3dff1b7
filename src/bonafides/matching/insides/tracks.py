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
_ENDING: Final = frozenset({Reason.TOO_LARGE, Reason.STOPPED})
"""Why no further track is heard."""


def sound_of(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """The words of each sound track behind those of the one before, a minute at a time, and whether that is all of it.

    Which track is heard, a listener chooses: so none may hide what another holds. Of a file that cannot be opened at
    all nothing is said: whoever reads the frames does.
    """
    try:
        av = importlib.import_module("av")
    except ImportError:
        return
    errors = (av.error.FFmpegError, *READER_ERRORS)
    try:
        with av.open(stream, metadata_errors="ignore") as container:
            numbers = [each.index for each in container.streams.audio]
            has_frames = any(not is_cover(each) for each in container.streams.video)
    except errors:
        return
    if numbers:
        reason = yield from _Ear(av, stream, limits, errors, has_frames=has_frames).heard(numbers)
        if reason is not None:
            is_part = has_frames and reason is not Reason.NEEDS_CHROMAPRINT
            yield Closed("", Reason.SOUND_IN_PART if is_part else reason)


class _Ear:
    """One pass through each of the sound tracks."""

    def __init__(
        self, av: Any, stream: BinaryIO, limits: Limits, errors: tuple[type[BaseException], ...], *, has_frames: bool
    ) -> None:
        self._av, self._stream, self._limits, self._errors = av, stream, limits, errors
        self._has_frames = has_frames
        self._samples, self._due = 0, _SECONDS_TOGETHER

    def heard(self, numbers: list[int]) -> Generator[Found, None, Reason | None]:
        """The tracks of these numbers; returns why not all was heard. A damaged one does not silence the next."""
        library = chromaprint.load()
        if library is None:
            return Reason.NEEDS_CHROMAPRINT
        reason: Reason | None = None
        for number in numbers:
            with chromaprint.listening(library) as listener:
                ended = yield from self._through(listener, number)
                reason = reason or ended
                is_last = number == numbers[-1] or ended in _ENDING
                yield Heard(tuple(listener.finished()), is_all=is_last and reason is None)
            if is_last:
                break
        return reason

    def _through(self, listener: Listener, number: int) -> Generator[Found, None, Reason | None]:
        """Every frame of a track; returns why it ended before the sound did, if it did."""
        try:
            self._stream.seek(0)
            with self._av.open(self._stream, metadata_errors="ignore") as container:
                track, before = container.streams[number], self._seconds
                track.thread_type = "NONE"
                for samples in self._resampled(container, track):
                    listener.feed(samples)
                    if self._seconds >= self._due:
                        self._due += _SECONDS_TOGETHER
                        yield Heard(tuple(listener.words()))
                    if self._is_long():
                        return Reason.TOO_LARGE
                return Reason.DAMAGED if _breaks_off(container, track, self._seconds - before) else None
        except MemoryError:
            return Reason.STOPPED
        except self._errors:
            return Reason.DAMAGED

    def _resampled(self, container: Any, track: Any) -> Iterator[bytes]:
        resampler = self._av.AudioResampler("s16", "mono", SAMPLES_PER_SECOND)
        for frame in itertools.chain(container.decode(track), [None]):
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


def _breaks_off(container: Any, track: Any, end_seconds: float) -> bool:
    """Whether a sound ends well before the file says that it does."""
    if container.format.name in _ESTIMATING or not track.duration:
        return False
    return ends_early(float(track.duration * track.time_base), end_seconds)


def ends_early(declared_seconds: float, end_seconds: float) -> bool:
    """Whether a track ends well before its file says that it does, as one does of which the rest is missing."""
    return declared_seconds - end_seconds > max(_MISSING_SECONDS, declared_seconds * _MISSING_SHARE)


def is_cover(track: Any) -> bool:
    """Whether a track of pictures is the cover of a sound."""
    return bool(track.disposition & type(track.disposition).attached_pic)
