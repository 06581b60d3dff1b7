"""Agreement of two judges, in numbers: pure, and small enough to be written again from this page.

Sources: E. B. Wilson, Probable inference, J. Am. Stat. Assoc. 22 (1927); J. Cohen, A coefficient of agreement for
nominal scales, Educ. Psychol. Meas. 20 (1960).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from bonafides.safety.quality.vocabulary import Z_95


@dataclass(frozen=True)
class Rate:
    """How many of how many, with Wilson's interval of 95 %; of none nothing can be said."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.count, self.of)

    @property
    def low(self) -> float | None:
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        return self.interval[1] if self.interval else None


def wilson(count: int, of: int, z: float = Z_95) -> tuple[float, float] | None:
    """The score interval of a share, both ends in [0, 1]; None of none."""
    if of == 0:
        return None
    share, spread = count / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / of + spread / (4 * of))
    low = 0.0 if count == 0 else max(middle - half, 0.0)
    high = 1.0 if count == of else min(middle + half, 1.0)
    return low, high


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa over (first, second) verdicts; None of none, and where chance alone would always agree."""
    if not pairs:
        return None
    observed = sum(first == second for first, second in pairs) / len(pairs)
    words = {word for pair in pairs for word in pair}
    expected = sum(_share_of(word, pairs, 0) * _share_of(word, pairs, 1) for word in words)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _share_of(word: str, pairs: Sequence[tuple[str, str]], place: int) -> float:
    return sum(pair[place] == word for pair in pairs) / len(pairs)


def quantile(values: Sequence[int], share: float) -> int | None:
    """The nearest rank of sorted values: one that really occurred; None of none."""
    return values[max(ceil(share * len(values)), 1) - 1] if values else None
