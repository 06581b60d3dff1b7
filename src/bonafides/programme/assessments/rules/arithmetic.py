"""Whole numbers only. One is `UNIT`, so that a score is the same bytes on every machine, in 64-bit integers."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int64]  # a whole number for each sample of noise

UNIT = 10**9
PER_MILLE = UNIT // 1_000
_LOGARITHM = Context(prec=28, rounding=ROUND_HALF_EVEN)
_LOGARITHM_UNIT = Decimal(10**12)


def times(one: int, other: int) -> int:
    """The product of two parts of `UNIT`, rounded half up."""
    return (one * other + UNIT // 2) // UNIT


def any_of(chances: Sequence[int]) -> int:
    """The chance that at least one of several independent things holds, multiplied up in their order."""
    none = UNIT
    for chance in chances:
        none = times(none, UNIT - chance)
    return UNIT - none


def points(part: int) -> Decimal:
    """A part of `UNIT` as a number from 0 to 100, with seven decimals."""
    return Decimal(part).scaleb(-7)


def log_survival(chance: int) -> int:
    """-ln(1 - chance), in whole 10^-12, rounded half to even: what adds up where chances multiply. chance < UNIT."""
    survival = _LOGARITHM.divide(Decimal(UNIT - chance), Decimal(UNIT))
    return -int(_LOGARITHM.multiply(survival.ln(_LOGARITHM), _LOGARITHM_UNIT).to_integral_value(ROUND_HALF_EVEN))


def shared_out(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """`total` whole pieces shared out by weight, with the largest remainders; equal ones go by the mapping's order."""
    whole = sum(weights.values(), Fraction(0))
    if not whole or not total:
        return dict.fromkeys(weights, 0)
    quotas = {name: total * weight / whole for name, weight in weights.items()}
    shares = {name: quota.numerator // quota.denominator for name, quota in quotas.items()}
    left = total - sum(shares.values())
    for name in sorted(quotas, key=lambda each: shares[each] - quotas[each])[:left]:
        shares[name] += 1
    return shares


@cache
def noise_factors(question_id: str, permille: int, samples: int) -> Samples:
    """For each sample the factor of a question's weight, in per mille, evenly spread over 1000 +- `permille`.

    The first four bytes, big-endian, of SHA-256("<sample>:<question id>") are the place u of 2^32; the factor is
    1000 - permille + floor((2 permille + 1) u / 2^32). So nothing is drawn, and each question has its own row.
    """
    places = np.array([_place(number, question_id) for number in range(samples)], np.int64)
    factors: Samples = 1_000 - permille + ((2 * permille + 1) * places >> 32)
    factors.flags.writeable = False
    return factors


def _place(sample: int, question_id: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{sample}:{question_id}".encode()).digest()[:4], "big")
