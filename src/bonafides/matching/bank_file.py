"""Files of known content: CSV and JSON Lines of our own layout, the Terrorist Content Analytics Platform's CSV, and
denylists of IPFS.

Reading is tolerant and loses nothing: a bad row comes back as a `BadRow` with its line and reason, between the good
ones.
"""

import codecs
import csv
import io
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from bonafides.matching import denylist
from bonafides.matching.errors import BankFileError, FingerprintError, MatchingError
from bonafides.matching.index import check_listable, key_of
from bonafides.matching.vocabulary import DIGEST_TYPES, MAX_VALUE_CHARACTERS, EntryType

COLUMNS: Final = ("type", "value", "label", "entity", "severity", "source_id", "opinion")
csv.field_size_limit(max(csv.field_size_limit(), *MAX_VALUE_CHARACTERS.values()))
OPINIONS: Final = frozenset({"positive", "negative", "disputed", "unconfirmed"})
AS_WRITTEN: Final = frozenset(EntryType) - {EntryType.PDQ, EntryType.VPDQ, *DIGEST_TYPES}
"""Types whose values have no hexadecimal form, and keep their case."""
UNREAD: Final = re.compile("[\ud800-\udfff]")
"""Stands for bytes that are no letters in the file's character set."""
MARK_UNREAD: Final = "bonafides.mark_unread"
codecs.register_error(MARK_UNREAD, lambda error: ("\udcff", error.end))  # type: ignore[attr-defined]
MAX_RECORD_LINES: Final = 5_000
"""Over so many lines a quoted value may run before its opening quote is taken for a slip."""

PACKED: Final = ("PK\x03\x04", "\x1f\udc8b", "7z\udcbc\udcaf")
"""How zip files and workbooks, gzip and 7z files begin, as they are read here."""

TOO_MANY_FIELDS: Final = (
    "The row has more fields than the first row: put a value that holds the delimiter in quotation marks."
)

TCAP_GROUP: Final = "Core Terrorist Group - Terrorist Group Fk → Name"
TCAP_IDEOLOGY: Final = "Core Terrorist Group - Terrorist Group Fk → Ideology"
TCAP_COLUMNS: Final = frozenset(name.lower() for name in ("ID", "URL", "Content Data Type", TCAP_GROUP))


@dataclass(frozen=True, slots=True)
class Row:
    """A usable row. `value` is lower-case hex for hashes, else as written; absent columns are ""."""

    line: int
    type: EntryType
    value: str
    label: str = ""
    entity: str = ""
    severity: str = ""
    source_id: str = ""
    opinion: str = ""
    listed_at: datetime | None = None
    """When the source listed it; TCAP only, which names no zone and is taken as UTC."""

    @property
    def entry(self) -> str:
        """How reports name the row: its source's id, else its line."""
        return self.source_id or f"line {self.line}"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was set aside: the line it starts on, why, and its text."""

    line: int
    reason: MatchingError
    raw: str = ""


Record = tuple[int, Mapping[str, str]]
"""The line a record starts on, and its fields by lower-case column name."""


def read_bank_file(path: Path) -> Iterator[Row | BadRow]:
    """The rows of a bank file, one at a time. Raises OSError, and BankFileError as `read_bank` does."""
    with path.open("rb") as stream:
        yield from read_bank(stream)


def read_bank(stream: BinaryIO) -> Iterator[Row | BadRow]:
    """The rows of a bank in UTF-8 or marked UTF-16: JSON Lines if it starts with {, a denylist by its first line, TCAP
    or our CSV by its header row; comments above that, and the line `sep=;` of a spreadsheet, do not count.

    Raises BankFileError `empty_file`, `packed_file`, `not_text`, `json_array`, `no_header` if a CSV does not name the
    columns type and value, `bad_header` or `unsupported_version` of a denylist.
    """
    lines = _Lines(stream)
    opening, delimiter = _opening_of(lines)
    _check_readable(opening)
    if opening.lstrip().startswith("{"):
        yield from _read_json_lines(lines)
        return
    if denylist.is_denylist(opening):
        yield from _read_denylist(lines)
        return
    delimiter = delimiter or _delimiter_of(opening)
    header = [name.strip().lower() for name in _fields_of(lines.take(), delimiter)]
    yield from _read_csv(lines, header, delimiter, _row_maker_of(header))


def is_told_by(line: str) -> bool:
    """Whether a file is known by this filled line, which is no comment and no `sep=;`, as the first of all."""
    return not (_COMMENT.match(line) or _DELIMITER_NAMED.fullmatch(line))


def _opening_of(lines: "_Lines") -> tuple[str, str]:
    """The line that a file is known by, left in place, and the delimiter that a spreadsheet named above it, else ""."""
    delimiter = ""
    while not is_told_by(opening := lines.first_filled()):
        if named := _DELIMITER_NAMED.fullmatch(opening):
            delimiter = named[1]
        lines.take()
    return opening, delimiter


_COMMENT: Final = re.compile(r"\s*#(?!\s*[,;\t])")  # else a column of a header row, of numbers
_DELIMITER_NAMED: Final = re.compile(r"""\s*"?sep=([^"\r\n])"?\s*""", re.IGNORECASE)


def _check_readable(opening: str) -> None:
    """Refuse, by its first line, what is no list as it is but could be made one."""
    if opening.startswith(PACKED):
        raise BankFileError("packed_file", "This is an archive or a workbook, no list: unpack it, or save it as CSV.")
    if "\0" in opening:
        raise BankFileError("not_text", "This is no text in UTF-8: save the list as CSV in UTF-8.")
    if opening.lstrip().startswith("["):
        raise BankFileError("json_array", "JSON is read with one object on each line, not as one list in brackets.")


def row_of(line: int, fields: Mapping[str, str]) -> Row:
    """One row of our own layout, checked. Raises MatchingError if type, value or opinion is not usable."""
    kind, opinion = _type_of(fields.get("type", "")), fields.get("opinion", "").strip().lower()
    if opinion and opinion not in OPINIONS:
        raise BankFileError("bad_opinion", "{opinion} is not an opinion that we know.", opinion=repr(opinion[:40]))
    label, entity, severity, source = (
        _whole(fields.get(name, "").strip()) for name in ("label", "entity", "severity", "source_id")
    )
    return Row(line, kind, _value_of(kind, fields.get("value", "")), label, entity, severity, source, opinion)


def tcap_row_of(line: int, fields: Mapping[str, str]) -> Row:
    """One row of the TCAP layout: the URL is the value, the group the entity, the ideology the label.

    The URL governs: a Domain or Protocol that says otherwise, and a date that cannot be read, do not cost the entry.
    Raises MatchingError if the URL is not usable, or the row is about something else than a URL.
    """
    content = fields.get("content data type", "").strip()
    if content.upper() not in {"", "URL"}:
        raise BankFileError("unsupported_type", "The type {type} is not supported.", type=repr(content[:40]))
    return Row(
        line,
        EntryType.URL,
        _value_of(EntryType.URL, one_page(fields.get("url", ""))),
        label=_whole(fields.get(TCAP_IDEOLOGY.lower(), "").strip()),
        entity=_whole(fields.get(TCAP_GROUP.lower(), "").strip()),
        severity="extreme" if fields.get("extreme content", "").strip().upper() == "YES" else "",
        source_id=_whole(fields.get("id", "").strip()),
        listed_at=_moment_of(fields.get("created on", "")),
    )


def one_page(url: str) -> str:
    """A TCAP address as the page that it names: it often lacks a scheme, and a bare host would mean the whole site."""
    url = url.strip()
    return f"https://{url}" if url and re.search(r"[/?#]", url) is None else url


class _Lines:
    """The lines of a file with their numbers; taken lines can be put back."""

    def __init__(self, stream: BinaryIO) -> None:
        buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
        start = buffered.read(2)
        encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(start, "utf-8")
        errors = "surrogateescape" if encoding == "utf-8" else MARK_UNREAD
        whole = _Joined(b"" if encoding != "utf-8" else start, buffered)
        self._text = io.TextIOWrapper(io.BufferedReader(whole), encoding, errors, newline="")
        self._waiting: deque[str] = deque()
        self.number = 0

    def take(self) -> str | None:
        line = self._waiting.popleft() if self._waiting else self._text.readline()
        self.number += bool(line)
        return line or None

    def put_back(self, lines: Sequence[str]) -> None:
        self._waiting.extendleft(reversed(lines))
        self.number -= len(lines)

    def first_filled(self) -> str:
        """The first line with anything in it, left in place, the blank ones before it and a byte order mark gone."""
        while (line := self.take()) is not None:
            filled = line.removeprefix("\ufeff")
            if filled.strip():
                self.put_back([filled])
                return filled
        raise BankFileError("empty_file", "The file is empty.")


class _Joined(io.RawIOBase):
    """Bytes that were read already, then the rest of a stream."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        chunk = self._start or self._rest.read(len(buffer))
        self._start = b""
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _read_csv(
    lines: _Lines, header: list[str], delimiter: str, row_maker: Callable[[int, Mapping[str, str]], Row]
) -> Iterator[Row | BadRow]:
    while (line := lines.take()) is not None:
        start = lines.number
        if not line.strip():
            continue
        more = _rest_of_record(lines, line)
        whole = _made(row_maker, start, "".join([line, *more]), header, delimiter)
        if more and isinstance(whole, BadRow):
            lines.put_back(more)
            whole = _made(row_maker, start, line, header, delimiter)
        yield whole


def _rest_of_record(lines: _Lines, line: str) -> list[str]:
    """The following lines that a quote left open reaches over; none if it is never closed."""
    more: list[str] = []
    is_open = line.count('"') % 2 == 1
    while is_open and len(more) < MAX_RECORD_LINES and (following := lines.take()) is not None:
        more.append(following)
        is_open = following.count('"') % 2 == 0
    if is_open:
        lines.put_back(more)
        return []
    return more


def _made(
    row_maker: Callable[[int, Mapping[str, str]], Row], line: int, text: str, header: list[str], delimiter: str
) -> Row | BadRow:
    try:
        values = _fields_of(text, delimiter)
        if any(value.strip() for value in values[len(header) :]):  # half a value would meet what it does not name
            raise BankFileError("bad_csv", TOO_MANY_FIELDS)
        return row_maker(line, dict(reversed(list(zip(header, values, strict=False)))))
    except MatchingError as reason:
        return BadRow(line, reason, text)


def _fields_of(text: str | None, delimiter: str) -> list[str]:
    text = text or ""
    try:
        records = _records_in(text, delimiter)
        is_open = '"' in text and len(_records_in(f"{text}\n-", delimiter)) == 1  # what follows belongs to a value
    except csv.Error as error:
        raise BankFileError("bad_csv", "The row is not CSV: {detail}.", detail=str(error)) from error
    if len(records) != 1 or is_open:
        raise BankFileError("bad_csv", "The row is not CSV: a quotation mark is not closed where it should be.")
    return records[0]


def _records_in(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _delimiter_of(header: str) -> str:
    return max((",", ";", "\t"), key=header.count)


def _row_maker_of(header: list[str]) -> Callable[[int, Mapping[str, str]], Row]:
    if {"type", "value"} <= set(header):
        return row_of
    if set(header) >= TCAP_COLUMNS:
        return tcap_row_of
    raise BankFileError("no_header", "The first row does not name the columns type and value.")


def _read_json_lines(lines: _Lines) -> Iterator[Row | BadRow]:
    while (line := lines.take()) is not None:
        if line.strip():
            yield _json_row_of(lines.number, line)


def _read_denylist(lines: _Lines) -> Iterator[Row | BadRow]:
    hints = denylist.read_header(_header_of(lines))
    while (line := lines.take()) is not None:
        text = line.strip()
        if text and not text.startswith("#"):
            yield _rule_row_of(lines.number, text, hints)


def _header_of(lines: _Lines) -> str:
    """What stands above `---`; nothing, and the lines left in place, where there is no such line."""
    taken: list[str] = []
    size = 0
    while size < denylist.MAX_HEADER_CHARACTERS and (line := lines.take()) is not None:
        if line.strip() == denylist.END_OF_HEADER:
            return "".join(taken)
        taken.append(line)
        size += len(line)
    lines.put_back(taken)
    return ""


def _rule_row_of(line: int, text: str, hints: Mapping[str, str]) -> Row | BadRow:
    try:
        if len(text) > denylist.MAX_LINE_CHARACTERS:
            raise BankFileError("long_line", "The line is longer than the format allows.")
        return row_of(line, denylist.rule_of(text, hints))
    except MatchingError as reason:
        return BadRow(line, reason, text)


def _json_row_of(line: int, text: str) -> Row | BadRow:
    try:
        return row_of(line, _text_fields_of(json.loads(text)))
    except MatchingError as reason:
        return BadRow(line, reason, text)
    except (ValueError, RecursionError):
        return BadRow(line, BankFileError("bad_json", "The line is not a JSON object."), text)


def _text_fields_of(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise BankFileError("bad_json", "The line is not a JSON object.")
    simple = {name: each for name, each in value.items() if isinstance(each, str | int | float)}
    return {str(name).strip().lower(): str(each) for name, each in simple.items()}


def _type_of(text: str) -> EntryType:
    name = text.strip().lower().replace("-", "").replace("_", "")
    try:
        return EntryType(name)
    except ValueError:
        shown = repr(text.strip()[:40])
        raise BankFileError("unsupported_type", "The type {type} is not supported.", type=shown) from None


def _value_of(kind: EntryType, text: str) -> str:
    value = text if kind is EntryType.TEXT else text.strip()
    if not value.strip():
        raise FingerprintError("no_value", "The row has no value.")
    if len(value) > (limit := MAX_VALUE_CHARACTERS[kind]):
        raise FingerprintError("value_too_long", "The value has more than {limit} characters.", limit=limit)
    check_listable(kind, key_of(kind, _whole(value)))
    return value if kind in AS_WRITTEN else value.lower()


def _whole(text: str) -> str:
    """The same text, if all of it could be read: a letter that got lost on the way is never made up."""
    if not text.isascii() and UNREAD.search(text):
        raise BankFileError("bad_encoding", "Letters of the row cannot be read: save the list in UTF-8.")
    return text


def _moment_of(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip(), "%m/%d/%y %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
