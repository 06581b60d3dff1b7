"""Videos and sounds opened by PyAV, where that extra is installed."""

import importlib
from typing import Any, BinaryIO

from bonafides.matching.insides.found import READER_ERRORS


def opened(stream: BinaryIO, metadata_errors: str = "ignore") -> tuple[Any, tuple[type[BaseException], ...]] | None:
    """A container, to be closed, and what reading it may raise; None where there is no PyAV, or it cannot be opened.

    Of the latter nothing is said here: whoever reads the frames does.
    """
    try:
        av = importlib.import_module("av")
    except ImportError:
        return None
    errors = (av.error.FFmpegError, *READER_ERRORS)
    try:
        return av.open(stream, metadata_errors=metadata_errors), errors
    except errors:
        return None
