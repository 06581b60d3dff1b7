"""Posting a message to an endpoint, signed as Standard Webhooks 1.0 says."""

import base64
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bonafides.base import fetch
from bonafides.base.keys import envelope, signing
from bonafides.base.outbox import rules
from bonafides.base.outbox.errors import Disable, Park, Retry
from bonafides.base.outbox.models import DeliveryAttempt, Message, OutboxRow, WebhookEndpoint, WebhookSecret
from bonafides.base.outbox.rules import Verdict
from bonafides.base.outbox.vocabulary import OVERLOADED_STATUSES, WEBHOOK_ANSWER_BYTES, WEBHOOK_SECONDS
from bonafides.kernel.errors import DomainError, Unavailable

SECRET_PREFIX = "whsec_"  # noqa: S105  what a secret starts with
SECRET_SEALING = "webhook-secret"  # noqa: S105  the purpose under which it is sealed


def deliver(row: OutboxRow, at: datetime) -> None:
    """Handle a `webhook` row: sign, post, note the attempt; returns only if the receiver took it."""
    endpoint, message = row.endpoint, row.message
    if endpoint is None or message is None:
        raise Park("the row names no endpoint or no message")
    if not endpoint.is_active:
        raise Park(f"the endpoint is disabled: {endpoint.disabled_reason}")
    answer = _attempt(row, endpoint, message, at)
    _settle(answer, at)


def body_of(message: Message) -> bytes:
    """The bytes that are signed and sent: the same at every attempt."""
    document = {"type": message.type, "timestamp": timestamp_of(message), "data": message.data}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def timestamp_of(message: Message) -> str:
    """When it happened, not when it was sent."""
    return message.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def signed_headers(message: Message, body: bytes, endpoint: WebhookEndpoint, at: datetime) -> list[tuple[str, str]]:
    """Id, time of this attempt, and a signature for each active secret and for the public key."""
    seconds = int(at.timestamp())
    content = f"{message.reference}.{seconds}.".encode() + body
    signatures = [f"v1,{_text(hmac.digest(secret, content, 'sha256'))}" for secret in active_secrets(endpoint)]
    signatures.append(f"v1a,{_text(signing.sign_webhook(content))}")
    return [
        ("content-type", "application/json"),
        ("webhook-id", message.reference),
        ("webhook-timestamp", str(seconds)),
        ("webhook-signature", " ".join(signatures)),
    ]


def active_secrets(endpoint: WebhookEndpoint) -> list[bytes]:
    return [opened(secret) for secret in endpoint.secrets.filter(retired_at=None).order_by("-id")]


def opened(secret: WebhookSecret) -> bytes:
    """The bytes of a secret, from `whsec_` and base64."""
    text = envelope.unseal_text(secret.sealed, purpose=SECRET_SEALING, bound_to=secret.reference)
    return base64.b64decode(text.removeprefix(SECRET_PREFIX))


def _attempt(row: OutboxRow, endpoint: WebhookEndpoint, message: Message, at: datetime) -> fetch.Answer:
    """Post once and write down how it went, whether or not there was an answer."""
    body, began = body_of(message), time.monotonic()
    status, error = None, ""
    try:
        headers = signed_headers(message, body, endpoint, at)
        answer = fetch.post(
            endpoint.url, body=body, headers=headers, seconds=WEBHOOK_SECONDS, max_bytes=WEBHOOK_ANSWER_BYTES
        )
        status, error = answer.status, rules.outcome_of(answer.status).reason
    except Unavailable as failure:
        error = str(failure)
        raise Retry(error, rests_lane=True) from failure
    except DomainError as failure:
        error = str(failure)
        raise Park(error) from failure
    finally:
        took_ms = round((time.monotonic() - began) * 1000)
        DeliveryAttempt.objects.create(row=row, at=at, status=status, duration_ms=took_ms, error=error[:300])
    return answer


def _settle(answer: fetch.Answer, at: datetime) -> None:
    outcome = rules.outcome_of(answer.status)
    match outcome.verdict:
        case Verdict.RETRY:
            asked = retry_after(answer.headers.get("retry-after", ""), at)
            raise Retry(outcome.reason, asked=asked, rests_lane=answer.status in OVERLOADED_STATUSES)
        case Verdict.PARK:
            raise Park(outcome.reason)
        case Verdict.DISABLE:
            raise Disable(outcome.reason)


def retry_after(text: str, at: datetime) -> timedelta | None:
    """The delay that a Retry-After header asks for, in seconds or as a date (RFC 9110, 10.2.3); None if unreadable."""
    if text.isascii() and text.isdigit() and len(text) < 9:
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - at, timedelta())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
