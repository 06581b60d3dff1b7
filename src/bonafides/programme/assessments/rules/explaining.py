"""Why a number is what it is: each question's share of it, and the points that each control takes off."""

from decimal import Decimal
from fractions import Fraction

from bonafides.programme.assessments.rules.arithmetic import log_survival, points, shared_out
from bonafides.programme.assessments.rules.engine import Family, Outcome, controls_for
from bonafides.programme.assessments.rules.reading import AxisReading, Item
from bonafides.programme.assessments.rules.results import Driver, Reduction
from bonafides.programme.assessments.vocabulary import Axis

SHARE_PIECES = 1_000  # tenths of one per cent


def drivers(outcome: Outcome, reading: AxisReading) -> tuple[Driver, ...]:
    """The questions and their shares of the number, largest first. They add to exactly 100, or there are none.

    The chances of families multiply, so their logarithms add: that is a family's part. Inside a family the parts are
    as what each question brings. Where what was observed lies above all that, it has the rest.
    """
    weights = _route_weights(outcome)
    excess = outcome.observed_after - outcome.routes_after
    if excess > 0:
        whole = sum(weights.values(), Fraction(0))
        weights = {name: weight * outcome.routes_after / whole for name, weight in weights.items() if whole}
        weights[_observer(reading)] = Fraction(excess)
    shares = shared_out(SHARE_PIECES, weights)
    family_of = {question: each.id for each in outcome.families for question, _ in each.brought}
    rows = [Driver(name, family_of.get(name, "observed"), Decimal(share).scaleb(-1)) for name, share in shares.items()]
    return tuple(sorted((each for each in rows if each.share_percent), key=lambda each: -each.share_percent))


def reductions(outcome: Outcome, reading: AxisReading, axis: Axis) -> tuple[Reduction, ...]:
    """The points that each control takes off, most first. They add to exactly `inherent - number`.

    A family's part is what its controls take off its logarithm; inside a family, a control's is its weight times its
    effect. Where what was observed sets the number before controls, only controls that count for all take part.
    """
    observed = outcome.observed_before > outcome.routes_before
    weights: dict[str, Fraction] = {}
    if observed:
        _add_parts(weights, controls_for(reading, None), 1)
    else:
        for family in outcome.families:
            _add_parts(
                weights, _controls_of(reading, family, axis), log_survival(family.before) - log_survival(family.after)
            )
    ordered = {each.question: weights[each.question] for each in reading.controls if weights.get(each.question)}
    pieces = shared_out(outcome.inherent - outcome.number, ordered)
    rows = [Reduction(name, points(piece)) for name, piece in pieces.items() if piece]
    return tuple(sorted(rows, key=lambda each: -each.points))


def _route_weights(outcome: Outcome) -> dict[str, Fraction]:
    weights: dict[str, Fraction] = {}
    for family in outcome.families:
        whole = sum(part for _, part in family.brought)
        if whole:
            logarithm = log_survival(family.after)
            weights.update({question: Fraction(logarithm * part, whole) for question, part in family.brought})
    return weights


def _observer(reading: AxisReading) -> str:
    return max(reading.observed, key=lambda each: each.worse).question


def _controls_of(reading: AxisReading, family: Family, axis: Axis) -> list[Item]:
    if axis is Axis.EXPLOITATION:
        return controls_for(reading, family.id)
    return [each for each in reading.controls if each.family == family.id]


def _add_parts(weights: dict[str, Fraction], controls: list[Item], part: int) -> None:
    whole = sum(each.weight * each.worse for each in controls)
    for each in controls:
        if whole and part:
            share = Fraction(part * each.weight * each.worse, whole)
            weights[each.question] = weights.get(each.question, Fraction(0)) + share
