"""Taking other installations' incident lists, each from a pinned address and signed by a pinned key.

1. Fetch, through the guarded client. 2. Check the signature by the key that was pinned when it was subscribed to.
3. Refuse a list older than the one taken last. 4. Bring its rows into a bank of its own, as any list is brought in: a
match asks for review, until a named person here switches on more.
"""

import io
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from bonafides.base import fetch
from bonafides.base.audit.actions import audited_action, record
from bonafides.base.fetch.addresses import Target
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import Conflict, DomainError, Invalid, Unavailable
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.notes import Verifier
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.queries import INCIDENT_LIST
from bonafides.safety.banks.vocabulary import ListFormat, Tlp
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.events import ListSubscribed, ListTaken
from bonafides.safety.moderation.models import ListCursor, ListSubscription
from bonafides.safety.moderation.rules.incident_lists import LIST_BYTES_AT_MOST, IncidentList

SECONDS = 30.0
OLDER = Conflict("list-older", _("An older list than the one that was taken last: it is not taken."))


# -- subscribing ------------------------------------------------------------------------------------------------------


@audited_action
def subscribe(*, url: str, vkey: str, name: str, by: Actor, at: datetime) -> ListSubscription:
    """Take the list at this address from now on, signed by this key and no other, into a bank of this name."""
    _check_may(by)
    target, key = Target.parse(url).url, _key(vkey)
    before = _before(target)
    bank = (
        before.bank
        if before
        else banks.create_bank(name=name, provenance=INCIDENT_LIST % {"name": key.name}, tlp=Tlp.AMBER, by=by, at=at)
    )
    subscription = ListSubscription(url=target, vkey=key.vkey, bank=bank, created_at=at, created_by_id=by.person)
    subscription.save()
    ListCursor.objects.create(subscription=subscription)
    _record_subscription(subscription, by=by, at=at)
    return subscription


@audited_action
def unsubscribe(*, subscription: ListSubscription, by: Actor, at: datetime) -> None:
    """Take it no more; what is in the bank stays there, and is disabled there."""
    _check_may(by)
    if not subscription.active:
        raise Conflict("not-subscribed", _("This list is not taken any more."))
    subscription.active = False
    subscription.save(update_fields=["active"])
    _record_subscription(subscription, by=by, at=at)


def _before(url: str) -> ListSubscription | None:
    """The same address, subscribed to earlier, whose bank goes on; one that is taken now is not taken twice."""
    before = ListSubscription.objects.filter(url=url).select_related("bank").order_by("-pk").first()
    if before is not None and before.active:
        raise Conflict("subscribed", _("This list is taken already."))
    return before


def _check_may(by: Actor) -> None:
    if by.kind is not ActorKind.SYSTEM:
        permissions.check_can_lead(by)


def _key(vkey: str) -> Verifier:
    try:
        return Verifier.parse(vkey)
    except LedgerError as error:
        raise Invalid("list-key", _("This is not a public key of the form name+id+base64.")) from error


def _record_subscription(subscription: ListSubscription, *, by: Actor, at: datetime) -> None:
    key = Verifier.parse(subscription.vkey)
    name = f"{key.name}+{key.key_id.hex()}"
    event = ListSubscribed(subscription=subscription.reference, key=name, active=subscription.active)
    record(event, by=by, at=at)


# -- taking -----------------------------------------------------------------------------------------------------------


def fetch_lists(*, at: datetime) -> int:
    """Every list that is subscribed to; returns how many had anything new. Trouble is noted, and tried again."""
    return sum(fetch_one(subscription=each, at=at) for each in ListSubscription.objects.filter(active=True))


def fetch_one(*, subscription: ListSubscription, at: datetime) -> bool:
    """One list; whether it had anything new."""
    try:
        answer = fetch.get(subscription.url, max_bytes=LIST_BYTES_AT_MOST, seconds=SECONDS)
        if answer.status != 200:
            raise Unavailable("list-status", _("The other side answered %(status)s."), status=answer.status)
        return take_list(subscription=subscription, data=answer.body, at=at)
    except DomainError as error:
        cursor = ListCursor.objects.filter(subscription=subscription)
        cursor.update(trouble=str(error)[:300], fetched_at=at)
        return False


@transaction.atomic
def take_list(*, subscription: ListSubscription, data: bytes, at: datetime) -> bool:
    """Take a signed list; whether it had anything new. Raises Invalid or Conflict for one that is not to be taken."""
    listed = IncidentList.opened(data, Verifier.parse(subscription.vkey))
    cursor = ListCursor.objects.select_for_update().get(subscription=subscription)
    if cursor.issued_at is not None and listed.issued_at < cursor.issued_at:
        raise OLDER
    rows = listed.as_json_lines()
    digest = sha256(rows).hexdigest()
    is_new = digest != cursor.sha256
    if is_new and rows:
        run = banks.start_import(
            bank=subscription.bank,
            file_name=f"{listed.incident}.json",
            file_sha256=digest,
            format_=ListFormat.JSONL,
            by=SYSTEM,
            at=at,
        )
        banks.import_file(run=run, file=io.BytesIO(rows), by=SYSTEM, at=at)
    cursor.issued_at, cursor.sha256, cursor.rows = listed.issued_at, digest, len(listed.rows)
    cursor.fetched_at, cursor.trouble = at, ""
    cursor.save()
    if is_new:
        _record_taken(subscription, cursor, at)
    return is_new


@audited_action
def _record_taken(subscription: ListSubscription, cursor: ListCursor, at: datetime) -> None:
    record(ListTaken(subscription=subscription.reference, sha256=cursor.sha256, rows=cursor.rows), by=SYSTEM, at=at)
