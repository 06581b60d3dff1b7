"""All keys in one file that a passphrase opens.

    {"format", "salt", "n", "r", "p", "nonce", "sealed"}: AES-256-GCM under scrypt(passphrase), all else authenticated

Whoever holds the file and the passphrase can read everything and sign in our name: keep them apart from each other
and from the backup of the data.
"""

import base64
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bonafides.base.keys import files
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop

FORMAT = "bonafides-keys/v1"
COST = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB and about half a second (OWASP Password Storage, scrypt)
PASSPHRASE_LENGTH = 12

NOT_OPENED = gettext_noop("The backup cannot be opened: the passphrase is wrong, or the file was changed.")
TOO_SHORT = gettext_noop("The passphrase must have at least %(length)s characters.")


def backup(keys_dir: Path, target: Path, passphrase: str) -> None:
    """Write every key, the retired ones too, into one sealed file that only its owner can read."""
    if len(passphrase) < PASSPHRASE_LENGTH:
        raise Invalid("passphrase-short", TOO_SHORT, length=PASSPHRASE_LENGTH)
    if target.exists():
        raise Conflict("file-exists", gettext_noop("%(path)s exists already."), path=str(target))
    content = {purpose: files.path_of(keys_dir, purpose).read_text() for purpose in _present(keys_dir)}
    salt, nonce = os.urandom(16), os.urandom(12)
    header = {"format": FORMAT, "salt": _text(salt), **COST, "nonce": _text(nonce)}
    sealed = _cipher(passphrase, salt).encrypt(nonce, json.dumps(content).encode(), _context(header))
    files.write_private(target, json.dumps({**header, "sealed": _text(sealed)}, indent=2).encode() + b"\n")


def restore(source: Path, keys_dir: Path, passphrase: str) -> list[str]:
    """Put the keys of a backup into a folder that holds none; returns their purposes."""
    content = _opened(source.read_bytes(), passphrase)
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _present(keys_dir):
        sentence = gettext_noop("%(path)s holds keys already; a restore never replaces a key.")
        raise Conflict("keys-exist", sentence, path=str(keys_dir))
    for purpose, text in content.items():
        files.write(keys_dir, files.parse(text, purpose))
    return sorted(content)


def _opened(data: bytes, passphrase: str) -> dict[str, str]:
    try:
        document = json.loads(data)
        sealed = base64.b64decode(document.pop("sealed"), validate=True)
        salt, nonce = (base64.b64decode(document[name], validate=True) for name in ("salt", "nonce"))
        if document["format"] != FORMAT or {name: document[name] for name in COST} != COST:
            raise Invalid("backup-format", gettext_noop("This is not a backup of keys that can be read here."))
        plain = _cipher(passphrase, salt).decrypt(nonce, sealed, _context(document))
    except (InvalidTag, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("backup-unreadable", NOT_OPENED) from error
    content: dict[str, str] = json.loads(plain)
    return content


def _present(keys_dir: Path) -> list[str]:
    return [purpose for purpose in files.KEY_FILES if files.path_of(keys_dir, purpose).exists()]


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, **COST).derive(passphrase.encode()))


def _context(header: dict[str, object]) -> bytes:
    return json.dumps(header, sort_keys=True).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
