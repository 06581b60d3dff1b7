"""An authenticator app, in a half minute that lasts as long as its test: no code comes a moment too late."""

import hashlib
import hmac
import struct
from base64 import b32decode
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth

MOMENT, HALF_MINUTE = 1_795_000_015, 30


def let_the_half_minute_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes are judged as of one moment."""
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: MOMENT))


def code_of(seed: str) -> str:
    """The six digits that the app shows at that moment (RFC 6238)."""
    digest = hmac.digest(b32decode(seed), struct.pack(">Q", MOMENT // HALF_MINUTE), hashlib.sha1)
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
