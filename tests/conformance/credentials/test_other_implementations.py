"""Others read what we issue: a verifier from the published method, and openbadgeslib."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from bonafides.credentials.baking import bake_png, bake_svg
from bonafides.credentials.contexts import pinned
from bonafides.credentials.picture import png, svg
from bonafides.credentials.proof import SigningKey, sign
from bonafides.credentials.tests.samples import (
    DAY,
    DID,
    DOCUMENT,
    KEY,
    LIST_URL,
    PLACE,
    STRANGER_KEY,
    a_list,
    a_mark_document,
    data,
)

from . import second_verifier
from .second_verifier import is_signed

ISSUER_DOCUMENT = data(DOCUMENT.document())
JUST_NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)  # others judge by the machine's clock
PICTURE: dict[str, Any] = {"name": "Smallhost", "valid_until": JUST_NOW.date(), "issuer": "Programme"}


@cache
def mark_text(key: SigningKey = KEY) -> bytes:
    return data(sign(a_mark_document(valid_from=JUST_NOW, valid_until=JUST_NOW + 35 * DAY), key=key, at=JUST_NOW))


def a_fresh_mark(key: SigningKey = KEY) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(mark_text(key))
    return loaded


def web(revoked: set[int]) -> Callable[[str], bytes]:
    """What their verifier would find at our addresses."""
    status = data(a_list(revoked, valid_from=JUST_NOW, valid_until=JUST_NOW + DAY))
    return {"https://trust.example/.well-known/did.json": ISSUER_DOCUMENT, LIST_URL: status}.__getitem__


def openbadgeslib(mark: dict[str, Any], revoked: frozenset[int] = frozenset()) -> str:
    """The id of the holder, as openbadgeslib reads it, by the issuer's document and the bit in the status list.

    It knows status lists that are signed as JWT only, so our list's signature is left to @digitalbazaar/vc.
    """
    verifier = OB3LdpVerifier.for_issuer_did(DID)
    found = web(set(revoked))
    credential = verifier.verify(data(mark), check_status=True, download=found, verify_status_list=False)
    return str(credential.recipient_id)


def test_the_second_verifier_accepts_a_mark() -> None:
    assert is_signed(mark_text(), ISSUER_DOCUMENT, pinned())


def test_the_second_verifier_refuses_a_changed_mark() -> None:
    assert not is_signed(data(a_fresh_mark() | {"name": "Other"}), ISSUER_DOCUMENT, pinned())


def test_the_second_verifier_refuses_a_strangers_mark() -> None:
    assert not is_signed(mark_text(SigningKey(KEY.id, STRANGER_KEY.seed)), ISSUER_DOCUMENT, pinned())


def test_the_second_verifier_has_sixty_lines_at_most() -> None:
    assert len(Path(second_verifier.__file__).read_text().splitlines()) <= 60


def test_openbadgeslib_accepts_a_mark_with_its_status_list() -> None:
    assert openbadgeslib(a_fresh_mark()) == "did:web:smallhost.example"


def test_openbadgeslib_refuses_a_revoked_mark() -> None:
    with pytest.raises(OB3VerificationError, match="revocation"):
        openbadgeslib(a_fresh_mark(), frozenset({PLACE}))


def test_openbadgeslib_refuses_a_changed_mark() -> None:
    with pytest.raises(OB3VerificationError):
        openbadgeslib(a_fresh_mark() | {"name": "Other"})


def test_openbadgeslib_finds_the_mark_in_our_svg() -> None:
    text = OB3Verifier.extract_token_from_svg(bake_svg(svg(**PICTURE), a_fresh_mark()).encode())

    assert json.loads(text) == a_fresh_mark()


def test_openbadgeslib_finds_the_mark_in_our_png() -> None:
    text = OB3Verifier.extract_token_from_png(bake_png(png(**PICTURE), a_fresh_mark()))

    assert json.loads(text) == a_fresh_mark()
