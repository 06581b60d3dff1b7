"""Receipts: a signed promise that an entry will stand in the log by a given moment.

A receipt is a signed note by the key named `<origin>/receipts`. Its text has five lines:
`bonafides-receipt/v1`, the log's origin, the base64 leaf hash of the promised entry, the unix time of
acceptance, the unix time of the promise. Whoever holds one can show that an entry was left out; the log alone
cannot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from .encoding import base64_of, from_base64, from_decimal
from .errors import MalformedError, RefusedError
from .merkle import HASH_BYTES
from .notes import Signer, Verifier, open_note

FIRST_LINE = "bonafides-receipt/v1"
_LATEST = 253_402_300_799  # the last second of the year 9999


@dataclass(frozen=True, slots=True)
class Receipt:
    """leaf: 32 bytes; accepted and promised: unix seconds, promised not before accepted."""

    origin: str
    leaf: bytes
    accepted: int
    promised: int

    def __post_init__(self) -> None:
        if not 0 <= self.accepted <= self.promised <= _LATEST or len(self.leaf) != HASH_BYTES:
            raise MalformedError("receipt_shape", "A receipt's times or leaf hash make no sense.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a receipt's text; MalformedError unless each line has its exact form."""
        lines = text.split("\n")
        if len(lines) != 6 or lines[0] != FIRST_LINE or not lines[1] or lines[5]:
            raise MalformedError("receipt_shape", f"This is not a receipt ({FIRST_LINE}, five lines).")
        leaf = from_base64(lines[2], what="receipt's leaf hash", size_bytes=HASH_BYTES)
        accepted = from_decimal(lines[3], what="receipt's acceptance time")
        return cls(lines[1], leaf, accepted, from_decimal(lines[4], what="receipt's promised time"))

    def text(self) -> str:
        """The text that is signed."""
        lines = (FIRST_LINE, self.origin, base64_of(self.leaf), self.accepted, self.promised)
        return "".join(f"{line}\n" for line in lines)

    def signed(self, signer: Signer) -> bytes:
        """The receipt as a signed note; the signer's name must be `<origin>/receipts`."""
        _check_name(signer.name, self.origin)
        return signer.sign(self.text()).serialise()

    @property
    def promised_at(self) -> datetime:
        """The moment of the promise, UTC."""
        return datetime.fromtimestamp(self.promised, UTC)

    @property
    def accepted_at(self) -> datetime:
        """The moment of acceptance, UTC."""
        return datetime.fromtimestamp(self.accepted, UTC)


@dataclass(frozen=True, slots=True)
class ReceiptFinding:
    """A receipt and the position of its entry; None means pending: not there, the promise still runs."""

    receipt: Receipt
    index: int | None


def receipts_name(origin: str) -> str:
    """The name of the key that signs receipts for a log."""
    return f"{origin}/receipts"


def open_receipt(data: bytes, keys: Sequence[Verifier], *, origin: str) -> Receipt:
    """A receipt for this log, signed by one of its receipt keys; RefusedError if it is not."""
    named = [key for key in keys if key.name == receipts_name(origin)]
    if not named:
        sentence = f"None of the receipt keys given is named {receipts_name(origin)}."
        raise RefusedError("receipt_key_wrong", sentence, origin=origin)
    receipt = Receipt.parse(open_note(data, named).text)
    _check_name(receipts_name(receipt.origin), origin)
    return receipt


def _check_name(name: str, origin: str) -> None:
    if name != receipts_name(origin):
        sentence = f"The receipt is for another log than {origin}."
        raise RefusedError("receipt_origin_wrong", sentence, origin=origin, name=name)
