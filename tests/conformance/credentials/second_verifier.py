"""A second verifier, written from the published method (W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2).

It knows nothing of the product: PyLD canonicalises, cryptography checks the signature, the contexts are handed in.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld


def is_signed(credential: bytes, did_document: bytes, contexts: Mapping[str, Any]) -> bool:
    """Whether the credential's one proof is by the key that the issuer's document lists under the proof's name."""
    document, issuer = json.loads(credential), json.loads(did_document)
    (proof,) = document.pop("proof")
    value = base58.b58decode(proof.pop("proofValue").removeprefix("z"))
    if document["issuer"]["id"] != issuer["id"] or proof["verificationMethod"] not in issuer["assertionMethod"]:
        return False
    methods = {method["id"]: method["publicKeyMultibase"] for method in issuer["verificationMethod"]}
    key = base58.b58decode(methods[proof["verificationMethod"]].removeprefix("z")).removeprefix(b"\xed\x01")
    options = {"@context": document["@context"], **proof}
    hashes = hash_of(options, contexts) + hash_of(document, contexts)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(value, hashes)
    except InvalidSignature:
        return False
    return True


def hash_of(document: Mapping[str, Any], contexts: Mapping[str, Any]) -> bytes:
    """SHA-256 of the canonical N-Quads."""

    def load(url: str, _options: Mapping[str, Any]) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": contexts[url]}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    return hashlib.sha256(jsonld.normalize(document, options).encode()).digest()
