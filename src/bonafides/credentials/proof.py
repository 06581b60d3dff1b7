"""The Data Integrity proof `eddsa-rdfc-2022`: Ed25519 over the canonical RDF of proof options and document.

1. The proof options are the proof without its value, with the document's contexts.
2. Options and document, each expanded and in canonical N-Quads, are hashed with SHA-256.
3. The signature is over both hashes, the options' first, and is written as multibase base58btc.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, sections 3.2.1 to 3.2.7; test vectors in appendix B.1.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .canonical import canonical_quads, expanded_of
from .did import IssuerDocument, Method
from .encoding import Document, base58_of, from_base58, from_moment, moment_text
from .errors import IssuerError, MalformedError, SignatureError
from .reading import MAX_CREDENTIAL_BYTES, read_object
from .spelling import expanded_strictly
from .status import LIST_TYPE, MAX_LIST_BYTES

CRYPTOSUITE = "eddsa-rdfc-2022"
SIGNATURE_BYTES = 64
PROOF_BYTES = 1_000  # more than a proof takes
MEMBERS = frozenset({"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"})


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key under its public name. id: `did#fragment`; seed: 32 secret bytes, never in a repr."""

    id: str
    seed: bytes = field(repr=False)

    @property
    def method(self) -> Method:
        """The public half, as the issuer's document lists it."""
        return Method(self.id, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())


def sign(document: Document, *, key: SigningKey, at: datetime) -> dict[str, Any]:
    """The document with one proof, made at that moment; MalformedError if a verifier would refuse its form."""
    if "proof" in document:
        raise MalformedError("already_signed", "The document has a proof already.")
    _check_size(document)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": moment_text(at),
        "verificationMethod": key.method.id,
        "proofPurpose": "assertionMethod",
    }
    content = signed_bytes(expanded_strictly(document), options, document["@context"])
    value = base58_of(Ed25519PrivateKey.from_private_bytes(key.seed).sign(content))
    return {**document, "proof": [{**options, "proofValue": value}]}


def _check_size(document: Document) -> None:
    """As its reader will, so that nothing is issued that is too large to be verified."""
    is_list = LIST_TYPE in document.get("type", ())
    limit = MAX_LIST_BYTES if is_list else MAX_CREDENTIAL_BYTES
    read_object(json.dumps(document).encode(), what="document", limit=limit - PROOF_BYTES)


@dataclass(frozen=True, slots=True)
class Signed:
    """A document whose signature is right. created: when the proof says that it was made."""

    document: Document
    key_id: str
    created: datetime


def check_proof(document: Document, *, issuer: IssuerDocument, at: datetime) -> Signed:
    """Refuse with an error that names the cause unless a key of this issuer's document signed this very document.

    Whether it is still valid is another question. Raises MalformedError, ContextError, IssuerError, SignatureError.
    """
    proof = proof_of(document)
    plain = {name: value for name, value in document.items() if name != "proof"}
    expanded = expanded_strictly(plain)
    if issuer_id(document) != issuer.did:
        sentence = f"The issuer {issuer_id(document)[:200]} is not the pinned one, {issuer.did}."
        raise IssuerError("issuer_unknown", sentence, issuer=issuer_id(document)[:200])
    method = issuer.method(proof["verificationMethod"])
    if method.revoked_at is not None and at >= method.revoked_at:
        raise IssuerError("key_revoked", f"The key {method.id} was withdrawn by the issuer.", id=method.id)
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    content = signed_bytes(expanded, options, document["@context"])
    _check_signature(content, proof["proofValue"], method)
    return Signed(plain, method.id, from_moment(proof["created"], what="proof's date"))


def proof_of(document: Document) -> dict[str, str]:
    """The one proof; MalformedError unless there is exactly one, of this kind and with these members alone."""
    proofs = document.get("proof")
    if not isinstance(proofs, list) or len(proofs) != 1:
        raise MalformedError("not_one_proof", "The document does not have exactly one proof, in a list.")
    proof = proofs[0]
    if not isinstance(proof, dict) or set(proof) != MEMBERS or not all(isinstance(v, str) for v in proof.values()):
        raise MalformedError("proof_shape", f"The proof does not have exactly the members of {CRYPTOSUITE}.")
    if (proof["type"], proof["cryptosuite"], proof["proofPurpose"]) != (
        "DataIntegrityProof",
        CRYPTOSUITE,
        "assertionMethod",
    ):
        raise MalformedError("proof_kind", f"The proof is not a {CRYPTOSUITE} proof of an assertion.")
    from_moment(proof["created"], what="proof's date")
    return proof


def issuer_id(document: Document) -> str:
    """Who the document says has issued it; MalformedError if it says nothing."""
    issuer = document.get("issuer")
    id_ = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(id_, str):
        raise MalformedError("no_issuer", "The document does not say who has issued it.")
    return id_


def signed_bytes(
    expanded: list[dict[str, Any]],
    options: Mapping[str, Any],
    context: object,
    contexts: Mapping[str, Any] | None = None,
) -> bytes:
    """The 64 bytes that are signed: SHA-256 of the options' quads, then of the document's.

    expanded: the document without proof, from `expanded_of`; options: the proof without `proofValue`;
    contexts: those to read the options by, the pinned ones if None.
    """
    configured = canonical_quads(expanded_of({"@context": context, **options}, contexts))
    return sha256(configured.encode()).digest() + sha256(canonical_quads(expanded).encode()).digest()


def _check_signature(content: bytes, value: str, method: Method) -> None:
    signature = from_base58(value, what="signature", size_bytes=SIGNATURE_BYTES)
    try:
        Ed25519PublicKey.from_public_bytes(method.public_key).verify(signature, content)
    except (InvalidSignature, ValueError) as error:
        sentence = "The signature does not fit: the document was changed, or somebody else signed it."
        raise SignatureError("signature_wrong", sentence, id=method.id) from error
