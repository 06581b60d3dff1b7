"""Setting up where webhooks go. Each change is recorded by the recorder that the caller passes."""

import base64
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bonafides.base.fetch.addresses import Target
from bonafides.base.keys import envelope
from bonafides.base.outbox import actions, events, permissions
from bonafides.base.outbox.models import Message, OutboxRow, WebhookEndpoint, WebhookSecret
from bonafides.base.outbox.vocabulary import ACTIVE_SECRETS, SECRET_BYTES, RowState
from bonafides.base.outbox.webhooks import SECRET_PREFIX, SECRET_SEALING
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.ids import new_reference
from bonafides.kernel.recording import Recorder
from bonafides.kernel.text import gettext_noop


@transaction.atomic
def create(
    *, url: str, description: str = "", audience: str = "", by: Actor, at: datetime, record: Recorder
) -> tuple[WebhookEndpoint, str]:
    """Send every message from now on to `url`; returns the endpoint and its secret, which is never shown again."""
    permissions.check_can_manage(by, audience)
    target = Target.parse(url).url
    endpoint = WebhookEndpoint.objects.create(
        reference=new_reference(), url=target, description=description, audience=audience, created_at=at
    )
    secret = _new_secret(endpoint, at)
    record(events.EndpointCreated(endpoint.reference), by, at)
    return endpoint, secret


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, by: Actor, at: datetime, record: Recorder) -> str:
    """Add a secret; the one before it goes on signing beside it, any older one stops."""
    permissions.check_can_manage(by, endpoint.audience)
    secret = _new_secret(endpoint, at)
    active = endpoint.secrets.filter(retired_at=None).order_by("-id")
    newest = [row.pk for row in active[:ACTIVE_SECRETS]]
    active.exclude(pk__in=newest).update(retired_at=at)
    record(events.SecretRotated(endpoint.reference, secret=active[0].reference), by, at)
    return secret


@transaction.atomic
def disable(*, endpoint: WebhookEndpoint, reason: str, by: Actor, at: datetime, record: Recorder) -> None:
    """Send nothing more there; what waits for it is parked when its turn comes, and can be sent again."""
    permissions.check_can_manage(by, endpoint.audience)
    endpoint.disabled_at, endpoint.disabled_reason = at, reason[:200]
    endpoint.save(update_fields=["disabled_at", "disabled_reason"])
    record(events.EndpointDisabled(endpoint.reference, reason=reason[:200]), by, at)


@transaction.atomic
def enable(*, endpoint: WebhookEndpoint, by: Actor, at: datetime, record: Recorder) -> None:
    """Send there again; what was parked meanwhile stays parked until somebody sends it again."""
    permissions.check_can_manage(by, endpoint.audience)
    endpoint.disabled_at, endpoint.disabled_reason = None, ""
    endpoint.save(update_fields=["disabled_at", "disabled_reason"])
    record(events.EndpointEnabled(endpoint.reference), by, at)


@transaction.atomic
def ping(*, endpoint: WebhookEndpoint, by: Actor, at: datetime) -> OutboxRow:
    """Send a message of the type `ping` to this endpoint only; it has no place in the cursor API."""
    permissions.check_can_manage(by, endpoint.audience)
    if not endpoint.is_active:
        raise Conflict("endpoint-disabled", gettext_noop("This endpoint is disabled; enable it first."))
    name = f"ping_{new_reference(20)}"
    message = Message.objects.create(
        reference=name,
        key=name,
        type="ping",
        audience=endpoint.audience,
        data={},
        due_at=at,
        created_at=at,
        is_listed=False,
    )
    return actions.post_to(endpoint, message, due_at=at, at=at)


@transaction.atomic
def resend(*, row: OutboxRow, by: Actor, at: datetime, record: Recorder) -> None:
    """Send a parked row again, or one that backs off right away; the back-off starts afresh."""
    permissions.check_can_resend(by)
    if not _put_back(OutboxRow.objects.filter(pk=row.pk), at):
        raise Conflict("not-resendable", gettext_noop("This delivery is done or cancelled; there is nothing to send."))
    record(events.DeliveriesResent(deliveries=1), by, at)


@transaction.atomic
def resend_parked(*, by: Actor, at: datetime, record: Recorder) -> int:
    """Send everything parked again; returns how many."""
    permissions.check_can_resend(by)
    ours = OutboxRow.objects.filter(Q(message=None) | Q(message__audience=""), state=RowState.PARKED)
    count = _put_back(ours, at)
    if count:
        record(events.DeliveriesResent(deliveries=count), by, at)
    return count


@transaction.atomic
def resend_under(*, key: str, by: Actor, at: datetime, record: Recorder) -> int:
    """Send again what was published under a key and failed or was parked; the calling domain has checked who asks."""
    count = _put_back(OutboxRow.objects.filter(message__key=key), at)
    if count:
        record(events.DeliveriesResent(deliveries=count), by, at)
    return count


@transaction.atomic
def catch_up(*, endpoint: WebhookEndpoint, since: datetime, by: Actor, at: datetime, record: Recorder) -> int:
    """Post what an endpoint refused, and what its audience was told since a moment; the calling domain has checked."""
    count = _put_back(OutboxRow.objects.filter(endpoint=endpoint, state=RowState.PARKED), at)
    missed = Message.objects.filter(audience=endpoint.audience, created_at__gte=since, is_listed=True)
    missed = missed.filter(cancelled_at=None).exclude(rows__endpoint=endpoint).order_by("pk")
    for message in missed:
        actions.post_to(endpoint, message, due_at=at, at=at)
        count += 1
    if count:
        record(events.DeliveriesResent(deliveries=count), by, at)
    return count


def _put_back(rows: actions.Rows, at: datetime) -> int:
    """Make rows due now, their receivers rested."""
    resendable = rows.filter(state__in=[RowState.WAITING, RowState.PARKED], lease_until=None)
    actions.wake_lanes(resendable)
    return resendable.update(state=RowState.WAITING, finished_at=None, due_at=at, attempts=0)


def _new_secret(endpoint: WebhookEndpoint, at: datetime) -> str:
    """256 random bits as `whsec_` and base64, kept sealed."""
    plain = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    reference = new_reference()
    sealed = envelope.seal_text(plain, purpose=SECRET_SEALING, bound_to=reference)
    WebhookSecret.objects.create(endpoint=endpoint, reference=reference, sealed=sealed, created_at=at)
    return plain
