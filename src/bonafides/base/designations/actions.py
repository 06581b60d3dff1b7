"""Bringing a public list in.

1. The whole file is read and sorted first: entities, bad records, persons (counted, never stored), other regimes.
2. A run is started; entries go in, 500 to a transaction; each that changed gets a line of history.
3. What stood on the list and is not in the file any more is delisted, as of the file's own date.

Nothing is ever deleted. A killed import is simply done again: the same file changes nothing twice.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from bonafides.base import fetch
from bonafides.base.audit.actions import audited_action, record
from bonafides.base.designations import formats, permissions, rules
from bonafides.base.designations.events import EntriesImported, ImportFailed, ImportStarted, ListImported, day
from bonafides.base.designations.formats.reading import Dated
from bonafides.base.designations.models import (
    Alias,
    Entity,
    EntryChange,
    ImportRun,
    ListEntry,
    PublicList,
    RowSetAside,
)
from bonafides.base.designations.rules import Record, Taken
from bonafides.base.designations.vocabulary import (
    BATCH_RECORDS,
    FETCH_SECONDS,
    FILE_LIMIT_BYTES,
    LISTS,
    LISTS_BY_KEY,
    RAW_KEPT_CHARACTERS,
    SET_ASIDE_KEPT,
    Change,
    Known,
    RunState,
)
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import DomainError, Invalid, Unavailable
from bonafides.kernel.text import gettext_noop as _


@dataclass
class Progress:
    """What one import changed so far."""

    counts: dict[str, int] = field(default_factory=lambda: {each.value: 0 for each in Change} | {"unchanged": 0})

    def note(self, change: Change | None) -> None:
        self.counts[change.value if change else "unchanged"] += 1


def known_list(key: str) -> Known:
    if key not in LISTS_BY_KEY:
        raise Invalid("unknown-list", _("There is no public list of that name; choose one of: %(keys)s."),
                      keys=", ".join(LISTS_BY_KEY))  # fmt: skip
    return LISTS_BY_KEY[key]


def import_list(
    *,
    file: BinaryIO,
    file_name: str,
    key: str = "",
    all_regimes: bool = False,
    may_shrink: bool = False,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Bring one file in; by default only what concerns terrorism, only entities, and never half a list away."""
    permissions.check_can_import(by)
    data = file.read(FILE_LIMIT_BYTES + 1)
    formats.check_size(len(data))
    format_ = formats.format_of(data[: formats.SNIFFED_BYTES])
    known = known_list(key) if key else next(each for each in LISTS if each.format is format_)
    if known.format is not format_:
        raise Invalid("other-format", _("The file is in the format %(found)s."), found=format_.value)
    run = start_import(known=known, file_name=file_name, sha256=hashlib.sha256(data).hexdigest(), by=by, at=at)
    try:
        taken, dated = _taken(data, known, () if all_regimes else known.regimes)
        return _store(run, taken, dated, may_shrink=may_shrink, by=by, at=at)
    except DomainError as error:
        fail_import(run=run, sentence=str(error), by=by, at=at)
        raise


def _taken(data: bytes, known: Known, regimes: tuple[str, ...]) -> tuple[Taken, Dated]:
    dated = Dated()
    taken = rules.taken_from(formats.read(io.BytesIO(data), known.format, regimes, dated))
    if not taken.records:
        raise Invalid("list-empty", _("The file names no entity that concerns terrorism."))
    return taken, dated


def _store(run: ImportRun, taken: Taken, dated: Dated, *, may_shrink: bool, by: Actor, at: datetime) -> ImportRun:
    standing = run.public_list.entries.filter(delisted_on=None)
    leaving = [entry.number for entry in standing if entry.number not in taken.numbers_seen]
    rules.check_shrinking(standing.count(), len(leaving), agreed=may_shrink)
    progress = Progress()
    for start in range(0, len(taken.records), BATCH_RECORDS):
        batch = taken.records[start : start + BATCH_RECORDS]
        import_batch(run=run, records=batch, progress=progress, by=by, at=at)
    return finish_import(run=run, taken=taken, leaving=leaving, dated=dated, progress=progress, by=by, at=at)


def fetch_list(*, key: str, url: str, by: Actor, at: datetime) -> ImportRun:
    """Bring in what stands at a configured address, through the guarded fetch."""
    permissions.check_can_import(by)
    answer = fetch.get(url, max_bytes=FILE_LIMIT_BYTES, seconds=FETCH_SECONDS)
    if answer.status != 200:
        sentence = _("The server of the list answered %(status)s.")
        raise Unavailable("list-not-served", sentence, status=answer.status)
    return import_list(file=io.BytesIO(answer.body), file_name=url[:200], key=key, by=by, at=at)


@audited_action
def start_import(*, known: Known, file_name: str, sha256: str, by: Actor, at: datetime) -> ImportRun:
    permissions.check_can_import(by)
    about = {"name": known.name, "body": known.body, "effect": known.effect, "url": known.url, "format": known.format}
    public_list, _made = PublicList.objects.update_or_create(key=known.key, defaults=about)
    run = ImportRun.objects.create(
        public_list=public_list, file_name=file_name[:200], file_sha256=sha256, started_by=by.code, started_at=at
    )
    record(ImportStarted(list=known.key, run=run.reference, sha256=sha256), by=by, at=at)
    return run


@audited_action
def import_batch(*, run: ImportRun, records: Sequence[Record], progress: Progress, by: Actor, at: datetime) -> None:
    numbers = [each.number for each in records]
    known = {each.number: each for each in run.public_list.entries.filter(number__in=numbers).select_related("entity")}
    for each in records:
        progress.note(_put(run, each, known.get(each.number), at=at))
    record(EntriesImported(list=run.public_list.key, run=run.reference, entries=len(records)), by=by, at=at)


def _put(run: ImportRun, found: Record, entry: ListEntry | None, *, at: datetime) -> Change | None:
    """One entry as the file has it now."""
    change = rules.change_of(entry.record() if entry else None, found, was_listed=bool(entry and entry.is_listed))
    before = entry.name if entry else ""
    entry = entry or ListEntry(
        public_list=run.public_list, number=found.number, entity=_entity_for(found, at), first_seen_at=at
    )
    entry.name, entry.aliases, entry.regime = found.name, list(found.aliases), found.regime
    entry.also, entry.last_seen_at = list(found.also), at
    entry.listed_on, entry.delisted_on = found.listed_on, found.delisted_on
    entry.save()
    if change is not None:
        _add_names(entry.entity, found)
        _note_standing(entry.entity)
        EntryChange.objects.create(entry=entry, run=run, change=change, name_before=before, at=at)
    return change


def _entity_for(found: Record, at: datetime) -> Entity:
    """The entity that another list names already, by that list's number or by the very same name; else a new one."""
    by_number = ListEntry.objects.filter(number__in=[*found.also]).select_related("entity").first()
    if by_number is not None:
        return by_number.entity
    same_name = Entity.objects.filter(folded=rules.folded(found.name)).first()
    return same_name or Entity.objects.create(name=found.name, folded=rules.folded(found.name), created_at=at)


def _add_names(entity: Entity, found: Record) -> None:
    there = {entity.name, *entity.aliases.values_list("name", flat=True)}
    new = [name for name in (found.name, *found.aliases) if name not in there]
    Alias.objects.bulk_create(Alias(entity=entity, name=name, folded=rules.folded(name)) for name in new)


def _note_standing(entity: Entity) -> None:
    entity.is_listed = entity.entries.filter(delisted_on=None).exists()
    entity.save(update_fields=["is_listed"])


@audited_action
def finish_import(
    *,
    run: ImportRun,
    taken: Taken,
    leaving: Sequence[str],
    dated: Dated,
    progress: Progress,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Delist what the file no longer names, keep what was set aside, and close the run."""
    for entry in run.public_list.entries.filter(number__in=leaving).select_related("entity"):
        entry.delisted_on = dated.as_of or at.date()
        entry.save(update_fields=["delisted_on"])
        _note_standing(entry.entity)
        EntryChange.objects.create(entry=entry, run=run, change=Change.DELISTED, name_before=entry.name, at=at)
        progress.note(Change.DELISTED)
    _keep_set_aside(run, taken)
    left = {"set_aside": len(taken.bad), "persons_left_out": taken.persons, "other_regimes": taken.other_regimes}
    run.counts, run.as_of = progress.counts | left, dated.as_of
    run.state, run.finished_at = RunState.DONE, at
    run.save()
    run.public_list.as_of, run.public_list.imported_at = dated.as_of, at
    run.public_list.save(update_fields=["as_of", "imported_at"])
    record(
        ListImported(run.public_list.key, run=run.reference, as_of=day(dated.as_of), counts=run.counts), by=by, at=at
    )
    return run


def _keep_set_aside(run: ImportRun, taken: Taken) -> None:
    RowSetAside.objects.bulk_create(
        RowSetAside(run=run, place=bad.place[:100], reason=bad.reason, raw=bad.raw[:RAW_KEPT_CHARACTERS])
        for bad in taken.bad[:SET_ASIDE_KEPT]
    )


@audited_action
def fail_import(*, run: ImportRun, sentence: str, by: Actor, at: datetime) -> None:
    """The file could not be used; the register stays as it was."""
    run.state, run.trouble, run.finished_at = RunState.FAILED, sentence[:300], at
    run.save(update_fields=["state", "trouble", "finished_at"])
    record(ImportFailed(run.public_list.key, run=run.reference), by=by, at=at)
