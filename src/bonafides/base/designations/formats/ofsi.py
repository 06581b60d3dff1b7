"""The OFSI Consolidated List, CSV: a line with the date, a line of headings, then a row for each name of a group."""

import csv
import io
from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

from bonafides.base.designations.formats.reading import Dated, day_of
from bonafides.base.designations.rules import Bad, Left, Parsed, Record, checked, concerns_terrorism
from bonafides.base.designations.vocabulary import SetAside

GROUP, KIND, NAME = "Group ID", "Group Type", "Name 6"
Row = dict[str, str]


def read(file: BinaryIO, regimes: tuple[str, ...], dated: Dated) -> Iterator[Parsed]:
    """Rows of a group stand together; a row that does not fit the headings is set aside alone."""
    lines = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
    first = next(lines, [])
    dated.as_of = day_of(first[1]) if len(first) > 1 else None
    headings = [heading.strip() for heading in next(lines, [])]
    good: list[Row] = []
    for number, line in enumerate(lines, start=3):
        if len(line) != len(headings):
            yield Bad(f"line {number}", SetAside.BAD_ROW, ",".join(line)[:300])
        else:
            good.append(dict(zip(headings, line, strict=True)) | {"line": str(number)})
    for group, rows in groupby(sorted(good, key=lambda row: row[GROUP]), key=lambda row: row[GROUP]):
        yield entity_of(group, list(rows), regimes)


def entity_of(group: str, rows: list[Row], regimes: tuple[str, ...]) -> Parsed:
    first = next((row for row in rows if row.get("Alias Type") == "Primary name"), rows[0])
    if first[KIND] != "Entity":
        return Left(is_person=first[KIND] == "Individual")
    if not concerns_terrorism(first["Regime"], regimes):
        return Left(is_person=False)
    place = f"line {first['line']}"
    try:
        listed_on = day_of(first["Listed On"])
    except ValueError:
        return Bad(place, SetAside.BAD_DATE, first[NAME], group)
    scripts = [row.get("Name Non-Latin Script", "") for row in rows]
    names = tuple(row[NAME] for row in rows if row is not first)
    return checked(Record(group, first[NAME], (*names, *scripts), first["Regime"], listed_on), place)
