"""Ed25519 by purpose: `log` and `receipts` sign C2SP notes, `webhooks` signs what Standard Webhooks says."""

import base64
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from bonafides.base.keys import files
from bonafides.ledger.notes import Signer, Verifier


@dataclass(frozen=True)
class PublicKey:
    """A public half, with the time it was in use; `until` is None for the present one."""

    id: str
    vkey: str
    from_at: datetime
    until: datetime | None


def signer(purpose: str) -> Signer:
    """Who signs for `log` or `receipts` now."""
    return Signer(name_of(purpose), files.load(settings.KEYS, purpose).private)


def sign_webhook(content: bytes) -> bytes:
    """64 bytes, Ed25519 over `id.timestamp.body` (Standard Webhooks 1.0, `v1a`)."""
    key = files.load(settings.KEYS, "webhooks")
    return Ed25519PrivateKey.from_private_bytes(key.private).sign(content)


def sign_file(purpose: str, content: bytes) -> bytes:
    """64 bytes, Ed25519 over a file as it is: what `openssl pkeyutl -verify -rawin` checks.

    The content must be of a form that no note can have, so that a signature of one is never one of the other.
    """
    return Ed25519PrivateKey.from_private_bytes(files.load(settings.KEYS, purpose).private).sign(content)


def public_pem(purpose: str) -> bytes:
    """The public half in use now, as tools outside the world of notes read it."""
    public = Ed25519PublicKey.from_public_bytes(files.load(settings.KEYS, purpose).public)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_keys(purpose: str) -> list[PublicKey]:
    """The public halves of a purpose, the present one first, retired ones with their dates."""
    key = files.load(settings.KEYS, purpose)
    present = PublicKey(key.id, _published(purpose, key.public), key.created_at, None)
    retired = (
        PublicKey(old.id, _published(purpose, old.public), old.created_at, old.retired_at) for old in key.previous
    )
    return [present, *retired]


def name_of(purpose: str) -> str:
    """The name under which a purpose signs: the log's origin, and `<origin>/receipts`."""
    return settings.LOG_ORIGIN if purpose == "log" else f"{settings.LOG_ORIGIN}/{purpose}"


def _published(purpose: str, public: bytes) -> str:
    """A C2SP vkey, or `whpk_` and base64 for webhooks."""
    if purpose == "webhooks":
        return f"whpk_{base64.b64encode(public).decode()}"
    return Verifier(name_of(purpose), public).vkey
