"""Bank files of our own layout, written for the tests of reading them."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TextIO

from bonafides.matching.bank_file import COLUMNS, Row


def write_csv(rows: Iterable[Row], stream: TextIO) -> None:
    """Rows as our CSV, with a header row."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(row, column) for column in COLUMNS] for row in rows)


def write_json_lines(rows: Iterable[Row], stream: TextIO) -> None:
    """Rows as JSON Lines, an object each, without empty fields."""
    for row in rows:
        fields = {column: value for column, value in asdict(row).items() if column in COLUMNS and value}
        stream.write(json.dumps(fields, ensure_ascii=False) + "\n")
