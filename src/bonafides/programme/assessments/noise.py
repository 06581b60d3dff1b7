"""Differential privacy for a mean of numbers from 0 to 100: discrete Laplace noise, then a coarse band. Pure.

The mean of n values moves by at most 100/n when one of them is another, so noise of scale 100/(n·epsilon) hides
whether anybody is in it, up to the factor e^epsilon. Drawn as a difference of two geometric numbers (the discrete
Laplace distribution), on sums of whole numbers: floating point leaves no traces in the low digits.
Sources: Dwork and Roth 2014, section 3.3; Ghosh, Roughgarden and Sundararajan 2012 (the geometric mechanism).
"""

import math
from collections.abc import Sequence
from random import Random

from bonafides.programme.assessments.workflow import BAND_POINTS

MOST = 100


def noisy_band(values: Sequence[int], epsilon: float, random: Random) -> int:
    """The lower edge of the band in which the noisy mean lies: 0, 5, … 95."""
    total = sum(min(max(value, 0), MOST) for value in values) + discrete_laplace(MOST / epsilon, random)
    mean = min(max(total / len(values), 0), MOST - 1)
    return int(mean // BAND_POINTS) * BAND_POINTS


def discrete_laplace(scale: float, random: Random) -> int:
    """A whole number around 0, twice as rare for each `scale · ln 2` away from it."""
    return _geometric(scale, random) - _geometric(scale, random)


def standard_deviation(count: int, epsilon: float) -> float:
    """How far the noise usually moves a mean of `count` values, in points."""
    ratio = math.exp(-epsilon / MOST)
    return math.sqrt(2 * ratio) / (1 - ratio) / count


def _geometric(scale: float, random: Random) -> int:
    return math.floor(-scale * math.log(1 - random.random()))
