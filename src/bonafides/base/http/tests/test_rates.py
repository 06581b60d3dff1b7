"""How often a caller may call."""

from datetime import UTC, datetime, timedelta

import pytest

from bonafides.base.http.rates import Limiter
from bonafides.kernel.errors import TooMany

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def exhausted(per_minute: int) -> Limiter:
    limiter = Limiter()
    for _ in range(per_minute):
        limiter.take("a", per_minute=per_minute, at=NOON)
    return limiter


def test_the_call_after_the_last_allowed_one_is_refused_with_the_seconds_to_wait() -> None:
    limiter = exhausted(60)

    with pytest.raises(TooMany) as refused:
        limiter.take("a", per_minute=60, at=NOON)

    assert refused.value.retry_after_seconds == 1


def test_after_that_wait_the_next_call_passes_and_the_one_after_does_not() -> None:
    limiter = exhausted(60)
    later = NOON + timedelta(seconds=1)

    limiter.take("a", per_minute=60, at=later)

    with pytest.raises(TooMany):
        limiter.take("a", per_minute=60, at=later)


def test_one_caller_does_not_use_up_the_calls_of_another() -> None:
    exhausted(2).take("b", per_minute=2, at=NOON)


def test_a_clock_that_goes_backwards_gives_nothing_away() -> None:
    limiter = exhausted(2)

    with pytest.raises(TooMany):
        limiter.take("a", per_minute=2, at=NOON - timedelta(hours=1))


def test_each_of_four_processes_grants_a_quarter() -> None:
    limiter = Limiter(processes=4)
    limiter.take("a", per_minute=4, at=NOON)

    with pytest.raises(TooMany):
        limiter.take("a", per_minute=4, at=NOON)
