"""How often each entry is hit, beside all that is looked at: counted in memory, added to one table by every process."""

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from bonafides.kernel.clock import now
from bonafides.safety.banks.models import FloodLimitsSet, FloodTally
from bonafides.safety.banks.rules import Burst, FloodLimits, Slice, burst_in
from bonafides.safety.banks.vocabulary import FLOOD_SLICE, FLOOD_WINDOW

SLICE_SECONDS = FLOOD_SLICE.total_seconds()
TRAFFIC = 0  # the entry under which all items are counted
WAKE_AT_HITS = 10  # not yet written: the writer does not wait for its second
NAMED_AT_MOST = 500  # entries in one question; of more, all are asked for
ADD = """
    INSERT INTO {table} (slice, entry, hits, missed) {rows}
    ON CONFLICT (entry, slice) DO UPDATE
    SET hits = {table}.hits + excluded.hits, missed = {table}.missed + excluded.missed
"""
OFTEN = """
    SELECT DISTINCT met.entry FROM {table} met
    JOIN {table} traffic ON traffic.entry = 0 AND traffic.slice = met.slice
    WHERE met.slice BETWEEN %s AND %s AND met.entry <> 0 AND met.hits * 10000 >= %s * (traffic.hits - met.missed)
"""
ROWS = {  # of one JSON array: a statement of many would let go of the interpreter's lock at each of them
    "sqlite": """
        SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
            json_extract(value, '$[3]')
        FROM json_each(%s) WHERE true
    """,
    "postgresql": """
        SELECT (value ->> 0)::bigint, (value ->> 1)::bigint, (value ->> 2)::bigint, (value ->> 3)::bigint
        FROM json_array_elements(%s::json)
    """,
}

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

    def note(self, hit: Sequence[Collection[int]], at: datetime | None = None) -> None:
        """Count several items, each with the entries that it hit."""
        here = slice_of(at or now())
        with self._lock:
            if here != self._slice:
                self._slice, self._passed, self._met = here, 0, set()
            for entries in hit:
                for entry in set(entries) if len(entries) > 1 else entries:
                    self._count(entry)
                self._passed += 1
            self._hits[here, TRAFFIC] += len(hit)

    def _count(self, entry: int) -> None:
        key = (self._slice, entry)
        if entry not in self._met:
            self._met.add(entry)
            self._missed[key] = self._missed.get(key, 0) + self._passed
        hits = self._hits[key] = self._hits.get(key, 0) + 1
        if hits >= WAKE_AT_HITS:
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
    return int(at.timestamp() // SLICE_SECONDS)


def add_all(hits: Mapping[Key, int], missed: Mapping[Key, int]) -> None:
    """Add to the table's counts, all or none; in one order, so that two who add never wait for each other."""
    rows = [(*key, hits[key], missed.get(key, 0)) for key in sorted(hits)]
    if rows:
        with transaction.atomic(), connection.cursor() as cursor:
            statement = ADD.format(table=FloodTally._meta.db_table, rows=ROWS[connection.vendor])
            cursor.execute(statement, [json.dumps(rows)])


def limits() -> FloodLimits:
    """Those in force."""
    row = FloodLimitsSet.objects.first()
    return FloodLimits(row.floor_hits, row.share_bp, row.least_items) if row else FloodLimits()


def bursts_of(entries: Iterable[int], at: datetime) -> dict[int, Burst]:
    """Which of these entries flood now."""
    first, last, held = slice_of(at - FLOOD_WINDOW), slice_of(at), limits()
    suspects = suspects_among(set(entries), first, last, held)
    if not suspects:
        return {}
    of_entry: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    rows = FloodTally.objects.filter(slice__gte=first, slice__lte=last, entry__in=[TRAFFIC, *suspects])
    for entry, each, hits, missed in rows.values_list("entry", "slice", "hits", "missed"):
        of_entry[entry][each] = (hits, missed)
    traffic = of_entry.pop(TRAFFIC, {})
    found = {entry: burst_in(slices_of(met, traffic), held) for entry, met in of_entry.items()}
    return {entry: burst for entry, burst in found.items() if burst}


def suspects_among(entries: set[int], first: int, last: int, held: FloodLimits) -> set[int]:
    """Those that were hit often enough, and in one slice at least by a large enough share.

    A share over several slices is never larger than in each of them, so that no burst is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(OFTEN.format(table=FloodTally._meta.db_table), [first, last, held.share_bp])
        by_share = entries.intersection(entry for (entry,) in cursor.fetchall())
    rows = FloodTally.objects.filter(slice__gte=first, slice__lte=last)
    named = rows.filter(entry__in=by_share) if len(by_share) <= NAMED_AT_MOST else rows
    often = named.values("entry").annotate(all=Sum("hits")).filter(all__gte=held.floor_hits)
    return by_share.intersection(often.values_list("entry", flat=True)) if by_share else set()


def slices_of(met: dict[int, tuple[int, int]], traffic: dict[int, tuple[int, int]]) -> list[Slice]:
    return [Slice(traffic.get(each, (0, 0))[0], *met.get(each, (0, 0))) for each in sorted({*met, *traffic})]


def hit_lately(at: datetime) -> set[int]:
    """The entries that were hit within the window, whichever process saw it."""
    rows = FloodTally.objects.filter(slice__gte=slice_of(at - FLOOD_WINDOW)).exclude(entry=TRAFFIC)
    return set(rows.values_list("entry", flat=True).distinct())
