"""did:web: an issuer's identifier, its document with the keys, and the addresses that both have.

Source: did:web method specification (W3C CCG); Controlled Identifiers 1.0 (Multikey); Open Badges 3.0, which wants
`assertionMethod` as texts. Keys rotate: a document lists several, and an old one stays listed until the last
credential that it signed has lapsed. A key is found in the pinned document only, never in the text of its name.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from .encoding import base58_of, from_base58, from_moment, moment_text
from .errors import CredentialError, IssuerError, MalformedError, UnreadableError
from .reading import read_object

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"
ED25519 = b"\xed\x01"  # multicodec ed25519-pub, as a varint
KEY_BYTES = 32

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")
_SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_FRAGMENT = re.compile(r"[A-Za-z0-9._-]{1,64}")
_KEY_IN_NAME = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{40,}")


@dataclass(frozen=True, slots=True)
class Method:
    """One key of an issuer. id: `did#fragment`; public_key: 32 bytes of Ed25519; revoked_at: worthless from then on."""

    id: str
    public_key: bytes
    revoked_at: datetime | None = None

    def __post_init__(self) -> None:
        fragment = self.id.partition("#")[2]
        if not _FRAGMENT.fullmatch(fragment) or len(self.public_key) != KEY_BYTES:
            raise MalformedError("key_shape", "A key has a name behind a # and 32 bytes.", id=self.id[:200])
        if _KEY_IN_NAME.fullmatch(fragment):
            raise _key_in_name(self.id)


@dataclass(frozen=True, slots=True)
class IssuerDocument:
    """Who issues, and with which keys; the present key first by custom."""

    did: str
    methods: tuple[Method, ...]

    def __post_init__(self) -> None:
        url_of(self.did)
        ids = [method.id for method in self.methods]
        if not ids or len(set(ids)) != len(ids) or any(id_.partition("#")[0] != self.did for id_ in ids):
            raise MalformedError("keys_wrong", "An issuer has one key or more, each with a name of its own.")

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a did:web document; UnreadableError unless it is one with Ed25519 Multikeys for assertions."""
        try:
            return cls._parsed(read_object(data, what="issuer's document"))
        except CredentialError as error:
            sentence = f"The issuer's document cannot be used: {error.sentence}"
            raise UnreadableError("issuer_document_unreadable", sentence, cause=error.code) from error

    @classmethod
    def _parsed(cls, document: dict[str, Any]) -> Self:
        did, listed = document.get("id"), document.get("verificationMethod")
        asserting = document.get("assertionMethod")
        if not isinstance(did, str) or not isinstance(listed, list) or not isinstance(asserting, list):
            raise MalformedError("did_shape", "It has no id, verificationMethod or assertionMethod.")
        usable = [one for one in listed if isinstance(one, dict) and one.get("id") in asserting]
        return cls(did, tuple(_method_of(one, did) for one in usable))

    def method(self, id_: object) -> Method:
        """The key of that name; IssuerError if the document lists none, or the name itself poses as a key.

        Who takes a key out of its own name lets anyone sign for this issuer, so such a name is never accepted.
        """
        if isinstance(id_, str) and _KEY_IN_NAME.fullmatch(id_.partition("#")[2]):
            raise _key_in_name(id_)
        for method in self.methods:
            if method.id == id_:
                return method
        sentence = f"The issuer's document lists no key {str(id_)[:200]}."
        raise IssuerError("key_unknown", sentence, id=str(id_)[:200])

    def document(self) -> dict[str, Any]:
        """The JSON document to publish at `url_of(did)`."""
        return {
            "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
            "id": self.did,
            "verificationMethod": [_method_json(method, self.did) for method in self.methods],
            "assertionMethod": [method.id for method in self.methods],
        }


def did_of(address: str) -> str:
    """`did:web` of an http(s) address: `https://mark.example:8443/a` is `did:web:mark.example%3A8443:a`."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise _not_did_web(address) from error
    segments = [segment for segment in parts.path.split("/") if segment]
    if parts.scheme not in ("https", "http") or parts.query or parts.fragment or parts.username is not None:
        raise _not_did_web(address)
    did = ":".join(["did:web", quote(parts.netloc.lower(), safe=""), *segments])
    url_of(did)
    return did


def url_of(did: str) -> str:
    """Where the document of a did:web is published; MalformedError for any other identifier."""
    method, _, rest = did.partition("did:web:")
    host, *segments = rest.split(":")
    name = unquote(host)
    is_plain = not method and quote(name, safe="") == host and _HOST.fullmatch(name) and ".." not in name
    if not is_plain or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise _not_did_web(did)
    return "/".join([f"https://{name}", *(segments or [".well-known"]), "did.json"])


def _method_of(value: dict[str, Any], did: str) -> Method:
    if value.get("type") != "Multikey" or value.get("controller") != did or not isinstance(value.get("id"), str):
        raise MalformedError("key_shape", "A key in it is not a Multikey of the issuer's own.")
    key = from_base58(value.get("publicKeyMultibase"), what="public key", size_bytes=KEY_BYTES + len(ED25519))
    if not key.startswith(ED25519):
        raise MalformedError("key_shape", "A key in it is not Ed25519.")
    moments = [from_moment(value[name], what=f"key's {name}") for name in ("revoked", "expires") if name in value]
    return Method(value["id"], key.removeprefix(ED25519), min(moments, default=None))


def _method_json(method: Method, did: str) -> dict[str, str]:
    value = {
        "id": method.id,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": base58_of(ED25519 + method.public_key),
    }
    return value | ({"revoked": moment_text(method.revoked_at)} if method.revoked_at else {})


def _key_in_name(id_: str) -> IssuerError:
    return IssuerError("key_in_name", f"The key's name {id_[:200]} poses as the key itself.", id=id_[:200])


def _not_did_web(text: str) -> MalformedError:
    return MalformedError("not_did_web", f"{text[:200]} is no did:web of a plain host and path.", text=text[:200])
