"""Readiness evidence of a member's installation: who signed it, and what it says, in one sentence for an officer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.notes import Verifier
from bonafides.ledger.signed_documents import open_document

FORMAT = "bonafides-readiness/v1"
KINDS = frozenset({"order", "threat", "incident"})


@dataclass(frozen=True)
class Readiness:
    """What was shown."""

    ended_on: date
    note: str
    vkey: str  # of the key that signed, as it is written


def checked(document: bytes, vkey: str, *, hosts: frozenset[str]) -> Readiness:
    """Read a document signed by this key, whose name begins with one of these hosts. Raises Invalid."""
    try:
        key = Verifier.parse(vkey)
        found = open_document(document, FORMAT, key)
    except LedgerError as error:
        raise Invalid("readiness-not-signed", _("It is not signed by this key: %(why)s"), why=error.sentence) from error
    host = key.name.partition("/")[0].partition(":")[0].casefold()
    if not any(host == each or host.endswith(f".{each}") for each in hosts):
        sentence = _("The key is of %(host)s, which is none of this member's domains.")
        raise Invalid("readiness-of-another", sentence, host=host)
    return read(found, key)


def read(found: dict[str, Any], key: Verifier) -> Readiness:
    try:
        kind, drill, ended_at = str(found["kind"]), str(found["drill"])[:16], datetime.fromisoformat(found["ended_at"])
        steps = [(str(step["step"])[:20], step["seconds"]) for step in found["steps"]]
        passed = found["passed"] is True
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("readiness-unreadable", _("The evidence does not say what was drilled and when.")) from error
    if kind not in KINDS or key.name != found["origin"]:
        raise Invalid("readiness-unreadable", _("The evidence does not say what was drilled and when."))
    taken = ", ".join(f"{name} not done" if seconds is None else f"{name} {seconds} s" for name, seconds in steps)
    judged = "in time" if passed else "not in time"
    return Readiness(
        ended_at.date(), f"Drill {drill} ({kind}), {judged}: {taken}. Signed by {short_of(key.vkey)}", key.vkey
    )


def short_of(vkey: str) -> str:
    """A key's name and id, without the key."""
    return "+".join(vkey.split("+")[:2])
