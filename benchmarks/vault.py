"""A vault of 1,000,000 items: `python -m benchmarks.vault [--items 1000000]`.

The list (first page, by state, by reference, by clock), the sweep over all clocks with what it erases, the weekly
count, and the export of 100 items as an encrypted bag. Rows of the mass are written straight into the tables, as they
would lie; what is erased and exported was taken in through the product's own door. Goal: each answer of the list
within 0.3 s, the sweep of a day and the export within 10 s.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from benchmarks import scratch

LIST_GOAL, LONG_GOAL = 0.3, 10.0  # seconds
EXPORTED, ERASED = 100, 500
SEED, AT_ONCE = 7, 20_000
NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)


ITEM_COLUMNS = 'reference, subject, "case", kind, media_type, cause, preserved_at, due_at, erased_at'
CLOCK_COLUMNS = (
    "reference, item_id, kind, law, started_at, started_by, until, stopped_at, stopped_by,"
    " authority, authority_reference, scope"
)


def fill(count: int) -> None:
    """Items with three clocks each: 60 % erased long ago, the others at every stage, none due today."""
    from django.db import connection, transaction

    from bonafides.safety.evidence.models import Clock, EvidenceItem

    random = Random(SEED)
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        items = [item_of(number, random) for number in numbers]
        with transaction.atomic(), connection.cursor() as cursor:
            insert(cursor, EvidenceItem, ITEM_COLUMNS, items)
            clocks = [row for number, item in zip(numbers, items, strict=True) for row in clocks_of(number, item)]
            insert(cursor, Clock, CLOCK_COLUMNS, clocks)


def insert(cursor: Any, model: Any, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """Rows written as they are: what is measured is reading them."""
    places = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})", rows)


def item_of(number: int, random: Random) -> tuple[Any, ...]:
    preserved = NOW - timedelta(days=random.randrange(2, 1_000))
    due = preserved + timedelta(days=random.randrange(184, 400))
    erased = due + timedelta(minutes=10) if due <= NOW else None
    named = (f"B{number:09d}", f"S{number:09d}", f"C{number // 3:09d}", ("picture", "text", "url")[number % 3])
    return (*named, "", "decision", preserved, due if number % 5 or erased else None, erased)


def clocks_of(number: int, item: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Two clocks of the law, and the case's, which has ended where the item has an end."""
    preserved, due = item[6], item[7]
    until, blank = due or NOW + timedelta(days=100), ("", "", "")
    for place, kind in enumerate(("tco_six_months", "complaint")):
        yield (f"K{number:09d}{place}", number + 1, kind, "", preserved, "system", until, None, "", *blank)
    yield (f"K{number:09d}2", number + 1, "case", "", preserved, "system", None, due, "system" if due else "", *blank)


def take_in(count: int, at: datetime) -> list[Any]:
    """Items through the product's own door: 20 kB of bytes, context and record each."""
    from bonafides.base.blobs import actions as blobs
    from bonafides.kernel.actor import SYSTEM
    from bonafides.kernel.ids import new_reference
    from bonafides.safety.evidence import actions
    from bonafides.safety.evidence.vocabulary import Cause

    random, kept = Random(SEED), []
    for _ in range(count):
        subject = new_reference()
        content = blobs.store(random.randbytes(20_000), bound_to=f"item:{subject}", at=at)
        context = blobs.store(b'{"page":"<p>as served</p>"}', bound_to=f"context:{subject}", at=at)
        found = actions.Found(
            subject=subject,
            case=new_reference(),
            kind="file",
            content=content,
            context=context,
            record={"statements": []},
            measures=frozenset({"remove"}),
        )
        kept.append(actions.preserve(found=found, cause=Cause.DECISION, by=SYSTEM, at=at))
    return kept


def seconds(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def lists() -> dict[str, float]:
    """Seconds of the slowest of five readings of each page of the list."""
    from django.test import RequestFactory

    from bonafides.base.http.paging import page_of
    from bonafides.kernel.actor import SYSTEM
    from bonafides.safety.evidence import queries
    from bonafides.safety.evidence.queries import Wanted
    from bonafides.safety.evidence.vocabulary import ClockState

    def read(wanted: Wanted, page: int = 1) -> Callable[[], Any]:
        request = RequestFactory().get("/", {"page": page})
        return lambda: page_of(queries.items_for(SYSTEM, wanted, NOW), request)

    asked = {
        "first page": read(Wanted()),
        "page 1,000": read(Wanted(), 1_000),
        "a reference": read(Wanted(text="B000123456")),
        "due": read(Wanted(state=ClockState.DUE)),
        "overdue": read(Wanted(state=ClockState.OVERDUE)),
        "running": read(Wanted(state=ClockState.RUNNING)),
        "erased": read(Wanted(state=ClockState.ERASED)),
        "a running clock": read(Wanted(clock="complaint")),
        "a legal hold": read(Wanted(clock="legal_hold")),
    }
    return {name: max(seconds(act) for _ in range(5)) for name, act in asked.items()}


def export() -> float:
    """Seconds to hand out 100 items: read under custody, proven, sealed, encrypted, stored."""
    import pyrage

    from bonafides.base.audit import sealing
    from bonafides.base.people import actions as people
    from bonafides.base.people import queries as persons
    from bonafides.base.people.vocabulary import OrganisationKind, Role
    from bonafides.kernel.actor import SYSTEM
    from bonafides.safety.evidence import actions
    from bonafides.safety.evidence.vocabulary import LegalBasis

    platform = persons.active_organisation(OrganisationKind.PLATFORM)
    names = ("cleo", "dov", "gita")
    given: dict[str, Any] = {"organisation": platform, "password": None, "role": Role.EVIDENCE_CUSTODIAN}
    keepers = [
        persons.actor_of(people.admit_person(email=f"{name}@example.org", name=name, **given, by=SYSTEM, at=NOW))
        for name in names
    ]
    items = take_in(EXPORTED, NOW)
    sealing.publish(NOW)
    key = str(pyrage.x25519.Identity.generate().to_public())
    asked = actions.Asked("a measurement", LegalBasis.TCO_INVESTIGATION, "-", "a made-up authority", key)
    release = actions.request_release(items=items, asked=asked, by=keepers[0], at=NOW)
    for keeper in keepers[1:]:
        release = actions.vote(release=release, approves=True, by=keeper, at=NOW)
    return seconds(lambda: actions.hand_out(release=release, by=keepers[0], at=NOW))


def sweep() -> float:
    """Seconds for one run of the job on a day on which 500 items come due."""
    from bonafides.kernel.actor import SYSTEM
    from bonafides.safety.evidence import actions, jobs

    before = NOW - timedelta(days=190)
    for item in take_in(ERASED, before):
        actions.let_go(subject=item.subject, by=SYSTEM, at=before)
    return seconds(lambda: jobs.erase_what_is_due(NOW))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    options = parser.parse_args()
    with scratch.installation():
        from django.db import connection

        from bonafides.safety.evidence import jobs
        from bonafides.safety.evidence.models import Clock, EvidenceItem

        fill(options.items)
        swept = sweep()
        counted = seconds(lambda: jobs.report_overdue(NOW))
        exported = export()
        read = lists()
        held = f"{EvidenceItem.objects.count():,} items, {Clock.objects.count():,} clocks, seed {SEED}"
        print(f"the vault, {connection.vendor}: {held}; {scratch.machine()}")
        for name, took in read.items():
            print(f"  list, {name + ':':<18}{took * 1000:8.1f} ms (slowest of 5)")
        print(f"  sweep of the clocks, {ERASED} items erased: {swept:.2f} s ({swept / ERASED * 1000:.1f} ms each)")
        print(f"  weekly overdue count: {counted:.2f} s")
        print(f"  export of {EXPORTED} items, from votes to encrypted package: {exported:.2f} s")
        kept = max(read.values()) <= LIST_GOAL and max(swept, exported) <= LONG_GOAL
        print(f"  goals: list {LIST_GOAL} s, sweep and export {LONG_GOAL:.0f} s: {'kept' if kept else 'MISSED'}")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
