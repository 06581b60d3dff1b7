"""Who issues credentials here: a did:web of this installation's public address, and its keys under their names.

The present key signs; those before it stay listed, so that what they signed can be verified until it has lapsed.
"""

from django.conf import settings

from bonafides.base.keys import files
from bonafides.credentials.awards import Issuer
from bonafides.credentials.did import IssuerDocument, Method, did_of
from bonafides.credentials.proof import SigningKey

PURPOSE = "issuer"


def issuer_did() -> str:
    return did_of(settings.PUBLIC_URL)


def issuer(name: str) -> Issuer:
    """The issuer as credentials name it."""
    return Issuer(did=issuer_did(), name=name, url=settings.PUBLIC_URL)


def signing_key() -> SigningKey:
    """The key that signs now."""
    key = files.load(settings.KEYS, PURPOSE)
    return SigningKey(name_of(key.id), key.private)


def methods() -> tuple[Method, ...]:
    """The public halves of all keys, the present one first."""
    key = files.load(settings.KEYS, PURPOSE)
    retired = (Method(name_of(old.id), old.public) for old in key.previous)
    return (Method(name_of(key.id), key.public), *retired)


def issuer_document() -> IssuerDocument:
    return IssuerDocument(issuer_did(), methods())


def name_of(key_id: str) -> str:
    """A key's public name; never the key itself, which a verifier could be made to believe."""
    return f"{issuer_did()}#key-{key_id}"
