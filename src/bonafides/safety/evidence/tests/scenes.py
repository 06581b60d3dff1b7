"""Kept items and releases for the tests of the vault. The people are in tests/cast.py."""

from datetime import datetime
from typing import Any

import pyrage
from tests import cast
from tests.cast import NOON

from bonafides.base.blobs import actions as blobs
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.ids import new_reference
from bonafides.safety.evidence import actions
from bonafides.safety.evidence.actions import Asked, Found
from bonafides.safety.evidence.models import EvidenceItem, Release
from bonafides.safety.evidence.vocabulary import Cause, LegalBasis

TEXT = b"A made-up text about Sample Entity A, harmless and ours."
CONTEXT = b'{"before":["planted words around it"],"page":"<p>The page as it was served.</p>"}'
KEY = pyrage.x25519.Identity.generate()  # the recipient's


def cleo() -> Person:
    return cast.a_person("Cleo", Role.EVIDENCE_CUSTODIAN)


def dov() -> Person:
    return cast.a_person("Dov", Role.AUTHORITY_DESK)


def aude() -> Person:
    return cast.a_person("Aude", Role.AUDITOR)


def found(**changes: Any) -> Found:
    """What moderation hands over of a removed text."""
    subject = new_reference()
    wanted: dict[str, Any] = {
        "subject": subject,
        "case": new_reference(),
        "kind": "text",
        "media_type": "text/plain",
        "content": blobs.store(TEXT, bound_to=f"item:{subject}", at=NOON),
        "context": blobs.store(CONTEXT, bound_to=f"context:{subject}", at=NOON),
        "record": {"author_reference": "author-7", "statements": [{"facts": "Calls on readers to attack."}]},
        "measures": frozenset({"remove"}),
    }
    return Found(**wanted | changes)


def a_kept_item(at: datetime = NOON, **changes: Any) -> EvidenceItem:
    item = actions.preserve(found=found(**changes), cause=Cause.DECISION, by=SYSTEM, at=at)
    item.refresh_from_db()
    return item


def asked(**changes: Any) -> Asked:
    wanted: dict[str, Any] = {
        "purpose": "Proceedings against a made-up person.",
        "basis": LegalBasis.TCO_INVESTIGATION,
        "authority_reference": "Js 12/26",
        "recipient": "A made-up public prosecutor",
        "recipient_key": str(KEY.to_public()),
    }
    return Asked(**wanted | changes)


def a_request(*items: EvidenceItem, by: Actor | None = None, at: datetime = NOON, **changes: Any) -> Release:
    """A release that Cleo asks for."""
    return actions.request_release(
        items=items or (a_kept_item(),), asked=asked(**changes), by=by or cast.by(cleo()), at=at
    )


def an_approved_release(*items: EvidenceItem, at: datetime = NOON) -> Release:
    """Cleo asks; Bo and Dov approve."""
    release = a_request(*items, at=at)
    actions.vote(release=release, approves=True, by=cast.by(cast.bo()), at=at)
    return actions.vote(release=release, approves=True, by=cast.by(dov()), at=at)
