"""What matches come to, among many: `python -m benchmarks.patterns [--records 100000 1000000]`.

Plants match records of 30 days as submissions and decisions leave them: four items in five met one entry, one in five
two; 50 lists, accounts with few items and with hundreds, uploads of what was removed, three cases in four decided, some
reversed or with an item left out; and flags of people beside them. Then reads both pages as a browser does, while a
match is recorded between the readings, and forgets some items. Goal: each answer within 0.2 s at 100,000 records.
SQLite, or PostgreSQL by DATABASE_URL.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
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
LANGUAGES = ("en", "ar", "ru", "de", "fr", "")
READINGS = 15


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
        closed = number % 4 != 0
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
        again = random.random() < 0.05 and number > 100
        items.append(
            {
                "id": last_item + place,
                "reference": f"I{number:011}",
                "case_id": last + place,
                "platform_reference": f"paste/{number}",
                "kind": KINDS[number % 5],
                "language": LANGUAGES[int(random.expovariate(0.8)) % 6],
                "author_reference": f"author-{min(int(random.expovariate(1 / 20_000)), 10**6)}" if number % 9 else "",
                "taken_at": taken,
                "sha256": f"{random.randrange(100) if again else number:064x}",
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
