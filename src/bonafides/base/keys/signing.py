"""Ed25519 signing by purpose: C2SP notes for `log` and `receipts`, Standard Webhooks for `webhooks`.

Verifier keys are C2SP vkeys, `name+id+base64(0x01 || public key)` with id = SHA-256(name || LF || 0x01 || key)[:4]
(c2sp.org/signed-note), except for webhooks: `whpk_` and base64.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from bonafides.base.keys import files

ED25519_NOTE = b"\x01"  # the signature type that c2sp.org/signed-note gives to Ed25519


@dataclass(frozen=True)
class PublicKey:
    """A public half, with the time it was in use; `until` is None for the present one."""

    id: str
    vkey: str
    from_at: datetime
    until: datetime | None


@dataclass(frozen=True)
class Signer:
    """The present key of a purpose: `name` and `vkey` are public, `sign` gives 64 bytes."""

    name: str
    public: bytes
    private: Ed25519PrivateKey

    @property
    def key_id(self) -> bytes:
        return key_id_of(self.name, self.public)

    @property
    def vkey(self) -> str:
        return vkey_of(self.name, self.public)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def signer(purpose: str) -> Signer:
    """Who signs for `log`, `receipts` or `webhooks` now."""
    key = files.load(settings.KEYS, purpose)
    return Signer(name_of(purpose), key.public, Ed25519PrivateKey.from_private_bytes(key.private))


def public_keys(purpose: str) -> list[PublicKey]:
    """The public halves of a purpose, the present one first, retired ones with their dates."""
    key = files.load(settings.KEYS, purpose)
    present = PublicKey(key.id, _published(purpose, key.public), key.created_at, None)
    retired = [
        PublicKey(old.id, _published(purpose, old.public), old.created_at, old.retired_at)
        for old in key.previous
    ]
    return [present, *retired]


def name_of(purpose: str) -> str:
    """The name under which a purpose signs: the log's origin, and `<origin>/receipts`."""
    return settings.LOG_ORIGIN if purpose == "log" else f"{settings.LOG_ORIGIN}/{purpose}"


def vkey_of(name: str, public: bytes) -> str:
    return f"{name}+{key_id_of(name, public).hex()}+{base64.b64encode(ED25519_NOTE + public).decode()}"


def key_id_of(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519_NOTE + public).digest()[:4]


def _published(purpose: str, public: bytes) -> str:
    if purpose == "webhooks":
        return f"whpk_{base64.b64encode(public).decode()}"
    return vkey_of(name_of(purpose), public)
