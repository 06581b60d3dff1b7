"""What a named person opens: fetching of addresses for clients, and a receiver of decisions in Altitude's form."""

import base64
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.fetch.addresses import Target as Address
from bonafides.base.keys import envelope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.peers import permissions
from bonafides.safety.peers.events import AddressFetchingSwitched, ReceiverSet
from bonafides.safety.peers.models import AddressFetching, Receiver
from bonafides.safety.peers.queries import doors

FETCHING_IS_ON = Conflict("fetching-is-on", _("Fetching of addresses is switched on already."))
SEALING = "altitude-receiver"
SECRET_PREFIX, SECRET_BYTES = "whsec_", 32


@audited_action
def switch_fetching_on(*, by: Actor, at: datetime) -> AddressFetching:
    """Let clients have us fetch an address, through the guarded fetcher, from now on."""
    permissions.check_can_open(by)
    if doors.fetching() is not None:
        raise FETCHING_IS_ON
    fetching = AddressFetching(switched_on_by_id=by.person_id, switched_on_at=at)
    try:
        with transaction.atomic():
            fetching.save()
    except IntegrityError:  # somebody else has just done so
        raise FETCHING_IS_ON from None
    record(AddressFetchingSwitched(on=True), by=by, at=at)
    return fetching


@audited_action
def switch_fetching_off(*, by: Actor, at: datetime) -> None:
    permissions.check_can_open(by)
    fetching = AddressFetching.objects.select_for_update().filter(switched_off_at=None).first()
    if fetching is None:
        raise Conflict("fetching-is-off", _("Fetching of addresses is switched off already."))
    fetching.switched_off_at, fetching.switched_off_by = at, by.code
    fetching.save(update_fields=["switched_off_at", "switched_off_by"])
    record(AddressFetchingSwitched(on=False), by=by, at=at)


@audited_action
def set_receiver(*, url: str, by: Actor, at: datetime) -> str:
    """Post each decision on a target there from now on; returns the secret that signs it, told once."""
    permissions.check_can_open(by)
    address = Address.parse(url).url
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    Receiver.objects.filter(removed_at=None).update(removed_at=at)
    receiver = Receiver(url=address, set_by_id=by.person_id, set_at=at)
    receiver.secret = envelope.seal_text(secret, purpose=SEALING, bound_to=address)
    receiver.save()
    record(ReceiverSet(digest=envelope.pseudonym(SEALING, address)), by=by, at=at)
    return secret


@audited_action
def remove_receiver(*, by: Actor, at: datetime) -> None:
    """Tell nobody in that form any more."""
    permissions.check_can_open(by)
    if doors.receiver() is None:
        nothing_changed()
        return
    Receiver.objects.filter(removed_at=None).update(removed_at=at)
    record(ReceiverSet(digest=""), by=by, at=at)


def secret_of(receiver: Receiver) -> bytes:
    text = envelope.unseal_text(receiver.secret, purpose=SEALING, bound_to=receiver.url)
    return base64.b64decode(text.removeprefix(SECRET_PREFIX))
