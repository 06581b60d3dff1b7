"""Releases: asked for with a frozen list, voted on by two others who do not see each other's vote, ended in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pyrage
from django.db.models import Q

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.entries import canonical
from bonafides.safety.evidence import permissions, rules
from bonafides.safety.evidence.actions import oversight
from bonafides.safety.evidence.events import PackageFetched, ReleaseRequested, ReleaseSettled, ReleaseVoted
from bonafides.safety.evidence.models import EvidenceItem, Release, ReleaseItem, Vote
from bonafides.safety.evidence.vocabulary import CONFIRM_WITHIN, REQUEST_LASTS, LegalBasis, NoticeKind, ReleaseState

UNCONFIRMED = "evidence.unconfirmed"  # the outbox row that looks after an emergency
OPEN = (ReleaseState.REQUESTED, ReleaseState.APPROVED)


@dataclass(frozen=True)
class Asked:
    """What is to be handed to whom, and why."""

    purpose: str
    basis: LegalBasis
    authority_reference: str
    recipient: str
    recipient_key: str  # an age recipient, age1...
    emergency: bool = False


@audited_action
def request_release(*, items: Sequence[EvidenceItem], asked: Asked, by: Actor, at: datetime) -> Release:
    """Ask for a release. In an emergency it may be handed out at once, and oversight is told at once."""
    permissions.check_can_keep(by)
    rules.check_request(asked.basis, len(items), asked.purpose, emergency=asked.emergency)
    check_key(asked.recipient_key)
    if any(item.erased_at is not None for item in items):
        raise Conflict("erased", _("One of these items was erased."))
    release = Release(
        state=ReleaseState.EMERGENCY if asked.emergency else ReleaseState.REQUESTED,
        emergency=asked.emergency,
        purpose=asked.purpose.strip(),
        basis=asked.basis,
        authority_reference=asked.authority_reference.strip(),
        recipient=asked.recipient.strip(),
        recipient_key=asked.recipient_key.strip(),
        items_digest=digest_of(item.reference for item in items),
        requested_by_id=by.person_id,
        requested_at=at,
        ends_at=at + REQUEST_LASTS,
        confirm_by=at + CONFIRM_WITHIN if asked.emergency else None,
    )
    release.save()
    ReleaseItem.objects.bulk_create([ReleaseItem(release=release, item=item) for item in items])
    event = ReleaseRequested(release.reference, asked.basis, len(items), release.items_digest, asked.emergency)
    record(event, by=by, at=at)
    if release.confirm_by is not None:
        oversight.tell(NoticeKind.EMERGENCY, release=release, by=by, at=at)
        payload, key = {"release": release.reference}, f"unconfirmed:{release.reference}"
        outbox.enqueue(UNCONFIRMED, payload, key=key, due_at=release.confirm_by, at=at)
    return release


def check_key(text: str) -> None:
    """Refuse what no package could be encrypted to."""
    try:
        pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise Invalid("age-key", _("This is not an age key of the form age1….")) from error


def digest_of(references: Iterable[str]) -> str:
    """What freezes a list of items: its order does not matter."""
    return sha256(canonical(sorted(references))).hexdigest()


def locked(release: Release) -> Release:
    return Release.objects.select_for_update(of=("self",)).select_related("requested_by").get(pk=release.pk)


@audited_action
def vote(*, release: Release, approves: bool, reason: str = "", by: Actor, at: datetime) -> Release:
    """One person's vote; it counts with the last, and is hidden until then."""
    permissions.check_can_keep(by)
    release = locked(release)
    rules.check_vote(release.facts(), by.person_id, at)
    Vote(release=release, person_id=by.person_id, approves=approves, reason=reason.strip(), at=at).save()
    record(ReleaseVoted(release.reference, approves), by=by, at=at)
    _settle(release, rules.state_after_votes(release.facts()), by=by, at=at)
    return release


def _settle(release: Release, state: ReleaseState, *, by: Actor, at: datetime) -> None:
    if state == release.state:
        return
    release.state = state
    release.save(update_fields=["state"])
    record(ReleaseSettled(release.reference, state), by=by, at=at)
    if state is ReleaseState.OBJECTED:
        oversight.tell(NoticeKind.OBJECTED, release=release, by=by, at=at)


@audited_action
def withdraw(*, release: Release, by: Actor, at: datetime) -> None:
    """Whoever asked needs it no longer."""
    release = locked(release)
    permissions.check_can_keep(by)
    if release.requested_by_id != by.person or release.state not in OPEN:
        raise Conflict("not-withdrawn", _("Only whoever asked can withdraw a request, before anything is handed out."))
    _settle(release, ReleaseState.WITHDRAWN, by=by, at=at)


@audited_action
def fetch_package(*, release: Release, by: Actor, at: datetime) -> bytes:
    """The encrypted package, for as long as it lasts; only its recipient can open it."""
    permissions.check_can_keep(by)
    release = locked(release)
    if not release.package or at >= release.ends_at:
        raise NotFound("no-package", _("There is no package of this release, or not any more."))
    record(PackageFetched(release.reference), by=by, at=at)
    return stored.read(release.package)


def end_over(at: datetime) -> int:
    """End what has run out: requests that were not granted in time, packages that nobody needs any more."""
    waiting = Q(state__in=[*OPEN, ReleaseState.RELEASED]) | ~Q(package="")
    over = list(Release.objects.filter(waiting, ends_at__lte=at))
    for release in over:
        end(release=release, at=at)
    return len(over)


@audited_action
def end(*, release: Release, at: datetime) -> None:
    """One release whose time is over. An emergency that nobody confirmed stays one: only its package goes."""
    release = locked(release)
    if at < release.ends_at:
        nothing_changed()
        return
    if release.package:
        blobs.erase(release.package, at=at)
        release.package = ""
        release.save(update_fields=["package"])
    if release.state in {*OPEN, ReleaseState.RELEASED}:
        _settle(release, ReleaseState.EXPIRED, by=SYSTEM, at=at)
    else:
        record(ReleaseSettled(release.reference, release.state), by=SYSTEM, at=at)
