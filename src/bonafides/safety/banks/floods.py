"""How often each entry is hit, beside all that is looked at: counted in memory, added to one table by every process."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from bonafides.kernel.clock import now
from bonafides.safety.banks.models import FloodLimitsSet, FloodTally
from bonafides.safety.banks.rules import Burst, FloodLimits, Slice, burst_in
from bonafides.safety.banks.vocabulary import FLOOD_SLICE, FLOOD_WINDOW

TRAFFIC = 0  # the entry under which all items are counted
WAKE_AT_HITS = 10  # not yet written: the writer does not wait for its second
NAMED_AT_MOST = 500  # entries in one question; of more, all are asked for
ADD = """
    INSERT INTO {table} (slice, entry, hits, missed) VALUES (%s, %s, %s, %s)
    ON CONFLICT (entry, slice) DO UPDATE
    SET hits = {table}.hits + excluded.hits, missed = {table}.missed + excluded.missed
"""

Key = tuple[int, int]  # slice, entry


class Tally:
    """What this process has counted and not yet written. `due` is set when an entry is hit often."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hits: Counter[Key] = Counter()
        self._missed: Counter[Key] = Counter()
        self._slice, self._passed = 0, 0
        self._met: set[int] = set()  # in this slice
        self.due = threading.Event()

    def note(self, hit: Sequence[Iterable[int]]) -> None:
        """Count several items, each with the entries that it hit."""
        here = slice_of(now())
        with self._lock:
            if here != self._slice:
                self._slice, self._passed, self._met = here, 0, set()
            for entries in hit:
                for entry in set(entries):
                    self._count(entry)
                self._passed += 1
            self._hits[here, TRAFFIC] += len(hit)

    def _count(self, entry: int) -> None:
        key = (self._slice, entry)
        if entry not in self._met:
            self._met.add(entry)
            self._missed[key] += self._passed
        self._hits[key] += 1
        if self._hits[key] >= WAKE_AT_HITS:
            self.due.set()

    def flush(self) -> set[int]:
        """Add what was counted to the table; which entries were hit. What cannot be written is kept."""
        self.due.clear()
        with self._lock:
            hits, missed = self._hits, self._missed
            self._hits, self._missed = Counter(), Counter()
        try:
            add_all(hits, missed)
        except DatabaseError:
            with self._lock:
                self._hits += hits
                self._missed += missed
            return set()
        return {entry for _slice, entry in hits} - {TRAFFIC}


TALLY = Tally()


def slice_of(at: datetime) -> int:
    return int(at.timestamp() // FLOOD_SLICE.total_seconds())


def add_all(hits: Mapping[Key, int], missed: Mapping[Key, int]) -> None:
    """Add to the table's counts, all or none; in one order, so that two who add never wait for each other."""
    rows = [(*key, hits[key], missed.get(key, 0)) for key in sorted(hits)]
    if rows:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(ADD.format(table=FloodTally._meta.db_table), rows)


def limits() -> FloodLimits:
    """Those in force."""
    row = FloodLimitsSet.objects.first()
    return FloodLimits(row.floor_hits, row.share_bp, row.least_items) if row else FloodLimits()


def bursts_of(entries: Iterable[int], at: datetime) -> dict[int, Burst]:
    """Which of these entries flood now."""
    first, held, asked = slice_of(at - FLOOD_WINDOW), limits(), set(entries)
    rows = FloodTally.objects.filter(slice__gte=first, slice__lte=slice_of(at))
    named = rows.filter(entry__in=asked) if len(asked) <= NAMED_AT_MOST else rows
    often = named.values("entry").annotate(all=Sum("hits")).filter(all__gte=held.floor_hits)
    suspects = asked.intersection(often.values_list("entry", flat=True))
    if not suspects:
        return {}
    of_entry: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in rows.filter(entry__in=[TRAFFIC, *suspects]):
        of_entry[row.entry][row.slice] = (row.hits, row.missed)
    traffic = of_entry.pop(TRAFFIC, {})
    found = {entry: burst_in(slices_of(met, traffic), held) for entry, met in of_entry.items()}
    return {entry: burst for entry, burst in found.items() if burst}


def slices_of(met: dict[int, tuple[int, int]], traffic: dict[int, tuple[int, int]]) -> list[Slice]:
    return [Slice(traffic.get(each, (0, 0))[0], *met.get(each, (0, 0))) for each in sorted({*met, *traffic})]


def hit_lately(at: datetime) -> set[int]:
    """The entries that were hit within the window, whichever process saw it."""
    rows = FloodTally.objects.filter(slice__gte=slice_of(at - FLOOD_WINDOW)).exclude(entry=TRAFFIC)
    return set(rows.values_list("entry", flat=True).distinct())
