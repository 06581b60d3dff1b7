"""Lists as files: what `matching.bank_file` reads, made ready for the tables, and the same columns written again."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from bonafides.matching.bank_file import COLUMNS, TCAP_COLUMNS, BadRow, Row, is_told_by, read_bank
from bonafides.matching.denylist import denylist_lines, is_denylist
from bonafides.matching.errors import BankFileError, MatchingError
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import Entry
from bonafides.safety.banks.values import Value, parse_value
from bonafides.safety.banks.vocabulary import NOT_STORABLE, RAW_ROW_KEPT_CHARACTERS, ListFormat, Opinion

NAMING = (EntryType.IDENTIFIER, EntryType.URL)  # the types of entry that may name something in IPFS
UnusableFile = BankFileError  # raised by `rows_of` where a file is no list at all
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "json": "application/json",
    "deny": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class ListRow:
    """One row that can be used."""

    line: int
    value: Value
    label: str = ""
    entity: str = ""
    severity: str = ""
    source_id: str = ""
    opinion: Opinion | None = None


@dataclass(frozen=True)
class Unusable:
    """One row that cannot, where it stood, and why."""

    line: int
    reason: str
    raw: str


# -- reading ----------------------------------------------------------------------------------------


def rows_of(stream: BinaryIO) -> Iterator[ListRow | Unusable]:
    """Every row of a file, usable or not. Raises UnusableFile if it is no list at all."""
    return (storable(row) for row in read_bank(stream))


def storable(row: Row | BadRow) -> ListRow | Unusable:
    """A row as the tables take it: canonical value, no character that a database refuses."""
    if isinstance(row, BadRow):
        return Unusable(row.line, str(row.reason), shortened(row.raw))
    words = {"label": row.label, "entity": row.entity, "severity": row.severity, "source_id": row.source_id}
    if any("\0" in text for text in (row.value, *words.values())):
        return Unusable(row.line, NOT_STORABLE, shortened(row.value))
    try:
        value = parse_value(row.type, row.value)
    except MatchingError as error:
        return Unusable(row.line, str(error), shortened(row.value))
    return ListRow(row.line, value, opinion=Opinion(row.opinion) if row.opinion else None, **words)


def shortened(raw: str) -> str:
    """The start of a row as it can be stored and shown."""
    return raw[:RAW_ROW_KEPT_CHARACTERS].strip().replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def format_of(start: bytes) -> ListFormat:
    """Which format a file is in, from its first kilobytes."""
    text = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    first = next((line for line in text.splitlines() if line.strip() and is_told_by(line)), "")
    if first.lstrip().startswith("{"):
        return ListFormat.JSONL
    if is_denylist(first):
        return ListFormat.BADBITS
    header = {name.strip().lower() for name in next(csv.reader([first]), [])}
    return ListFormat.TCAP if header >= TCAP_COLUMNS else ListFormat.CSV


class Chunks(io.RawIOBase):
    """Pieces of bytes as one stream to read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._left = self._left or next((piece for piece in self._pieces if piece), b"")
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def stream_of(pieces: Iterable[bytes]) -> BinaryIO:
    return io.BufferedReader(Chunks(pieces), 1 << 20)


# -- writing ----------------------------------------------------------------------------------------


def lines_in(format_: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Entries as csv, jsonl, json or deny, a line at a time; reading the first two gives the same entries again."""
    if format_ == "deny":
        return deny_lines(entries)
    rows = (columns_of(entry) for entry in entries)
    return {"csv": csv_lines, "jsonl": jsonl_lines, "json": json_lines}[format_](rows)


def columns_of(entry: Entry) -> dict[str, str]:
    """An entry in the columns of a list; the opinion is what it counts as here, if anybody holds one."""
    opinion = entry.opinion if entry.own_opinion or entry.sources_opinion else ""
    return {
        "type": entry.type,
        "value": entry.value,
        "label": entry.label,
        "entity": entry.entity,
        "severity": entry.severity,
        "source_id": entry.source_id,
        "opinion": opinion,
    }


def deny_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """What lies in IPFS as a denylist of double hashes; what we hold to be no such thing as an exception."""
    named = ((entry.value if entry.type in NAMING else "", entry.opinion == Opinion.NEGATIVE) for entry in entries)
    return denylist_lines("A list of Bonafides", named)


class Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    writer = csv.writer(Echo(), lineterminator="\n")
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([row[name] for name in COLUMNS])


def jsonl_lines(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps({name: row[name] for name in COLUMNS if row[name]}, ensure_ascii=False) + "\n"


def json_lines(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """One JSON array of the same objects."""
    before = "[\n"
    for line in jsonl_lines(rows):
        yield before + line.rstrip("\n")
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
