"""The number of one axis under every sample of weight noise at once: the model of `engine`, over arrays of samples.

Whole numbers of 64 bits throughout, so that each sample is what the model says of its weights, to the last digit.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from bonafides.programme.assessments.library.model import Params
from bonafides.programme.assessments.rules.arithmetic import PER_MILLE, UNIT, Samples
from bonafides.programme.assessments.rules.engine import controls_for
from bonafides.programme.assessments.rules.reading import AxisReading, Item


class Noise:
    """One axis as it is read, at one end of what is unknown."""

    def __init__(self, reading: AxisReading, params: Params, *, worse: bool) -> None:
        self.reading, self.params, self.worse = reading, params, worse
        self.none = np.zeros(params.noise_samples, np.int64)

    def exploitation(self, families: Sequence[str]) -> Samples:
        """The number, in parts of UNIT, for each sample."""
        kept_everywhere = UNIT - self.reduction(None)
        after = [
            times(self.joined(self.features_of(family)), UNIT - self.reduction(family))
            for family in families
            if self.features_of(family)
        ]
        observed = max((self.end(each) * UNIT // 100 for each in self.reading.observed), default=0)
        likelihood = np.maximum(self.any_of(after), times(kept_everywhere, observed))
        return times(likelihood, self.impact())

    def rights(self, families: Sequence[str]) -> Samples:
        after = [self.joined([*self.features_of(family), *self.lacking_in(family)]) for family in families]
        return times(self.any_of(after), UNIT)

    # -- what the formulas are made of -------------------------------------------------------------------------------

    def end(self, item: Item) -> int:
        return item.end(worse=self.worse)

    def features_of(self, family: str) -> list[Samples]:
        return [
            self.params.feature_permille * self.end(each) * each.noisy_weight_permille * 10
            for each in self.reading.features
            if each.family == family
        ]

    def lacking_in(self, family: str) -> list[Samples]:
        """In the measure in which each safeguard is lacking."""
        most = self.params.reduction_permille * PER_MILLE
        return [
            times(
                self.params.safeguard_permille * each.noisy_weight_permille * 1_000, UNIT - times(most, self.end(each))
            )
            for each in self.reading.controls
            if each.family == family
        ]

    def reduction(self, family: str | None) -> Samples:
        """By the weighted mean of the controls' effects."""
        controls = controls_for(self.reading, family)
        if not controls:
            return self.none
        weights = [each.noisy_weight_permille for each in controls]
        effects = total(weight * self.end(each) for weight, each in zip(weights, controls, strict=True))
        return times(self.params.reduction_permille * PER_MILLE, effects // total(weights))

    def joined(self, parts: Sequence[Samples]) -> Samples:
        if not parts:
            return self.none
        joined = (total(parts) + np.maximum.reduce(parts)) // 2
        capped: Samples = np.minimum(joined, self.params.family_cap_permille * PER_MILLE)
        return capped

    def any_of(self, chances: Sequence[Samples]) -> Samples:
        none = self.none + UNIT
        for chance in chances:
            none = times(none, UNIT - chance)
        return UNIT - none

    def impact(self) -> Samples:
        steps = total(
            self.params.impact_step_permille * self.end(each) * each.noisy_weight_permille * 10
            for each in self.reading.impacts
        )
        return np.minimum(self.none + UNIT, self.params.impact_base_permille * PER_MILLE + steps)


def times(one: Samples | int, other: Samples | int) -> Samples:
    """The product of two parts of UNIT, rounded half up."""
    return np.asarray((one * other + UNIT // 2) // UNIT, np.int64)


def total(parts: Iterable[Samples]) -> Samples:
    return np.asarray(sum(parts), np.int64)
