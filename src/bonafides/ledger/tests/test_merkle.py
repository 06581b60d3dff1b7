"""The tree, against a second one written word for word from RFC 6962."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.ledger.errors import ProofError
from bonafides.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    ranges_of,
    root_of,
)

from .samples import plain_root

LEAVES = [leaf_hash(b"leaf %d" % number) for number in range(300)]
sizes = st.integers(1, len(LEAVES))


def flipped(data: bytes, bit: int = 0) -> bytes:
    return bytes([data[0] ^ 1 << bit]) + data[1:]


@pytest.mark.parametrize("size", range(66))
def test_the_root_is_that_of_the_standard(size: int) -> None:
    assert root_of(LEAVES[:size]) == plain_root(LEAVES[:size])


@given(sizes, sizes)
def test_a_frontier_grown_in_two_steps_has_the_root_of_the_whole(first: int, second: int) -> None:
    low, high = sorted((first, second))

    grown = Frontier().extended(LEAVES[:low]).extended(LEAVES[low:high])

    assert grown.root == plain_root(LEAVES[:high])
    assert grown.size == high


def test_an_empty_frontier_has_the_empty_root() -> None:
    assert Frontier().root == EMPTY_ROOT


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ProofError):
        Frontier(3, (LEAVES[0],))


@given(sizes, st.data())
def test_an_inclusion_proof_is_accepted_for_its_leaf_only(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    root = plain_root(LEAVES[:size])

    proof = inclusion_proof(index, size, ranges_of(LEAVES))

    check_inclusion(LEAVES[index], index, size, proof, root)
    if other != index:
        with pytest.raises(ProofError):
            check_inclusion(LEAVES[index], other, size, proof, root)
        with pytest.raises(ProofError):
            check_inclusion(LEAVES[other], index, size, proof, root)


@given(sizes, st.data())
def test_an_inclusion_proof_with_one_bit_changed_cut_or_grown_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root = plain_root(LEAVES[:size])
    proof = inclusion_proof(index, size, ranges_of(LEAVES))

    changed = [[*proof[:at], flipped(proof[at]), *proof[at + 1 :]] for at in range(len(proof))]
    grown = [*proof, LEAVES[0]]
    cut = [proof[:-1]] if proof else []

    for wrong in [*changed, grown, *cut]:
        with pytest.raises(ProofError):
            check_inclusion(LEAVES[index], index, size, wrong, root)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_consistency_proof_is_accepted_for_its_two_trees_only(one: int, two: int) -> None:
    old, size = sorted((one, two))
    old_root, root = plain_root(LEAVES[:old]), plain_root(LEAVES[:size])

    proof = consistency_proof(old, size, ranges_of(LEAVES))

    check_consistency(old, size, old_root, root, proof)
    with pytest.raises(ProofError):
        check_consistency(old, size, flipped(old_root), root, proof)
    if old:
        with pytest.raises(ProofError):
            check_consistency(old, size, old_root, flipped(root), proof)


@pytest.mark.parametrize("index", [-1, 5])
def test_there_is_no_proof_of_a_leaf_outside_the_tree(index: int) -> None:
    with pytest.raises(ProofError) as refused:
        inclusion_proof(index, 5, ranges_of(LEAVES))

    assert refused.value.code == "no_such_leaf"


def test_a_longer_tree_is_not_a_prefix() -> None:
    with pytest.raises(ProofError):
        consistency_proof(6, 5, ranges_of(LEAVES))
