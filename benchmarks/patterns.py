"""What matches come to, among many: `python -m benchmarks.patterns [--records 100000]`.

Plants match records of 30 days as submissions and decisions leave them: most items met one entry, some two; 50 lists,
20,000 entries, accounts with one item and with many, uploads of what was removed, three cases in four decided, and
items that people flagged. The worker's job counts them; then both pages are read as a browser reads them, by a process
that has loaded what a server loads before its first connection, each time after something has changed that no job has
counted yet, and the tables are compared with those of the rows themselves.

What changes between two counts, 20 seconds apart, is ten items that were decided. In two readings of three they are
drawn from all, so that some of them have copies: one item in twenty is a copy of one of a hundred that circulate, which
come to 42 copies each at 100,000 records. In every third reading all ten are of that hundred, as when somebody judges
many at once, and more than 400 items lie outside of what was counted (4,000 at 1,000,000). Those are the slow ones, and
with a third of all readings they decide the 95th percentile. A platform will see less: this is a decision every two
seconds, day and night.
Goal: each page within 0.2 s at 100,000 records and 1 s at 1,000,000. SQLite, or PostgreSQL by DATABASE_URL.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from benchmarks import goals, scratch
from benchmarks.goals import Goal

SEED, AT_ONCE = 20261128, 20_000
GOALS = {100_000: 0.2, 1_000_000: 1.0}  # seconds
LISTS, ENTRIES, DAYS = 50, 20_000, 30
ENTITIES = ("Sample entity A", "Sample entity B", "Sample entity C", "")
TYPES = (("pdq", "near"), ("sha256", "exact"), ("text", "near_copy"), ("url", "url"), ("text", "quoted"))
KINDS = ("picture", "picture", "text", "url", "file")
FORMATS = ("image/jpeg", "image/png", "text/plain", "", "application/pdf")  # of the kinds
LANGUAGES = ("en", "ar", "ru", "de", "fr", "")
READINGS, AT_ONCE_DECIDED = 60, 10
CIRCULATING = 100  # items of which copies come again and again
NOW = datetime.now(UTC)


def plant(records: int) -> None:
    """Rows written as they would lie: what is measured is reading them."""
    from django.db import connection, transaction

    random = Random(SEED)
    with transaction.atomic(), connection.cursor() as cursor:
        banks = planted_lists(random)
        entries = planted_entries(cursor, banks, random)
    items = records * 5 // 6
    for start in range(0, items, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, items))
        with transaction.atomic(), connection.cursor() as cursor:
            plant_some(cursor, numbers, entries, random)
        print(f"\r{numbers[-1] + 1:,} items", end="", file=sys.stderr)
    print(file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def planted_lists(random: Random) -> list[Any]:
    from bonafides.base.audit.scope import action_scope
    from bonafides.safety.banks.models import Bank

    made = [
        Bank(name=f"Sample list {number}", is_own=number == 0, created_by="system", created_at=datetime.now(UTC))
        for number in range(LISTS)
    ]
    with action_scope("plant") as scope:
        Bank.objects.bulk_create(made)
        scope.recorded = 1
    return list(Bank.objects.order_by("pk"))


def planted_entries(cursor: Any, banks: list[Any], random: Random) -> list[tuple[int, Any, int]]:
    """Each with its list and the place of its kind; the first ones are met most."""
    from bonafides.safety.banks.models import Entry

    def row(number: int) -> dict[str, Any]:
        value = f"{random.getrandbits(256):064x}"
        return {
            "reference": f"E{number:011}",
            "bank_id": banks[min(int(random.expovariate(0.15)), LISTS - 1)].pk,
            "type": TYPES[number % 5][0],
            "value": value,
            "value_sha256": value,
            "added_by": "system",
            "added_at": datetime.now(UTC),
            "changed_in": 0,
        }

    insert(cursor, Entry, (row(number) for number in range(ENTRIES)))
    by_pk = {bank.pk: bank for bank in banks}
    rows = Entry.objects.filter(reference__startswith="E00").order_by("reference").values_list("pk", "bank_id")
    return [(pk, by_pk[bank], number % 5) for number, (pk, bank) in enumerate(rows)]


def plant_some(cursor: Any, numbers: range, entries: list[tuple[int, Any, int]], random: Random) -> None:
    """Items, each in a case of its own, with flags and match records; one in twelve was flagged and met no list."""
    from bonafides.safety.banks.models import MatchRecord
    from bonafides.safety.moderation.models import Case, Flag, Item

    now = datetime.now(UTC)
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last_item = Item.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    cases, items, flags, records = [], [], [], []
    for place, number in enumerate(numbers, start=1):
        taken = now - timedelta(minutes=random.randrange(60 * 24 * DAYS))
        by_people = number % 12 == 0
        source = "user_notice" if by_people else "own_detection"
        closed = number % 4 != 1
        outcome = ("restrict" if random.random() < 0.8 else "keep") if closed else ""
        cases.append(
            {
                "id": last + place,
                "reference": f"C{number:011}",
                "state": "closed" if closed else "open",
                "outcome": outcome,
                "opened_at": taken,
                "closed_at": taken + timedelta(hours=random.randrange(1, 48)) if closed else None,
                "source": source,
            }
        )
        again = random.random() < 0.05 and number > CIRCULATING
        items.append(
            {
                "id": last_item + place,
                "reference": f"I{number:011}",
                "case_id": last + place,
                "platform_reference": f"paste/{number}",
                "kind": KINDS[number % 5],
                "media_type": FORMATS[number % 5],
                "language": LANGUAGES[int(random.expovariate(0.8)) % 6],
                "author_reference": f"author-{min(int(random.expovariate(1 / 20_000)), 10**6)}" if number % 9 else "",
                "taken_at": taken,
                "sha256": f"{random.randrange(CIRCULATING) if again else number:064x}",
            }
        )
        flags.append(
            {
                "reference": f"F{number:011}",
                "case_id": last + place,
                "item_id": last_item + place,
                "source": source,
                "received_at": taken,
            }
        )
        if by_people and number % 24:
            continue
        for nth in range(2 if number % 5 == 0 else 1):
            pk, bank, kind = entries[int(random.paretovariate(0.4)) % ENTRIES]
            type_, matched_by = TYPES[kind]
            records.append(
                {
                    "reference": f"M{number:010}{nth}",
                    "item": f"I{number:011}",
                    "entry_id": pk,
                    "entry_code": f"code-{pk}",
                    "bank": bank.reference,
                    "bank_name": bank.name,
                    "entity": ENTITIES[pk % 4],
                    "type": type_,
                    "matched_by": matched_by,
                    "fingerprint": f"{number:064x}",
                    "entry_value_sha256": f"{pk:064x}",
                    "algorithm": "sample 1",
                    "distance_bits": random.randrange(32) if type_ == "pdq" else None,
                    "hold_lasts": timedelta(days=1),
                    "opinion": "positive",
                    "opinions": {"own": None, "sources": None},
                    "outcome": "review",
                    "reasons": [],
                    "index_version": 1,
                    "matched_at": taken,
                }
            )
    for model, rows in ((Case, cases), (Item, items), (Flag, flags), (MatchRecord, records)):
        insert(cursor, model, iter(rows))


def insert(cursor: Any, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Rows by column, the rest as the model has it by default."""
    from django.db import connection

    fields = {field.column: field for field in model._meta.concrete_fields}
    usual = {name: field.get_db_prep_save(field.get_default(), connection) for name, field in fields.items()}
    (first, *others) = list(rows)
    columns = [name for name in fields if name in first or name != "id"]
    kept = [name for name in columns if name in first]
    prepare = {name: fields[name].get_db_prep_save for name in kept}
    places = ", ".join(["%s"] * len(columns))
    named = ", ".join(connection.ops.quote_name(name) for name in columns)
    cursor.executemany(
        f"INSERT INTO {model._meta.db_table} ({named}) VALUES ({places})",
        [
            [prepare[name](row[name], connection) if name in prepare else usual[name] for name in columns]
            for row in (first, *others)
        ],
    )


def change(reading: int) -> None:
    """What decisions do to ten items: they and their copies are touched, and no job has counted them since."""
    from bonafides.safety.moderation.actions import counting
    from bonafides.safety.moderation.models import Item

    pks = Item.objects.order_by("pk").values_list("pk", flat=True)
    decided = pks[:CIRCULATING] if reading % 3 == 0 else pks
    chosen = Random(SEED + reading).sample(list(decided), AT_ONCE_DECIDED)
    counting.touch_with_copies(Item.objects.filter(pk__in=chosen), at=NOW)


def read_pages() -> dict[str, list[float]]:
    """Seconds of each reading of each page, by the clock and by our processor."""
    from tests import cast

    from bonafides.safety.moderation.actions import counting
    from bonafides.web.warmth import warm

    browser = cast.browser_of(cast.amina())
    warm()
    taken: dict[str, list[float]] = {}
    for reading in range(READINGS):
        change(reading)
        for page in ("/patterns/", "/patterns/quality/"):
            start, began = time.perf_counter(), time.process_time()
            assert browser.get(page).status_code == 200
            taken.setdefault(page, []).append(time.perf_counter() - start)
            taken.setdefault(f"{page}, of it our processor", []).append(time.process_time() - began)
        counting.count_due(NOW)  # as the worker does every 20 seconds
    return taken


def is_exact(days: Any) -> bool:
    """Whether what is read now is what the rows themselves come to."""
    from bonafides.safety.moderation.queries.met import met_between, met_directly, moment_of

    def rows(met: Any) -> Any:
        return met.rows[["item", "entry", "account", "weekday", "hour", "distance", "judgement", "again"]]

    kept = rows(met_between(days.first, days.last))
    direct = rows(met_directly(moment_of(days.first), moment_of(days.last + timedelta(days=1))))
    kept.sort()
    direct.sort()
    return bool((kept == direct).all())


def measured(records: int) -> list[Goal]:
    with scratch.installation():
        from django.db import connection

        from bonafides.safety.moderation.actions import counting
        from bonafides.safety.moderation.models import CountedDay
        from bonafides.safety.patterns.queries import Days

        plant(records)
        days = Days((NOW - timedelta(days=DAYS)).date(), NOW.date())
        start = time.perf_counter()
        counted = counting.count_due(NOW, for_seconds=1e9)
        took = time.perf_counter() - start
        kept = sum(len(bytes(rows)) for rows in CountedDay.objects.values_list("rows", flat=True))
        pages = read_pages()
        change(READINGS)  # so that what is compared has kept days and changed items in it
        exact = is_exact(days)
        print(f"patterns, {connection.vendor}: {records:,} match records of {DAYS} days; {scratch.machine()}")
        print(f"  counted once by the worker: {counted} days in {took:.1f} s, kept in {kept / 1e6:.1f} MB")
        for name, seconds in pages.items():
            print(f"  {name:<44}{scratch.in_milliseconds(seconds)}")
    goal, what = GOALS.get(records, 1.0), f"{records:,} match records"
    return [
        *(
            goals.at_most(f"{page} among {what}", scratch.quantile(pages[page], 0.95), goal, "s", f"p95 of {READINGS}")
            for page in ("/patterns/", "/patterns/quality/")
        ),
        goals.holds(f"tables of {what}", "as the rows come to", "the same" if exact else "different", met=exact),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    options = parser.parse_args()
    return goals.report(measured(options.records))


if __name__ == "__main__":
    sys.exit(main())
