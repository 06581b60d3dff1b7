"""How often somebody may call: a token bucket for each, in the memory of this process.

A count in the database would cost every lookup a write. Each of the server's processes therefore grants its share of
the limit (`limit / SERVER_WORKERS`), so that all together never exceed it; a restart begins with full buckets.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from threading import Lock

from bonafides.kernel.errors import TooMany
from bonafides.kernel.text import gettext_noop as _

CALLERS_REMEMBERED = 10_000


@dataclass(slots=True)
class Bucket:
    tokens: float
    filled_at: datetime


class Limiter:
    """Buckets by caller; the caller seen longest ago is forgotten first."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, caller: str, *, per_minute: int, at: datetime) -> None:
        """Count one call, or raise TooMany with the seconds until the next is possible."""
        capacity = max(per_minute / self._processes, 1.0)
        with self._lock:
            bucket = self._buckets.get(caller) or self._first(caller, capacity, at)
            self._buckets.move_to_end(caller)
            seconds = (at - bucket.filled_at).total_seconds()
            if seconds > 0:  # what has dripped in since the last call; a clock that went backwards adds nothing
                bucket.tokens = min(capacity, bucket.tokens + seconds * capacity / 60)
                bucket.filled_at = at
            if bucket.tokens < 1:
                wait = ceil((1 - bucket.tokens) * 60 / capacity)
                raise TooMany("too-many-calls", _("Too many calls. Wait a moment."), retry_after_seconds=wait)
            bucket.tokens -= 1

    def _first(self, caller: str, capacity: float, at: datetime) -> Bucket:
        """A full bucket; the caller seen longest ago is forgotten for it."""
        self._buckets[caller] = Bucket(capacity, at)
        if len(self._buckets) > CALLERS_REMEMBERED:
            self._buckets.popitem(last=False)
        return self._buckets[caller]
