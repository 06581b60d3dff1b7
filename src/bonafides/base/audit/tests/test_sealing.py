"""Sealing and publishing: numbers in order, a log that a stranger verifies, never two histories."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from bonafides.base.audit import queries, sealing
from bonafides.base.audit.models import LogEntry, Publication
from bonafides.base.audit.tests.test_recording import LampLit, light
from bonafides.base.keys import signing
from bonafides.kernel.errors import Conflict
from bonafides.ledger.durable import only_writer
from bonafides.ledger.errors import ForkError, LedgerError
from bonafides.ledger.sources import Directory
from bonafides.ledger.tiles import split_bundle
from bonafides.ledger.verify import LogReport, verify_log

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Settings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def lit(count: int, start: int = 0) -> list[str]:
    return [light(LampLit(f"lamp {number}", "amber")) for number in range(start, start + count)]


def verified() -> LogReport:
    return verify_log(Directory(sealing.log_directory()), [signing.signer("log").verifier], now=0)


def test_a_published_log_verifies_and_counts_every_entry() -> None:
    lit(300)

    sealing.publish(NOON)

    assert verified().checkpoint.size == 300


def test_publishing_again_extends_the_log() -> None:
    lit(300)
    sealing.publish(NOON)
    lit(7, start=300)

    sealing.publish(NOON + DAY)

    assert verified().checkpoint.size == 307
    assert Publication.objects.count() == 2


def test_numbers_follow_the_order_of_recording() -> None:
    lit(40)

    sealing.seal(NOON)

    numbers = list(LogEntry.objects.order_by("id").values_list("index", flat=True))
    assert numbers == list(range(40))


def test_an_entry_is_proved_once_it_is_published_and_promised_before() -> None:
    event_id = lit(3)[1]
    before = queries.packaged(queries.entries_about(["lamp:lamp 1"]))[0]

    sealing.publish(NOON)

    after = queries.packaged(queries.entries_about(["lamp:lamp 1"]))[0]
    assert before.proof is None
    assert before.receipt is not None
    assert after.proof is not None
    assert queries.entry_state(event_id).published


def test_a_batch_is_published_at_fixed_times_only(settings: Settings) -> None:
    settings.LOG_EVERY = timedelta(hours=24)
    sealing.publish_when_due(NOON)
    lit(2)

    sealing.publish_when_due(NOON + timedelta(hours=11, minutes=59))

    assert verified().checkpoint.size == 0
    sealing.publish_when_due(NOON + timedelta(hours=12))
    assert verified().checkpoint.size == 2


def test_a_log_that_another_process_publishes_at_this_moment_is_looked_at_later() -> None:
    lit(2)
    sealing.publish(NOON)
    lit(2, start=2)

    with only_writer(sealing.log_directory()):
        sealing.publish_when_due(NOON + DAY)

    assert verified().checkpoint.size == 2
    sealing.publish_when_due(NOON + DAY)
    assert verified().checkpoint.size == 4


def test_a_log_that_cannot_be_read_is_a_failure() -> None:
    lit(2)
    sealing.publish(NOON)
    lit(2, start=2)
    (sealing.log_directory() / "checkpoint").write_bytes(b"not a note")

    with pytest.raises(LedgerError):
        sealing.publish_when_due(NOON + DAY)


def test_an_older_database_goes_on_after_it_took_the_missing_entries() -> None:
    events = lit(10)
    sealing.publish(NOON)
    LogEntry.objects.filter(event_id__in=events[6:]).delete()
    Publication.objects.all().delete()
    LogEntry.objects.update(index=None, sealed_at=None)
    light(LampLit("after the restore", "amber"))
    with pytest.raises(ForkError):
        sealing.publish(NOON + DAY)

    LogEntry.objects.update(index=None, sealed_at=None)
    adopted = sealing.adopt(sealing.log_directory(), NOON + DAY)
    sealing.publish(NOON + DAY)

    assert adopted == 4
    assert verified().checkpoint.size == 11


def test_the_log_is_served_as_files_and_nothing_else_of_its_folder(client: Client) -> None:
    lit(2)
    sealing.publish(NOON)

    bundle = client.get("/log/tile/entries/000.p/2")

    assert client.get("/log/checkpoint").status_code == 200
    assert len(split_bundle(b"".join(bundle), 2)) == 2
    assert client.get("/log/tile/../../bonafides.env").status_code == 404
    assert client.get("/log/.lock").status_code == 404


def test_nothing_is_signed_at_a_time_before_the_last_head() -> None:
    an_entry = sealing.publish(NOON)

    with pytest.raises(Conflict) as refused:
        sealing.publish(NOON - timedelta(hours=1))

    assert refused.value.code == "clock-behind-log"
    assert Publication.objects.get() == an_entry
    assert sealing.publish(NOON - timedelta(seconds=30)) == an_entry  # a clock is corrected by so much every day
