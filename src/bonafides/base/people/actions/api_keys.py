"""Keys of programs: made and shown once, ended, and when they were last used."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import permissions, rules, tokens
from bonafides.base.people.events import ApiKeyCreated, ApiKeyRevoked
from bonafides.base.people.models import ApiKey, ApiKeyUse, Organisation
from bonafides.base.people.vocabulary import API_KEY_CALLS_PER_MINUTE, API_KEY_LASTS, LAST_USED_EVERY, Standing
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop as _

log = logging.getLogger("bonafides.people")


@dataclass(frozen=True)
class IssuedKey:
    """A key, and its plain text: told once, stored nowhere."""

    key: ApiKey
    plaintext: str


@audited_action
def create_api_key(
    *,
    organisation: Organisation,
    name: str,
    scopes: frozenset[str],
    standing: Standing = Standing.PLATFORM,
    calls_per_minute: int = API_KEY_CALLS_PER_MINUTE,
    expires_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> IssuedKey:
    permissions.check_can_manage_keys(by, scopes)
    permissions.check_same_organisation(by, organisation.pk)
    ends = expires_at or at + API_KEY_LASTS
    rules.check_key_end(ends, at)
    reference = new_reference()
    plaintext = tokens.new_api_key(reference)
    key = ApiKey.objects.create(
        reference=reference,
        organisation=organisation,
        name=name,
        secret_hash=tokens.hash_of(plaintext),
        scopes=rules.check_scopes(scopes),
        standing=standing,
        calls_per_minute=calls_per_minute,
        created_by=by.code,
        created_at=at,
        expires_at=ends,
    )
    record(ApiKeyCreated(key=reference, standing=standing, scopes=key.scopes), by=by, at=at)
    return IssuedKey(key, plaintext)


@audited_action
def revoke_api_key(*, key: ApiKey, by: Actor, at: datetime) -> None:
    permissions.check_can_manage_keys(by, key.scopes)
    permissions.check_same_organisation(by, key.organisation_id)
    if key.revoked_at is not None:
        raise Conflict("key-revoked", _("This key was ended before."))
    key.revoked_at, key.revoked_by = at, by.code
    key.save(update_fields=["revoked_at", "revoked_by"])
    record(ApiKeyRevoked(key=key.reference), by=by, at=at)


def note_use(key: ApiKey, at: datetime) -> None:
    """Write down when a key was used, at most once a minute; no decision, so no entry."""
    use = ApiKeyUse.objects.filter(key=key).first()
    if use is None or at - use.last_used_at >= LAST_USED_EVERY:
        try:
            ApiKeyUse.objects.update_or_create(key=key, defaults={"last_used_at": at})
        except OperationalError:  # no room to write: that is no reason to refuse a read
            log.warning("The use of a key could not be noted.")
