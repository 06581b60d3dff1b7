"""What a verification found, told in dated sentences for people who never saw the formats."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime

from .entries import INTERNAL, Json
from .package import EntryFinding, PackageReport
from .receipts import Receipt, ReceiptFinding
from .verify import LogReport

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def printable(text: str) -> str:
    """The text with every character that could steer a terminal or reverse a line written as an escape."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def day_of(moment: date) -> str:
    """A day in words: 3 March 2026."""
    return f"{moment.day} {moment:%B %Y}"


def moment_of(moment: datetime) -> str:
    """A moment in words, to the minute, UTC."""
    return f"{day_of(moment)} at {moment:%H:%M} UTC"


def words_of(type_: str) -> str:
    """An event type in words: `case.decided` is case decided, and so is `moderation.CaseDecided`."""
    last = type_.rsplit(".", 1)[-1]
    words = _WORD.findall(type_ if last.islower() else last)
    return " ".join(word.lower() for word in words)


def log_story(report: LogReport) -> Iterator[str]:
    """What a verified log holds, a sentence each."""
    head = report.checkpoint
    yield f"The log {head.origin} is whole: {_counted(head.size)} read, which add up to the signed root."
    if report.first_day and report.last_day:
        yield f"They are dated {day_of(report.first_day)} to {day_of(report.last_day)}."
    for type_, count in sorted(report.types.items()):
        yield f"  {count:>9,}  {words_of(type_)}"
    for former in report.earlier:
        yield f"It extends the earlier checkpoint of {_counted(former.size)}."
    for finding in report.receipts:
        yield receipt_sentence(finding)
    yield "The log shows what was recorded and in which order, not that what was recorded is true."


def package_story(report: PackageReport) -> Iterator[str]:
    """What a verified package shows, a dated sentence for each entry and a line for each opened field."""
    yield f"{_counted(len(report.findings), 'entry', 'entries')} of the log {report.origin}, each checked:"
    for finding in report.findings:
        yield from _entry_lines(finding)
    for kept in report.receipts:
        yield receipt_sentence(kept)
    yield (
        f"The package says of itself: for the {report.audience}, {report.about}, made {report.made_at}."
        " Nothing proves that line."
    )
    if report.key_inside_differs:
        yield "Warning: the key inside the package is not the one given; only the one given was used."
    yield "What is proven was recorded and not changed since; the proof does not show that it is true."


def receipt_sentence(finding: ReceiptFinding) -> str:
    """Whether a receipt was kept, and where, or until when its promise runs."""
    accepted = f"The receipt of {moment_of(finding.receipt.accepted_at)}"
    if finding.index is None:
        return f"{accepted} is pending: {_promise(finding.receipt)}."
    return f"{accepted} was kept: what it promised is entry {finding.index:,} of the log."


def _entry_lines(finding: EntryFinding) -> Iterator[str]:
    entry = finding.entry
    what = "an internal event" if entry.type == INTERNAL else f"“{words_of(entry.type)}”"
    yield f"On {day_of(entry.date)}, {what} was recorded; {_place(finding)}."
    for opening in finding.openings:
        yield f"    {words_of(opening.field)}: {_shown(opening.value)}"
    hidden = len(entry.commitments) - len({opening.field for opening in finding.openings})
    if hidden:
        yield f"    ({_counted(hidden, 'field', 'fields')} not opened)"
    if finding.receipt_unchecked:
        yield "    (its receipt was not checked: --receipt-key was not given)"


def _place(finding: EntryFinding) -> str:
    if finding.checkpoint is None or finding.index is None:
        assert finding.receipt, "a pending entry rests on a receipt"
        return f"it is pending: {_promise(finding.receipt)}"
    return f"it is entry {finding.index:,} of the {finding.checkpoint.size:,} that the log had signed"


def _promise(receipt: Receipt) -> str:
    return f"not in the log yet, promised by {moment_of(receipt.promised_at)}"


def _counted(number: int, one: str = "entry", many: str = "entries") -> str:
    return f"{number:,} {one if number == 1 else many}"


def _shown(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return printable(text)
