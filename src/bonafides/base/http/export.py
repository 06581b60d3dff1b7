"""Any table as a file, streamed row by row: CSV for spreadsheets, JSON for programs."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.http import StreamingHttpResponse

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _

Format = Literal["csv", "json"]
CONTENT_TYPES: dict[str, str] = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One column: its heading, and how its value is read from a row."""

    name: str
    value: Callable[[Any], object]


def table_response(rows: Iterable[Any], columns: list[Column], fmt: str, name: str) -> StreamingHttpResponse:
    """The table as a download called `name.csv` or `name.json`."""
    if fmt not in CONTENT_TYPES:
        raise Invalid("unknown-format", _("A table can be had as csv or json."))
    lines = csv_lines(rows, columns) if fmt == "csv" else json_lines(rows, columns)
    answer = StreamingHttpResponse(lines, content_type=CONTENT_TYPES[fmt])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{fmt}"'
    answer["Cache-Control"] = "no-store"
    return answer


class Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Any], columns: list[Column]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow([column.name for column in columns])
    for row in rows:
        yield writer.writerow([csv_cell(column.value(row)) for column in columns])


def csv_cell(value: object) -> str:
    """A value as text that a spreadsheet will not run: what starts like a formula gets an apostrophe before it."""
    text = plain(value)
    cell = "" if text is None else str(text)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not is_number(value) else cell


def is_number(value: object) -> bool:
    return isinstance(value, int | float)


def json_lines(rows: Iterable[Any], columns: list[Column]) -> Iterator[str]:
    """One JSON array, an object to a line."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps({column.name: plain(column.value(row)) for column in columns}, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def plain(value: object) -> object:
    """A moment as ISO 8601, a list as its members; what JSON knows stays as it is, the rest becomes text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(member) for member in value)
    return str(value)
