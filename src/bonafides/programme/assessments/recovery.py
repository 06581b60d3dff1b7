"""The way back when nobody's key is left: a key pair whose private half exists only as two shares, on paper.

private = first XOR second: one share alone is 256 random bits and says nothing. The organisation's key is sealed to the
public half, so that it can be sealed anew at each rotation without the shares, and the shares stay good.

A printed share is 60 signs in 12 groups: number (1 byte), share (32), checksum (4), in Crockford base 32.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bonafides.kernel.errors import Invalid
from bonafides.kernel.ids import ALPHABET
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import sealing

SHARE_BYTES, CHECK_BYTES, GROUP = 32, 4, 5
RFC_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
TO_PRINT = str.maketrans(RFC_ALPHABET, ALPHABET)
TO_READ = str.maketrans(ALPHABET + "OIL", RFC_ALPHABET + RFC_ALPHABET[0] + RFC_ALPHABET[1] * 2)
PRINTED = re.compile(rf"[{ALPHABET}OIL]{{60}}")


@dataclass(frozen=True)
class Share:
    number: int  # 1 or 2
    value: bytes = field(repr=False)


@dataclass(frozen=True)
class Pair:
    """A new way back: what is kept, and the two shares that are given away."""

    public: bytes
    shares: tuple[Share, Share] = field(repr=False)


def new_pair() -> Pair:
    private = X25519PrivateKey.generate()
    first = secrets.token_bytes(SHARE_BYTES)
    second = _xor(private.private_bytes_raw(), first)
    return Pair(private.public_key().public_bytes_raw(), (Share(1, first), Share(2, second)))


def seal_to(public: bytes, data: bytes, *, bound_to: str) -> bytes:
    """Seal to the public half: an ephemeral X25519 key, then as `sealing` does."""
    ephemeral = X25519PrivateKey.generate()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    return ephemeral.public_key().public_bytes_raw() + sealing.seal(_key(shared, public), data, bound_to=bound_to)


def unseal_with(shares: tuple[Share, Share], public: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Open with both shares. Raises `Invalid` where they are the same one twice, or belong elsewhere."""
    first, second = sorted(shares, key=lambda share: share.number)
    if (first.number, second.number) != (1, 2):
        raise Invalid("share-twice", _("These are not the two shares: one has the number 1, the other the number 2."))
    private = X25519PrivateKey.from_private_bytes(_xor(first.value, second.value))
    if private.public_key().public_bytes_raw() != public:
        raise Invalid("share-of-another", _("These two shares do not belong together, or not to this organisation."))
    shared = private.exchange(X25519PublicKey.from_public_bytes(sealed[:SHARE_BYTES]))
    return sealing.unseal(_key(shared, public), sealed[SHARE_BYTES:], bound_to=bound_to)


def printed(share: Share) -> str:
    """The share as groups to write down or print."""
    content = bytes([share.number]) + share.value
    signs = base64.b32encode(content + _check(content)).decode().rstrip("=").translate(TO_PRINT)
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def read(text: str) -> Share:
    """The share that somebody typed; spaces, hyphens and case do not count. Raises `Invalid("share-mistyped")`."""
    signs = re.sub(r"[\s-]", "", text).upper()
    if PRINTED.fullmatch(signs):
        content = base64.b32decode(signs.translate(TO_READ) + "====")
        canonical = base64.b32encode(content).decode().rstrip("=") == signs.translate(TO_READ)
        number, value, check = content[0], content[1:-CHECK_BYTES], content[-CHECK_BYTES:]
        if canonical and number in {1, 2} and secrets.compare_digest(check, _check(content[:-CHECK_BYTES])):
            return Share(number, value)
    raise Invalid("share-mistyped", _("This share has a slip in it: compare it group by group with the paper."))


def _check(content: bytes) -> bytes:
    return hashlib.sha256(b"bonafides recovery share" + content).digest()[:CHECK_BYTES]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _key(shared: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), length=sealing.KEY_BYTES, salt=public, info=b"bonafides/v1/recovery").derive(shared)
