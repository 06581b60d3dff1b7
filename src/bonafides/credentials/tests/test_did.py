"""did:web: identifiers, addresses, documents, keys that rotate and names that pose as keys."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.credentials.did import IssuerDocument, Method, did_of, url_of
from bonafides.credentials.encoding import base58_of
from bonafides.credentials.errors import IssuerError, MalformedError, UnreadableError
from bonafides.credentials.proof import SigningKey

from .samples import DID, DOCUMENT, KEY, NOON, OLD_KEY, Change, data

PAIRS = [
    ("https://trust.example", "did:web:trust.example", "https://trust.example/.well-known/did.json"),
    ("https://trust.example/", "did:web:trust.example", "https://trust.example/.well-known/did.json"),
    ("https://Trust.example:8443", "did:web:trust.example%3A8443", "https://trust.example:8443/.well-known/did.json"),
    ("https://trust.example/a/b", "did:web:trust.example:a:b", "https://trust.example/a/b/did.json"),
    ("http://localhost:8000", "did:web:localhost%3A8000", "https://localhost:8000/.well-known/did.json"),
]


@pytest.mark.parametrize(("address", "did", "document"), PAIRS)
def test_an_address_has_an_identifier_and_that_a_document(address: str, did: str, document: str) -> None:
    assert did_of(address) == did
    assert url_of(did) == document


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "did:web:",
        "did:web:a..b",
        "did:web:trust.example:..:other",
        "did:web:trust.example%2Fother",
        "did:web:trust.example%3a8443",
        "did:web:user%40trust.example",
        "did:web:trust.example#key-1",
        "did:web:trust.example?x",
        "xdid:web:trust.example",
        "did:web:trust.example\n",
    ],
)
def test_what_is_no_did_web_of_a_plain_host_is_refused(did: str) -> None:
    with pytest.raises(MalformedError):
        url_of(did)


@pytest.mark.parametrize(
    "address", ["ftp://trust.example", "https://a@trust.example", "https://t.example/?q", "http://[", "no"]
)
def test_an_address_that_has_no_identifier_is_refused(address: str) -> None:
    with pytest.raises(MalformedError):
        did_of(address)


def test_a_document_is_read_back_with_all_its_keys() -> None:
    document = IssuerDocument(DID, (KEY.method, Method(OLD_KEY.id, OLD_KEY.method.public_key, revoked_at=NOON)))

    assert IssuerDocument.parse(data(document.document())) == document


def test_a_document_names_its_keys_for_assertions_as_texts() -> None:
    document = DOCUMENT.document()

    assert document["assertionMethod"] == [f"{DID}#key-2", f"{DID}#key-1"]
    assert [method["id"] for method in document["verificationMethod"]] == document["assertionMethod"]


def test_a_key_that_is_not_for_assertions_is_not_used() -> None:
    document = DOCUMENT.document()
    document["assertionMethod"].remove(OLD_KEY.id)

    assert [method.id for method in IssuerDocument.parse(data(document)).methods] == [KEY.id]


BROKEN: list[Change] = [
    lambda document: document.update(id="did:web:other.example"),
    lambda document: document.pop("assertionMethod"),
    lambda document: document.update(
        assertionMethod=[None], verificationMethod=[{"type": "Multikey", "controller": DID}]
    ),
    lambda document: document.update(assertionMethod=[]),
    lambda document: document.update(verificationMethod={}),
    lambda document: document["verificationMethod"].append(document["verificationMethod"][0]),
    lambda document: document["verificationMethod"][0].update(type="JsonWebKey2020"),
    lambda document: document["verificationMethod"][0].update(controller="did:web:other.example"),
    lambda document: document["verificationMethod"][0].update(publicKeyMultibase="z6Mk"),
    lambda document: document["verificationMethod"][0].update(publicKeyMultibase=base58_of(b"\x80\x24" + bytes(32))),
    lambda document: document["verificationMethod"][0].update(revoked="yesterday"),
]


@pytest.mark.parametrize("change", BROKEN)
def test_a_broken_document_is_unreadable(change: Change) -> None:
    document: dict[str, Any] = json.loads(data(DOCUMENT.document()))
    change(document)

    with pytest.raises(UnreadableError):
        IssuerDocument.parse(data(document))


def test_a_name_that_poses_as_the_key_is_refused_when_asked_for_and_when_listed() -> None:
    posing = f"{DID}#{base58_of(bytes([0xED, 1]) + KEY.method.public_key)}"

    with pytest.raises(IssuerError) as asked:
        DOCUMENT.method(posing)
    with pytest.raises(IssuerError) as listed:
        Method(posing, KEY.method.public_key)

    assert (asked.value.code, listed.value.code) == ("key_in_name", "key_in_name")


def test_a_private_key_does_not_show_in_its_repr() -> None:
    assert KEY.seed.hex() not in repr(KEY)
    assert str(KEY.seed) not in repr(SigningKey(KEY.id, KEY.seed))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_unreadable(noise: bytes) -> None:
    with pytest.raises(UnreadableError):
        IssuerDocument.parse(noise)
