"""Sealing under a key of the member's own: AES-256-GCM, a fresh derived key for each seal, padded.

    sealed = 0x01 || salt (16) || nonce (12) || ciphertext and tag
    plain  = length (4, big endian) || data || zeros up to a multiple of 1 KiB

Padding hides whether an answer was given, and how long it is: to a reader of the database every question that was
never looked at and every one with an answer and a comment are alike. `bound_to` names the row; what is sealed for one
row opens on no other.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _

KEY_BYTES = 32
VERSION, SALT_BYTES, NONCE_BYTES = b"\x01", 16, 12
HEADER_BYTES = len(VERSION) + SALT_BYTES + NONCE_BYTES
PADDED_TO_BYTES = 1024
NOT_OPENED = _("This cannot be opened: it was changed, moved, or sealed under another key.")


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def seal(key: bytes, data: bytes, *, bound_to: str) -> bytes:
    """Encrypt `data` so that it opens only with the same key and the same `bound_to`."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    header = VERSION + salt + nonce
    return header + _cipher(key, salt).encrypt(nonce, _padded(data), header + bound_to.encode())


def unseal(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """What was sealed; raises `Invalid("sealed-data")` for anything else."""
    header, ciphertext = bytes(sealed[:HEADER_BYTES]), bytes(sealed[HEADER_BYTES:])
    if header[:1] != VERSION or len(ciphertext) < PADDED_TO_BYTES:
        raise Invalid("sealed-data", NOT_OPENED)
    salt, nonce = header[1 : 1 + SALT_BYTES], header[-NONCE_BYTES:]
    try:
        plain = _cipher(key, salt).decrypt(nonce, ciphertext, header + bound_to.encode())
    except InvalidTag as error:
        raise Invalid("sealed-data", NOT_OPENED) from error
    return plain[4 : 4 + int.from_bytes(plain[:4], "big")]


def _padded(data: bytes) -> bytes:
    whole = len(data).to_bytes(4, "big") + data
    return whole + bytes(-len(whole) % PADDED_TO_BYTES)


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=KEY_BYTES, salt=salt, info=b"bonafides/v1/assessments").derive(key))
