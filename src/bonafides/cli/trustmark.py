"""`bonafides trustmark verify`: check a mark with no server, no database and no trust in whoever shows it.

Exit 0: valid. 1: not valid, with the reason. 2: something that is needed to answer is missing or cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bonafides.credentials.baking import MAX_PICTURE_BYTES
from bonafides.credentials.did import IssuerDocument
from bonafides.credentials.encoding import moment_text
from bonafides.credentials.errors import CredentialError, UnreadableError
from bonafides.credentials.status import MAX_LIST_BYTES
from bonafides.credentials.verdict import Kind, Outcome, Statement, Verdict, json_of
from bonafides.credentials.verify import verify
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.sources import Address
from bonafides.ledger.story import printable

VALID, NOT_VALID, UNREADABLE = 0, 1, 2
SECONDS = 30.0
SIGNS = {Outcome.PASSED: "ok  ", Outcome.FAILED: "FAIL", Outcome.NOT_DONE: "-   "}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = "Check a mark, as JSON or baked into its picture, offline, against an issuer that you trust."
    add = parser.add_argument
    add("target", metavar="FILE_OR_URL", help="the mark: JSON, SVG or PNG")
    issuer_help = "the issuer's did.json, from a place that you trust"
    add("--issuer-document", metavar="FILE_OR_URL", required=True, help=issuer_help)
    add("--status-list", metavar="FILE_OR_URL", help="the issuer's signed list of what was revoked")
    at_help = "judge as of another moment, as 2026-11-28T12:00:00Z or 2026-11-28 (default now)"
    add("--at", metavar="TIME", type=_moment, help=at_help)
    kinds = [*(kind.value for kind in Kind if kind is not Kind.OTHER), "any"]
    add("--kind", choices=kinds, default=Kind.MARK.value, help="what it should be (default mark)")
    add("--json", action="store_true", help="answer as JSON")


def run(options: argparse.Namespace, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Verify, say what was checked, and return the exit code."""
    try:
        issuer = IssuerDocument.parse(_bytes_at(options.issuer_document, MAX_LIST_BYTES))
        status_list = _bytes_at(options.status_list, MAX_LIST_BYTES) if options.status_list else None
        data = _bytes_at(options.target, MAX_PICTURE_BYTES)
    except (CredentialError, LedgerError) as error:
        print(printable(f"Unreadable: {error.sentence}"), file=sys.stderr)
        return UNREADABLE
    kind = None if options.kind == "any" else Kind(options.kind)
    verdict = verify(data, issuer=issuer, at=options.at or clock(), status_list=status_list, kind=kind)
    for line in [json.dumps(json_of(verdict), indent=2)] if options.json else _story(verdict):
        print(line if options.json else printable(line))
    return VALID if verdict.is_valid else NOT_VALID


def _moment(text: str) -> datetime:
    """A moment with its offset; a day alone means its beginning in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment as 2026-11-28T12:00:00Z is") from error
    if moment.tzinfo is None and "T" in text.upper():
        raise argparse.ArgumentTypeError(f"{text!r} does not say in which time zone: end it with Z for UTC")
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _bytes_at(place: str, limit: int) -> bytes:
    """At most limit + 1 bytes of a file or an address; redirects are refused and proxies not used."""
    if place.startswith(("http://", "https://")):
        return _fetched(place, limit)
    try:
        with Path(place).open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError("file_unreadable", f"{place[:200]} cannot be read.", path=place[:200]) from error


def _fetched(url: str, limit: int) -> bytes:
    base, _, name = url.rpartition("/")
    with Address(base, max_seconds=SECONDS) as source:
        data = source.read(name, limit)
    if data is None:
        raise UnreadableError("address_unreadable", f"There is nothing at {url[:200]}.", url=url[:200])
    return data


def _story(verdict: Verdict) -> Iterator[str]:
    reason = verdict.reason
    yield f"Not valid: {reason.sentence}" if reason else f"Valid at {moment_text(verdict.at)}."
    yield ""
    for check in verdict.checks:
        yield f"  {SIGNS[check.outcome]}  {check.name}: {check.sentence}"
    if verdict.statement:
        yield ""
        yield from _statement(verdict.statement)


def _statement(said: Statement) -> Iterator[str]:
    yield f"{said.issuer_name or said.issuer} ({said.issuer}) says of"
    known_as = ", ".join(one for one in (said.holder, said.holder_url) if one) or "not named further"
    yield f"{said.holder_name or 'a holder'} ({known_as}):"
    yield f"  {said.name or said.achievement}"
    for requirement in said.requirements:
        yield f"  {requirement.checked_on}  checked: {requirement.name}"
    if said.shares_knowledge_since:
        yield f"  {said.shares_knowledge_since}  takes part in knowledge sharing since then"
    ends = moment_text(said.valid_until) if said.valid_until else "no end"
    yield f"  valid from {moment_text(said.valid_from)} to {ends}; criteria: {said.criteria_url or 'none'}"
