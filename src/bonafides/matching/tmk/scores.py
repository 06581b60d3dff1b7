"""How alike two videos are by their TMK+PDQF: a quick score of averages, then one that lets time be shifted."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tmk.hash import COEFFICIENT_VALUES, COEFFICIENTS, PERIODS, Floats, Tmk

LEVEL1_THRESHOLD: Final = 0.7  # reference: tmk_default_thresholds.h, validated there for PDQF
LEVEL2_THRESHOLD: Final = 0.7
_WHOLE: Final = float(COEFFICIENT_VALUES[0]) + 2 * float(COEFFICIENT_VALUES[1:].sum(dtype=np.float64))


def directions_of(averages: Floats) -> Floats:
    """(n, 256) averages, each with length 1; what is nought stays so."""
    lengths = np.linalg.norm(averages, axis=-1, keepdims=True)
    directions: Floats = np.divide(averages, lengths, out=np.zeros_like(averages), where=lengths > 0)
    return directions


def level1_score(one: Tmk, other: Tmk) -> float:
    """The cosine of the two averages, -1 to 1."""
    return float(directions_of(one.average) @ directions_of(other.average))


def level2_score(one: Tmk, other: Tmk) -> float:
    """The best agreement of all waves over every shift in time, in the best of the four periods; about 0 to 1."""
    in_step = _products(one.cosines, other.cosines) + _products(one.sines, other.sines)
    out_of_step = _products(one.sines, other.cosines) - _products(one.cosines, other.sines)
    best = max(_best_shift(*each) for each in zip(PERIODS, in_step, out_of_step, strict=True))
    return best / _WHOLE


def _products(ones: Floats, others: Floats) -> NDArray[np.float64]:
    """(4, 32): the inner product of each wave with its like."""
    products: NDArray[np.float64] = np.einsum("pjd,pjd->pj", ones, others, dtype=np.float64)
    return products


def _best_shift(period: int, in_step: NDArray[np.float64], out_of_step: NDArray[np.float64]) -> float:
    """The largest sum of the waves over shifts of 0 to `period` frames: all of them by one inverse transform."""
    spectrum = np.zeros(period // 2 + 1, np.complex128)
    spectrum[:COEFFICIENTS] = (in_step - 1j * out_of_step) * (period / 2)
    spectrum[0] = in_step[0] * period
    return float(np.fft.irfft(spectrum, period).max())
