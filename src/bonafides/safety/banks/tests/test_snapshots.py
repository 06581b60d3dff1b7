import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bonafides.base.outbox import registry
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints, Frame, fingerprints_of_text
from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, live, queries, snapshots
from bonafides.safety.banks.live import LiveIndex
from bonafides.safety.banks.models import Bank, Entry, IndexState
from bonafides.safety.banks.tests.conftest import NOON, SHA256_A, THE_FILE, an_entry

pytestmark = pytest.mark.django_db

PDQ = "16c33b761fdc3397f468ea56d8d8b8b7e49ad25cb19809f801d60d646bc55d02"
THE_PICTURE = Fingerprints(frames=(Frame(0, PdqHash.parse(PDQ), 100),))
THE_TEXT = fingerprints_of_text("some listed words")


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home where snapshots are kept of few entries, and a new one is looked for at every lookup."""
    settings.HOME = tmp_path
    monkeypatch.setattr(snapshots, "KEPT_FROM", 1)
    monkeypatch.setattr(live, "LOOK_EVERY_SECONDS", 0.0)
    yield tmp_path
    wait()


@pytest.fixture
def listed(bank: Bank, bo: Actor) -> list[Entry]:
    """One entry of each way."""
    return [
        an_entry(bank, bo),
        an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ),
        an_entry(bank, bo, type_=EntryType.TEXT, value="some listed words"),
    ]


def with_bad_value(entry: Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE banks_entry SET value = %s WHERE id = %s", ["none", entry.pk])


def wait() -> None:
    """Until nothing is done in the background any more."""
    for thread in threading.enumerate():
        if thread.name.startswith("matching-"):
            thread.join()


def found(index: LiveIndex) -> list[int]:
    """Which of the listed three are met."""
    return sorted({hit.entry for item in (THE_FILE, THE_PICTURE, THE_TEXT) for hit in index.search(item)[0]})


def ids_of(entries: list[Entry]) -> list[int]:
    return [entry.pk for entry in entries]


@pytest.mark.db
def test_a_new_process_starts_from_the_snapshot_and_reads_the_other_types_from_the_tables(listed: list[Entry]) -> None:
    LiveIndex().keep_snapshot()

    index = LiveIndex()

    assert found(index) == ids_of(listed)
    assert index._kept is not None


@pytest.mark.db
def test_what_changed_since_the_snapshot_was_written_is_seen(listed: list[Entry], bank: Bank, bo: Actor) -> None:
    LiveIndex().keep_snapshot()
    actions.withdraw_entry(entry=listed[1], reason="test", by=bo, at=NOON)
    actions.disable_entry(entry=listed[2], reason="test", by=bo, at=NOON)
    again = an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ)

    assert found(LiveIndex()) == [listed[0].pk, again.pk]


def test_a_running_process_takes_the_newer_snapshot_and_finds_the_same(
    listed: list[Entry], bank: Bank, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "CHANGES_AT_LEAST", 1)
    worker, index = LiveIndex(), LiveIndex()
    worker.keep_snapshot()
    before = found(index)
    another = an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ[:-1] + "3")
    worker.keep_snapshot()

    after = found(index)

    assert before == ids_of(listed)
    assert after == [*before, another.pk]
    assert index._kept is not None
    assert index._kept.step[0] == 4


def test_it_is_written_anew_only_after_enough_changes(listed: list[Entry], bank: Bank, bo: Actor) -> None:
    index = LiveIndex()
    index.keep_snapshot()
    first = snapshots.place()
    an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ[:-1] + "3")
    index.keep_snapshot()

    assert first is not None
    assert snapshots.place() == first


@pytest.mark.db
def test_what_was_forgotten_is_not_in_the_file_after_the_next_minute(listed: list[Entry], bo: Actor) -> None:
    index = LiveIndex()
    index.keep_snapshot()
    before = snapshots.path().read_bytes()
    actions.forget_entries(entries=[listed[0]], by=bo, at=NOON)
    index.keep_snapshot()

    assert bytes.fromhex(SHA256_A) in before
    assert bytes.fromhex(SHA256_A) not in snapshots.path().read_bytes()
    assert found(index) == ids_of(listed[1:])


def test_of_few_entries_no_snapshot_is_kept_and_processes_go_on_without_it(
    listed: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = LiveIndex()
    index.keep_snapshot()
    found(index)
    monkeypatch.setattr(snapshots, "KEPT_FROM", 100)
    index.keep_snapshot()
    after = found(index)
    wait()

    assert snapshots.place() is None
    assert after == found(index) == ids_of(listed)


@pytest.mark.parametrize("cut", [0, 20, 1_000, -1])
def test_a_truncated_snapshot_is_said_removed_and_not_used(
    listed: list[Entry], cut: int, caplog: pytest.LogCaptureFixture
) -> None:
    LiveIndex().keep_snapshot()
    snapshots.path().write_bytes(snapshots.path().read_bytes()[:cut])

    with caplog.at_level(logging.ERROR):
        index = LiveIndex()
        matched = found(index)

    assert matched == ids_of(listed)
    assert "damaged" in caplog.text
    assert snapshots.place() is None


@pytest.mark.parametrize("limit", [0, 1 << 30])
def test_a_changed_byte_is_said_and_the_index_is_built_from_the_tables(
    listed: list[Entry], limit: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(snapshots, "VERIFIED_AT_ONCE_BYTES", limit)
    LiveIndex().keep_snapshot()
    data = bytearray(snapshots.path().read_bytes())
    at = data.index(bytes.fromhex(SHA256_A))
    data[at] ^= 1
    snapshots.path().write_bytes(data)

    with caplog.at_level(logging.ERROR):
        index = LiveIndex()
        index.in_step()
        wait()
        matched = found(index)

    assert matched == ids_of(listed)
    assert "damaged" in caplog.text
    assert snapshots.place() is None


def test_a_snapshot_of_another_history_is_not_used_and_replaced(listed: list[Entry]) -> None:
    LiveIndex().keep_snapshot()
    IndexState.objects.filter(version=3).update(stamp="restored from an older backup")

    index = LiveIndex()
    matched = found(index)
    index.keep_snapshot()

    assert matched == ids_of(listed)
    assert index._kept is None
    assert found(index) == ids_of(listed)
    assert index._kept is not None


def test_an_entry_whose_value_cannot_be_read_is_said_and_stops_no_other(
    listed: list[Entry], caplog: pytest.LogCaptureFixture
) -> None:
    with_bad_value(listed[1])

    with caplog.at_level(logging.ERROR):
        matched = found(LiveIndex())

    assert matched == [listed[0].pk, listed[2].pk]
    assert f"Entry {listed[1].pk} is not matched" in caplog.text


def test_its_state_is_told_after_reading_it_through(listed: list[Entry]) -> None:
    before = queries.index_snapshot()
    LiveIndex().keep_snapshot()
    whole = queries.index_snapshot()
    data = snapshots.path().read_bytes()
    snapshots.path().write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    assert (before.version, before.trouble) == (None, "")
    assert (whole.version, whole.changed_since) == (3, 0)
    assert "is damaged" in queries.index_snapshot().trouble


def test_the_banks_of_entries_stand_beside_them(listed: list[Entry], bank: Bank) -> None:
    LiveIndex().keep_snapshot()
    index = LiveIndex()
    index.in_step()
    digests = index.seen()[0].digests

    met = digests.search_batch(EntryType.SHA256, digests.keys_of(EntryType.SHA256, [bytes.fromhex(SHA256_A)]))

    assert (met.entries.tolist(), met.banks.tolist()) == ([listed[0].pk], [bank.pk])


def test_the_worker_looks_after_it_every_minute_and_sweeps_what_a_killed_one_left(
    listed: list[Entry], home: Path
) -> None:
    (home / "index").mkdir()
    (home / "index" / ".snapshot.1").write_bytes(b"half")
    job = registry.recurring()["banks.snapshot"]

    job.run(NOON)

    assert job.every == timedelta(minutes=1)
    assert [file.name for file in (home / "index").iterdir()] == ["snapshot"]
