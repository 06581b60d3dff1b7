"""Proof files (`.tlog-proof`): one entry's place in the log, its Merkle path and the checkpoint it leads to.

Text: `c2sp.org/tlog-proof@v1`, optionally `extra <base64>`, `index <n>`, the path's base64 hashes, a blank
line, the signed checkpoint. Source: C2SP tlog-proof v1 (c2sp.org/tlog-proof).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from .checkpoint import Checkpoint, open_checkpoint
from .encoding import base64_of, from_base64, from_decimal
from .errors import MalformedError
from .merkle import HASH_BYTES, check_inclusion, leaf_hash
from .notes import MAX_NOTE_BYTES, Verifier

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_PATH = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """index of the entry from 0; path of 32-byte hashes, the leaf's sibling first; checkpoint as a signed
    note.

    extra is opaque and authenticated by nothing.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a proof file; MalformedError unless it has exactly the form of the specification."""
        head, blank, checkpoint = data.partition(b"\n\n")
        if not blank or len(data) > MAX_NOTE_BYTES:
            raise MalformedError("proof_shape", "The proof has no checkpoint, or is far too long.")
        lines = _lines(head)
        extra = _extra(lines)
        if not lines or not lines[0].startswith("index ") or len(lines) > 1 + MAX_PATH:
            raise MalformedError("proof_shape", "The proof has no index line, or too many hashes.")
        index = from_decimal(lines[0].removeprefix("index "), what="proof's index")
        path = tuple(from_base64(line, what="proof's hash", size_bytes=HASH_BYTES) for line in lines[1:])
        return cls(index, path, checkpoint, extra)

    def serialise(self) -> bytes:
        """The bytes of the proof file."""
        extra = [] if self.extra is None else [f"extra {base64_of(self.extra)}"]
        lines = [FIRST_LINE, *extra, f"index {self.index}", *map(base64_of, self.path)]
        return "".join(line + "\n" for line in lines).encode() + b"\n" + self.checkpoint

    def check(self, entry: bytes, keys: Sequence[Verifier]) -> Checkpoint:
        """The checkpoint that the entry is proven to stand under; RefusedError if it is not."""
        checkpoint = open_checkpoint(self.checkpoint, keys)
        check_inclusion(leaf_hash(entry), self.index, checkpoint.size, self.path, checkpoint.root)
        return checkpoint


def _lines(head: bytes) -> list[str]:
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise MalformedError("proof_shape", "The proof is not plain text.") from error
    if first != FIRST_LINE:
        raise MalformedError("proof_shape", f"The proof does not begin with {FIRST_LINE}.")
    return lines


def _extra(lines: list[str]) -> bytes | None:
    """The extra data, whose line is taken from the list."""
    if not lines or not lines[0].startswith("extra "):
        return None
    return from_base64(lines.pop(0).removeprefix("extra "), what="proof's extra data")
