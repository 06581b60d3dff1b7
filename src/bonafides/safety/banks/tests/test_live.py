import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction

from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions
from bonafides.safety.banks.live import LiveIndex
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.tests.conftest import NOON, SHA256_A, SHA256_B, THE_FILE, an_entry
from bonafides.safety.banks.tests.processes import Process, environment_of

Ask = Callable[[str], object]


@pytest.fixture
def two(home: Path) -> Iterator[tuple[Ask, Ask]]:
    """A process that changes lists, and one that answers lookups; both have looked once."""
    writer, reader = Process(home, "second_process.py"), Process(home, "second_process.py")
    writer.ask(f"match {SHA256_B}")
    reader.ask(f"match {SHA256_B}")
    yield writer.ask, reader.ask
    writer.end()
    reader.end()


def test_every_change_shows_in_another_process_from_its_next_lookup_on(two: tuple[Ask, Ask]) -> None:
    write, read = two
    value = "c" * 64
    answers = []

    for order in ("add", "disable", "enable", "withdraw", "add"):
        write(f"{order} {value}")
        answers.append(read(f"match {value}"))

    assert answers == [1, 0, 1, 0, 1]


def test_an_entry_survives_a_restart_and_so_does_its_withdrawal(home: Path) -> None:
    value = "d" * 64
    answers = []

    for order in ("add", "withdraw"):
        first = Process(home, "second_process.py")
        first.ask(f"{order} {value}")
        first.end()
        second = Process(home, "second_process.py")
        answers.append(second.ask(f"match {value}"))
        second.end()

    assert answers == [1, 0]


# -- one process ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_index_of_one_entry_finds_it_also_when_it_is_built_anew(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)

    fresh = LiveIndex()

    assert [hit.type for hit in fresh.search(THE_FILE)[0]] == [EntryType.SHA256]


@pytest.mark.django_db
def test_an_empty_index_finds_nothing_and_stands_at_version_nought(db: None) -> None:
    assert LiveIndex().search(THE_FILE) == ([], 0)


@pytest.mark.django_db
def test_changes_are_applied_one_by_one_to_what_is_there(bank: Bank, bo: Actor) -> None:
    index = LiveIndex()
    first = an_entry(bank, bo)
    index.search(THE_FILE)
    second = an_entry(bank, bo, value=SHA256_B)
    index.search(THE_FILE)
    actions.disable_entry(entry=first, reason="test", by=bo, at=NOON)

    hits, version = index.search(Fingerprints(digests={EntryType.SHA256: SHA256_A}))
    others, _version = index.search(Fingerprints(digests={EntryType.SHA256: SHA256_B}))

    assert (hits, version) == ([], 3)
    assert [hit.entry for hit in others] == [second.pk]


@pytest.mark.django_db
def test_a_change_that_was_rolled_back_after_it_was_seen_is_forgotten(bank: Bank, bo: Actor) -> None:
    index = LiveIndex()
    index.search(THE_FILE)

    with pytest.raises(OSError, match="undo"), transaction.atomic():
        phantom_then_undo(index, bank, bo)
    kept = an_entry(bank, bo, value=SHA256_B)  # takes the same version number

    hits, version = index.search(Fingerprints(digests={EntryType.SHA256: SHA256_B}))
    assert ([hit.entry for hit in hits], version) == ([kept.pk], 1)
    assert index.search(THE_FILE)[0] == []


def phantom_then_undo(index: LiveIndex, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)
    assert len(index.search(THE_FILE)[0]) == 1
    raise OSError("undo")


def test_threads_never_miss_what_was_there_before_they_asked(home: Path) -> None:
    """Eight lookups at once in a process whose index must first be built."""
    value = "e" * 64
    writer = Process(home, "second_process.py")
    writer.ask(f"add {value}")
    writer.end()
    code = (
        "import django; django.setup()\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from bonafides.safety.banks import live\n"
        "from bonafides.matching.fingerprint import Fingerprints\n"
        "from bonafides.matching.vocabulary import EntryType\n"
        f"item = Fingerprints(digests={{EntryType.SHA256: '{value}'}})\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    print(sum(len(hits) for hits, _ in pool.map(live.search, [item] * 400)))\n"
    )
    environment = environment_of(home)

    told = subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, text=True)

    assert told.stdout.strip() == "400"
