"""The proof package of a case, for each audience: which entries it holds and which of their fields it opens.

The tables are written by hand. What they do not name stays a commitment: an author never opens a flag's entry, and
who decided is opened for the auditor alone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bonafides.base.audit import queries as audit
from bonafides.base.keys import signing
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.notes import Verifier
from bonafides.ledger.package import package_of
from bonafides.safety.moderation.models import Case, Flag, Item

Fields = dict[str, frozenset[str]]


def _opens(*names: str) -> frozenset[str]:
    return frozenset({"event", "at", *names})


DECIDED = _opens(
    *("case", "decision", "verdict", "clauses", "policy_version", "measures", "territory", "ground", "basis"),
    *("exemptions", "none_applies", "automated_detection", "self_review", "second_reading", "reverses", "on_appeal"),
)
OF_THE_CASE: Fields = {
    "case.opened": _opens("case", "reopened"),
    "reading.proposed": _opens("case", "reason"),
    "reading.given": _opens("case", "agrees", "self_review"),
    "case.decided": DECIDED,
    "decision.undone": _opens("case", "decision"),
    "decision.published": _opens("case", "decision"),
    "appeal.received": _opens("case", "appeal", "decision", "due_at"),
    "appeal.decided": _opens("case", "appeal", "decision", "outcome", "self_review"),
    "content.erased": _opens("case"),
}
FOR_AUTHOR: Fields = {
    **OF_THE_CASE,
    "item.taken": _opens("case", "item", "kind", "sha256"),
    "item.resolved": _opens("case", "item", "sha256"),
    "item.held": _opens("case", "item", "bank", "entry", "distance_bits", "ends_at"),
    "hold.objected": _opens("case", "item"),
    "hold.ended": _opens("case", "item", "why"),
    "statement.issued": _opens("case", "item", "statement", "decision", "digest", "language", "state", "reason"),
    "enforcement.reported": _opens("case", "item", "measure", "state"),
}
FOR_NOTIFIER: Fields = {
    **OF_THE_CASE,
    "flag.received": _opens("case", "flag", "source", "complete", "batch", "category"),
    "outcome.told": _opens("case", "flag", "outcome", "state"),
}


def proof_for_author(item: Item, *, at: datetime) -> bytes:
    """What the author of one item may prove: their item's entries and the case's."""
    subjects = [f"item:{item.reference}", f"case:{item.case.reference}"]
    return _package(subjects, FOR_AUTHOR, "author", f"item {item.reference}, case {item.case.reference}", at)


def proof_for_notifier(flags: Sequence[Flag], *, at: datetime) -> bytes:
    """What a notifier may prove: their flags' entries and those of the cases that they joined."""
    if not flags:
        raise NotFound("no-such-flag", _("There is no such notice."))
    cases = sorted({flag.case.reference for flag in flags})
    subjects = [*(f"flag:{flag.reference}" for flag in flags), *(f"case:{case}" for case in cases)]
    about = flags[0].batch.reference if flags[0].batch else flags[0].reference
    return _package(subjects, FOR_NOTIFIER, "notifier", f"notice {about}", at)


def proof_for_auditor(case: Case, *, at: datetime) -> bytes:
    """Everything that is recorded of a case, opened whole; reviewers by their codes."""
    subjects = [
        f"case:{case.reference}",
        *(f"item:{reference}" for reference in case.items.values_list("reference", flat=True)),
        *(f"flag:{reference}" for reference in case.flags.values_list("reference", flat=True)),
    ]
    return _package(subjects, None, "auditor", f"case {case.reference}", at)


def _package(subjects: Iterable[str], fields: Fields | None, audience: str, about: str, at: datetime) -> bytes:
    rows = [row for row in audit.entries_about(subjects) if fields is None or row.event_name in fields]
    if not rows:
        raise NotFound("nothing-to-prove", _("The log holds nothing about this any more that could be opened."))
    return package_of(
        audit.packaged(rows, fields=fields),
        key=_verifier("log"),
        receipt_key=_verifier("receipts"),
        audience=audience,
        about=about,
        made_at=at,
    )


def _verifier(purpose: str) -> Verifier:
    return Verifier.parse(signing.public_keys(purpose)[0].vkey)
