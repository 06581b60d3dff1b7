"""Imports that are killed, left to the worker, or asked for twice: nothing is doubled, nothing is lost."""

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import pytest

from bonafides.base.blobs.models import Blob
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, jobs
from bonafides.safety.banks.actions import imports
from bonafides.safety.banks.formats import ListRow, Unusable
from bonafides.safety.banks.models import Bank, Entry, ImportRun
from bonafides.safety.banks.tests.bringing_in import TWO_ROWS, counts
from bonafides.safety.banks.tests.conftest import NOON, refuse
from bonafides.safety.banks.values import parse_value
from bonafides.safety.banks.vocabulary import ListFormat

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process is gone."""


def rows_numbered(number: int) -> list[ListRow | Unusable]:
    values = (hashlib.sha256(str(n).encode()).hexdigest() for n in range(number))
    return [ListRow(line, parse_value(EntryType.SHA256, value)) for line, value in enumerate(values, start=2)]


def killed_after(rows: list[ListRow | Unusable], number: int) -> Iterator[ListRow | Unusable]:
    yield from islice(rows, number)
    raise Killed


def started(bank: Bank) -> ImportRun:
    return actions.start_import(
        bank=bank, file_name="l.csv", file_sha256="f" * 64, format_=ListFormat.CSV, by=SYSTEM, at=NOON
    )


def left(bank: Bank, data: bytes, by: Actor) -> ImportRun:
    sha256 = hashlib.sha256(data).hexdigest()
    return actions.leave_for_worker(
        bank=bank, file=io.BytesIO(data), file_name="l.csv", file_sha256=sha256, format_=ListFormat.CSV, by=by, at=NOON
    )


@pytest.mark.parametrize("read_before", [0, 1, 999, 1000, 1001, 2500])
def test_a_killed_import_goes_on_where_it_was_and_doubles_nothing(bank: Bank, read_before: int) -> None:
    rows = rows_numbered(2_500)
    with pytest.raises(Killed):
        actions.import_rows(run=started(bank), rows=killed_after(rows, read_before), by=SYSTEM, at=NOON)

    run = started(bank)
    reached = run.rows_done
    done = actions.import_rows(run=run, rows=iter(rows), by=SYSTEM, at=NOON)

    assert reached == read_before // 1000 * 1000
    assert (ImportRun.objects.count(), done.state, counts(done)) == (1, "done", (2_500, 0, 0, 0, 0))
    assert Entry.objects.count() == 2_500


def test_two_processes_do_not_bring_the_same_file_in_at_once(bank: Bank) -> None:
    run = started(bank)
    same = started(bank)
    actions.import_rows(run=run, rows=iter(rows_numbered(3)), by=SYSTEM, at=NOON)

    with pytest.raises(Conflict):
        actions.import_rows(run=same, rows=iter(rows_numbered(3)), by=SYSTEM, at=NOON)

    assert Entry.objects.count() == 3


def test_a_batch_that_cannot_be_recorded_is_not_taken_in(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(bank)
    monkeypatch.setattr(imports, "record", refuse)

    with pytest.raises(OSError, match="no log"):
        actions.import_rows(run=run, rows=rows_numbered(3), by=SYSTEM, at=NOON)

    assert not Entry.objects.exists()


def test_a_long_file_is_left_to_the_worker_and_goes_in_turn_by_turn(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCHES_A_TURN", 1)
    lines = "".join(f"sha256,{hashlib.sha256(str(n).encode()).hexdigest()}\n" for n in range(2_100))
    file = io.BytesIO(("type,value\n" + lines).encode())
    run = actions.leave_for_worker(
        bank=bank, file=file, file_name="l.csv", file_sha256="f" * 64, format_=ListFormat.CSV, by=SYSTEM, at=NOON
    )

    reached = [run_next(number) for number in range(4)]

    run.refresh_from_db()
    assert reached == [1_000, 2_000, 2_100, 2_100]
    assert (run.state, run.added, run.file_blob) == ("done", 2_100, "")


def run_next(number: int) -> int:
    """The worker's next turn: the latest row of this kind, which may come twice."""
    row = OutboxRow.objects.filter(kind="banks.import").order_by("-id")[0]
    jobs.HANDLERS["banks.import"](row, NOON + timedelta(minutes=number))
    return ImportRun.objects.get().rows_done


def test_rows_with_long_values_go_in_by_fewer_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "IMPORT_BATCH_CHARACTERS", 200)  # of digests with 64 characters each

    batches = list(imports.batches_of(iter(rows_numbered(10))))

    assert [len(batch) for batch in batches] == [4, 4, 2]


def test_a_file_that_is_left_twice_is_kept_once_and_brought_in_once(bank: Bank, bo: Actor) -> None:
    first, again = left(bank, TWO_ROWS.encode(), bo), left(bank, TWO_ROWS.encode(), bo)

    kept = Blob.objects.filter(erased_at=None)
    assert (first, first.file_blob, kept.get().name) == (again, again.file_blob, first.file_blob)


def test_a_file_that_was_stopped_at_once_goes_on_when_it_is_left_for_the_worker(bank: Bank, bo: Actor) -> None:
    sha256 = hashlib.sha256(TWO_ROWS.encode()).hexdigest()
    stopped = actions.start_import(
        bank=bank, file_name="l.csv", file_sha256=sha256, format_=ListFormat.CSV, by=bo, at=NOON
    )

    run = left(bank, TWO_ROWS.encode(), bo)
    actions.import_stored(run=run, by=bo, at=NOON)

    stopped.refresh_from_db()
    assert (stopped, stopped.state, stopped.added) == (run, "done", 2)
