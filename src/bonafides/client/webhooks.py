"""Checking a webhook before acting on it: Standard Webhooks 1.0, symmetric signatures (`v1`)."""

import base64
import binascii
import hmac
import json
import time
from collections.abc import Mapping

from bonafides.client.answers import Message, message_of
from bonafides.client.errors import WebhookError

TOLERANCE_SECONDS = 300  # how old or early a message may be
NOT_SIGNED = WebhookError("webhook-not-signed", "The message carries no signature that this secret made.")


def verify_webhook(
    payload: bytes, headers: Mapping[str, str], secret: str | tuple[str, ...], *, now: float | None = None
) -> Message:
    """The message, if it is from us, unchanged and fresh; else WebhookError.

    payload: the body exactly as received; headers: names in any case; secret: `whsec_...`, or several while a new one
    is being brought in; now: seconds since 1970, by default the machine's.
    Act once for each `Message.id`: a delivery may be repeated.
    """
    name = check_signature(payload, headers, secret, now=now)
    return message_of({"id": name, **json.loads(payload)})


def check_signature(
    payload: bytes, headers: Mapping[str, str], secret: str | tuple[str, ...], *, now: float | None = None
) -> str:
    """The id of what was sent, if it is from us, unchanged and fresh; else WebhookError. Arguments as above.

    For requests that are no message: the question to a platform's content endpoint is signed in the same way.
    """
    given = {name.lower(): value for name, value in headers.items()}
    name, seconds, signatures = (given.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    check_fresh(seconds, time.time() if now is None else now)
    signed = f"{name}.{seconds}.".encode() + payload
    secrets = (secret,) if isinstance(secret, str) else secret
    if not any(is_signed(signed, each, signatures) for each in secrets):
        raise NOT_SIGNED
    return name


def check_fresh(seconds: str, now: float) -> None:
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        raise WebhookError("webhook-no-time", "The message does not say when it was sent.")
    if abs(int(seconds) - now) > TOLERANCE_SECONDS:
        raise WebhookError("webhook-too-old", "The message is too old, or the clocks differ by minutes.")


def is_signed(signed: bytes, secret: str, signatures: str) -> bool:
    """Whether one of the signatures is this secret's, compared in constant time."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WebhookError("webhook-bad-secret", "A secret begins with whsec_ and goes on in base64.") from error
    wanted = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    return any(hmac.compare_digest(wanted, each.encode()) for each in signatures.split(" "))
