"""Checkpoints: the signed statement of a log's name, size and root.

Body: origin, decimal size, base64 root, a line each; further lines are extensions, kept but not used.
Source: C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from .encoding import base64_of, from_base64, from_decimal
from .errors import MalformedError, RefusedError
from .merkle import HASH_BYTES
from .notes import Note, Signer, Verifier, open_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree's head: origin names the log, size counts its entries, root is 32 bytes."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, body: str) -> Self:
        """Read a checkpoint's body; MalformedError unless each line has its exact form."""
        lines = body.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise MalformedError("checkpoint_shape", "A checkpoint has at least three lines, none empty.")
        size = from_decimal(lines[1], what="checkpoint's size")
        root = from_base64(lines[2], what="checkpoint's root", size_bytes=HASH_BYTES)
        return cls(lines[0], size, root, tuple(lines[3:-1]))

    def body(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), base64_of(self.root), *self.extensions)
        return "".join(line + "\n" for line in lines)

    def signed(self, signer: Signer) -> bytes:
        """The checkpoint as a signed note."""
        return signer.sign(self.body()).serialise()


def open_checkpoint(data: bytes, keys: Sequence[Verifier]) -> Checkpoint:
    """A checkpoint signed by one of the log's keys, whose name is the origin.

    Raises MalformedError, SignatureError, or RefusedError `origin_wrong` if the checkpoint is another log's.
    """
    note = open_note(data, keys)
    checkpoint = Checkpoint.parse(note.text)
    signers = {key.name for key in keys if _signed_by(note, key)}
    if checkpoint.origin not in signers:
        sentence = f"The checkpoint is of {checkpoint.origin}, but the key that signed is of another log."
        raise RefusedError("origin_wrong", sentence, origin=checkpoint.origin)
    return checkpoint


def _signed_by(note: Note, key: Verifier) -> bool:
    return any(key.made(signature) for signature in note.signatures)
