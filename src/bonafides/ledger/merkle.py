"""The Merkle tree of RFC 6962: roots, a frontier that grows, inclusion and consistency proofs.

A hash is 32 bytes of SHA-256. Trees are over leaf *hashes*; `leaf_hash` makes one from an entry's bytes.
Proofs are made from any `RangeHash`, so that they come alike from a list in memory and from tiles on a disk.
Source: RFC 6962, section 2.1; the checks follow RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from .errors import ProofError

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

RangeHash = Callable[[int, int], bytes]
"""The root over leaves [start, stop), start aligned so that the range is a subtree of the whole tree."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry as a leaf, 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The leaf hash of each entry, in order."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over n hashes of one level: pairs are joined, an odd last one rises. `EMPTY_ROOT` for none."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        pairs = iter(row)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(row) % 2:
            above.append(row[-1])
        row = above
    return row[0]


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed to grow a tree: its size, and the root of each of its perfect subtrees, widest
    first.

    There are as many peaks as the size has one-bits, so a log of any length is remembered in at most 64
    hashes.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ProofError("frontier_shape", "The frontier does not fit its size.", size=self.size)

    @property
    def root(self) -> bytes:
        """The root of the tree, 32 bytes."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def extended(self, leaves: Iterable[bytes]) -> "Frontier":
        """The frontier after appending leaf hashes, in order."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            peaks.append(leaf)
            carry = size
            while carry & 1:
                right = peaks.pop()
                peaks[-1] = sha256(b"\x01" + peaks[-1] + right).digest()
                carry >>= 1
            size += 1
        return Frontier(size, tuple(peaks))


def ranges_of(leaves: Sequence[bytes]) -> RangeHash:
    """A `RangeHash` over leaf hashes held in memory."""
    return lambda start, stop: root_of(leaves[start:stop])


def _split(width: int) -> int:
    """The largest power of two below width (width of at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, range_hash: RangeHash) -> list[bytes]:
    """The audit path of the leaf at index in the tree of size leaves, from its sibling up to the root's
    child.

    Raises ProofError if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError("no_such_leaf", f"There is no entry {index} in a log of {size}.", index=index, size=size)
    path, start, stop = [], 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(range_hash(middle, stop))
            stop = middle
        else:
            path.append(range_hash(start, middle))
            start = middle
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse with ProofError unless proof leads from the leaf hash at index to the root of size leaves."""
    if not 0 <= index < size:
        raise ProofError("no_such_leaf", f"There is no entry {index} in a log of {size}.", index=index, size=size)
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise _bad_inclusion(index, size)
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    if last or found != root:
        raise _bad_inclusion(index, size)


def _bad_inclusion(index: int, size: int) -> ProofError:
    sentence = f"The inclusion proof does not lead from entry {index} to the root of {size} entries."
    return ProofError("inclusion_wrong", sentence, index=index, size=size)


def consistency_proof(old: int, size: int, range_hash: RangeHash) -> list[bytes]:
    """What shows that a tree extends the tree of its first old leaves; empty for old of 0 or size."""
    if not 0 <= old <= size:
        raise ProofError("not_a_prefix", f"A log of {size} has no first {old} entries.", old=old, size=size)
    if old in (0, size):
        return []
    proof, start, stop, whole = [], 0, size, True
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(range_hash(middle, stop))
            stop = middle
        else:
            proof.append(range_hash(start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(range_hash(start, stop))
    return proof[::-1]


def check_consistency(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Refuse with ProofError unless the tree (size, root) extends the tree (old, old_root)."""
    wrong = ProofError("consistency_wrong", f"The log of {size} does not extend the log of {old}.", old=old, size=size)
    if not 0 <= old <= size:
        raise wrong
    if old in (0, size):
        if proof or old_root != (EMPTY_ROOT if old == 0 else root):
            raise wrong
        return
    if _roots_of_consistency(old, size, old_root, list(proof)) != (old_root, root):
        raise wrong


def _roots_of_consistency(old: int, size: int, old_root: bytes, proof: list[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots a consistency proof leads to; None if its length does not fit."""
    path = [old_root, *proof] if old & (old - 1) == 0 else proof
    if not path:
        return None
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        at, last = at >> 1, last >> 1
    return None if last else (first, second)
