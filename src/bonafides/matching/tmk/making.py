"""Compute TMK+PDQF from the frames of a video, a few at a time, in memory that does not grow with its length."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.pdq import coefficients_of
from bonafides.matching.pdq_rounding import SAMPLES, luma_of
from bonafides.matching.tmk.hash import (
    COEFFICIENT_VALUES,
    COEFFICIENTS,
    FEATURES,
    FRAMES_PER_SECOND,
    PERIODS,
    Tmk,
)
from bonafides.matching.tmk.scores import directions_of

_AT_ONCE: Final = 60


class TmkMaker:
    """Takes frames in the order of time, scaled to 64 by 64, and says the hash of them all."""

    def __init__(self) -> None:
        self._waiting: list[tuple[NDArray[np.uint8], int]] = []
        self._count = 0
        self._sum = np.zeros(FEATURES)
        self._waves = np.zeros((2, len(PERIODS) * COEFFICIENTS, FEATURES))

    def add(self, pixels: NDArray[np.uint8], times: int = 1) -> None:
        """A (64, 64, 3) RGB frame that stands for so many frames at 15 a second."""
        assert pixels.shape == (SAMPLES, SAMPLES, 3)
        self._waiting.append((pixels, times))
        if len(self._waiting) == _AT_ONCE:
            self._fold()

    def result(self) -> Tmk | None:
        """The hash; None without a frame, or if all of them are flat."""
        self._fold()
        average = (self._sum / max(self._count, 1)).astype(np.float32)
        if not average.any():
            return None
        waves = directions_of(self._waves.reshape(2, len(PERIODS), COEFFICIENTS, FEATURES).astype(np.float32))
        cosines, sines = waves * np.sqrt(COEFFICIENT_VALUES)[:, None]
        return Tmk.of(self._count, average, cosines, sines)

    def _fold(self) -> None:
        if not self._waiting:
            return
        pixels = np.stack([each for each, _times in self._waiting])
        times = np.array([each for _pixels, each in self._waiting])
        self._waiting = []
        features = coefficients_of(luma_of(pixels)).reshape(-1, FEATURES)
        self._sum += times @ features
        self._waves += _waves_at(self._count, times) @ directions_of(features)
        self._count += int(times.sum())


def _waves_at(start: int, times: NDArray[np.intp]) -> NDArray[np.float64]:
    """(2, periods * coefficients, n): cosine and sine at the n frames, those that stand for several summed up."""
    moments = start + np.arange(times.sum())
    steps = np.arange(COEFFICIENTS)[:, None] * moments
    angles = np.concatenate([2 * np.pi * (steps % period) / period for period in PERIODS])
    first_of_each = np.concatenate([[0], np.cumsum(times)[:-1]])
    return np.add.reduceat(np.stack([np.cos(angles), np.sin(angles)]), first_of_each, axis=2)


class Resampler:
    """Which frame stands at each fifteenth of a second: each stays until the next one, to the nearest tick."""

    def __init__(self) -> None:
        self._ticks = 0

    def ticks_until(self, seconds: float) -> int:
        """How many ticks of 1/15 s lie before a moment that have not been counted."""
        due = round(seconds * FRAMES_PER_SECOND)
        passed = max(0, due - self._ticks)
        self._ticks += passed
        return passed
