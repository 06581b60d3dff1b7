import pytest

from bonafides.safety.patterns.measures import MEASURES, PICTURES, SOUNDS_BY_BITS, TEXTS, VIDEOS, Measure
from bonafides.safety.patterns.rules import (
    AtThreshold,
    Row,
    Share,
    account_rows,
    again_rows,
    hours,
    ranked,
    thresholds_of,
    weekdays,
    wilson,
)
from bonafides.safety.patterns.vocabulary import OTHERS


def test_a_ranking_has_the_largest_first_and_the_rest_in_one_row() -> None:
    rows = ranked({"b": 2, "a": 2, "c": 9, "d": 1, "none": 0}, at_most=2)

    assert rows == (Row("c", (9,)), Row("a", (2,)), Row(OTHERS, (3,)))


def test_a_nearer_threshold_still_finds_a_share_of_the_right_ones() -> None:
    rows = thresholds_of(PICTURES, {0: 3, 30: 1}, {5: 2})

    assert (rows[10].still_found.value, rows[10].precision.value) == (0.75, 0.6)
    assert rows[31].still_found.value == 1


def test_a_share_counts_from_its_threshold_down_and_not_one_per_cent_above() -> None:
    shares = {79: 1, 80: 2, 81: 4, 100: 8, 0: 16}

    rows = {row.threshold: row.right for row in thresholds_of(VIDEOS, shares, {})}

    assert (rows[0], rows[70], rows[80], rows[90], rows[100]) == (31, 15, 14, 8, 8)


def test_what_fits_into_a_ranking_leaves_no_rest() -> None:
    assert ranked({"a": 1}) == (Row("a", (1,)),)


def test_a_week_has_seven_days_and_a_day_24_hours_also_where_nothing_was() -> None:
    at_nine = [4 if hour == 9 else 0 for hour in range(24)]

    assert [row.name for row in weekdays([3, 0, 0, 0, 0, 0, 4])] == ["0", "1", "2", "3", "4", "5", "6"]
    assert hours(at_nine)[9] == Row("09:00", (4,))
    assert len(hours(at_nine)) == 24


def test_what_came_again_stands_beside_all_of_its_kind() -> None:
    rows = again_rows({"text": 7, "file": 1, "url": 0}, {"text": 2}, {"text": 3})

    assert rows == (Row("file", (1, 0, 0)), Row("text", (7, 2, 3)))


def test_accounts_are_counted_in_bands() -> None:
    assert [row.name for row in account_rows([4, 3, 2, 1, 0])] == ["1", "2", "3\N{EN DASH}5", "6\N{EN DASH}10", "11+"]


def test_the_interval_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775328), abs=1e-6)
    assert wilson(10, 10) == pytest.approx((0.7224672, 1.0), abs=1e-6)


def test_of_none_nothing_can_be_said() -> None:
    assert wilson(0, 0) is None
    assert (Share(0, 0).value, Share(0, 0).low, Share(0, 0).high) == (None, None, None)


def test_a_nearer_threshold_misses_what_lies_further_and_spares_what_was_wrong() -> None:
    rows = thresholds_of(PICTURES, {0: 3, 12: 1}, {20: 2, 31: 1})

    assert len(rows) == 32
    assert rows[0] == AtThreshold(0, right=3, wrong=0, missed=1, spared=3)
    assert rows[20] == AtThreshold(20, right=4, wrong=2, missed=0, spared=1)
    assert rows[31].precision == Share(4, 7)


def test_the_shares_of_a_threshold_and_their_intervals_are_those_of_a_small_case_by_hand() -> None:
    row = thresholds_of(TEXTS, {77: 3, 90: 2, 100: 5}, {77: 1, 95: 1})[90 - 77]

    assert row == AtThreshold(90, right=7, wrong=1, missed=3, spared=1)
    assert row.precision.value == 7 / 8
    assert (row.precision.low, row.precision.high) == pytest.approx((0.529112, 0.977584), abs=1e-5)
    assert row.still_found.value == 7 / 10
    assert (row.still_found.low, row.still_found.high) == pytest.approx((0.396777, 0.892209), abs=1e-5)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_widest_threshold_meets_all_that_was_recorded(measure: Measure) -> None:
    rows = thresholds_of(measure, {0: 1, 50: 2, 100: 4}, {200: 8})

    assert max(row.right for row in rows) == 7
    assert max(row.wrong for row in rows) == 8


def test_what_is_in_force_stands_among_the_thresholds_and_in_the_words() -> None:
    in_force = {measure.key: measure.in_force for measure in MEASURES if measure.in_force is not None}

    assert all(measure.in_force in measure.thresholds for measure in MEASURES if measure.key in in_force)
    assert all(str(measure.in_force) in measure.asked for measure in MEASURES if measure.key in in_force)
    assert in_force[SOUNDS_BY_BITS.key] == 86
