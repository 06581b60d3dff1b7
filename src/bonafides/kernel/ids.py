"""Random names for things: short for people, long for secrets. Nothing here counts or tells a time."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U to misread
BITS_A_LETTER, LAST = 5, 31
REFERENCE_LENGTH = 10  # 50 bits: a million rows collide with probability under 1 in 2000, and the database refuses it


def new_reference(length: int = REFERENCE_LENGTH) -> str:
    """A name that a person can read out over the phone, such as `7F3K9Q2MTX`."""
    bits = secrets.randbits(BITS_A_LETTER * length)
    return "".join([ALPHABET[bits >> BITS_A_LETTER * place & LAST] for place in range(length)])


def new_event_id() -> str:
    """128 random bits in base64url, for an event and its log entry."""
    return secrets.token_urlsafe(16)


def new_secret_token() -> str:
    """256 random bits in base64url, for a link or an API key; only its hash is ever stored."""
    return secrets.token_urlsafe(32)


def read_reference(text: str) -> str:
    """What a person typed, as the reference it stands for: upper case, without spaces and hyphens."""
    folded = text.upper().replace("-", "").replace(" ", "")
    return folded.translate(str.maketrans("OIL", "011"))
