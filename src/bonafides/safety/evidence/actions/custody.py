"""Custody records: one for each act on a kept item, chained, and written before any of its bytes is read."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs.custody import Reading
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.event import Json, as_json
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.entries import canonical
from bonafides.safety.evidence.events import CustodyRecorded
from bonafides.safety.evidence.models import CustodyRecord, EvidenceItem, Piece
from bonafides.safety.evidence.vocabulary import Act

FORMAT = "bonafides-custody/1"
GUARDED = ("item", "context", "evidence")  # the classes of blobs that may be, or always are, kept


class ReadWithoutCustody(AssertionError):
    """Some code wants kept bytes and does not say on whose behalf: a defect of ours, so it gets nothing."""


def write(item: EvidenceItem, act: Act, *, by: Actor, at: datetime, purpose: str = "", **details: object) -> None:
    """Write one act down; called inside the action that does it."""
    EvidenceItem.objects.select_for_update().get(pk=item.pk)
    last = item.custody.order_by("-number").values_list("number", "digest").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, "")
    whole: dict[str, Json] = {
        "format": FORMAT,
        "evidence": item.reference,
        "number": number,
        "at": at.isoformat(),
        "act": act.value,
        "actor": by.code,
        "role": ", ".join(sorted(by.roles)),
        "purpose": purpose,
        "previous": previous,
        **{name: as_json(value) for name, value in details.items()},
    }
    digest = sha256(canonical(whole)).hexdigest()
    CustodyRecord(
        item=item,
        number=number,
        at=at,
        act=act,
        actor=by.code,
        role=str(whole["role"])[:120],
        purpose=purpose,
        details=whole,
        previous=previous,
        digest=digest,
    ).save()
    record(CustodyRecorded(item.reference, number, act, purpose, digest), by=by, at=at)


@audited_action
def write_reading(*, piece: Piece, reading: Reading) -> None:
    """Somebody is about to get the bytes of a piece."""
    facts = {"piece": piece.kind, "sha256": piece.sha256, "size_bytes": piece.size_bytes}
    write(piece.item, Act(reading.act), by=reading.by, at=reading.at, purpose=reading.purpose, **facts)


class CustodyGuard:
    """Stands before every blob that may be kept. A blob that is not in the vault passes."""

    def before_reading(self, name: str, reading: Reading | None) -> None:
        piece = Piece.objects.select_related("item").filter(blob=name).first()
        if piece is None:
            return
        if reading is None:
            raise ReadWithoutCustody(f"A kept {piece.kind} would be read without a custody record.")
        write_reading(piece=piece, reading=reading)

    def before_erasing(self, names: Collection[str]) -> None:
        if Piece.objects.filter(blob__in=names).exists():
            raise Conflict("preserved", _("This content is preserved as evidence; the vault erases it in its time."))
