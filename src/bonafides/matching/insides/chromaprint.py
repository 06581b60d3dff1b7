"""Chromaprint by its own library, where the machine has it: loaded in a child process only, and not part of ours."""

import contextlib
import ctypes
from collections.abc import Iterator
from typing import Any, Final

from bonafides.matching.sounds.packing import ALGORITHM

SAMPLES_PER_SECOND: Final = 11_025  # what the algorithm works on; `fpcalc` resamples to it too
NAMES: Final = ("libchromaprint.so.1", "libchromaprint.so.0", "libchromaprint.1.dylib", "libchromaprint.dylib")

_Words = ctypes.POINTER(ctypes.c_uint32)


def load() -> Any | None:
    """The library; None where there is none."""
    for name in NAMES:
        with contextlib.suppress(OSError):
            return _declared(ctypes.CDLL(name))
    return None


def _declared(library: Any) -> Any:
    context = ctypes.c_void_p
    for name, result, arguments in (
        ("new", context, (ctypes.c_int,)),
        ("free", None, (context,)),
        ("start", ctypes.c_int, (context, ctypes.c_int, ctypes.c_int)),
        ("feed", ctypes.c_int, (context, ctypes.c_char_p, ctypes.c_int)),
        ("finish", ctypes.c_int, (context,)),
        ("get_raw_fingerprint", ctypes.c_int, (context, ctypes.POINTER(_Words), ctypes.POINTER(ctypes.c_int))),
        ("clear_fingerprint", ctypes.c_int, (context,)),
        ("dealloc", None, (context,)),
    ):
        function = getattr(library, f"chromaprint_{name}")
        function.restype, function.argtypes = result, arguments
    return library


@contextlib.contextmanager
def listening(library: Any) -> Iterator["Listener"]:
    """A fingerprint in the making. Raises ValueError where the library refuses, MemoryError where there is no room."""
    context = library.chromaprint_new(ALGORITHM)
    if not context:
        raise MemoryError("no room for a fingerprint")
    try:
        listener = Listener(library, context)
        listener.check(library.chromaprint_start(context, SAMPLES_PER_SECOND, 1))
        yield listener
    finally:
        library.chromaprint_free(context)


class Listener:
    """Takes samples in the order of time, and gives the words that they make."""

    def __init__(self, library: Any, context: Any) -> None:
        self._library, self._context = library, context

    def feed(self, samples: bytes) -> None:
        """Samples of 16 bits, one channel, 11,025 a second."""
        self.check(self._library.chromaprint_feed(self._context, samples, len(samples) // 2))

    def words(self) -> list[int]:
        """The words since the last time."""
        first, count = _Words(), ctypes.c_int()
        self.check(
            self._library.chromaprint_get_raw_fingerprint(self._context, ctypes.byref(first), ctypes.byref(count))
        )
        words = first[: count.value]
        self._library.chromaprint_dealloc(first)
        self.check(self._library.chromaprint_clear_fingerprint(self._context))
        return words

    def finished(self) -> list[int]:
        """There are no more samples: the last words. None are left of less than three seconds of sound."""
        self.check(self._library.chromaprint_finish(self._context))
        return self.words()

    @staticmethod
    def check(done: int) -> None:
        """Raise ValueError where the library says that it could not."""
        if not done:
            raise ValueError("Chromaprint refused")
