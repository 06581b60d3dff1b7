"""Signed notes: what is read, what is ignored, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.ledger.errors import LedgerError, MalformedError, SignatureError
from bonafides.ledger.notes import Note, Signature, Signer, Verifier, open_note

from .samples import LOG, STRANGER

NOTE = LOG.sign("a line\n\nanother\n")
LINE = NOTE.signatures[0].line()


def test_a_key_is_read_back_from_its_text_forms() -> None:
    signer = Signer.generate("keys.example/one")

    assert Signer.parse(signer.skey) == signer
    assert Verifier.parse(signer.verifier.vkey) == signer.verifier


def test_a_private_key_does_not_show_in_its_repr() -> None:
    assert repr(LOG.seed)[2:-1] not in repr(LOG)
    assert LOG.seed.hex() not in repr(LOG)


def test_twenty_signatures_by_unknown_keys_are_passed_over() -> None:
    strangers = tuple(Signature(f"witness{n}.example", bytes([n] * 4), bytes(64)) for n in range(20))
    data = Note(NOTE.text, (*strangers, *NOTE.signatures)).serialise()

    note = open_note(data, [LOG.verifier])

    assert note.text == NOTE.text


def test_a_post_quantum_signature_of_another_type_is_passed_over() -> None:
    data = Note(NOTE.text, (Signature(LOG.name, b"\6\6\6\6", bytes(2420)), *NOTE.signatures)).serialise()

    assert open_note(data, [LOG.verifier]).text == NOTE.text


def test_a_wrong_signature_of_a_known_key_spoils_the_note_even_beside_a_right_one() -> None:
    wrong = Signature(LOG.name, LOG.verifier.key_id, bytes(64))
    data = Note(NOTE.text, (*NOTE.signatures, wrong)).serialise()

    with pytest.raises(SignatureError) as refused:
        open_note(data, [LOG.verifier])

    assert refused.value.code == "signature_wrong"


def test_a_key_of_the_same_name_is_another_key() -> None:
    with pytest.raises(SignatureError) as refused:
        open_note(NOTE.serialise(), [STRANGER.verifier])

    assert refused.value.code == "not_signed"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        b"a\n\n",
        b"a\n" + LINE.encode(),
        ("a\n\n" + LINE[:-1]).encode(),
        ("a\n\n" + LINE + "more\n").encode(),
        ("a\n\n" + LINE.replace("—", "-")).encode(),
        ("a\n\n" + LINE.replace("— ", "—  ")).encode(),
        ("a\tb\n\n" + LINE).encode(),
        ("a\r\n\n" + LINE).encode(),
        ("a\n\n" + LINE.replace("\n", "\r\n")).encode(),
        b"\xff\n\n" + LINE.encode(),
        "a\n\n— name AAAA\n".encode(),
        "a\n\n— na me AAAAAAAA\n".encode(),
        "a\n\n— na+me AAAAAAAA\n".encode(),
        "a\n\n— name AAAAAAB=\n".encode(),
        ("a\n\n" + LINE * 101).encode(),
        b"a\n" * 500_001 + b"\n" + LINE.encode(),
    ],
)
def test_what_has_not_the_form_of_a_note_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Note.parse(data)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_in_another_way(data: bytes) -> None:
    try:
        note = Note.parse(data)
    except LedgerError:
        return
    assert note.serialise() == data


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=60))
def test_any_text_that_can_be_a_note_is_signed_and_opened(text: str) -> None:
    data = LOG.sign(text + "\n").serialise()

    assert open_note(data, [LOG.verifier]).text == text + "\n"


@pytest.mark.parametrize("text", ["no newline", "tab\t\n", ""])
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(MalformedError):
        LOG.sign(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "wide\u2003space"])
def test_a_name_that_cannot_stand_in_a_note_is_refused(name: str) -> None:
    with pytest.raises(MalformedError):
        Verifier(name, bytes(32))
