"""The draw: a pure function of a seed and a decision's reference, so that anybody can redo it.

The seed's commitment stands in the log before the day's decisions are drawn, the seed itself after. A decision is
drawn where the first eight bytes of HMAC-SHA-256(seed, reference), read as a number, lie below the share: each with
the same chance, whatever else was decided that day.
"""

import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from bonafides.safety.quality.vocabulary import COMMIT_AHEAD_DAYS, DRAW_AFTER, WHOLE_BP

CONTEXT = b"bonafides-quality/seed/v1\n"


def commitment_of(day: date, seed: bytes) -> str:
    """SHA-256 over the context, the day and the seed, in hexadecimal."""
    return sha256(CONTEXT + day.isoformat().encode() + b"\n" + seed).hexdigest()


def is_drawn(seed: bytes, decision: str, share_bp: int) -> bool:
    """Whether a decision is looked at again; `share_bp` in basis points, 10,000 draws every one."""
    number = int.from_bytes(hmac.digest(seed, decision.encode(), "sha256")[:8], "big")
    return number * WHOLE_BP < share_bp << 64


def drawn_of(seed: bytes, decisions: Iterable[str], share_bp: int) -> list[str]:
    """Those of these decisions that are drawn, in their order."""
    return [decision for decision in decisions if is_drawn(seed, decision, share_bp)]


def days_to_commit(at: datetime) -> list[date]:
    """The days whose seed must stand in the log now: today and tomorrow."""
    return [at.astimezone(UTC).date() + timedelta(days=ahead) for ahead in range(COMMIT_AHEAD_DAYS + 1)]


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """From the first moment of a day to before the first of the next, in UTC."""
    start = datetime.combine(day, time.min, UTC)
    return start, start + timedelta(days=1)


def can_be_drawn(day: date, at: datetime) -> bool:
    """Whether the day is over, and what was decided in its last second has been written."""
    return at >= bounds_of(day)[1] + DRAW_AFTER
