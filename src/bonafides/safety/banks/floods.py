"""How often each entry is hit, beside all that is looked at: counted in memory, added to one table by every process."""

import json
import threading
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from bonafides.kernel.clock import now
from bonafides.safety.banks.models import FloodLimitsSet, FloodTally
from bonafides.safety.banks.rules import Burst, FloodLimits, Slice, burst_in
from bonafides.safety.banks.vocabulary import FLOOD_SHARE_BP, FLOOD_SLICE, FLOOD_WINDOW

SLICE_SECONDS = FLOOD_SLICE.total_seconds()
TRAFFIC = 0  # the entry under which all items are counted
SLICES_KEPT = FLOOD_WINDOW // FLOOD_SLICE  # that could not be written
MANY_HITS = 10  # in a slice: they are written before it is over
PART_COUNTED = 4  # of the share that is a flood: chance alone takes no slice of a flood below a quarter of it
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

Row = tuple[int, int, int, int]  # slice, entry, hits, missed


@dataclass(eq=False)
class Passing:
    """What this process saw in one slice, and how much of it is in the table already."""

    slice: int
    items: int = 0
    items_written: int = 0
    hits: dict[int, int] = field(default_factory=dict)
    missed: dict[int, int] = field(default_factory=dict)
    hits_written: dict[int, int] = field(default_factory=dict)

    def rows(self, least_hits: int, share_bp: int) -> list[Row]:
        """What is to be added to the table: all items, and the entries hit so often and by so large a share."""
        rows = [(self.slice, TRAFFIC, self.items - self.items_written, 0)] if self.items > self.items_written else []
        for entry, hits in self.hits.items():
            if hits >= least_hits and is_often(hits, self.items - self.missed[entry], share_bp):
                written = self.hits_written.get(entry, 0)
                if hits > written:
                    rows.append((self.slice, entry, hits - written, 0 if written else self.missed[entry]))
        return rows

    def note_written(self, rows: Iterable[Row]) -> None:
        for _slice, entry, hits, _missed in rows:
            if entry == TRAFFIC:
                self.items_written += hits
            else:
                self.hits_written[entry] = self.hits_written.get(entry, 0) + hits


class Tally:
    """What this process has counted. `due` is set when an entry is hit often.

    The table gets what may come to a flood: an entry's hits in a slice by a quarter of the share that is one, at once
    if they are many, else when the slice is over. What meets less there is forgotten with its slice: however
    many entries a busy platform meets, few of them can each hit half a per cent of all that passes.
    """

    def __init__(self) -> None:
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._now, self._over = Passing(0), deque[Passing](maxlen=SLICES_KEPT)
        self._share_bp = FLOOD_SHARE_BP
        self.due = threading.Event()

    def note(self, hit: Sequence[Collection[int]], at: datetime | None = None) -> None:
        """Count several items, each with the entries that it hit."""
        with self._lock:
            passing = self._passing_at(slice_of(at or now()))
            for entries in hit:
                for entry in set(entries) if len(entries) > 1 else entries:
                    self._count(entry, passing)
                passing.items += 1

    def _count(self, entry: int, passing: Passing) -> None:
        hits = passing.hits[entry] = passing.hits.get(entry, 0) + 1
        if hits == 1:
            passing.missed[entry] = passing.items
        elif hits >= MANY_HITS and is_often(hits, passing.items - passing.missed[entry], self._share_bp):
            self.due.set()

    def _passing_at(self, slice_: int) -> Passing:
        if slice_ != self._now.slice:
            self._over.append(self._now)
            self._now = Passing(slice_)
        return self._now

    def flush(self) -> set[int]:
        """Add what was counted to the table; which entries' hits were added. What cannot be written is kept."""
        self.due.clear()
        with self._writing:
            try:
                self._share_bp = limits().share_bp
                return self._written()
            except DatabaseError:
                return set()

    def _written(self) -> set[int]:
        with self._lock:
            passing, over = self._passing_at(slice_of(now())), list(self._over)
            of_each = [(each, each.rows(1, self._share_bp)) for each in over]
            of_each.append((passing, passing.rows(MANY_HITS, self._share_bp)))
        rows = [row for _passing, some in of_each for row in some]
        add_all(rows)
        with self._lock:
            for each, some in of_each:
                each.note_written(some)
            for each in over:
                self._over.remove(each)
        return {entry for _slice, entry, _hits, _missed in rows} - {TRAFFIC}


TALLY = Tally()


def is_often(hits: int, items: int, share_bp: int) -> bool:
    """Whether hits are a share of the items that is counted, beside the share that is a flood."""
    return hits * 10_000 * PART_COUNTED >= share_bp * items


def slice_of(at: datetime) -> int:
    return int(at.timestamp() // SLICE_SECONDS)


def add_all(rows: Collection[Row]) -> None:
    """Add to the table's counts, all or none; in one order, so that two who add never wait for each other."""
    if rows:
        with transaction.atomic(), connection.cursor() as cursor:
            statement = ADD.format(table=FloodTally._meta.db_table, rows=ROWS[connection.vendor])
            cursor.execute(statement, [json.dumps(sorted(rows))])


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
