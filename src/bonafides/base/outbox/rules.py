"""When to try again, and what an answer means."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bonafides.base.outbox.vocabulary import (
    DELAY_GROWTH,
    FIRST_DELAY,
    GONE,
    LONGEST_DELAY,
    LONGEST_REST,
    RETRIED_STATUSES,
)

JITTER = 0.2  # a delay is up to a fifth longer, so that what failed together does not come back together


class Verdict(StrEnum):
    DELIVERED = "delivered"
    RETRY = "retry"
    PARK = "park"
    DISABLE = "disable"


@dataclass(frozen=True)
class Outcome:
    """What follows from a receiver's answer; `reason` is empty when it took the message."""

    verdict: Verdict
    reason: str = ""


def delay_after(attempts: int, *, chance: float) -> timedelta:
    """How long to wait after the n-th failure: 10 s, 30 s, 90 s ... then 24 h each time.

    `chance` in [0, 1) spreads it. The first eleven delays already add up to more than 72 hours.
    """
    grown = FIRST_DELAY * int(DELAY_GROWTH ** min(attempts - 1, 20))
    return min(grown * (1 + JITTER * chance), LONGEST_DELAY)


def rest_after(failures: int, *, asked: timedelta | None = None) -> timedelta:
    """How long a failing receiver is left alone before the next row is tried on it; a day at most, if it asks."""
    rest = min(FIRST_DELAY * int(2 ** min(failures - 1, 20)), LONGEST_REST)
    return max(rest, min(asked or rest, LONGEST_DELAY))


def next_try(at: datetime, *, attempts: int, chance: float, asked: timedelta | None) -> datetime:
    """The back-off, or later if the receiver asked for it with Retry-After (a day at most)."""
    delay = delay_after(attempts, chance=chance)
    return at + max(delay, min(asked or delay, LONGEST_DELAY))


def outcome_of(status: int) -> Outcome:
    """What an HTTP status says about a message (Standard Webhooks 1.0, Delivery success and failure)."""
    if 200 <= status <= 299:
        return Outcome(Verdict.DELIVERED)
    if status == GONE:
        return Outcome(Verdict.DISABLE, "answered 410: the receiver wants no more messages")
    if 400 <= status <= 499 and status not in RETRIED_STATUSES:
        return Outcome(Verdict.PARK, f"answered {status}")
    if 300 <= status <= 399:
        return Outcome(Verdict.RETRY, f"answered {status}: a redirect, which is not followed")
    return Outcome(Verdict.RETRY, f"answered {status}")
