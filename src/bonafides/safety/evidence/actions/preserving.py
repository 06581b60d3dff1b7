"""Taking restricted items into the vault, in the transaction that restricts them; and letting go of them."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs.custody import Reading
from bonafides.kernel.actor import Actor
from bonafides.ledger.entries import canonical
from bonafides.safety.evidence.actions import clocks, custody, erasing
from bonafides.safety.evidence.events import EvidencePreserved
from bonafides.safety.evidence.models import EvidenceItem, Piece
from bonafides.safety.evidence.vocabulary import ACCOUNTABILITY, DISABLING, Act, Cause, ClockKind, PieceKind, Purpose

ENDED_BY_REVERSAL = (ClockKind.TCO_SIX_MONTHS, ClockKind.COMPLAINT, ClockKind.ACCOUNTABILITY)


@dataclass(frozen=True)
class Found:
    """A restricted item as moderation holds it. Blobs are handed over by name: nothing is copied."""

    subject: str
    case: str
    kind: str
    media_type: str = ""
    content: str = ""  # blob names; empty where there is none
    context: str = ""
    sha256: str = ""  # of the content
    record: dict[str, Any] = field(default_factory=dict)  # what is known of it, as JSON
    measures: frozenset[str] = frozenset()
    accountable_until: datetime | None = None  # where the measure that keeps for accountability has an end


@audited_action
def preserve(*, found: Found, cause: Cause, by: Actor, at: datetime) -> EvidenceItem:
    """Keep a restricted item: its bytes, its surroundings, what is known of it; and start the clocks.

    Called again for the same item it adds what is new: a decision after a hold, content that came later.
    """
    item = EvidenceItem.objects.filter(subject=found.subject, erased_at=None).first()
    item = item or _new_item(found, cause, by=by, at=at)
    _add(item, PieceKind.CONTENT, found.content, sha256=found.sha256, by=by, at=at)
    _add(item, PieceKind.CONTEXT, found.context, by=by, at=at)
    _add_record(item, found, cause, by=by, at=at)
    _start_clocks(item, found, cause, by=by, at=at)
    return item


def _new_item(found: Found, cause: Cause, *, by: Actor, at: datetime) -> EvidenceItem:
    item = EvidenceItem(
        subject=found.subject,
        case=found.case,
        kind=found.kind,
        media_type=found.media_type,
        cause=cause,
        preserved_at=at,
    )
    item.save()
    record(EvidencePreserved(item.reference, found.subject, found.case, cause), by=by, at=at)
    return item


def _add(item: EvidenceItem, kind: PieceKind, blob: str, *, sha256: str = "", by: Actor, at: datetime) -> None:
    """One blob more; a digest that nobody gave is computed, which is a reading of its own."""
    if not blob or item.pieces.filter(blob=blob).exists():
        return
    piece = Piece(item=item, kind=kind, blob=blob, sha256=sha256, size_bytes=stored.size_of(blob), added_at=at)
    piece.save()
    if not sha256:
        reading = Reading(by=by, at=at, purpose=Purpose.INTEGRITY, act=Act.HASH)
        piece.sha256 = _digest_of(blob, reading)
        piece.save(update_fields=["sha256"])
    custody.write(item, Act.COLLECT, by=by, at=at, piece=kind, sha256=piece.sha256, size_bytes=piece.size_bytes)


def _digest_of(blob: str, reading: Reading) -> str:
    digest = sha256()
    for chunk in stored.chunks(blob, reading=reading):
        digest.update(chunk)
    return digest.hexdigest()


def _add_record(item: EvidenceItem, found: Found, cause: Cause, *, by: Actor, at: datetime) -> None:
    """What is known of the item now, under a key of its own; each restriction adds one."""
    known = {"evidence": item.reference, "cause": cause.value, "at": at.isoformat(), **found.record}
    data = canonical(known)
    blob = blobs.store(data, bound_to=f"evidence:{item.reference}", at=at)
    _add(item, PieceKind.RECORD, blob, sha256=sha256(data).hexdigest(), by=by, at=at)


def _start_clocks(item: EvidenceItem, found: Found, cause: Cause, *, by: Actor, at: datetime) -> None:
    """The case keeps it in any event; a decision or an order adds what the law says."""
    clocks.start_once(item, ClockKind.CASE, by=by, at=at)
    if cause is not Cause.HOLD:
        clocks.start(item, ClockKind.COMPLAINT, by=by, at=at)
    if found.measures & DISABLING:
        clocks.start_once(item, ClockKind.TCO_SIX_MONTHS, by=by, at=at)
    if ACCOUNTABILITY in found.measures:
        clocks.start_once(item, ClockKind.ACCOUNTABILITY, by=by, at=at, until=found.accountable_until)
    clocks.refresh(item)


@audited_action
def lift(*, subject: str, by: Actor, at: datetime) -> None:
    """The restriction was taken back: what rests on it keeps the item no longer. The case and any hold still do."""
    item = EvidenceItem.objects.filter(subject=subject, erased_at=None).first()
    if item is None or not clocks.stop_kinds(item, ENDED_BY_REVERSAL, by=by, at=at):
        nothing_changed()


@audited_action
def let_go(*, subject: str, by: Actor, at: datetime) -> None:
    """Neither the case nor a complaint needs the item any more; it is erased at once if nothing else keeps it."""
    item = EvidenceItem.objects.filter(subject=subject, erased_at=None).first()
    if item is None or not clocks.stop_kinds(item, (ClockKind.CASE,), by=by, at=at):
        nothing_changed()
        return
    if item.due_at is not None and item.due_at <= at:
        erasing.erase(item=item, at=at)
