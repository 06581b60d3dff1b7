"""What is read of the log: where an entry stands, the receipt for it, the proof of a subject's entries."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bonafides.base.audit.models import LogEntry, Publication, SubjectSecret
from bonafides.base.audit.sealing import log_directory
from bonafides.base.keys import signing
from bonafides.kernel.errors import NotFound
from bonafides.ledger.entries import INTERNAL, Entry, Opening, committed_fields, opening_of
from bonafides.ledger.package import PackagedEntry
from bonafides.ledger.receipts import Receipt
from bonafides.ledger.sources import Directory
from bonafides.ledger.trees import prove


@dataclass(frozen=True)
class EntryState:
    """Where one entry is on its way into the public log."""

    event_id: str
    event_name: str
    leaf_hash: bytes
    accepted_at: datetime
    promised_at: datetime
    index: int | None
    published: bool


def entry_state(event_id: str) -> EntryState:
    """The state of the entry of one event."""
    row = _row(event_id)
    return EntryState(
        event_id=row.event_id,
        event_name=row.event_name,
        leaf_hash=bytes(row.leaf_hash),
        accepted_at=row.at,
        promised_at=row.promised_at,
        index=row.index,
        published=row.index is not None and row.index < published_size(),
    )


def _row(event_id: str) -> LogEntry:
    row = LogEntry.objects.filter(event_id=event_id).first()
    if row is None:
        raise NotFound("no-such-event", "The log holds no such event.")
    return row


def published_size() -> int:
    """How many entries the public files hold."""
    head = Publication.objects.first()
    return head.size if head else 0


def latest_checkpoint() -> bytes:
    """The signed checkpoint of the last batch that was published; empty before the first."""
    head = Publication.objects.first()
    return head.note.encode() if head else b""


def published_since(index: int) -> datetime | None:
    """When the entry of this number first stood in the public files."""
    batch = Publication.objects.filter(size__gt=index).order_by("size").first()
    return batch.published_at if batch else None


def receipt_for(event_id: str) -> bytes:
    """The signed promise that this event's entry will stand in the public log."""
    return _receipt(_row(event_id))


def _receipt(row: LogEntry) -> bytes:
    accepted, promised = int(row.at.timestamp()), int(row.promised_at.timestamp())
    receipt = Receipt(signing.name_of("log"), bytes(row.leaf_hash), accepted, promised)
    return receipt.signed(signing.signer("receipts"))


def entries_about(subjects: Iterable[str]) -> list[LogEntry]:
    """All entries about these subjects, in the order of their recording."""
    return list(LogEntry.objects.filter(subject__in=list(subjects)).order_by("id"))


def entries_of(event_ids: Iterable[str]) -> list[LogEntry]:
    """The entries of these events, in the order of their recording."""
    return list(LogEntry.objects.filter(event_id__in=list(event_ids)).order_by("id"))


def packaged(rows: Iterable[LogEntry], *, fields: dict[str, frozenset[str]] | None = None) -> list[PackagedEntry]:
    """Entries with their proofs (or receipts) and openings; `fields` limits the openings by event name.

    With `fields`, an event that it does not name opens nothing, and an internal event never opens in part.
    """
    head = Publication.objects.first()
    return [_packaged(row, head, fields) for row in rows]


def _packaged(row: LogEntry, head: Publication | None, fields: dict[str, frozenset[str]] | None) -> PackagedEntry:
    published = head is not None and row.index is not None and row.index < head.size
    return PackagedEntry(
        data=bytes(row.entry),
        openings=_openings(row, fields),
        proof=_proof(row, head) if published and head else None,
        receipt=None if published else _receipt(row),
    )


def _proof(row: LogEntry, head: Publication) -> bytes:
    assert row.index is not None
    verifier = signing.signer("log").verifier
    return prove(Directory(log_directory()), row.index, head.note.encode(), verifier).serialise()


def _openings(row: LogEntry, fields: dict[str, frozenset[str]] | None) -> tuple[Opening, ...]:
    secret = SubjectSecret.objects.filter(subject=row.subject).first()
    if secret is None or not row.opened:
        return ()
    committed = committed_fields(Entry.parse(bytes(row.entry)).type, row.opened)
    return tuple(
        opening_of(bytes(secret.secret), row.event_id, name, value)
        for name, value in committed.items()
        if _may_open(row, name, fields)
    )


def _may_open(row: LogEntry, name: str, fields: dict[str, frozenset[str]] | None) -> bool:
    if fields is None:
        return True
    allowed = fields.get(row.event_name, frozenset())
    return name in allowed and Entry.parse(bytes(row.entry)).type != INTERNAL


# -- figures ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recorded:
    """One event as it was recorded: what figures are computed from."""

    name: str
    at: datetime
    fields: dict[str, Any]


def events_between(names: Iterable[str], start: datetime, end: datetime) -> Iterator[Recorded]:
    """The events of these names from `start` to before `end`, in the order of their recording.

    What was forgotten since has no fields any more, and is left out.
    """
    rows = LogEntry.objects.filter(event_name__in=list(names), at__gte=start, at__lt=end).order_by("pk")
    for name, at, fields in rows.values_list("event_name", "at", "opened").iterator(2_000):
        if fields:
            yield Recorded(name, at, fields)


def last_entry() -> int:
    """The number of the last entry, 0 where there is none. On SQLite numbers grow as entries are committed."""
    found = LogEntry.objects.order_by("-id").values_list("id", flat=True).first()
    return found or 0


def is_anything_after(entry: int, *, but: Collection[str] = ()) -> bool:
    """Whether anything was recorded after the entry of this number, other than events of these names."""
    return LogEntry.objects.filter(id__gt=entry).exclude(event_name__in=but).exists()


def first_event(name: str) -> datetime | None:
    """When something of this name was first recorded."""
    first = LogEntry.objects.filter(event_name=name).order_by("at").first()
    return first.at if first else None
