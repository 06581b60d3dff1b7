"""What a bag takes from the log: entries with their proofs or receipts, what opens them, the keys; and its seal."""

from collections.abc import Iterable
from pathlib import Path

from bonafides.base.audit import queries as audit
from bonafides.base.keys import signing
from bonafides.ledger.encoding import base64url_of
from bonafides.ledger.entries import canonical
from bonafides.safety.evidence import bag, bag_texts
from bonafides.safety.evidence.models import EvidenceItem

CHECKPOINT, CHECKER = "log/checkpoint", "log/check.py"
SEALED_WITH = "receipts"  # the key that signs what we promise


def put_proofs(folder: Path, items: Iterable[EvidenceItem]) -> list[str]:
    """Every log entry about these items; returns the files that are worth stamping."""
    subjects = [name for item in items for name in (f"evidence:{item.reference}", f"item:{item.subject}")]
    opened = []
    for number, entry in enumerate(audit.packaged(audit.entries_about(subjects)), 1):
        path = f"log/entries/{number:04d}"
        bag.put(folder, f"{path}.json", entry.data)
        if entry.proof:
            bag.put(folder, f"{path}.tlog-proof", entry.proof)
        if entry.receipt:
            bag.put(folder, f"{path}.receipt", entry.receipt)
        fields = [{"field": one.field, "salt": base64url_of(one.salt), "value": one.value} for one in entry.openings]
        opened.append({"entry": f"{path}.json", "opened": fields})
    bag.put(folder, "log/openings.json", canonical(opened))
    put_keys(folder)
    head = audit.latest_checkpoint()
    if not head:
        return ["log/openings.json"]
    bag.put(folder, CHECKPOINT, head)
    return ["log/openings.json", CHECKPOINT]


def put_keys(folder: Path) -> None:
    """Our public keys, for convenience: whoever checks takes them from elsewhere."""
    for purpose in ("log", SEALED_WITH):
        bag.put(folder, f"keys/{purpose}.vkey", f"{signing.public_keys(purpose)[0].vkey}\n".encode())
    bag.put(folder, "keys/seal.pem", signing.public_pem(SEALED_WITH))
    policy = f"log {signing.public_keys('log')[0].vkey}\nquorum none\n"
    bag.put(folder, "log/policy.txt", policy.encode())
    bag.put(folder, CHECKER, bag_texts.CHECKER.encode())


def sign(tag_manifest: bytes) -> bytes:
    """The seal: 64 bytes, Ed25519 over the tag manifest as it is."""
    return signing.sign_file(SEALED_WITH, tag_manifest)
