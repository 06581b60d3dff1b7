"""Sealing small things at rest: AES-256-GCM under a key derived from the master key for each purpose.

    sealed = 0x01 || master key id (4) || salt (16) || nonce (12) || ciphertext and tag

The AES key is HKDF-SHA-256(master, salt, purpose): fresh for each seal, so nonces can never meet. The
header, the purpose and `bound_to` are authenticated: what is sealed for one row opens on no other.
"""

import base64
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from bonafides.base.keys import files
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop

VERSION = b"\x01"
SALT_BYTES, NONCE_BYTES = 16, 12
HEADER_BYTES = len(VERSION) + 4 + SALT_BYTES + NONCE_BYTES
NOT_OPENED = gettext_noop("Sealed data cannot be opened: it was changed, moved, or sealed under a key that is gone.")


def seal(data: bytes, *, purpose: str, bound_to: str) -> bytes:
    """Encrypt `data` so that it opens only with the same purpose and the same `bound_to`."""
    key_id, master = _masters()[0]
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    header = VERSION + key_id + salt + nonce
    return header + _cipher(master, salt, purpose).encrypt(nonce, data, _context(header, purpose, bound_to))


def unseal(sealed: bytes, *, purpose: str, bound_to: str) -> bytes:
    """What was sealed; raises `Invalid("sealed-data")` for anything else."""
    header = bytes(sealed[:HEADER_BYTES])
    master = dict(_masters()).get(header[1:5])
    if master is None or header[:1] != VERSION or len(sealed) < HEADER_BYTES + 16:
        raise Invalid("sealed-data", NOT_OPENED)
    salt, nonce = header[5 : 5 + SALT_BYTES], header[-NONCE_BYTES:]
    try:
        ciphertext = bytes(sealed[HEADER_BYTES:])
        return _cipher(master, salt, purpose).decrypt(nonce, ciphertext, _context(header, purpose, bound_to))
    except InvalidTag as error:
        raise Invalid("sealed-data", NOT_OPENED) from error


def seal_text(text: str, *, purpose: str, bound_to: str) -> str:
    """`seal` for text fields and JSON: base64 of the sealed UTF-8."""
    return base64.b64encode(seal(text.encode(), purpose=purpose, bound_to=bound_to)).decode()


def unseal_text(sealed: str, *, purpose: str, bound_to: str) -> str:
    try:
        data = base64.b64decode(sealed, validate=True)
    except ValueError as error:
        raise Invalid("sealed-data", NOT_OPENED) from error
    return unseal(data, purpose=purpose, bound_to=bound_to).decode()


def pseudonym(purpose: str, value: str) -> str:
    """The same 128-bit name for the same value, which nobody without the master key can compute or test.

    It stands on the oldest master key, so that rotating the master does not make a stranger of everyone.
    """
    master = _masters()[-1][1]
    key = _derived(master, b"", f"pseudonym/{purpose}")
    return hmac.digest(key, value.encode(), "sha256")[:16].hex()


def _masters() -> tuple[tuple[bytes, bytes], ...]:
    """(key id, master key), the present one first; read again as soon as the file is another."""
    path = files.path_of(settings.KEYS, "master")
    try:
        stamp = path.stat().st_mtime_ns, path.stat().st_ino
    except FileNotFoundError:
        stamp = (0, 0)  # `load` says what is missing
    return _read_masters(settings.KEYS, stamp)


@lru_cache(maxsize=4)
def _read_masters(keys_dir: Path, stamp: tuple[int, int]) -> tuple[tuple[bytes, bytes], ...]:
    key = files.load(keys_dir, "master")
    older = [(bytes.fromhex(old.id), old.private) for old in key.previous]
    return ((bytes.fromhex(key.id), key.private), *older)


def _cipher(master: bytes, salt: bytes, purpose: str) -> AESGCM:
    return AESGCM(_derived(master, salt, f"seal/{purpose}"))


def _derived(master: bytes, salt: bytes, info: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt or None, info=f"bonafides/v1/{info}".encode()).derive(master)


def _context(header: bytes, purpose: str, bound_to: str) -> bytes:
    """Length-prefixed, so that no two pairs of purpose and binding read the same."""
    parts = [header, purpose.encode(), bound_to.encode()]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
