"""Made-up cases: whether an answer is right, which one is put into the queue next, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bonafides.safety.moderation.vocabulary import Verdict

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Known:
    """The answer that is known to be right."""

    verdict: str
    clauses: tuple[str, ...]  # any of them is right
    exemption: str


def is_right(known: Known, verdict: str, clauses: Iterable[str]) -> bool:
    """The verdict, and to restrict, one of the clauses that apply."""
    if verdict != known.verdict:
        return False
    return verdict == Verdict.KEEP or not known.clauses or not set(known.clauses).isdisjoint(clauses)


@dataclass(frozen=True)
class Candidate:
    """A made-up case that could be put into the queue."""

    golden: str
    inserted: int  # times
    waits: bool  # in the queue now


def next_one(candidates: Iterable[Candidate]) -> str | None:
    """The one that was put in least often, of those that do not wait there already; by its name where several tie."""
    free = [each for each in candidates if not each.waits]
    return min(free, key=lambda each: (each.inserted, each.golden)).golden if free else None


def is_due(last_at: datetime | None, last_name: str, per_week: int, at: datetime) -> bool:
    """Whether the next one goes in now: so many a week, after gaps from half to one and a half of the mean.

    The gap follows from the last one's name, which nobody chose, so no weekday becomes the day of made-up cases.
    """
    if not per_week:
        return False
    if last_at is None:
        return True
    share = int.from_bytes(sha256(last_name.encode()).digest()[:4], "big") / 2**32
    return at >= last_at + WEEK / per_week * (0.5 + share)
