"""A process of its own on a home that the test made: reads an order per line, answers a line of JSON.

Orders: `add VALUE`, `withdraw VALUE`, `disable VALUE`, `enable VALUE`, `match VALUE`.
"""

import json
import sys

import django

django.setup()

from bonafides.kernel.actor import SYSTEM  # noqa: E402  Django must be set up first
from bonafides.kernel.clock import now  # noqa: E402
from bonafides.matching.fingerprint import Fingerprints  # noqa: E402
from bonafides.matching.vocabulary import EntryType  # noqa: E402
from bonafides.safety.banks import actions, queries  # noqa: E402
from bonafides.safety.banks.models import Bank, Entry  # noqa: E402


def the_bank() -> Bank:
    return queries.bank_named(SYSTEM, "Shapes") or actions.create_bank(name="Shapes", by=SYSTEM, at=now())


def entry(value: str) -> Entry:
    found: Entry = Entry.objects.get(value=value, withdrawn_at=None)
    return found


def add(value: str) -> object:
    return actions.add_entry(bank=the_bank(), type_=EntryType.SHA256, value=value, by=SYSTEM, at=now()).reference


def withdraw(value: str) -> None:
    actions.withdraw_entry(entry=entry(value), reason="test", by=SYSTEM, at=now())


def disable(value: str) -> None:
    actions.disable_entry(entry=entry(value), reason="test", by=SYSTEM, at=now())


def enable(value: str) -> None:
    actions.enable_entry(entry=entry(value), by=SYSTEM, at=now())


def match(value: str) -> object:
    return len(queries.match(Fingerprints(digests={EntryType.SHA256: value})).matches)


ORDERS = {"add": add, "withdraw": withdraw, "disable": disable, "enable": enable, "match": match}

for line in sys.stdin:
    order, value = line.split()
    print(json.dumps(ORDERS[order](value)), flush=True)
