"""How long a reviewer waits for the next case: `python -m benchmarks.next_case [--cases 100000] [--requests 500]`.

Fills an installation with open cases, each with an item, a flag and a text; then asks for the next case, opens its
page and skips it, as a reviewer does, and measures the server's time of each request, without a network. SQLite, or
PostgreSQL by DATABASE_URL. Goal: p95 at most 150 ms; the page at most 100 kB without media.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import scratch

SEED = 20261121
BATCH = 2_000


def fill(cases: int) -> None:
    """Open cases of all ages, languages and ranks, written in bulk."""
    from django.db import transaction

    from bonafides.base.audit.scope import action_scope
    from bonafides.safety.moderation.models import Case, Flag, Item

    rng, now = random.Random(SEED), datetime.now(UTC)
    for start in range(0, cases, BATCH):
        with transaction.atomic(), action_scope("fill") as scope:
            rows = [case_row(Case, rng, now) for _ in range(min(BATCH, cases - start))]
            made = Case.objects.bulk_create(rows)
            items = Item.objects.bulk_create([item_row(Item, case, rng, now) for case in made])
            Flag.objects.bulk_create([flag_row(Flag, item, now) for item in items])
            scope.recorded = 1
        print(f"\r{start + len(rows):,} cases", end="", file=sys.stderr)
    print(file=sys.stderr)


def case_row(kind: type, rng: random.Random, now: datetime) -> object:
    opened = now - timedelta(minutes=rng.randrange(60 * 24 * 14))
    points = rng.randrange(400)
    return kind(
        opened_at=opened,
        source="user_notice",
        language=rng.choice(("en", "de", "ar", "ru", "")),
        priority=points,
        rank_at=opened - timedelta(minutes=10) * points,
    )


def item_row(kind: type, case: object, rng: random.Random, now: datetime) -> object:
    return kind(
        case=case,
        platform_reference=f"paste/{rng.getrandbits(60):x}",
        kind="text",
        taken_at=now,
        author_reference=f"author-{rng.randrange(5_000)}",
        sha256=f"{rng.getrandbits(256):064x}",
    )


def flag_row(kind: type, item: object, now: datetime) -> object:
    reason = "A made-up reason of ordinary length, for measuring."
    return kind(case=item.case, item=item, source="user_notice", reason=reason, received_at=now)  # type: ignore[attr-defined]


@dataclass
class Timed:
    """Seconds of each request, by the clock and by our processor time: a busy machine adds to the first alone."""

    wall: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    def add(self, call: Callable[[], Any]) -> Any:
        start, began = time.perf_counter(), time.process_time()
        answer = call()
        self.wall.append(time.perf_counter() - start)
        self.spent.append(time.process_time() - began)
        return answer


def measure(requests: int) -> tuple[Timed, Timed, int]:
    """Each claim, each page, and the size of the largest page in bytes."""
    from django.test import Client
    from tests import cast

    browser: Client = cast.browser_of(cast.amina())
    claims, pages, largest = Timed(), Timed(), 0
    for _ in range(requests):
        address = claims.add(lambda: browser.post("/queue/next/")).headers["Location"]
        page = pages.add(lambda at=address: browser.get(at))
        largest = max(largest, len(page.content))
        browser.post(f"{address}skip/", {"reason": "unsure"})
    return claims, pages, largest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=500)
    options = parser.parse_args()
    with scratch.installation():
        from django.db import connection

        fill(options.cases)
        claims, pages, largest = measure(options.requests)
        print(f"next case, {options.cases:,} open cases, {connection.vendor}; {scratch.machine()}")
        for name, timed in (("claim (POST /queue/next/)", claims), ("case page", pages)):
            print(f"  {name:<26}{scratch.in_milliseconds(timed.wall)}")
            print(f"  {'  of it our processor':<26}{scratch.in_milliseconds(timed.spent)}")
        print(f"  largest page: {largest / 1000:.1f} kB without media; goals 150 ms at p95, 100 kB")
    slow = max(scratch.quantile(claims.wall, 0.95), scratch.quantile(pages.wall, 0.95)) > 0.150
    return int(slow or largest > 100_000)


if __name__ == "__main__":
    sys.exit(main())
