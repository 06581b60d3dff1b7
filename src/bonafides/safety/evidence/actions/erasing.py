"""Erasing what no clock keeps: the wrapped keys, the digests, the log secret. The files are then noise, wherever."""

from datetime import datetime, timedelta

from bonafides.base.audit.actions import audited_action, forget, nothing_changed, record
from bonafides.base.blobs import actions as blobs
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.evidence import rules
from bonafides.safety.evidence.actions import custody
from bonafides.safety.evidence.events import EvidenceErased
from bonafides.safety.evidence.models import EvidenceItem, Release
from bonafides.safety.evidence.vocabulary import Act

BATCH = 500  # items in one run of the job


def erase_due(at: datetime, *, batch: int = BATCH) -> int:
    """Erase what is due, the longest overdue first, each item in a transaction of its own; returns how many."""
    due = list(EvidenceItem.objects.filter(erased_at=None, due_at__lte=at).order_by("due_at")[:batch])
    return sum(erase(item=item, at=at) for item in due)


@audited_action
def erase(*, item: EvidenceItem, at: datetime) -> bool:
    """Destroy one item, if still no clock runs: a hold may have come in the meantime. Whether it did."""
    locked = EvidenceItem.objects.select_for_update().get(pk=item.pk)
    due_at = rules.erase_from(locked.preserved_at, [clock.facts() for clock in locked.clocks.all()])
    if locked.erased_at is not None or due_at is None or due_at > at:
        nothing_changed()
        return False
    custody.write(locked, Act.ERASE, by=SYSTEM, at=at)
    names = list(locked.pieces.exclude(blob="").values_list("blob", flat=True))
    locked.pieces.update(blob="", sha256="")
    blobs.erase(*names, at=at)
    locked.custody.update(details={})
    locked.clocks.exclude(scope="").update(scope="-")
    locked.erased_at = at
    locked.save(update_fields=["erased_at"])
    forget(f"evidence:{locked.reference}")
    late = max(at - due_at, timedelta())
    record(EvidenceErased(locked.reference, due_at, int(late.total_seconds())), by=SYSTEM, at=at)
    return True


@audited_action
def surrender(*, subject: str, by: Actor, at: datetime) -> list[str]:
    """Give the bytes of an item up to whoever locks them: the vault keeps no blob, digest or detail of it.

    Clocks and holds end with it, and packages that it lies in are handed out no more. Returns the names of the blobs.
    """
    item = EvidenceItem.objects.select_for_update().filter(subject=subject, erased_at=None).first()
    if item is None:
        nothing_changed()
        return []
    names = list(item.pieces.exclude(blob="").values_list("blob", flat=True))
    for release in Release.objects.filter(items__item=item).exclude(package=""):
        names.append(release.package)
        release.package = ""
        release.save(update_fields=["package"])
    custody.write(item, Act.ERASE, by=by, at=at)
    item.pieces.update(blob="", sha256="")
    _empty(item, at)
    record(EvidenceErased(item.reference, at, 0), by=by, at=at)
    return names


def _empty(item: EvidenceItem, at: datetime) -> None:
    item.custody.update(details={})
    item.clocks.exclude(scope="").update(scope="-")
    item.erased_at = item.due_at = at
    item.save(update_fields=["erased_at", "due_at"])
    forget(f"evidence:{item.reference}")
