"""Submitting addresses: grouped, so that near-identical ones are looked at together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import permissions, queries, rules
from bonafides.programme.alerts.events import AlertsSubmitted
from bonafides.programme.alerts.models import Alert, AlertBatch
from bonafides.programme.alerts.rules import Address
from bonafides.programme.alerts.vocabulary import ADDRESSES_AT_ONCE, ContentKind
from bonafides.programme.members.vocabulary import ServiceType


@dataclass(frozen=True)
class About:
    """What is said of an address; addresses about which the same is said may be one batch."""

    entry: Any  # a row of the register: who is designated, by which list
    basis: str
    platform_type: ServiceType
    kind: ContentKind
    language: str = ""
    has_personal_data: bool = False
    has_graphic_content: bool = False
    note: str = ""


@dataclass(frozen=True)
class Draft:
    address: Address
    about: About


@audited_action
def submit_alerts(*, drafts: Sequence[Draft], by: Actor, at: datetime) -> list[AlertBatch]:
    """Put addresses before a second person; returns the batches that they fell into."""
    permissions.check_can_submit(by)
    check_drafts(drafts)
    said: dict[About, list[Address]] = {}
    for draft in drafts:
        said.setdefault(draft.about, []).append(draft.address)
    return [
        _batch(about, group, by=by, at=at) for about, addresses in said.items() for group in rules.groups_of(addresses)
    ]


def check_drafts(drafts: Sequence[Draft]) -> None:
    if not drafts:
        raise Invalid("nothing-to-submit", _("There is no address in it that can be submitted."))
    if len(drafts) > ADDRESSES_AT_ONCE:
        raise Invalid("too-many-addresses", _("At most %(most)s addresses go in at once."), most=ADDRESSES_AT_ONCE)
    if any(not draft.about.entry.is_listed for draft in drafts):
        raise RuleBroken("not-designated", _("The entity does not stand on that list any more."))
    if queries.keys_standing(draft.address.key for draft in drafts):
        raise Conflict("alert-stands", _("There is an alert on one of these addresses already."))


def _batch(about: About, group: Sequence[Address], *, by: Actor, at: datetime) -> AlertBatch:
    batch = AlertBatch.objects.create(
        entry=about.entry,
        basis=about.basis,
        platform_type=about.platform_type,
        kind=about.kind,
        language=about.language,
        has_personal_data=about.has_personal_data,
        has_graphic_content=about.has_graphic_content,
        note=about.note,
        shape=group[0].shape,
        submitted_by_id=by.person_id,
        submitted_at=at,
    )
    Alert.objects.bulk_create(Alert(batch=batch, url=each.url, url_key=each.key, host=each.host) for each in group)
    submitted = AlertsSubmitted(
        batch=batch.reference,
        alerts=len(group),
        entry=f"{about.entry.public_list.key} {about.entry.number}",
        platform_type=about.platform_type,
        note_sha256=sha256(about.note.encode()).hexdigest(),
    )
    record(submitted, by=by, at=at)
    return batch
