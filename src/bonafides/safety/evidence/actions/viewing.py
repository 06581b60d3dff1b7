"""Looking at what is kept: small, grey and blurred, or the first words; the original leaves with a release only."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs.custody import Reading
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import PictureError
from bonafides.matching.pictures import preview
from bonafides.safety.evidence import permissions
from bonafides.safety.evidence.models import EvidenceItem
from bonafides.safety.evidence.vocabulary import PieceKind, Purpose

FIRST_CHARACTERS = 400


@dataclass(frozen=True)
class Shown:
    """A working copy that cannot hurt: a JPEG of our making, or plain text."""

    data: bytes
    media_type: str


@audited_action
def look(*, item: EvidenceItem, by: Actor, at: datetime) -> Shown:
    """What a custodian sees to know that it is the right item."""
    permissions.check_can_keep(by)
    piece = item.pieces.filter(kind=PieceKind.CONTENT).exclude(blob="").last()
    if piece is None:
        raise NotFound("no-content", _("No content of this item is kept."))
    data = stored.read(piece.blob, reading=Reading(by=by, at=at, purpose=Purpose.CUSTODY))
    if item.kind == "picture":
        return Shown(_small(data), "image/jpeg")
    return Shown(data.decode("utf-8", "replace")[:FIRST_CHARACTERS].encode(), "text/plain; charset=utf-8")


def _small(data: bytes) -> bytes:
    try:
        return preview(data, max_side=240, grey=True, blur_radius=5.0)
    except PictureError as error:
        why = Invalid(error.code, error.template, **error.facts)
        raise Invalid("not-shown", _("This picture cannot be shown: %(why)s"), why=why) from error
