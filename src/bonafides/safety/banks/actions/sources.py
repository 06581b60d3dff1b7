"""What a source says from day to day: rows that stand on it now, and entries that it has taken back.

Each function is one transaction inside the caller's, who writes down in the same one how far the source was read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import MatchingError
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import permissions
from bonafides.safety.banks.actions.batches import (
    Batch,
    Key,
    Place,
    add_new,
    bring_back,
    change,
    entries_with,
    key_of,
    sum_up_all,
)
from bonafides.safety.banks.actions.lists import lock
from bonafides.safety.banks.actions.versions import next_version, opinions_in, renew
from bonafides.safety.banks.events import EntryOpinionChanged, EntryWithdrawn, SourceRowsTaken, SourceRowsWithdrawn
from bonafides.safety.banks.formats import ListRow
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion
from bonafides.safety.banks.values import parse_value
from bonafides.safety.banks.vocabulary import NOT_STORABLE, Opinion, Side


@dataclass(frozen=True)
class SourceRow:
    """One value as a source lists it, with its words."""

    type: EntryType
    value: str
    label: str = ""
    entity: str = ""
    severity: str = ""
    source_id: str = ""
    opinion: Opinion | None = None


@dataclass(frozen=True)
class Placed:
    """Where a row came to stand: the entry, whether it stands anew by this, whether it is one that we had withdrawn."""

    entry: int
    is_new: bool = False
    is_withdrawn: bool = False


@dataclass
class Taken:
    """What became of rows, by their place in what was given; and why the rest could not be used."""

    placed: dict[int, Placed] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    batch: Batch = field(default_factory=Batch)


@audited_action
def take_from_source(
    *, bank: Bank, source: str, rows: Sequence[SourceRow], may_return: Collection[int] = (), by: Actor, at: datetime
) -> Taken:
    """Bring a list up to what a source says in these rows.

    An entry that was withdrawn here stays withdrawn, but for those in `may_return` (ids): the source itself had taken
    them back, and now names them again. Each comes back as the entry that it was, with what we held of it, and still
    disabled if it was disabled.
    """
    permissions.check_can_change_entries(by)
    if bank.is_own:
        raise Conflict("own-bank", _("Our own list is filled by decisions, not from a file."))
    nothing_changed()  # where there is no row, or none says anything new
    lock(bank)
    taken, place = Taken(), Place(bank, source)
    usable = _usable(rows, taken)
    latest = {key_of(row): row for row in usable.values()}
    active, withdrawn = entries_with(bank, latest)
    kept = {key: entry for key, entry in withdrawn.items() if entry.pk not in may_return}
    back = {key: entry for key, entry in withdrawn.items() if entry.pk in may_return}
    new = [row for key, row in latest.items() if key not in active and key not in withdrawn]
    add_new(new, place, taken.batch, by=by, at=at)
    bring_back([(entry, latest[key]) for key, entry in back.items()], place, taken.batch, by=by, at=at)
    moved = change([(entry, latest[key]) for key, entry in active.items()], place, taken.batch, by=by, at=at)
    taken.batch.withdrawn_kept += len(kept)
    _say_what_moved(moved, place, by=by, at=at)
    _note_places(taken, usable, active, kept, bank)
    _record_taken(taken.batch, place, by=by, at=at)
    return taken


def _usable(rows: Sequence[SourceRow], taken: Taken) -> dict[int, ListRow]:
    """The rows that can stand on a list, by their place; the others with the reason."""
    usable: dict[int, ListRow] = {}
    for number, row in enumerate(rows):
        try:
            usable[number] = _storable(row)
        except MatchingError as error:
            taken.refused[number] = str(error)
        except ValueError:
            taken.refused[number] = NOT_STORABLE
    taken.batch.set_aside += len(taken.refused)
    return usable


def _storable(row: SourceRow) -> ListRow:
    words = {"label": row.label, "entity": row.entity, "severity": row.severity, "source_id": row.source_id}
    if "\0" in "".join((row.value, *words.values())):
        raise ValueError
    "".join((row.value, *words.values())).encode()  # half of a surrogate pair raises UnicodeEncodeError, a ValueError
    return ListRow(0, parse_value(row.type, row.value), opinion=row.opinion, **words)


def _note_places(
    taken: Taken, usable: dict[int, ListRow], active: dict[Key, Entry], kept: dict[Key, Entry], bank: Bank
) -> None:
    """Say of each row which entry stands for it."""
    keys = {number: key_of(row) for number, row in usable.items()}
    added = {key for key in keys.values() if key not in active and key not in kept}
    values = [sha256 for _type, sha256 in added]
    made = Entry.objects.filter(bank=bank, value_sha256__in=values, withdrawn_at=None) if values else ()
    new = {(entry.type, entry.value_sha256): entry.pk for entry in made}
    for number, key in keys.items():
        if key in new:
            taken.placed[number] = Placed(new[key], is_new=True)
        else:
            taken.placed[number] = Placed((active.get(key) or kept[key]).pk, is_withdrawn=key in kept)


def _say_what_moved(pairs: Sequence[tuple[Entry, ListRow]], place: Place, *, by: Actor, at: datetime) -> None:
    """Whoever rests on an entry hears that its source thinks otherwise."""
    for entry, row in pairs:
        event = EntryOpinionChanged(
            entry=entry.reference,
            bank=place.bank.reference,
            side=Side.SOURCE,
            source=place.source,
            value=row.opinion or Opinion.UNCONFIRMED,
            counts_as=Opinion(entry.opinion),
            decision="",
        )
        record(event, by=by, at=at)


def _record_taken(batch: Batch, place: Place, *, by: Actor, at: datetime) -> None:
    if batch.added or batch.changed:
        event = SourceRowsTaken.of(place.bank.reference, place.source, batch.added, batch.changed, batch.touched)
        record(event, by=by, at=at)


@audited_action
def withdraw_for_source(*, entries: Collection[int], source: str, reason: str, by: Actor, at: datetime) -> set[int]:
    """Take entries (by id) off their list because their source took them back; gives those that stood until now.

    They are recorded together; each that ever matched anything also by itself, for something may rest on it.
    """
    permissions.check_can_change_entries(by)
    nothing_changed()  # where none of them stands any more
    standing = Entry.objects.select_for_update(of=("self",)).select_related("bank")
    gone = list(standing.filter(pk__in=list(entries), withdrawn_at=None))
    if not gone:
        return set()
    ids, version = [entry.pk for entry in gone], next_version(at)
    said = {"withdrawn_at": at, "withdrawn_by": by.code, "withdrawn_because": reason[:300]}
    Entry.objects.filter(pk__in=ids).update(**said, changed_in=version)
    for entry in Entry.objects.filter(pk__in=ids, match_records__isnull=False).select_related("bank").distinct():
        record(EntryWithdrawn(entry=entry.reference, bank=entry.bank.reference, reason=reason), by=by, at=at)
    for bank in {entry.bank.reference for entry in gone}:
        values = [entry.value_sha256 for entry in gone if entry.bank.reference == bank]
        record(SourceRowsWithdrawn.of(bank, source, reason, values), by=by, at=at)
    for entry in gone:
        entry.changed_in = version
    _end_opinions(gone, source, at)
    return set(ids)


@audited_action
def forget_what_source_held(*, entries: Collection[int], source: str, by: Actor, at: datetime) -> None:
    """A source says nothing more of these entries (by id), which stand on their list for another reason."""
    permissions.check_can_change_entries(by)
    nothing_changed()  # where it held nothing
    held = list(Entry.objects.filter(pk__in=list(entries)).select_related("bank"))
    for entry in _end_opinions(held, source, at):
        event = EntryOpinionChanged(
            entry=entry.reference,
            bank=entry.bank.reference,
            side=Side.SOURCE,
            source=source,
            value=Opinion.UNCONFIRMED,
            counts_as=Opinion(entry.opinion),
            decision="",
        )
        record(event, by=by, at=at)


def _end_opinions(entries: Sequence[Entry], source: str, at: datetime) -> list[Entry]:
    """End what a source holds of entries, and sum up; those of which it held anything."""
    held = EntryOpinion.objects.filter(entry__in=entries, side=Side.SOURCE, source=source, ended_at=None)
    ids = set(held.values_list("entry_id", flat=True))
    changed = [entry for entry in entries if entry.pk in ids]
    if changed:
        held.update(ended_at=at)
        before = opinions_in(changed)
        sum_up_all(changed)
        renew(changed, before, at)
        Entry.objects.bulk_update(changed, ["sources_opinion", "opinion", "changed_in"], batch_size=200)
    return changed
