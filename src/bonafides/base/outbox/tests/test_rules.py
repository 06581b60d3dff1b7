from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.base.outbox import rules
from bonafides.base.outbox.rules import Verdict
from bonafides.base.outbox.vocabulary import FIRST_DELAY, LONGEST_DELAY, LONGEST_REST
from bonafides.base.outbox.webhooks import retry_after

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
chances = st.floats(0, 1, exclude_max=True)


@given(st.lists(chances, min_size=11, max_size=11))
def test_eleven_delays_span_more_than_seventy_two_hours_whatever_the_chance(drawn: list[float]) -> None:
    delays = [rules.delay_after(number, chance=chance) for number, chance in enumerate(drawn, start=1)]

    assert sum(delays, timedelta()) >= timedelta(hours=72)


@given(st.integers(1, 10**9), chances)
def test_a_delay_is_between_ten_seconds_and_a_day_for_ever(attempts: int, chance: float) -> None:
    assert FIRST_DELAY <= rules.delay_after(attempts, chance=chance) <= LONGEST_DELAY


@given(st.integers(1, 50), chances)
def test_delays_never_shrink(attempts: int, chance: float) -> None:
    assert rules.delay_after(attempts, chance=chance) <= rules.delay_after(attempts + 1, chance=0) or (
        rules.delay_after(attempts, chance=chance) == LONGEST_DELAY
    )


def test_the_first_delays_are_ten_thirty_and_ninety_seconds() -> None:
    assert [rules.delay_after(n, chance=0).total_seconds() for n in (1, 2, 3)] == [10, 30, 90]


@given(st.integers(1, 10**9))
def test_a_receiver_rests_between_ten_seconds_and_ten_minutes(failures: int) -> None:
    assert FIRST_DELAY <= rules.rest_after(failures) <= LONGEST_REST


def test_a_receiver_that_asks_for_rest_gets_it_for_a_day_at_most() -> None:
    asked = [None, timedelta(seconds=1), timedelta(hours=2), timedelta(days=900)]

    rests = [rules.rest_after(1, asked=one) for one in asked]

    assert rests == [FIRST_DELAY, FIRST_DELAY, timedelta(hours=2), LONGEST_DELAY]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (199, Verdict.RETRY),
        (200, Verdict.DELIVERED),
        (299, Verdict.DELIVERED),
        (300, Verdict.RETRY),
        (302, Verdict.RETRY),
        (399, Verdict.RETRY),
        (400, Verdict.PARK),
        (404, Verdict.PARK),
        (407, Verdict.PARK),
        (408, Verdict.RETRY),
        (409, Verdict.PARK),
        (410, Verdict.DISABLE),
        (411, Verdict.PARK),
        (425, Verdict.RETRY),
        (429, Verdict.RETRY),
        (499, Verdict.PARK),
        (500, Verdict.RETRY),
        (503, Verdict.RETRY),
        (599, Verdict.RETRY),
    ],
)
def test_what_each_status_means(status: int, verdict: Verdict) -> None:
    assert rules.outcome_of(status).verdict is verdict
    assert bool(rules.outcome_of(status).reason) is (verdict is not Verdict.DELIVERED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta()),
        ("Sun, 01 Mar 2026 12:01:00 GMT", timedelta(seconds=60)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta()),
        ("", None),
        ("soon", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("-5", None),
        ("99999999999", None),
    ],
)
def test_retry_after_is_read_in_both_forms(text: str, expected: timedelta | None) -> None:
    assert retry_after(text, NOON) == expected


@given(st.text(max_size=40))
def test_any_retry_after_is_a_delay_or_nothing(text: str) -> None:
    assert retry_after(text, NOON) is None or retry_after(text, NOON) >= timedelta()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("asked_seconds", "waited_seconds"), [(None, 10), (5, 10), (10, 10), (11, 11), (10**7, 24 * 3600)]
)
def test_a_receiver_may_ask_for_more_time_up_to_a_day(asked_seconds: int | None, waited_seconds: int) -> None:
    asked = None if asked_seconds is None else timedelta(seconds=asked_seconds)

    due_at = rules.next_try(NOON, attempts=1, chance=0, asked=asked)

    assert due_at == NOON + timedelta(seconds=waited_seconds)
