"""Sampled frames of videos, by PyAV, and pictures of HEIC, by pillow-heif, where those extras are installed."""

import importlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import numpy as np

from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Still
from bonafides.matching.insides.vocabulary import Reason
from bonafides.matching.pdq import pdq_of
from bonafides.matching.pictures import FORMATS

FRAMES_PER_SECOND: Final = 1.0
HEIC_FORMATS: Final = (*FORMATS, "HEIF")


def stills_of(stream: BinaryIO, most: int) -> Iterator[Found]:
    """One frame a second of the first video track, at most `most`; none of a file that only has sound."""
    try:
        av = importlib.import_module("av")
    except ImportError:
        yield Closed("", Reason.NEEDS_VIDEO)
        return
    try:
        with av.open(stream, metadata_errors="ignore") as container:
            yield from _sampled(container, most)
    except (av.error.FFmpegError, *READER_ERRORS):
        yield Closed("", Reason.DAMAGED)


def _sampled(container: Any, most: int) -> Iterator[Found]:
    track = next(iter(container.streams.video), None)
    if track is None:
        return
    track.thread_type = "NONE"
    due, taken = 0.0, 0
    for number, frame in enumerate(container.decode(track)):
        seconds = frame.time if frame.time is not None else number / float(track.average_rate or 25)
        if seconds < due:
            continue
        if taken == most:
            yield Closed("", Reason.TOO_LARGE)
            return
        result = pdq_of(np.ascontiguousarray(frame.to_ndarray(format="rgb24")))
        yield Still(round(seconds, 3), result.hash.hex, result.quality)
        due, taken = seconds + 1 / FRAMES_PER_SECOND, taken + 1


def open_heic() -> bool:
    """Have Pillow open HEIC from now on; False where the extra is not installed."""
    try:
        reader = importlib.import_module("pillow_heif")
    except ImportError:
        return False
    reader.register_heif_opener(thumbnails=False)
    return True
