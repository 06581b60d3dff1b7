"""Proof files: made, read, and refused when anything in them was changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.ledger.checkpoint import Checkpoint
from bonafides.ledger.errors import LedgerError, MalformedError
from bonafides.ledger.merkle import inclusion_proof, leaf_hashes, ranges_of, root_of
from bonafides.ledger.proofs import Proof

from .samples import LOG, ORIGIN, an_entry, some_entries

LEAVES = leaf_hashes(some_entries(13))
NOTE = Checkpoint(ORIGIN, 13, root_of(LEAVES)).signed(LOG)
KEYS = [LOG.verifier]


def a_proof(index: int, extra: bytes | None = None) -> Proof:
    return Proof(index, tuple(inclusion_proof(index, 13, ranges_of(LEAVES))), NOTE, extra)


DATA = a_proof(7).serialise()


@given(st.integers(0, 12), st.none() | st.binary(max_size=30))
def test_a_proof_is_read_back_and_checks(index: int, extra: bytes | None) -> None:
    proof = a_proof(index, extra)

    again = Proof.parse(proof.serialise())

    assert again == proof
    assert again.check(an_entry(index), KEYS).size == 13


@pytest.mark.parametrize("at", range(len(DATA)))
def test_a_changed_bit_anywhere_is_refused(at: int) -> None:
    changed = DATA[:at] + bytes([DATA[at] ^ 1]) + DATA[at + 1 :]

    with pytest.raises(LedgerError):
        Proof.parse(changed).check(an_entry(7), KEYS)


def test_a_proof_is_of_one_entry() -> None:
    with pytest.raises(LedgerError):
        a_proof(7).check(an_entry(8), KEYS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        DATA.replace(b"@v1", b"@v2"),
        DATA.replace(b"index 7", b"index 07"),
        DATA.replace(b"index 7", b"index -7"),
        DATA.replace(b"index 7", b"index 7\nextra AAAA"),
        DATA.replace(b"\n", b"\r\n"),
        DATA.replace(b"index 7\n", b"index 7\n" + b"A" * 43 + b"=\n" * 1 + (b"A" * 43 + b"=\n") * 63),
        DATA.partition(b"\n\n")[0],
    ],
)
def test_what_has_not_the_form_of_a_proof_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Proof.parse(data)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail_in_another_way(data: bytes) -> None:
    try:
        proof = Proof.parse(data)
    except LedgerError:
        return
    assert proof.serialise() == data
