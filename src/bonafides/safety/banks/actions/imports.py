"""Bringing a file into a list: rows in batches, each a transaction with the place reached, so a stop loses nothing."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import formats, permissions
from bonafides.safety.banks.actions.batches import Batch, take_in
from bonafides.safety.banks.actions.lists import lock
from bonafides.safety.banks.events import ListImported, ListImportFailed, ListImportStarted, ListRowsImported
from bonafides.safety.banks.formats import ListRow, Unusable
from bonafides.safety.banks.models import Bank, ImportRun
from bonafides.safety.banks.vocabulary import IMPORT_BATCH_CHARACTERS, IMPORT_BATCH_ROWS, ListFormat, RunState

IMPORT = "banks.import"  # the kind of outbox row
BATCHES_A_TURN = 50  # of the worker: far less than its lease
UNFINISHED = (RunState.WAITING, RunState.RUNNING)


@audited_action
def start_import(
    *, bank: Bank, file_name: str, file_sha256: str, format_: ListFormat, file_blob: str = "", by: Actor, at: datetime
) -> ImportRun:
    """Begin a run, or give back the one of this very file that was stopped: it goes on where it was."""
    permissions.check_can_change_entries(by)
    if bank.is_own:
        raise Conflict("own-bank", _("Our own list is filled by decisions, not from a file."))
    lock(bank)  # of one file that comes twice at once, one run
    runs = bank.runs.select_for_update(of=("self",))
    stopped = runs.filter(file_sha256=file_sha256, format=format_, state__in=UNFINISHED).first()
    run = stopped or ImportRun.objects.create(
        bank=bank,
        file_name=file_name[:200],
        file_sha256=file_sha256,
        file_blob=file_blob,
        format=format_,
        started_by=by.code,
        started_at=at,
    )
    if file_blob and not run.file_blob:  # it was stopped while it was read at once, from a file that is gone
        run.file_blob = file_blob
        run.save(update_fields=["file_blob"])
    event = ListImportStarted(bank=bank.reference, run=run.reference, file_sha256=file_sha256, format=format_)
    record(event, by=by, at=at)
    return run


@transaction.atomic
def leave_for_worker(
    *, bank: Bank, file: BinaryIO, file_name: str, file_sha256: str, format_: ListFormat, by: Actor, at: datetime
) -> ImportRun:
    """Keep a long file, and have the worker bring it in."""
    permissions.check_can_change_entries(by)
    blob = blobs.store(file, bound_to=f"bank:{bank.reference}", at=at)
    run = start_import(
        bank=bank, file_name=file_name, file_sha256=file_sha256, format_=format_, file_blob=blob, by=by, at=at
    )
    if run.file_blob != blob:  # the same file was left before
        blobs.erase(blob, at=at)
    queue_rest(run, at)
    return run


def queue_rest(run: ImportRun, at: datetime) -> None:
    key = f"{IMPORT}:{run.reference}:{run.rows_done}"
    outbox.enqueue(IMPORT, {"run": run.reference}, key=key, due_at=at, at=at)


def import_rows(
    *, run: ImportRun, rows: Iterable[ListRow | Unusable], batches: int | None = None, by: Actor, at: datetime
) -> ImportRun:
    """Take the rows of a run's file in, from the place that was reached, and finish the run.

    Not one action but one for each batch: a batch stands whole or not at all, and a repeated one changes nothing. After
    so many `batches`, if a number is given, it stops and leaves the run unfinished.
    """
    permissions.check_can_change_entries(by)
    left = islice(iter(rows), run.rows_done, None)
    for batch in islice(batches_of(left), batches):
        run = import_batch(run=run, rows=batch, by=by, at=at)
    if batches is not None and next(left, None) is not None:
        return run
    return finish_import(run=run, by=by, at=at)


def batches_of(rows: Iterator[ListRow | Unusable]) -> Iterator[list[ListRow | Unusable]]:
    batch, characters = list[ListRow | Unusable](), 0
    for row in rows:
        batch.append(row)
        characters += len(row.value.text) if isinstance(row, ListRow) else 0
        if len(batch) == IMPORT_BATCH_ROWS or characters >= IMPORT_BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


@audited_action
def import_batch(*, run: ImportRun, rows: list[ListRow | Unusable], by: Actor, at: datetime) -> ImportRun:
    """Take a batch in and move the run's place, in one transaction."""
    lock(run.bank)
    run = still_at(run)
    batch = take_in(run, rows, by=by, at=at)
    add_up(run, batch, len(rows))
    run.save()
    record(
        ListRowsImported(
            bank=run.bank.reference,
            run=run.reference,
            rows_until=run.rows_done,
            added=batch.added,
            changed=batch.changed,
            set_aside=batch.set_aside,
            entries_sha256=hashlib.sha256("".join(batch.touched).encode()).hexdigest(),
        ),
        by=by,
        at=at,
    )
    return run


def still_at(run: ImportRun) -> ImportRun:
    """The run, locked; refused if another process has moved it on or finished it meanwhile."""
    now: ImportRun = ImportRun.objects.select_related("bank").select_for_update(of=("self",)).get(pk=run.pk)
    if now.rows_done != run.rows_done or now.state not in UNFINISHED:
        raise Conflict("import-moved-on", _("Another process is bringing this file in."))
    return now


def add_up(run: ImportRun, batch: Batch, rows: int) -> None:
    run.state = RunState.RUNNING
    run.rows_done += rows
    run.added += batch.added
    run.changed += batch.changed
    run.unchanged += batch.unchanged
    run.set_aside += batch.set_aside
    run.withdrawn_kept += batch.withdrawn_kept


@audited_action
def finish_import(*, run: ImportRun, by: Actor, at: datetime) -> ImportRun:
    run = still_at(run)
    run.state, run.finished_at = RunState.DONE, at
    drop_file(run, at)
    run.save()
    record(ListImported(bank=run.bank.reference, run=run.reference, counts=run.counts()), by=by, at=at)
    return run


@audited_action
def fail_import(*, run: ImportRun, reason: str, by: Actor, at: datetime) -> ImportRun:
    """End a run whose file cannot be used as a whole."""
    run = still_at(run)
    run.state, run.finished_at, run.trouble = RunState.FAILED, at, reason[:300]
    drop_file(run, at)
    run.save()
    record(ListImportFailed(bank=run.bank.reference, run=run.reference, reason=reason), by=by, at=at)
    return run


def drop_file(run: ImportRun, at: datetime) -> None:
    if run.file_blob:
        blobs.erase(run.file_blob, at=at)
        run.file_blob = ""


def import_file(*, run: ImportRun, file: BinaryIO, batches: int | None = None, by: Actor, at: datetime) -> ImportRun:
    """Take a file in, row by row; one that cannot be used as a whole ends the run with the reason."""
    try:
        return import_rows(run=run, rows=formats.rows_of(file), batches=batches, by=by, at=at)
    except formats.UnusableFile as error:
        return fail_import(run=ImportRun.objects.get(pk=run.pk), reason=str(error), by=by, at=at)


def import_stored(*, run: ImportRun, by: Actor, at: datetime) -> None:
    """Take in a part of the file that was left for the worker, as long as its lease allows, and queue the rest."""
    if run.state not in UNFINISHED or not run.file_blob:
        return
    file = formats.stream_of(stored.chunks(run.file_blob))
    run = import_file(run=run, file=file, batches=BATCHES_A_TURN, by=by, at=at)
    if run.state in UNFINISHED:
        queue_rest(run, at)
