"""A list as one installation publishes it to others: numbered rows in a chain of hashes, each page signed at its end.

    head(0) = SHA-256(format \\n origin \\n list \\n)        head(n) = SHA-256(head(n-1) || canonical JSON of row n)

A page holds the rows after a number that the reader names. Its note, a C2SP signed note by the key `<origin>/receipts`,
states up to which row the page reaches, how many rows there are, the head there, and when it was issued. A reader goes
on from its own head, so a row that was dropped, altered, put in or moved does not lead to the head that was signed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.encoding import base64_of
from bonafides.ledger.entries import canonical
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.notes import Signer, Verifier, open_note
from bonafides.safety.feeds.vocabulary import SHARED_FORMAT

NOT_A_PAGE = _("This is not a page of a shared list.")
NOT_SIGNED = _("The page is not signed by the key that is pinned for this list.")
CHANGED = _("The rows are not those that were signed: one was dropped, altered or put in.")
OTHER_LIST = _("The page is of another list, or begins elsewhere than was asked.")
CUT = _(
    "The list has fewer rows than were read before: it was cut, or began anew. Read everything again to accept that."
)
OLDER = _("The page is older than the one that was read last.")


class NotGenuine(ValueError):
    """A page that must not be taken; the text says why."""


@dataclass(frozen=True)
class Said:
    """What a row says of an entry, as digests: the value with its words, and all of it with the opinion."""

    value: str
    row: str

    @classmethod
    def of(cls, document: dict[str, str]) -> Self:
        words = {name: text for name, text in document.items() if name != "opinion"}
        return cls(sha256(canonical(words)).hexdigest(), sha256(canonical(document)).hexdigest())


def first_head(origin: str, reference: str) -> bytes:
    """The head of a list before its first row: no row of one list continues another."""
    return sha256(f"{SHARED_FORMAT}\n{origin}\n{reference}\n".encode()).digest()


def next_head(head: bytes, row: bytes) -> bytes:
    """The head after one more row, given as its canonical JSON."""
    return sha256(head + row).digest()


@dataclass(frozen=True)
class About:
    """What a page says of its list. `origin` is who publishes, `reference` the list there."""

    origin: str
    reference: str
    title: str
    tlp: str
    licence: str = ""
    provenance: str = ""

    def document(self) -> dict[str, str]:
        return dict(vars(self))


@dataclass(frozen=True)
class Place:
    """How far a reader is: the number of the last row, the head there, when that was issued."""

    number: int
    head: bytes
    issued_at: datetime | None = None


@dataclass(frozen=True)
class SharedPage:
    """Rows `after + 1` to `upto` of a list of `size` rows."""

    about: About
    after: int
    rows: tuple[dict[str, Any], ...]
    size: int
    head: bytes
    issued_at: datetime

    @property
    def upto(self) -> int:
        return self.after + len(self.rows)

    @property
    def place(self) -> Place:
        return Place(self.upto, self.head, self.issued_at)

    def signed(self, signer: Signer) -> bytes:
        """The page as it is published."""
        note = signer.sign(self._text()).serialise().decode()
        document = {
            "format": SHARED_FORMAT,
            "list": self.about.document(),
            "after": self.after,
            "upto": self.upto,
            "size": self.size,
            "rows": list(self.rows),
            "note": note,
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    def _text(self) -> str:
        about = self.about
        head, moment = base64_of(self.head), self.issued_at.isoformat()
        lines = (SHARED_FORMAT, about.origin, about.reference, str(self.upto), str(self.size), head, moment)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def opened(cls, data: bytes, keys: Sequence[Verifier], before: Place | None) -> Self:
        """A page that continues what was read `before` and that one of these keys signed; NotGenuine for any other.

        1. Read it. 2. Follow its rows from the head that we have. 3. Compare with what was signed. 4. Refuse one that
        is older than the last.
        """
        try:
            document = json.loads(data)
            page = cls._read(document, before)
            signed = open_note(document["note"].encode(), keys).text
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            raise NotGenuine(str(error) if isinstance(error, NotGenuine) else NOT_A_PAGE) from error
        except LedgerError as error:
            raise NotGenuine(NOT_SIGNED) from error
        if signed != page._text():
            raise NotGenuine(CUT if before and page.size < before.number else CHANGED)
        if page.size < page.upto:
            raise NotGenuine(NOT_A_PAGE)
        if before and before.issued_at and page.issued_at < before.issued_at:
            raise NotGenuine(OLDER)
        return page

    @classmethod
    def _read(cls, document: dict[str, Any], before: Place | None) -> Self:
        if document["format"] != SHARED_FORMAT:
            raise NotGenuine(NOT_A_PAGE)
        listed = document["list"]
        about = About(**{name: str(listed.get(name, "")) for name in About.__dataclass_fields__})
        start = before or Place(0, first_head(about.origin, about.reference))
        after, size, rows = document["after"], document["size"], tuple(document["rows"])
        if not isinstance(size, int) or after != start.number:
            raise NotGenuine(OTHER_LIST)
        if size < start.number:
            raise NotGenuine(CUT)
        issued_at = moment_of(document["note"])
        return cls(about, start.number, rows, size, head_after(start, rows), issued_at)


def head_after(start: Place, rows: Sequence[dict[str, Any]]) -> bytes:
    """The head behind rows that follow each other without a gap."""
    head = start.head
    for number, row in enumerate(rows, start.number + 1):
        if row["number"] != number:
            raise NotGenuine(CHANGED)
        head = next_head(head, canonical(row))
    return head


def moment_of(note: str) -> datetime:
    """When a page was issued, as its note says."""
    moment = datetime.fromisoformat(note.split("\n")[6])
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment
