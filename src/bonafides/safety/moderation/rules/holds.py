"""A hold: when it ends, and what ends it. It is a restriction by a machine, so it always ends by itself."""

from datetime import datetime, timedelta

HOLD_AT_MOST = timedelta(hours=72)  # ours: no policy of a bank may hold longer


def end_of_hold(started_at: datetime, lasts: timedelta) -> datetime:
    """When a hold ends if nobody decides: what the bank's policy says, 72 hours at most."""
    return started_at + min(lasts, HOLD_AT_MOST)


def is_over(ends_at: datetime, at: datetime) -> bool:
    return at >= ends_at
