"""A plain `pg_dump` of Hasher-Matcher-Actioner: the rows of its COPY blocks, read as text; no SQL is run.

Read twice: lists and contents first, whatever their order in the file, then the signals that belong to them.
"""

import codecs
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.peers import rules

CHARSET = re.compile(rb"SET client_encoding = '(\w+)';")
COPY = re.compile(r'COPY (?:"?\w+"?\.)?"?(\w+)"? \(([^)]*)\) FROM stdin;\s*')
END = b"\\."
NULL = "\\N"
LIST_NAME_LIMIT = 100  # characters
LINE_LIMIT_BYTES = 16 * 1024 * 1024
ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
TYPES = {
    "pdq": "pdq",
    "video_md5": "md5",
    "video_sha256": "sha256",
    "raw_text": "text",
    "url": "url",
    "url_md5": "url",
    "vpdq": "vpdq",
    "text_tlsh": "tlsh",
    "trend_query": "pattern",
}
NOT_PLAIN = _("This is no plain dump: make one with pg_dump --format=plain --data-only.")
OTHER_CHARSET = _("The dump is in the character set %(name)s, which is not read here: make it with --encoding=UTF8.")
NO_LISTS = _("The file holds no lists of Hasher-Matcher-Actioner: its tables bank, bank_content, content_signal.")

Fields = dict[str, str | None]


@dataclass(frozen=True)
class Content:
    """What a dump says of one content."""

    bank: int
    disable_until: int = 1
    note: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass
class Dump:
    """Lists by number, as (name, whether it matches), and contents by number; what could not be read is counted."""

    banks: dict[int, tuple[str, float]] = field(default_factory=dict)
    contents: dict[int, Content] = field(default_factory=dict)
    unreadable: int = 0


def read_dump(stream: BinaryIO) -> Dump:
    """Lists and contents. Raises Invalid if the file is no plain dump, or of something else."""
    if stream.read(5) == b"PGDMP":
        raise Invalid("not-plain", NOT_PLAIN)
    stream.seek(0)
    dump = Dump()
    for table, fields in rows_in(stream, {"bank", "bank_content"}):
        try:
            take(dump, table, fields)
        except (KeyError, ValueError, TypeError):
            dump.unreadable += 1
    if not dump.banks:
        raise Invalid("no-lists", NO_LISTS)
    return dump


def take(dump: Dump, table: str, fields: Fields) -> None:
    "".join(filter(None, fields.values())).encode()  # a ValueError where letters could not be read
    number = int(str(fields["id"]))
    if table == "bank":
        dump.banks[number] = (str(fields["name"])[:LIST_NAME_LIMIT], share_in(fields))
        return
    metadata = json.loads(fields.get("bank_content_metadata") or "{}")
    dump.contents[number] = Content(
        bank=int(str(fields["bank_id"])),
        disable_until=int(fields.get("disable_until_ts") or 1),
        note=fields.get("note") or "",
        metadata=metadata if isinstance(metadata, dict) else {},
    )


def signals_in(stream: BinaryIO, dump: Dump) -> Iterator[tuple[int, dict[str, str]]]:
    """Each signal as (the number of its list, a row of a list file); what belongs to no content is counted."""
    for _table, fields in rows_in(stream, {"content_signal"}):
        number = fields.get("content_id") or ""
        content = dump.contents.get(int(number)) if number.isascii() and number.isdigit() else None
        if content is None or content.bank not in dump.banks:
            dump.unreadable += 1
            continue
        yield content.bank, row_of(fields, number, content)


def row_of(fields: Fields, number: str, content: Content) -> dict[str, str]:
    """Unknown types stay as they are named: the import sets them aside with the reason."""
    name, value = fields.get("signal_type") or "", fields.get("signal_val") or ""
    hidden = f"md5:{value}" if name == "url_md5" else value
    row = {"type": TYPES.get(name, name), "value": hidden, "source_id": number, "label": content.note}
    return {key: text for key, text in row.items() if text}


# -- the file ---------------------------------------------------------------------------------------------------------


def rows_in(stream: BinaryIO, tables: Collection[str]) -> Iterator[tuple[str, Fields]]:
    """The rows of the COPY blocks of these tables, by column name."""
    table, charset = "", "utf-8"
    columns: list[str] = []
    for line in lines_of(stream):
        if columns and line.rstrip(b"\r\n") == END:
            table, columns = "", []
        elif columns:
            if table in tables:
                yield table, fields_of(line, columns, charset)
        elif (stated := CHARSET.match(line)) is not None:
            charset = charset_of(stated[1].decode())
        elif (begins := COPY.fullmatch(line.decode("utf-8", "replace"))) is not None:
            table, columns = begins[1], [name.strip().strip('"') for name in begins[2].split(",")]


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """Lines; one longer than any row that we read comes as its beginning."""
    while line := stream.readline(LINE_LIMIT_BYTES):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(LINE_LIMIT_BYTES)


def charset_of(name: str) -> str:
    """What Python calls a character set of PostgreSQL."""
    spelt = {"sql_ascii": "utf-8"}.get(name.lower(), name.lower().replace("win", "cp").replace("koi8", "koi8_"))
    try:
        return codecs.lookup(spelt).name
    except LookupError:
        raise Invalid("dump-charset", OTHER_CHARSET, name=name) from None


def fields_of(line: bytes, columns: Iterable[str], charset: str) -> Fields:
    """By column name; what is no letter of the character set is marked, so that whoever takes the row refuses it."""
    values = line.decode(charset, "surrogateescape").rstrip("\r\n").split("\t")
    return {name: None if value == NULL else unescaped(value) for name, value in zip(columns, values, strict=False)}


def unescaped(text: str) -> str:
    """As PostgreSQL writes a value in COPY's text format."""
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), text, flags=re.DOTALL)


def share_in(fields: Fields) -> float:
    """For what share of the questions a list answered; for all where that cannot be read."""
    share = rules.number_in(fields.get("enabled_ratio") or 1)
    return 1.0 if share is None else min(max(share, 0.0), 1.0)
