"""Where an entry stands in the public log, checked with the verifier that anyone may use, said in one sentence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bonafides.base.audit import queries as audit
from bonafides.base.keys import signing
from bonafides.kernel.errors import NotFound
from bonafides.ledger.errors import LedgerError, OmittedError
from bonafides.ledger.merkle import leaf_hash
from bonafides.ledger.notes import Verifier
from bonafides.ledger.package import PackagedEntry
from bonafides.ledger.proofs import Proof
from bonafides.ledger.receipts import open_receipt


class Stands(StrEnum):
    IN_LOG = "in_log"
    PROMISED = "promised"
    OVERDUE = "overdue"  # the promise was broken
    REFUSED = "refused"  # the published files do not prove it
    UNKNOWN = "unknown"  # forgotten, or never written


@dataclass(frozen=True)
class Standing:
    """What the verifier found: the number and date where the entry is proven, else by when it was promised."""

    stands: Stands
    number: int | None = None
    since: datetime | None = None
    promised_at: datetime | None = None


def standing_of(event_id: str, at: datetime) -> Standing:
    """Verify one entry's proof from our own published files; else weigh its receipt by the date."""
    rows = audit.entries_of([event_id] if event_id else [])
    if not rows:
        return Standing(Stands.UNKNOWN)
    promised_at = audit.entry_state(event_id).promised_at
    try:
        (entry,) = audit.packaged(rows, fields={})
        return _proven(entry) if entry.proof else _promised(entry, promised_at, at)
    except OmittedError:
        return Standing(Stands.OVERDUE, promised_at=promised_at)
    except (LedgerError, NotFound):
        return Standing(Stands.REFUSED, promised_at=promised_at)


def _proven(entry: PackagedEntry) -> Standing:
    proof = Proof.parse(entry.proof or b"")
    proof.check(entry.data, _verifiers("log"))
    return Standing(Stands.IN_LOG, number=proof.index, since=audit.published_since(proof.index))


def _promised(entry: PackagedEntry, promised_at: datetime, at: datetime) -> Standing:
    receipt = open_receipt(entry.receipt or b"", _verifiers("receipts"), origin=signing.name_of("log"))
    if receipt.leaf != leaf_hash(entry.data):
        return Standing(Stands.REFUSED, promised_at=promised_at)
    return Standing(Stands.OVERDUE if at > promised_at else Stands.PROMISED, promised_at=promised_at)


def _verifiers(purpose: str) -> list[Verifier]:
    return [Verifier.parse(key.vkey) for key in signing.public_keys(purpose)]
