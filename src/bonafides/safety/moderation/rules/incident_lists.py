"""The fingerprints of an incident as one signed file that other installations take, and check by themselves.

    {"format": "bonafides-incident-list/v1", "list": {...}, "note": "..."}

`note` is a C2SP signed note by the key `<origin>/receipts`, whose text has four lines: the format, the origin, the
incident, and the base64 SHA-256 of the canonical JSON (RFC 8785) of `list`. `list` has the incident's name, when it was
issued, and `rows` with the columns of a bank file: docs/reference/incident-lists.md.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.encoding import base64_of
from bonafides.ledger.entries import canonical
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.notes import Signer, Verifier, open_note

FORMAT = "bonafides-incident-list/v1"
LIST_BYTES_AT_MOST = 20_000_000
COLUMNS = ("type", "value", "label", "entity", "severity", "source_id", "opinion")

NOT_A_LIST = _("This is not a signed incident list.")


@dataclass(frozen=True)
class IncidentList:
    """What is shared: nothing of anybody, no content, fingerprints with what is held of each."""

    origin: str
    incident: str
    title: str
    issued_at: datetime
    rows: tuple[dict[str, str], ...]

    def document(self) -> dict[str, Any]:
        return {
            "origin": self.origin,
            "incident": self.incident,
            "title": self.title,
            "issued_at": self.issued_at.isoformat(),
            "rows": list(self.rows),
        }

    def signed(self, signer: Signer) -> bytes:
        """The file."""
        note = signer.sign(_text_of(self.origin, self.incident, self.document())).serialise().decode()
        document = {"format": FORMAT, "list": self.document(), "note": note}
        return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def opened(cls, data: bytes, key: Verifier) -> Self:
        """Read a file that this very key has signed as it is; Invalid for any other."""
        if len(data) > LIST_BYTES_AT_MOST:
            raise Invalid("not-a-list", NOT_A_LIST)
        try:
            document = json.loads(data)
            listed, note = document["list"], document["note"]
            text = _text_of(listed["origin"], listed["incident"], listed)
            found = cls(
                str(listed["origin"]),
                str(listed["incident"]),
                str(listed["title"]),
                _moment(listed["issued_at"]),
                tuple(_row(row) for row in listed["rows"]),
            )
            signed = open_note(note.encode(), [key]).text
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Invalid("not-a-list", NOT_A_LIST) from error
        except LedgerError as error:
            raise Invalid("list-not-signed", _("The list is not signed by the key that is pinned for it.")) from error
        if document.get("format") != FORMAT or signed != text:
            raise Invalid("list-changed", _("The list is not the one that was signed."))
        return found

    def as_json_lines(self) -> bytes:
        """The rows as a list that banks take in."""
        lines = ({name: row[name] for name in COLUMNS if row.get(name)} for row in self.rows)
        return "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines).encode()


def _text_of(origin: str, incident: str, listed: dict[str, Any]) -> str:
    digest = base64_of(sha256(canonical(listed)).digest())
    return f"{FORMAT}\n{origin}\n{incident}\n{digest}\n"


def _row(row: Any) -> dict[str, str]:
    return {name: str(row[name]) for name in COLUMNS if name in row}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment
