"""Intervals and kappa, held against a second way of computing them."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.safety.quality.rules.agreement import Rate, kappa, quantile, wilson

pairs = st.lists(st.tuples(st.sampled_from(["keep", "restrict"]), st.sampled_from(["keep", "restrict"])), min_size=1)


def by_bisection(count: int, of: int, z: float, *, upper: bool) -> float:
    """Wilson's ends are the shares p for which the observed one lies just z standard errors away."""
    low, high = (count / of, 1.0) if upper else (0.0, count / of)
    for _step in range(200):
        middle = (low + high) / 2
        far = abs(count / of - middle) > z * sqrt(middle * (1 - middle) / of)
        low, high = (low, middle) if far == upper else (middle, high)
    return (low + high) / 2


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilsons_interval_is_where_the_observed_share_is_just_z_away(numbers: tuple[int, int]) -> None:
    count, of = numbers

    found = wilson(count, of)

    assert found is not None
    assert isclose(found[0], by_bisection(count, of, 1.959963984540054, upper=False), abs_tol=1e-9)
    assert isclose(found[1], by_bisection(count, of, 1.959963984540054, upper=True), abs_tol=1e-9)


def test_wilsons_interval_of_published_examples() -> None:
    """Newcombe, Two-sided confidence intervals for the single proportion, Stat. Med. 17 (1998), table I, method 3."""
    assert [round(end, 4) for end in wilson(81, 263) or ()] == [0.2553, 0.3662]
    assert [round(end, 4) for end in wilson(15, 148) or ()] == [0.0624, 0.1605]
    assert [round(end, 4) for end in wilson(0, 20) or ()] == [0.0, 0.1611]
    assert [round(end, 4) for end in wilson(1, 29) or ()] == [0.0061, 0.1718]


def test_of_none_nothing_can_be_said() -> None:
    assert wilson(0, 0) is None
    assert Rate(0, 0).share is None
    assert kappa([]) is None
    assert quantile([], 0.5) is None


def test_kappa_of_a_worked_example() -> None:
    """Twenty yes-yes, five yes-no, ten no-yes, fifteen no-no: observed 0.7, expected 0.5, so 0.4."""
    table = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15

    assert kappa(table) == pytest.approx(0.4)


@given(pairs)
def test_kappa_never_passes_one_and_is_one_only_for_those_who_always_agree(found: list[tuple[str, str]]) -> None:
    value = kappa(found)

    assert value is None or value <= 1
    assert value != 1 or all(first == second for first, second in found)


def test_where_both_always_say_the_same_word_kappa_is_silent() -> None:
    assert kappa([("keep", "keep")] * 9) is None


def test_a_quantile_is_a_value_that_occurred() -> None:
    assert quantile([1, 2, 3, 4], 0.5) == 2
    assert quantile(list(range(1, 11)), 0.9) == 9
    assert quantile([7], 0.9) == 7
