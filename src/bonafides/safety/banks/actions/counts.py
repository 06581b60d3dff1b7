"""Lookups, counted: a server writes the counts a little later, for a commit each would take longer than the lookup."""

import threading
from collections import Counter
from datetime import date, datetime

from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.db.models import F

from bonafides.safety.banks.models import LookupCount
from bonafides.safety.banks.vocabulary import Lookup

Key = tuple[date, Lookup, bool]


class Counts:
    """What this process has counted. Where no thread of a server writes it down, each count is written at once."""

    def __init__(self, *, are_written_later: bool = False) -> None:
        self._lock = threading.Lock()
        self._waiting: Counter[Key] = Counter()
        self.are_written_later = are_written_later

    def add(self, *, name: Lookup, lookups: int, matched: int, day: date) -> None:
        if not self.are_written_later:
            write_lookups(name=name, lookups=lookups, matched=matched, day=day)
            return
        with self._lock:
            self._waiting[day, name, True] += matched
            self._waiting[day, name, False] += lookups - matched

    def flush(self) -> None:
        """Write down what waits; what cannot be written now goes on waiting."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        for day, name in sorted({(day, name) for day, name, _matched in waiting}):
            matched, others = waiting[day, name, True], waiting[day, name, False]
            try:
                write_lookups(name=name, lookups=matched + others, matched=matched, day=day)
            except (DatabaseError, InterfaceError):
                with self._lock:
                    self._waiting += Counter({(day, name, True): matched, (day, name, False): others})


COUNTS = Counts()


def count_lookup(*, name: Lookup = Lookup.API, matched: bool = False, at: datetime) -> None:
    """Count a lookup, and nothing of what was looked up."""
    count_lookups(name=name, lookups=1, matched=int(matched), day=at.date())


def count_lookups(*, name: Lookup, lookups: int, matched: int, day: date) -> None:
    """Count several at once."""
    COUNTS.add(name=name, lookups=lookups, matched=matched, day=day)


def write_lookups(*, name: Lookup, lookups: int, matched: int, day: date) -> None:
    today = LookupCount.objects.filter(day=day, name=name)
    more = {"lookups": F("lookups") + lookups, "matched": F("matched") + matched}
    if today.update(**more):
        return
    try:
        with transaction.atomic():
            LookupCount.objects.create(day=day, name=name, lookups=lookups, matched=matched)
    except IntegrityError:  # another process made today's row in between
        today.update(**more)
