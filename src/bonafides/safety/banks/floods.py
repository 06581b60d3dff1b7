"""How often each entry is hit, beside all that is looked at: counted in memory, added to one table by every process."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import DatabaseError
from django.db.models import F, Sum

from bonafides.kernel.clock import now
from bonafides.safety.banks.models import FloodLimitsSet, FloodTally
from bonafides.safety.banks.rules import Burst, FloodLimits, Slice, burst_in
from bonafides.safety.banks.vocabulary import FLOOD_SLICE, FLOOD_WINDOW

TRAFFIC = 0  # the entry under which all items are counted
WAKE_AT_HITS = 10  # not yet written: the writer does not wait for its second

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
        written = set()
        for key in list(hits):
            try:
                add(key, hits[key], missed[key])
            except DatabaseError:
                with self._lock:
                    self._hits += hits
                    self._missed += missed
                break
            written.add(key[1])
            del hits[key], missed[key]
        return written - {TRAFFIC}


TALLY = Tally()


def slice_of(at: datetime) -> int:
    return int(at.timestamp() // FLOOD_SLICE.total_seconds())


def add(key: Key, hits: int, missed: int) -> None:
    row, _made = FloodTally.objects.get_or_create(slice=key[0], entry=key[1])
    FloodTally.objects.filter(pk=row.pk).update(hits=F("hits") + hits, missed=F("missed") + missed)


def limits() -> FloodLimits:
    """Those in force."""
    row = FloodLimitsSet.objects.first()
    return FloodLimits(row.floor_hits, row.share_bp, row.least_items) if row else FloodLimits()


def bursts_of(entries: Iterable[int], at: datetime) -> dict[int, Burst]:
    """Which of these entries flood now."""
    first, held = slice_of(at - FLOOD_WINDOW), limits()
    rows = FloodTally.objects.filter(slice__gte=first, slice__lte=slice_of(at))
    often = rows.filter(entry__in=list(entries)).values("entry").annotate(all=Sum("hits"))
    suspects = [row["entry"] for row in often.filter(all__gte=held.floor_hits)]
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
