import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings as django_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bonafides.base.keys import envelope, files, signing
from bonafides.kernel.errors import Invalid
from bonafides.ledger.notes import Verifier, open_note

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def keys_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home.keys"
    monkeypatch.setattr(django_settings, "KEYS", folder)
    monkeypatch.setattr(django_settings, "LOG_ORIGIN", "example.org/log")
    files.create_missing(folder, NOON)
    return folder


several = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@several
@given(data=st.binary(max_size=300), purpose=st.text(max_size=20), bound_to=st.text(max_size=20))
def test_what_was_sealed_opens_again(data: bytes, purpose: str, bound_to: str) -> None:
    sealed = envelope.seal(data, purpose=purpose, bound_to=bound_to)

    assert envelope.unseal(sealed, purpose=purpose, bound_to=bound_to) == data
    assert len(data) < 4 or data not in sealed


@several
@given(data=st.binary(max_size=40), place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused(data: bytes, place: int, bit: int) -> None:
    sealed = bytearray(envelope.seal(data, purpose="p", bound_to="row"))
    sealed[place % len(sealed)] ^= 1 << bit

    with pytest.raises(Invalid):
        envelope.unseal(bytes(sealed), purpose="p", bound_to="row")


@several
@given(length=st.integers(0, 200))
def test_anything_cut_off_is_refused(length: int) -> None:
    sealed = envelope.seal(b"x" * 100, purpose="p", bound_to="row")

    with pytest.raises(Invalid):
        envelope.unseal(sealed[: min(length, len(sealed) - 1)], purpose="p", bound_to="row")


@pytest.mark.parametrize(("purpose", "bound_to"), [("p", "row 2"), ("q", "row 1"), ("pr", "ow 1"), ("", "prow 1")])
def test_it_opens_for_no_other_purpose_and_no_other_row(purpose: str, bound_to: str) -> None:
    sealed = envelope.seal(b"secret", purpose="p", bound_to="row 1")

    with pytest.raises(Invalid):
        envelope.unseal(sealed, purpose=purpose, bound_to=bound_to)


def test_what_the_old_master_sealed_opens_after_a_rotation(keys_dir: Path) -> None:
    sealed = envelope.seal_text("kept", purpose="p", bound_to="row")

    files.rotate(keys_dir, "master", NOON)

    assert envelope.unseal_text(sealed, purpose="p", bound_to="row") == "kept"


def test_nothing_opens_without_the_master_key_that_sealed_it(keys_dir: Path) -> None:
    sealed = envelope.seal(b"secret", purpose="p", bound_to="row")
    (keys_dir / "master.key").unlink()
    files.create_missing(keys_dir, NOON)

    with pytest.raises(Invalid):
        envelope.unseal(sealed, purpose="p", bound_to="row")


def test_a_pseudonym_is_stable_through_a_rotation_and_differs_by_purpose(keys_dir: Path) -> None:
    before = envelope.pseudonym("notifier", "amina@example.org")

    files.rotate(keys_dir, "master", NOON)

    assert envelope.pseudonym("notifier", "amina@example.org") == before
    assert envelope.pseudonym("author", "amina@example.org") != before
    assert envelope.pseudonym("notifier", "bo@example.org") != before


@pytest.mark.parametrize("text", ["not base64!", "", "AQID"])
def test_text_that_was_never_sealed_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        envelope.unseal_text(text, purpose="p", bound_to="row")


def test_log_and_receipts_sign_notes_under_their_own_names() -> None:
    note = signing.signer("receipts").sign("bonafides-receipt/v1\n")

    verifier = Verifier.parse(signing.public_keys("receipts")[0].vkey)
    assert verifier.name == "example.org/log/receipts"
    assert open_note(note.serialise(), [verifier]).text == "bonafides-receipt/v1\n"
    assert signing.signer("log").name == "example.org/log"


def test_retired_public_keys_stay_published_with_their_dates(keys_dir: Path) -> None:
    before = signing.public_keys("webhooks")[0]

    files.rotate(keys_dir, "webhooks", NOON)

    present, retired = signing.public_keys("webhooks")
    assert (retired.vkey, retired.until) == (before.vkey, NOON)
    assert present.until is None
    public = base64.b64decode(present.vkey.removeprefix("whpk_"))
    Ed25519PublicKey.from_public_bytes(public).verify(signing.sign_webhook(b"id.1.{}"), b"id.1.{}")
