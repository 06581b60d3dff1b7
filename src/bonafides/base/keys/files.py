"""The key files: one for each purpose, in a folder of their own, readable by nobody else.

Settings are read through here, so this file imports nothing of Django.
"""

import base64
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock

from bonafides.kernel.errors import Conflict, Invalid, Unavailable
from bonafides.kernel.text import gettext_noop

SECRET, ED25519 = "secret", "ed25519"
KEY_FILES = {
    "master": SECRET,
    "django": SECRET,
    "log": ED25519,
    "receipts": ED25519,
    "webhooks": ED25519,
    "issuer": ED25519,  # signs trustmarks, pledges and completion badges
}
KEPT_SECRETS = {"master"}  # what the old key sealed must stay readable; every other retired private half is destroyed


@dataclass(frozen=True)
class RetiredKey:
    """A key no longer in use; `private` is kept only for what it sealed, `public` for what it signed."""

    id: str
    created_at: datetime
    retired_at: datetime
    private: bytes = b""
    public: bytes = b""


@dataclass(frozen=True)
class KeyFile:
    """One purpose's key, and those before it, newest first."""

    purpose: str
    id: str
    created_at: datetime
    private: bytes
    previous: tuple[RetiredKey, ...] = ()

    @property
    def kind(self) -> str:
        return KEY_FILES[self.purpose]

    @property
    def public(self) -> bytes:
        """The 32 public bytes of an Ed25519 key; none of a secret."""
        return public_half(self.private) if self.kind == ED25519 else b""


def create_missing(keys_dir: Path, at: datetime) -> list[str]:
    """Make the folder and every key that is not there yet; returns the purposes made."""
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(keys_dir):
        missing = [purpose for purpose in KEY_FILES if not path_of(keys_dir, purpose).exists()]
        for purpose in missing:
            write(keys_dir, new_key(purpose, at))
    return missing


def rotate(
    keys_dir: Path, purpose: str, at: datetime, announce: Callable[[KeyFile, KeyFile], object] | None = None
) -> KeyFile:
    """Put a new key in the place of the present one, which is kept as `KEPT_SECRETS` says.

    `announce(old, new)` is called before anything is written; if it raises, nothing is.
    """
    with _locked(keys_dir):
        old = load(keys_dir, purpose)
        new = replace(new_key(purpose, at), previous=(_retired(old, at), *old.previous))
        if announce is not None:
            announce(old, new)
        write(keys_dir, new)
    return new


def load(keys_dir: Path, purpose: str) -> KeyFile:
    """Read a purpose's key; raises `Unavailable` if it is absent, `Invalid` if it is damaged."""
    try:
        text = path_of(keys_dir, purpose).read_text()
    except FileNotFoundError as error:
        sentence = gettext_noop("There is no key for %(purpose)s. Run `bonafides init`, or restore the keys.")
        raise Unavailable("key-missing", sentence, purpose=purpose) from error
    try:
        return parse(text, purpose)
    except (KeyError, TypeError, ValueError) as error:
        sentence = gettext_noop("The key file for %(purpose)s is damaged. Restore it from the backup of the keys.")
        raise Invalid("key-damaged", sentence, purpose=purpose) from error


def read_text_secret(keys_dir: Path, purpose: str) -> str:
    """A secret as text for a setting; empty before `init` has made it."""
    if not path_of(keys_dir, purpose).exists():
        return ""
    return base64.b64encode(load(keys_dir, purpose).private).decode()


def problems(keys_dir: Path) -> list[str]:
    """What is wrong with the key folder, a sentence each; `check` fails on any."""
    if not keys_dir.is_dir():
        return [f"The key folder {keys_dir} does not exist."]
    found = [f"The key folder {keys_dir} is open to others; its mode must be 700."] if _is_open(keys_dir) else []
    for purpose in KEY_FILES:
        found += _problems_of(keys_dir, purpose)
    return found


def path_of(keys_dir: Path, purpose: str) -> Path:
    if purpose not in KEY_FILES:
        raise Invalid("key-purpose", gettext_noop("There is no key purpose called %(purpose)s."), purpose=purpose)
    return keys_dir / f"{purpose}.key"


def new_key(purpose: str, at: datetime) -> KeyFile:
    """32 random bytes: the secret itself, or the seed of an Ed25519 key."""
    private = secrets.token_bytes(32)
    named_by = public_half(private) if KEY_FILES[purpose] == ED25519 else secrets.token_bytes(32)
    return KeyFile(purpose, hashlib.sha256(named_by).hexdigest()[:8], at.astimezone(UTC), private)


def write(keys_dir: Path, key: KeyFile) -> None:
    """Replace the file whole: a crash leaves the old one or the new one."""
    target = path_of(keys_dir, key.purpose)
    write_private(target, _render(key).encode())


def write_private(target: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    apart = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    descriptor = os.open(apart, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    apart.rename(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def public_half(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _locked(keys_dir: Path) -> FileLock:
    if not keys_dir.is_dir():
        raise Conflict("keys-missing", gettext_noop("The key folder %(path)s does not exist."), path=str(keys_dir))
    return FileLock(keys_dir / ".lock", timeout=10, mode=0o600)


def _retired(key: KeyFile, at: datetime) -> RetiredKey:
    private = key.private if key.purpose in KEPT_SECRETS else b""
    return RetiredKey(key.id, key.created_at, at.astimezone(UTC), private, key.public)


def _problems_of(keys_dir: Path, purpose: str) -> list[str]:
    path = path_of(keys_dir, purpose)
    try:
        load(keys_dir, purpose)
    except (Unavailable, Invalid) as error:
        return [str(error)]
    except OSError as error:
        return [f"The key file {path} cannot be read: {error.strerror}."]
    return [f"The key file {path} is readable by others; its mode must be 600."] if _is_open(path) else []


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _render(key: KeyFile) -> str:
    document = {
        "purpose": key.purpose,
        "id": key.id,
        "created": key.created_at.isoformat(),
        "kind": key.kind,
        "private": _text(key.private),
        "previous": [_render_retired(old) for old in key.previous],
    }
    return json.dumps(document, indent=2) + "\n"


def _render_retired(old: RetiredKey) -> dict[str, str]:
    halves = {"private": _text(old.private), "public": _text(old.public)}
    dates = {"id": old.id, "created": old.created_at.isoformat(), "retired": old.retired_at.isoformat()}
    return dates | {half: text for half, text in halves.items() if text}


def parse(text: str, purpose: str) -> KeyFile:
    """A key file's text; raises `ValueError`, `KeyError` or `TypeError` for anything else."""
    document = json.loads(text)
    private = _bytes(document["private"])
    if document["purpose"] != purpose or document["kind"] != KEY_FILES[purpose] or len(private) != 32:
        raise ValueError("not the key of this purpose")
    previous = tuple(_parse_retired(old) for old in document["previous"])
    return KeyFile(purpose, document["id"], datetime.fromisoformat(document["created"]), private, previous)


def _parse_retired(old: dict[str, str]) -> RetiredKey:
    return RetiredKey(
        id=old["id"],
        created_at=datetime.fromisoformat(old["created"]),
        retired_at=datetime.fromisoformat(old["retired"]),
        private=_bytes(old.get("private", "")),
        public=_bytes(old.get("public", "")),
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
