"""An alert of a programme as it comes in: read once, at the edge; and whether a webhook is the programme's own.

The document is published in docs/reference/alert.md. What it holds beside what we know is passed over.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.vocabulary import Exemption, ExemptionAnswer, Verdict

PUBLIC_PREFIX, PUBLIC_BYTES = "whpk_", 32  # Standard Webhooks 1.0
FRESH_FOR = timedelta(minutes=5)
ISSUED, WITHDRAWN = "alert.issued", "alert.withdrawn"
NOT_SIGNED = _("The message is not signed by the programme whose key is pinned here, or it is too old.")
NO_ALERT = _("The message is no alert in a version that this installation knows.")


@dataclass(frozen=True)
class AlertIn:
    """What is taken from an alert."""

    alert: str
    url: str
    entity: str
    designated_by: str  # list and number
    basis: str
    note: str
    language: str
    graphic_content: bool
    personal_data: bool
    withdrawn_at: datetime | None = None
    withdrawal: str = ""

    @property
    def reason(self) -> str:
        """What stands on the flag: DSA Art. 16(2)(a)."""
        said = f"{self.entity}, {self.designated_by}. {self.basis}"
        return f"{said}\n{self.note}" if self.note else said


def alert_of(data: Any) -> AlertIn:
    """Read one document; raises Invalid where it is none of version 1."""
    try:
        if not str(data["version"]).startswith("1."):
            raise ValueError("another version")
        entity, warnings, withdrawal = data["entity"], data["warnings"], data["withdrawal"]
        return AlertIn(
            alert=text(data["alert"], 40),
            url=text(data["url"], 2_000),
            entity=text(entity["name"], 300),
            designated_by=f"{text(entity['list_name'], 200)} {text(entity['number'], 100)}",
            basis=text(data["legal_basis"], 300),
            note=text(data.get("note", ""), 500, may_be_empty=True),
            language=text(data.get("language", ""), 12, may_be_empty=True),
            graphic_content=warnings["graphic_content"] is True,
            personal_data=warnings["personal_data"] is True,
            withdrawn_at=moment(withdrawal["at"]) if withdrawal else None,
            withdrawal=text(withdrawal["reason"], 500) if withdrawal else "",
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("not-an-alert", NO_ALERT) from error


def text(value: Any, most: int, *, may_be_empty: bool = False) -> str:
    if not isinstance(value, str) or len(value) > most or not (value.strip() or may_be_empty):
        raise ValueError("not a text of that length")
    return value


def moment(value: Any) -> datetime:
    read = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    if read.tzinfo is None:
        raise ValueError("a moment without a zone")
    return read


def message_in(body: bytes) -> tuple[str, Any]:
    """Type and data of a webhook's body."""
    try:
        message = json.loads(body)
        return str(message["type"]), message["data"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("not-an-alert", NO_ALERT) from error


def public_key_of(written: str) -> bytes:
    """The 32 bytes of a pinned key, from `whpk_` and base64."""
    try:
        key = base64.b64decode(written.strip().removeprefix(PUBLIC_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not written.strip().startswith(PUBLIC_PREFIX) or len(key) != PUBLIC_BYTES:
        raise Invalid("not-a-public-key", _("A programme's public key begins with whpk_ and has 32 bytes."))
    return key


def check_signature(headers: Mapping[str, str], body: bytes, public_key: bytes, at: datetime) -> None:
    """Refuse what the pinned key did not sign within the last five minutes (Standard Webhooks 1.0, `v1a`)."""
    name, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    fresh = seconds.isascii() and seconds.isdigit() and len(seconds) < 12
    if not fresh or abs(at.timestamp() - int(seconds)) > FRESH_FOR.total_seconds():
        raise NotAllowed("webhook-not-signed", NOT_SIGNED)
    content = f"{name}.{seconds}.".encode() + body
    signatures = (each[4:] for each in headers.get("webhook-signature", "").split() if each.startswith("v1a,"))
    if not any(is_signed(content, each, public_key) for each in signatures):
        raise NotAllowed("webhook-not-signed", NOT_SIGNED)


def is_signed(content: bytes, signature: str, public_key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, binascii.Error):
        return False
    return True


@dataclass(frozen=True)
class Told:
    """What the programme is answered."""

    answer: str
    reason: str = ""


def answer_to(verdict: Verdict, exemptions: Mapping[str, str], policy_version: int) -> Told:
    """A decision in the words of an answer: codes of our policy only, never the line of whoever decided."""
    if verdict is Verdict.RESTRICT:
        return Told("restricted")
    applying = [name for name in Exemption if exemptions.get(name) == ExemptionAnswer.YES]
    if applying:
        return Told("kept", f"Exempt under policy version {policy_version}: {', '.join(applying)}.")
    return Told("kept", f"No clause of policy version {policy_version} applies.")
