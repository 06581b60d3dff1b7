"""The model `noisy_or_v1`, as docs/explanation/scoring.md publishes it. Chances and effects are parts of UNIT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bonafides.programme.assessments.library.model import Params
from bonafides.programme.assessments.rules.arithmetic import PER_MILLE, UNIT, any_of, times
from bonafides.programme.assessments.rules.reading import AxisReading, Item


@dataclass(frozen=True)
class Family:
    """One family's chance before and after its controls, and what each question brings to it, before the cap."""

    id: str
    before: int
    after: int
    brought: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Outcome:
    """One evaluation of one axis. `number` and `inherent` are parts of UNIT."""

    families: tuple[Family, ...]
    observed_before: int
    observed_after: int
    impact: int

    @property
    def routes_before(self) -> int:
        return any_of([each.before for each in self.families])

    @property
    def routes_after(self) -> int:
        return any_of([each.after for each in self.families])

    @property
    def likelihood(self) -> int:
        return max(self.routes_before, self.observed_before)

    @property
    def inherent(self) -> int:
        return times(self.likelihood, self.impact)

    @property
    def number(self) -> int:
        return times(max(self.routes_after, self.observed_after), self.impact)


def exploitation(reading: AxisReading, params: Params, families: Sequence[str], worse: bool) -> Outcome:
    """Features make families of chances; controls reduce each; what was observed is a floor; impact scales it all."""
    for_all = _weighed(_of(reading.controls, None), worse)
    kept_everywhere = UNIT - _reduction(params, for_all)
    joined = []
    for family in families:
        brought = [(each.question, _feature(each, params, worse)) for each in _of(reading.features, family)]
        before = _joined([part for _, part in brought], params)
        own = _weighed(_of(reading.controls, family), worse) if before else (0, 0)
        reduction = _reduction(params, for_all, own) if before else 0
        joined.append(Family(family, before, times(before, UNIT - reduction), _halved(brought)))
    observed = max((each.end(worse=worse) * UNIT // 100 for each in reading.observed), default=0)
    impact = _impact(reading.impacts, params, worse)
    return Outcome(tuple(joined), observed, times(observed, kept_everywhere), impact)


def rights(reading: AxisReading, params: Params, families: Sequence[str], worse: bool) -> Outcome:
    """Features harm rights, and so does each safeguard in the measure in which it is lacking."""
    joined = []
    for family in families:
        features = [(each.question, _feature(each, params, worse)) for each in _of(reading.features, family)]
        safeguards = list(_of(reading.controls, family))
        lacking = [(each.question, _lacking(each, params, worse)) for each in safeguards]
        without = [params.safeguard_permille * each.weight_permille * 1_000 for each in safeguards]
        before = _joined([*(part for _, part in features), *without], params)
        after = _joined([part for _, part in (*features, *lacking)], params)
        joined.append(Family(family, before, after, _halved([*features, *lacking])))
    return Outcome(tuple(joined), 0, 0, UNIT)


def controls_for(reading: AxisReading, family: str | None) -> list[Item]:
    """The controls that count for a family: those for all, and those for it alone."""
    return [each for each in reading.controls if each.family is None or each.family == family]


def _weighed(controls: Iterable[Item], worse: bool) -> tuple[int, int]:
    """The weight of some controls, and the sum of their effects by weight."""
    weights = [(each.weight_permille, each.end(worse=worse)) for each in controls]
    return sum(weight for weight, _ in weights), sum(weight * effect for weight, effect in weights)


def _reduction(params: Params, *weighed: tuple[int, int]) -> int:
    """By the weighted mean of the controls' effects, rounded down; 0 where there is none."""
    weight, effect = (sum(each) for each in zip(*weighed, strict=True))
    return times(params.reduction_permille * PER_MILLE, effect // weight if weight else 0)


def _feature(item: Item, params: Params, worse: bool) -> int:
    return params.feature_permille * item.end(worse=worse) * item.weight_permille * 10


def _lacking(item: Item, params: Params, worse: bool) -> int:
    kept = UNIT - times(params.reduction_permille * PER_MILLE, item.end(worse=worse))
    return times(params.safeguard_permille * item.weight_permille * 1_000, kept)


def _joined(parts: Sequence[int], params: Params) -> int:
    """The largest part whole and the others by half, for what goes together is not independent; capped."""
    return min((sum(parts) + max(parts, default=0)) // 2, params.family_cap_permille * PER_MILLE)


def _halved(brought: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """What each question brings, doubled: the first largest counts twice, the others once."""
    top = max(brought, key=lambda each: each[1], default=("", 0))[0]
    return tuple((question, part * (2 if question == top else 1)) for question, part in brought)


def _impact(impacts: Iterable[Item], params: Params, worse: bool) -> int:
    steps = sum(params.impact_step_permille * each.end(worse=worse) * each.weight_permille * 10 for each in impacts)
    return min(UNIT, params.impact_base_permille * PER_MILLE + steps)


def _of(items: Iterable[Item], family: str | None) -> list[Item]:
    return [each for each in items if each.family == family]
