"""The W3C's own vector of eddsa-rdfc-2022, hashed, signed and verified by our code."""

import json
from pathlib import Path
from typing import Any

import base58
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bonafides.credentials.canonical import expanded_of
from bonafides.credentials.contexts import pinned
from bonafides.credentials.encoding import base58_of
from bonafides.credentials.errors import ContextError
from bonafides.credentials.proof import signed_bytes
from bonafides.credentials.spelling import expanded_strictly

VECTOR: dict[str, Any] = json.loads((Path(__file__).parent / "vectors/eddsa-rdfc-2022.json").read_bytes())
SIGNED = VECTOR["signed"]
CONTEXTS = {**pinned(), SIGNED["@context"][1]: VECTOR["examplesContext"]}
DOCUMENT = {name: value for name, value in SIGNED.items() if name != "proof"}
OPTIONS = {name: value for name, value in SIGNED["proof"].items() if name != "proofValue"}


def content() -> bytes:
    return signed_bytes(expanded_of(DOCUMENT, CONTEXTS), OPTIONS, SIGNED["@context"], CONTEXTS)


def test_the_hashes_are_the_published_ones() -> None:
    assert content().hex() == VECTOR["combinedHash"]


def test_the_signature_is_made_again_byte_for_byte() -> None:
    seed = base58.b58decode(VECTOR["privateKeyMultibase"][1:])[2:]

    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(content())

    assert base58_of(signature) == SIGNED["proof"]["proofValue"]


def test_the_published_signature_is_right_for_the_published_key() -> None:
    key = Ed25519PublicKey.from_public_bytes(base58.b58decode(VECTOR["publicKeyMultibase"][1:])[2:])

    key.verify(base58.b58decode(SIGNED["proof"]["proofValue"][1:]), content())


def test_a_context_that_gives_every_word_a_meaning_is_none_of_ours() -> None:
    with pytest.raises(ContextError):
        expanded_strictly(DOCUMENT)
