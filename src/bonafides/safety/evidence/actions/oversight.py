"""Telling the oversight role: in the record, on a page, and by mail. Nothing keeps it back or takes it away."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import queries as people
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.ids import new_reference
from bonafides.safety.evidence import permissions, queries
from bonafides.safety.evidence.events import OverdueCounted, OversightSeen, OversightTold, VaultExported
from bonafides.safety.evidence.models import EvidenceItem, OverdueReport, OversightNotice, Release
from bonafides.safety.evidence.vocabulary import NOTICE_WORDS, NoticeKind, ReleaseState

NAMED_IN_REPORT = 100


def tell(kind: NoticeKind, *, release: Release | None = None, by: Actor, at: datetime) -> OversightNotice:
    """Write the notice and a mail to each auditor and owner; called inside the action that it is about."""
    notice = OversightNotice(kind=kind, release=release, at=at)
    notice.save()
    record(OversightTold(notice.reference, kind), by=by, at=at)
    for person in people.people_with(*permissions.OVERSIGHT):
        key = f"oversight:{notice.reference}:{person.code}"
        address = f"{settings.PUBLIC_URL}{reverse('evidence:notices')}"
        body = f"{NOTICE_WORDS[kind]}\n\n{address}\n"
        outbox.enqueue_mail(to=person.email, subject=NOTICE_WORDS[kind], body=body, key=key, due_at=at, at=at)
    return notice


@audited_action
def see(*, notice: OversightNotice, by: Actor, at: datetime) -> None:
    """Somebody of the oversight role has read a notice; it stays on the page."""
    permissions.check_can_oversee(by)
    if notice.seen_at is not None:
        nothing_changed()
        return
    notice.seen_at, notice.seen_by_id = at, by.person_id
    notice.save(update_fields=["seen_at", "seen_by"])
    record(OversightSeen(notice.reference, notice.kind), by=by, at=at)


@audited_action
def notice_unconfirmed(*, reference: str, at: datetime) -> None:
    """A day has passed since an emergency, and no second person has looked."""
    release = Release.objects.select_for_update().get(reference=reference)
    if release.state != ReleaseState.EMERGENCY or release.notices.filter(kind=NoticeKind.UNCONFIRMED).exists():
        nothing_changed()
        return
    tell(NoticeKind.UNCONFIRMED, release=release, by=SYSTEM, at=at)


@audited_action
def record_list_export(*, format_: str, by: Actor, at: datetime) -> None:
    """The list of the vault leaves the house as a file: metadata, but of everything."""
    permissions.check_can_read(by)
    record(VaultExported(new_reference(), format_), by=by, at=at)


@audited_action
def count_overdue(*, at: datetime) -> OverdueReport:
    """The weekly count; anything but 0 is a notice."""
    overdue = queries.overdue_at(at)
    names = list(overdue.values_list("reference", flat=True)[:NAMED_IN_REPORT])
    count = overdue.count() if names else 0
    kept = EvidenceItem.objects.filter(erased_at=None).count()
    report = OverdueReport(at=at, kept=kept, overdue=count, items=names)
    report.save()
    record(OverdueCounted(report.reference, count), by=SYSTEM, at=at)
    if count:
        tell(NoticeKind.OVERDUE, by=SYSTEM, at=at)
    return report
