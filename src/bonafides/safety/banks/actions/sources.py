"""What a source says from day to day: rows that stand on it now, and entries that it has taken back.

Each function is one transaction inside the caller's, who writes down in the same one how far the source was read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import MatchingError
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import permissions, rules
from bonafides.safety.banks.actions.batches import (
    Batch,
    Key,
    Place,
    add_new,
    bring_back,
    change_words,
    entries_with,
    hold,
    key_of,
    note_changed,
    opinions_of,
)
from bonafides.safety.banks.actions.lists import lock
from bonafides.safety.banks.actions.versions import next_version
from bonafides.safety.banks.events import EntryOpinionChanged, EntryWithdrawn, SourceRowsTaken, SourceRowsWithdrawn
from bonafides.safety.banks.formats import ListRow
from bonafides.safety.banks.models import Bank, Entry
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
    reworded: set[int] = field(default_factory=set)  # entries of which something else is said now
    batch: Batch = field(default_factory=Batch)


@audited_action
def take_from_source(
    *,
    bank: Bank,
    source: str,
    feed: str = "",
    rows: Sequence[SourceRow],
    may_return: Collection[int] = (),
    by: Actor,
    at: datetime,
) -> Taken:
    """Bring a list up to what a source says in these rows; what it holds of entries that stand, `hold_for_source` says.

    An entry that was withdrawn here stays withdrawn, but for those in `may_return` (ids): the source itself had taken
    them back, and now names them again. Each comes back as the entry that it was, with what we held of it, and still
    disabled if it was disabled.
    """
    permissions.check_can_change_entries(by)
    if bank.is_own:
        raise Conflict("own-bank", _("Our own list is filled by decisions, not from a file."))
    nothing_changed()  # where there is no row, or none says anything new
    lock(bank)
    taken, place = Taken(), Place(bank, source, feed)
    usable = _usable(rows, taken)
    latest = {key_of(row): row for row in usable.values()}
    active, withdrawn = entries_with(bank, latest)
    kept = {key: entry for key, entry in withdrawn.items() if entry.pk not in may_return}
    back = [(entry, latest[key]) for key, entry in withdrawn.items() if entry.pk in may_return]
    new = [row for key, row in latest.items() if key not in active and key not in withdrawn]
    add_new(new, place, taken.batch, by=by, at=at)
    _bring_back(back, place, taken.batch, by=by, at=at)
    _reword([(entry, latest[key]) for key, entry in active.items()], taken)
    taken.batch.withdrawn_kept += len(kept)
    _note_places(taken, usable, active, kept, bank)
    _record_taken(taken.batch, place, by=by, at=at)
    return taken


def _bring_back(pairs: Sequence[tuple[Entry, ListRow]], place: Place, batch: Batch, *, by: Actor, at: datetime) -> None:
    """Let entries stand again with what is said of them now; who may rest on one hears what it counts as."""
    bring_back([entry for entry, _row in pairs], batch, at=at)
    change_words(pairs)
    moved = hold([(entry, row.opinion) for entry, row in pairs], place, by=by, at=at)
    ids = [entry.pk for entry in moved]
    met = set(Entry.objects.filter(pk__in=ids, match_records__isnull=False).values_list("pk", flat=True))
    _say_what_moved([entry for entry in moved if entry.pk in met], place, by=by, at=at)


def _reword(pairs: Sequence[tuple[Entry, ListRow]], taken: Taken) -> None:
    changed = change_words(pairs)
    note_changed(changed, pairs, taken.batch)
    taken.reworded = {entry.pk for entry in changed}


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


@audited_action
def hold_for_source(
    *, bank: Bank, source: str, feed: str = "", held: Mapping[int, Collection[Opinion]], by: Actor, at: datetime
) -> set[int]:
    """Have a source hold of entries (by id) what its records say of each together; nothing, where they say nothing.

    Gives those of which it held something else until now. Whoever rests on one hears so.
    """
    permissions.check_can_change_entries(by)
    nothing_changed()  # where it holds so already
    place = Place(bank, source, feed)
    lock(bank)  # before its entries, as who takes in its rows does
    before = {entry: row.value for entry, row in opinions_of(held, place).items()}
    said = {entry: rules.opinion_of_source(opinions) for entry, opinions in held.items()}
    moving = [entry for entry, opinion in said.items() if opinion != before.get(entry)]
    entries = Entry.objects.select_for_update(of=("self",)).filter(bank=bank, pk__in=moving).order_by("pk")
    moved = hold([(entry, said[entry.pk]) for entry in entries], place, by=by, at=at)
    _say_what_moved(moved, place, by=by, at=at)
    return {entry.pk for entry in moved}


def _say_what_moved(entries: Sequence[Entry], place: Place, *, by: Actor, at: datetime) -> None:
    """Whoever rests on an entry hears that its source thinks otherwise."""
    held = opinions_of([entry.pk for entry in entries], place)
    for entry in entries:
        event = EntryOpinionChanged(
            entry=entry.reference,
            bank=place.bank.reference,
            side=Side.SOURCE,
            source=place.source,
            value=Opinion(held[entry.pk].value) if entry.pk in held else Opinion.UNCONFIRMED,
            counts_as=Opinion(entry.opinion),
            decision="",
        )
        record(event, by=by, at=at)


def _record_taken(batch: Batch, place: Place, *, by: Actor, at: datetime) -> None:
    if batch.added or batch.changed:
        event = SourceRowsTaken.of(place.bank.reference, place.source, batch.added, batch.changed, batch.touched)
        record(event, by=by, at=at)


@audited_action
def withdraw_for_source(
    *, bank: Bank, source: str, feed: str = "", entries: Collection[int], reason: str, by: Actor, at: datetime
) -> set[int]:
    """Take entries (by id) off their list because their source took them back; gives those that stood until now.

    They are recorded together; each that ever matched anything also by itself, for something may rest on it.
    """
    permissions.check_can_change_entries(by)
    nothing_changed()  # where none of them stands any more
    lock(bank)  # before its entries, as who takes in its rows does
    standing = Entry.objects.select_for_update(of=("self",)).filter(bank=bank, withdrawn_at=None)
    gone = list(standing.filter(pk__in=list(entries)).order_by("pk"))
    if not gone:
        return set()
    ids, version = [entry.pk for entry in gone], next_version(at)
    said = {"withdrawn_at": at, "withdrawn_by": by.code, "withdrawn_because": reason[:300]}
    Entry.objects.filter(pk__in=ids).update(**said, changed_in=version)
    for entry in gone:
        entry.changed_in = version
    for entry in Entry.objects.filter(pk__in=ids, match_records__isnull=False).distinct():
        record(EntryWithdrawn(entry=entry.reference, bank=bank.reference, reason=reason), by=by, at=at)
    values = [entry.value_sha256 for entry in gone]
    record(SourceRowsWithdrawn.of(bank.reference, source, reason, values), by=by, at=at)
    hold([(entry, None) for entry in gone], Place(bank, source, feed), by=by, at=at)
    return set(ids)
