"""`bonafides ledger verify`: check a log or a proof package with no server, no database and no trust.

Exit 0: verified (a pending receipt is said with its date). 1: refused, with the reason. 2: unreadable.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bonafides.ledger.errors import LedgerError, MalformedError, UnreadableError
from bonafides.ledger.notes import MAX_NOTE_BYTES, Verifier
from bonafides.ledger.package import MANIFEST, verify_package
from bonafides.ledger.sources import Address, Directory, Source, Zip
from bonafides.ledger.story import log_story, package_story, printable
from bonafides.ledger.verify import verify_log

VERIFIED, REFUSED, UNREADABLE = 0, 1, 2
LONG_LOG = 20_000  # entries; a shorter one is done before progress is worth a line
PROGRESS_SECONDS = 2.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = "Check a published log, or a proof package, without trusting whoever made it."
    parser.add_argument("target", metavar="TARGET", help="a directory, an http(s) address or a .proof.zip")
    add = parser.add_argument
    key_help = "the log's public key, or a file that holds it (from a place you trust); may be repeated"
    add("--key", metavar="VKEY", action="append", required=True, help=key_help)
    add("--receipt", metavar="FILE", action="append", default=[], help="a signed receipt to look for")
    receipt_help = "the receipts' public key, or a file that holds it; may be repeated"
    add("--receipt-key", metavar="VKEY", action="append", default=[], help=receipt_help)
    earlier_help = "a checkpoint kept from before, which the log must extend; may be repeated"
    add("--earlier", metavar="FILE", action="append", default=[], help=earlier_help)


def run(options: argparse.Namespace, *, clock: Callable[[], float] = time.time) -> int:
    """Verify, tell the story on standard output or the reason on standard error, and return the exit code."""
    try:
        story = _story(options, int(clock()))
    except UnreadableError as error:
        return _said(f"Unreadable: {error.sentence}", UNREADABLE)
    except LedgerError as error:
        return _said(f"Refused: {error.sentence}", REFUSED)
    for sentence in story:
        print(printable(sentence))
    return VERIFIED


def _said(sentence: str, code: int) -> int:
    print(printable(sentence), file=sys.stderr)
    return code


def _story(options: argparse.Namespace, now: int) -> Iterable[str]:
    with ExitStack() as stack:
        source = _source(options.target, stack)
        if isinstance(source, Zip) and MANIFEST in source.names:
            return _package_story(options, source, now)
        return _log_story(options, source, now)


def _package_story(options: argparse.Namespace, package: Zip, now: int) -> Iterable[str]:
    if options.earlier:
        raise UnreadableError("needs_a_log", "An earlier checkpoint is checked against a log, not a package.")
    report = verify_package(
        package,
        _keys(options.key),
        now=now,
        receipts=_receipts(options),
        receipt_keys=_keys(options.receipt_key),
    )
    return list(package_story(report))


def _log_story(options: argparse.Namespace, source: Source, now: int) -> Iterable[str]:
    report = verify_log(
        source,
        _keys(options.key),
        now=now,
        receipts=_receipts(options),
        receipt_keys=_keys(options.receipt_key),
        earlier=[_file(name) for name in options.earlier],
        progress=_Progress(),
    )
    return list(log_story(report))


def _receipts(options: argparse.Namespace) -> list[bytes]:
    if options.receipt and not options.receipt_key:
        raise UnreadableError("receipt_key_needed", "A receipt has its own key: give --receipt-key.")
    return [_file(name) for name in options.receipt]


def _source(target: str, stack: ExitStack) -> Source:
    if target.startswith(("http://", "https://")):
        return stack.enter_context(Address(target))
    try:
        if Path(target).is_file():
            return stack.enter_context(Zip(Path(target)))
        return Directory(Path(target))
    except OSError as error:
        raise UnreadableError("target_unreadable", f"{target} cannot be read: {error.strerror}.") from error


def _keys(given: Sequence[str]) -> list[Verifier]:
    return [key for one in given for key in _keys_of(one)]


def _keys_of(given: str) -> list[Verifier]:
    """The key that the text is, or each key in the file that it names."""
    try:
        return [Verifier.parse(given)]
    except MalformedError as error:
        if not _is_file(given):
            sentence = f"{given} is neither a file nor a key: {error.sentence}"
            raise UnreadableError("key_unreadable", sentence) from error
    lines = _file(given).decode("utf-8", "replace").splitlines()
    return [_key(line) for line in lines if line.strip()]


def _key(line: str) -> Verifier:
    try:
        return Verifier.parse(line)
    except MalformedError as error:
        raise UnreadableError("key_unreadable", f"A key cannot be read: {error.sentence}") from error


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # too long for a name, say
        return False


def _file(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_NOTE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableError("file_unreadable", f"{name} cannot be read.", path=name) from error


class _Progress:
    """Says every few seconds how far a long log is."""

    def __init__(self) -> None:
        self._said_at = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if total < LONG_LOG or time.monotonic() - self._said_at < PROGRESS_SECONDS:
            return
        self._said_at = time.monotonic()
        print(f"{done:,} of {total:,} entries read", file=sys.stderr, flush=True)
