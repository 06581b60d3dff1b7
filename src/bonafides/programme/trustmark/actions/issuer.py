"""The issuer's own document, and a key that somebody else may hold."""

from datetime import datetime

from django.conf import settings

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys import files, issuing
from bonafides.base.keys.events import KeyRotated
from bonafides.credentials.encoding import digest_of
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.trustmark import permissions, signing
from bonafides.programme.trustmark.events import IssuerDocumentChanged, KeyCompromised
from bonafides.programme.trustmark.models import CompromisedKey, Instance, IssuerDocument, StatusList


@audited_action
def note_issuer_document(*, by: Actor = SYSTEM, at: datetime) -> bool:
    """Publish the issuer's document as its keys are now, and log its digest; nothing where nothing has changed."""
    permissions.check_house(by)
    nothing_changed()
    return note_document(at=at)


def note_document(*, at: datetime) -> bool:
    """Inside an action: true if the document had changed. A key is published before anything that it signs."""
    document = signing.issuer_document().document()
    digest = digest_of(document)
    last = IssuerDocument.objects.first()
    if last is not None and last.digest == digest:
        return False
    IssuerDocument.objects.create(document=document, digest=digest, published_at=at)
    changed = IssuerDocumentChanged(did=document["id"], digest=digest, keys=document["assertionMethod"])
    record(changed, by=SYSTEM, at=at)
    return True


def rotate_if_present(key: str, *, by: Actor, at: datetime) -> None:
    """Take a compromised key out of use, if it is the present one. The files are changed once the log knows of it."""
    if issuing.signing_key().id == key:
        files.rotate(settings.KEYS, issuing.PURPOSE, at, lambda old, new: record_rotation(old, new, by=by, at=at))


@audited_action
def record_rotation(old: files.KeyFile, new: files.KeyFile, *, by: Actor, at: datetime) -> None:
    record(KeyRotated(issuing.PURPOSE, old.id, new.id), by=by, at=at)


@audited_action
def revoke_key(*, key: str, reason: str, by: Actor, at: datetime) -> int:
    """Say that what a key signed is worthless from now on; returns how many marks have to be issued anew.

    1. If it is the present one, a new key takes its place, so that nothing more is signed with it.
    2. The issuer's document marks it as revoked, and the log holds the digest.
    3. Every status list is signed anew, as its signature may be the lost key's.

    Safe to be called again: what was done is not done twice.
    """
    permissions.check_house(by)
    nothing_changed()
    if key not in {method.id for method in issuing.methods()}:
        raise NotFound("no-such-key", _("The issuer has no key called %(key)s: see its document."), key=key)
    rotate_if_present(key, by=by, at=at)
    _row, is_new = CompromisedKey.objects.get_or_create(key=key, defaults={"reason": reason, "revoked_at": at})
    if is_new:
        record(KeyCompromised(key=key, reason=reason), by=by, at=at)
    note_document(at=at)
    StatusList.objects.update(needs_signing=True)
    return Instance.objects.filter(key=key, revoked_at=None, valid_until__gt=at).count()
