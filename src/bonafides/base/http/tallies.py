"""How many requests were answered with what, and how fast, over all processes of a server.

Each process counts in memory and adds its counts to one small table every ten seconds, in a thread of its own: a
request never waits for it, whoever is asked adds up all processes, and a kill loses ten seconds at most.
A label is the name of a view, never an address: names hold no token, no reference, no person.
"""

import logging
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable

from django.db import DatabaseError, connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from bonafides.base.http.models import RequestTally

Key = tuple[str, int, int]

BOUNDS_MS = (5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000)
BEYOND_MS = 2_000_000_000  # the bucket of whatever took longer
FLUSH_SECONDS = 10.0

log = logging.getLogger("bonafides.http")


class Tallies:
    """What this process has counted and not yet added to the table."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[Key] = Counter()
        self._micros: Counter[Key] = Counter()

    def note(self, view: str, status: int, seconds: float) -> None:
        self.note_all([(view, status, seconds)])

    def note_all(self, answers: Iterable[tuple[str, int, float]]) -> None:
        """Count answers of views, with their status and the seconds that each took."""
        with self._lock:
            for view, status, seconds in answers:
                key = (view, status, bucket_of(seconds))
                self._counts[key] += 1
                self._micros[key] += round(seconds * 1_000_000)

    def flush(self) -> None:
        """Add what was counted to the table; what cannot be added now is kept for the next time."""
        with self._lock:
            counts, micros = self._counts, self._micros
            self._counts, self._micros = Counter(), Counter()
        for key in list(counts):
            try:
                add(key, counts[key], micros[key])
            except DatabaseError:
                self._give_back(counts, micros)
                return
            del counts[key]

    def _give_back(self, counts: Counter[Key], micros: Counter[Key]) -> None:
        with self._lock:
            for key, count in counts.items():
                self._counts[key] += count
                self._micros[key] += micros[key]


TALLIES = Tallies()


def bucket_of(seconds: float) -> int:
    """The upper bound, in milliseconds, of the bucket that a duration falls into."""
    place = bisect_left(BOUNDS_MS, seconds * 1000)
    return BOUNDS_MS[place] if place < len(BOUNDS_MS) else BEYOND_MS


def add(key: Key, count: int, micros: int) -> None:
    """One row for each view, status and bucket, made by whoever comes first."""
    view, status, bucket_ms = key
    row, _ = RequestTally.objects.get_or_create(view=view, status=status, bucket_ms=bucket_ms)
    RequestTally.objects.filter(pk=row.pk).update(count=F("count") + count, micros=F("micros") + micros)


class RequestTallies:
    """The outermost gate: it sees every answer, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        answer = self.get_response(request)
        match = request.resolver_match
        TALLIES.note((match.view_name if match else "") or "none", answer.status_code, time.perf_counter() - began)
        return answer


def flush_for_ever() -> None:
    """Start the thread of a server process."""
    threading.Thread(target=_flush_on, name="tallies", daemon=True).start()


def _flush_on() -> None:
    pause = threading.Event()
    while not pause.wait(FLUSH_SECONDS):
        try:
            TALLIES.flush()
        finally:
            connection.close()
