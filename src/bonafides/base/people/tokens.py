"""Secrets that are shown once: how they are made, and the hash that is all we keep of them."""

from hashlib import sha256

from bonafides.kernel.ids import new_secret_token

KEY_PREFIX = "bf"


def hash_of(token: str) -> str:
    """SHA-256, in hex. The secret has 256 random bits, so looking it up by hash tells a guesser nothing."""
    return sha256(token.encode()).hexdigest()


def new_api_key(reference: str) -> str:
    """`bf_<reference>_<secret>`: the prefix lets scanners of leaked secrets recognise it."""
    return f"{KEY_PREFIX}_{reference}_{new_secret_token()}"
