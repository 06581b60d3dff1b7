"""Any table as a file."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.base.http.export import Column, csv_cell, table_response
from bonafides.kernel.errors import Invalid

COLUMNS = [Column("name", lambda row: row["name"]), Column("count", lambda row: row["count"])]
ROWS = [{"name": "oats, rolled", "count": 3}, {"name": "=1+1", "count": -4}]


def text_of(rows: Any, fmt: str) -> str:
    return b"".join(table_response(rows, COLUMNS, fmt, "list")).decode()


def test_csv_has_a_header_and_a_line_for_each_row() -> None:
    assert text_of(ROWS, "csv") == 'name,count\r\n"oats, rolled",3\r\n\'=1+1,-4\r\n'


def test_json_is_one_array_of_the_values_as_they_are() -> None:
    assert json.loads(text_of(ROWS, "json")) == ROWS


def test_json_of_no_rows_is_an_empty_array() -> None:
    assert json.loads(text_of([], "json")) == []


def test_a_moment_is_written_as_iso_8601() -> None:
    assert csv_cell(datetime(2026, 3, 2, 12, tzinfo=UTC)) == "2026-03-02T12:00:00+00:00"


def test_the_download_has_a_name_and_is_kept_nowhere() -> None:
    answer = table_response(ROWS, COLUMNS, "csv", "people")

    assert answer["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert answer["Cache-Control"] == "no-store"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(Invalid):
        table_response(ROWS, COLUMNS, "xlsx", "people")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_text_reaches_a_spreadsheet_as_a_formula(value: str) -> None:
    written = text_of([{"name": value, "count": 0}], "csv")

    cell = next(csv.reader(io.StringIO(written.partition("\r\n")[2], newline="")))[0]

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == value.removeprefix("'")
