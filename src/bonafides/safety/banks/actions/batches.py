"""One batch of an import: which rows are new, which change something, which stay as they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bonafides.kernel.actor import Actor
from bonafides.kernel.ids import new_reference
from bonafides.safety.banks import rules
from bonafides.safety.banks.actions.bulk import insert
from bonafides.safety.banks.actions.versions import next_version, opinions_in, renew
from bonafides.safety.banks.formats import ListRow, Unusable
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion, ImportRun, SetAsideRow
from bonafides.safety.banks.vocabulary import RAW_ROW_KEPT_CHARACTERS, SET_ASIDE_KEPT, Opinion, Side

FROM_THE_FILE = ("label", "entity", "severity", "source_id")


@dataclass
class Batch:
    """What a batch comes to."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    set_aside: int = 0
    withdrawn_kept: int = 0
    touched: list[str] = field(default_factory=list)  # SHA-256 of each value added or changed


@dataclass(frozen=True)
class Place:
    """Where rows go, and under which name their opinions stand: a file's under that of its list.

    `feed` is the reference of a feed; names may be the same, references are not.
    """

    bank: Bank
    source: str
    feed: str = ""


Key = tuple[str, str]


def take_in(run: ImportRun, rows: Sequence[ListRow | Unusable], *, by: Actor, at: datetime) -> Batch:
    """Write what the rows say, inside an action.

    Of rows with the same value the last one counts. An entry that was withdrawn here stays withdrawn; our own opinion
    is not touched.
    """
    batch = Batch()
    set_aside(run, [row for row in rows if isinstance(row, Unusable)], batch)
    good = [row for row in rows if isinstance(row, ListRow)]
    latest = {key_of(row): row for row in good}
    batch.unchanged += len(good) - len(latest)
    active, withdrawn = entries_with(run.bank, latest)
    known = active.keys() | withdrawn.keys()
    theirs = Place(run.bank, run.bank.name)
    add_new([row for key, row in latest.items() if key not in known], theirs, batch, by=by, at=at)
    change([(active[key], row) for key, row in latest.items() if key in active], theirs, batch, by=by, at=at)
    batch.withdrawn_kept += len(withdrawn)
    return batch


def key_of(row: ListRow) -> Key:
    return row.value.type.value, row.value.sha256


def entries_with(bank: Bank, rows: dict[Key, ListRow]) -> tuple[dict[Key, Entry], dict[Key, Entry]]:
    """The entries with these values, those that stand and those that were withdrawn and nothing stands for.

    They are locked before the index version, as by everybody who changes one: what a person says meanwhile stands.
    """
    values = [sha256 for _type, sha256 in rows]
    named = Entry.objects.select_for_update(of=("self",)).filter(bank=bank, value_sha256__in=values)
    found = list(named.order_by("pk"))  # of several that were withdrawn, the last one speaks
    active = {(entry.type, entry.value_sha256): entry for entry in found if entry.withdrawn_at is None}
    withdrawn = {(entry.type, entry.value_sha256): entry for entry in found if entry.withdrawn_at is not None}
    return (
        {key: entry for key, entry in active.items() if key in rows},
        {key: entry for key, entry in withdrawn.items() if key in rows and key not in active},
    )


def set_aside(run: ImportRun, rows: Sequence[Unusable], batch: Batch) -> None:
    """Keep unusable rows to be looked at, as many as a person could; count them all."""
    batch.set_aside += len(rows)
    room = max(0, SET_ASIDE_KEPT - run.set_aside)
    SetAsideRow.objects.bulk_create(
        SetAsideRow(run=run, line=row.line, reason=row.reason[:300], raw=row.raw[:RAW_ROW_KEPT_CHARACTERS])
        for row in rows[:room]
    )


def add_new(rows: Sequence[ListRow], place: Place, batch: Batch, *, by: Actor, at: datetime) -> None:
    if not rows:
        return
    version = next_version(at)
    insert(Entry, [new_entry(row, place.bank, version, by=by, at=at) for row in rows])
    judged = {key_of(row): row.opinion for row in rows if row.opinion}
    added = Entry.objects.filter(changed_in=version).values_list("pk", "type", "value_sha256") if judged else []
    ids = {(type_, sha256): pk for pk, type_, sha256 in added}
    insert(EntryOpinion, [opinion_row(ids[key], opinion, place, by=by, at=at) for key, opinion in judged.items()])
    batch.added += len(rows)
    batch.touched += [row.value.sha256 for row in rows]


def bring_back(entries: Sequence[Entry], batch: Batch, *, at: datetime) -> None:
    """Let entries stand again that were withdrawn, under a new index version: each with all that we said of it."""
    if not entries:
        return
    version = next_version(at)
    back = {"withdrawn_at": None, "withdrawn_by": "", "withdrawn_because": "", "changed_in": version}
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(**back)
    for entry in entries:
        entry.changed_in = version
    batch.added += len(entries)
    batch.touched += [entry.value_sha256 for entry in entries]


def new_entry(row: ListRow, bank: Bank, version: int, *, by: Actor, at: datetime) -> dict[str, object]:
    return {
        "reference": new_reference(),
        "bank": bank.pk,
        "type": row.value.type.value,
        "value": row.value.text,
        "value_sha256": row.value.sha256,
        "line": row.line,
        "decision": "",
        "own_opinion": "",
        "sources_opinion": row.opinion or "",
        "opinion": rules.opinion_of(None, row.opinion),
        "added_by": by.code,
        "added_at": at,
        "disabled_by": "",
        "withdrawn_by": "",
        "withdrawn_because": "",
        "changed_in": version,
        **words_of(row),
    }


def words_of(row: ListRow) -> dict[str, str]:
    """What the file says of an entry, as long as the table holds it."""
    return {
        "label": row.label[:300],
        "entity": row.entity[:300],
        "severity": row.severity[:40],
        "source_id": row.source_id[:200],
    }


def opinion_row(entry: int, value: Opinion, place: Place, *, by: Actor, at: datetime) -> dict[str, object]:
    """What a source says of an entry, as a row."""
    return {
        "entry": entry,
        "side": Side.SOURCE.value,
        "source": place.source,
        "feed": place.feed,
        "value": value.value,
        "note": "",
        "decision": "",
        "given_by": by.code,
        "withdrawn_by": "",
        "withdrawn_because": "",
        "given_at": at,
    }


def change(pairs: Sequence[tuple[Entry, ListRow]], place: Place, batch: Batch, *, by: Actor, at: datetime) -> None:
    """Bring words and the source's opinion up to what is said now."""
    worded = change_words(pairs)
    moved = hold([(entry, row.opinion) for entry, row in pairs], place, by=by, at=at)
    note_changed({entry.pk: entry for entry in (*worded, *moved)}.values(), pairs, batch)


def change_words(pairs: Sequence[tuple[Entry, ListRow]]) -> list[Entry]:
    """Bring what is said beside the values up to date; gives the entries of which something else is said."""
    changed = [(entry, row) for entry, row in pairs if words_before(entry) != words_of(row)]
    for entry, row in changed:
        for name, word in words_of(row).items():
            setattr(entry, name, word)
    Entry.objects.bulk_update([entry for entry, _row in changed], FROM_THE_FILE, batch_size=200)
    return [entry for entry, _row in changed]


def words_before(entry: Entry) -> dict[str, str]:
    return {name: getattr(entry, name) for name in FROM_THE_FILE}


def note_changed(changed: Collection[Entry], pairs: Sequence[tuple[Entry, ListRow]], batch: Batch) -> None:
    """Count, of the entries that were named, those that changed."""
    batch.changed += len(changed)
    batch.unchanged += len(pairs) - len(changed)
    batch.touched += [entry.value_sha256 for entry in changed]


def hold(pairs: Sequence[tuple[Entry, Opinion | None]], place: Place, *, by: Actor, at: datetime) -> list[Entry]:
    """Have a source hold this of entries, or nothing, and sum up; gives those of which it held something else."""
    held = opinions_of([entry.pk for entry, _opinion in pairs], place)
    values = {entry_id: row.value for entry_id, row in held.items()}
    moved = [(entry, opinion) for entry, opinion in pairs if opinion != values.get(entry.pk)]
    entries = [entry for entry, _opinion in moved]
    if not entries:
        return []
    EntryOpinion.objects.filter(pk__in=[held[entry.pk].pk for entry in entries if entry.pk in held]).update(ended_at=at)
    insert(EntryOpinion, [opinion_row(entry.pk, said, place, by=by, at=at) for entry, said in moved if said])
    before = opinions_in(entries)
    sum_up_all(entries)
    renew(entries, before, at)
    Entry.objects.bulk_update(entries, ["sources_opinion", "opinion", "changed_in"], batch_size=200)
    return entries


def opinions_of(entries: Collection[int], place: Place) -> dict[int, EntryOpinion]:
    """What this source says of each entry (by id)."""
    rows = EntryOpinion.objects.filter(entry__in=entries, side=Side.SOURCE, ended_at=None, feed=place.feed)
    return {row.entry_id: row for row in (rows if place.feed else rows.filter(source=place.source))}


def sum_up_all(entries: Sequence[Entry]) -> None:
    """What the sources hold of each entry now, in one statement."""
    theirs: dict[int, list[Opinion]] = {entry.pk: [] for entry in entries}
    rows = EntryOpinion.objects.filter(entry__in=entries, side=Side.SOURCE, ended_at=None)
    for entry_id, value in rows.values_list("entry_id", "value"):
        theirs[entry_id].append(Opinion(value))
    for entry in entries:
        entry.take_sources(theirs[entry.pk])
