"""What is read of the vault: lists and single items for a page, and whether a blob is kept. Never content."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.evidence import permissions
from bonafides.safety.evidence.models import (
    Clock,
    CustodyRecord,
    EvidenceItem,
    OverdueReport,
    OversightNotice,
    Piece,
    Release,
)
from bonafides.safety.evidence.vocabulary import ERASED_WITHIN, SET_BY_HAND, ClockState

EXPORTED_AT_ONCE = 2_000


def keeps(blob: str) -> bool:
    """Whether the vault holds this blob."""
    return Piece.objects.filter(blob=blob).exists()


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    text: str = ""  # a reference of an item, a case or an authority
    state: ClockState | None = None
    kind: str = ""
    cause: str = ""
    clock: str = ""


def items_for(by: Actor, wanted: Wanted, at: datetime) -> QuerySet[EvidenceItem]:
    """Kept items, the latest first; of those that have to go, the one that waits longest."""
    permissions.check_can_read(by)
    rows = EvidenceItem.objects.all()
    if wanted.state is not None:
        rows = rows.filter(_in_state(wanted.state, at))
    if wanted.state in {ClockState.DUE, ClockState.OVERDUE}:
        rows = rows.order_by("due_at", "pk")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.cause:
        rows = rows.filter(cause=wanted.cause)
    if wanted.clock:
        rows = rows.filter(_kept_by(wanted.clock, at))
    return rows.filter(_named(wanted.text)) if wanted.text.strip() else rows


def _kept_by(kind: str, at: datetime) -> Q:
    """Of a kind of clock that most items have, each item is asked; of a rare one, the clocks are."""
    running = Clock.objects.filter(Q(until=None) | Q(until__gt=at), kind=kind, stopped_at=None)
    if kind in SET_BY_HAND:
        return Q(pk__in=running.exclude(authority="").values("item"))
    return Q(Exists(running.filter(item=OuterRef("pk"))))


def _in_state(state: ClockState, at: datetime) -> Q:
    match state:
        case ClockState.ERASED:
            return Q(erased_at__isnull=False)
        case ClockState.RUNNING:
            return Q(erased_at=None) & (Q(due_at=None) | Q(due_at__gt=at))
        case ClockState.DUE:
            return Q(erased_at=None, due_at__lte=at, due_at__gt=at - ERASED_WITHIN)
    return Q(erased_at=None, due_at__lte=at - ERASED_WITHIN)


def _named(text: str) -> Q:
    """By reference, typed as people type them; or by an authority's."""
    reference = read_reference(text.strip())
    held = Clock.objects.filter(authority_reference=text.strip()).values("item")
    return Q(reference=reference) | Q(subject=reference) | Q(case=reference) | Q(pk__in=held)


def rows_to_export(rows: QuerySet[EvidenceItem]) -> Iterator[EvidenceItem]:
    """The whole list, read in order of id so that its length does not matter."""
    return rows.order_by("pk").iterator(chunk_size=EXPORTED_AT_ONCE)


def item_for(by: Actor, reference: str) -> EvidenceItem:
    permissions.check_can_read(by)
    item = EvidenceItem.objects.filter(reference=reference).first()
    if item is None:
        raise NotFound("no-such-evidence", _("The vault holds no such item."))
    return item


def of_case(item: EvidenceItem) -> list[EvidenceItem]:
    """All kept items of the same case."""
    return list(EvidenceItem.objects.filter(case=item.case, erased_at=None).order_by("id"))


def clock_for(by: Actor, reference: str) -> Clock:
    permissions.check_can_read(by)
    clock = Clock.objects.select_related("item").filter(reference=reference).first()
    if clock is None:
        raise NotFound("no-such-clock", _("There is no such hold."))
    return clock


def custody_of(item: EvidenceItem) -> QuerySet[CustodyRecord]:
    return item.custody.order_by("number")


def items_named(by: Actor, references: list[str]) -> list[EvidenceItem]:
    """Kept items by reference; refuses a list that names one that is not kept."""
    permissions.check_can_read(by)
    found = {item.reference: item for item in EvidenceItem.objects.filter(reference__in=references, erased_at=None)}
    missing = [name for name in references if name not in found]
    if missing:
        raise NotFound("not-kept", _("%(items)s: not kept, or erased."), items=", ".join(missing[:5]))
    return [found[name] for name in dict.fromkeys(references)]


def releases_for(by: Actor) -> QuerySet[Release]:
    permissions.check_can_read(by)
    return Release.objects.select_related("requested_by")


def release_for(by: Actor, reference: str) -> Release:
    found = releases_for(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-release", _("There is no such release."))
    return found


def notices_for(by: Actor) -> QuerySet[OversightNotice]:
    permissions.check_can_oversee(by)
    return OversightNotice.objects.select_related("release", "seen_by")


def notice_for(by: Actor, reference: str) -> OversightNotice:
    found = notices_for(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-notice", _("There is no such notice."))
    return found


def reports_for(by: Actor) -> QuerySet[OverdueReport]:
    permissions.check_can_read(by)
    return OverdueReport.objects.all()


def overdue_at(at: datetime) -> QuerySet[EvidenceItem]:
    return EvidenceItem.objects.filter(_in_state(ClockState.OVERDUE, at)).order_by("due_at")
