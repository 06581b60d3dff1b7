"""What a question can be answered with: anchors, options, or bands of a number; each list from mild to grave."""

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bonafides.programme.assessments.library.linting.head import repeated
from bonafides.programme.assessments.library.linting.notes import Notes
from bonafides.programme.assessments.library.linting.shapes import is_whole
from bonafides.programme.assessments.library.words import READ_AS_BOOLEAN
from bonafides.programme.assessments.vocabulary import MATURITY_LEVELS, Kind

Row = Mapping[str, Any]
OPTION_ID = re.compile(r"[a-z][a-z0-9_]*")


def check(row: Row, where: str, notes: Notes) -> None:
    kind = row["kind"]
    _check_anchors(row, where, notes)
    if kind in {Kind.ONE, Kind.MULTI}:
        _check_options(row.get("options", []), kind, where, notes)
    if kind == Kind.NUMBER:
        _check_bands(row, where, notes)


def is_answer(value: object, question: Row) -> bool:
    """Whether a value may answer a question, as the table of a `map` transform gives it."""
    if question["kind"] == Kind.MATURITY:
        return is_whole(value) and value in range(1, MATURITY_LEVELS + 1)
    if question["kind"] == Kind.NUMBER:
        return isinstance(value, int) and is_whole(value) and value >= 0
    return value in [each["id"] for each in question.get("options", [])]


def _check_anchors(row: Row, where: str, notes: Notes) -> None:
    anchors = [each.strip() for each in row.get("anchors", [])]
    written = [each for each in anchors if each]
    wanted = MATURITY_LEVELS if row["kind"] == Kind.MATURITY else 0
    notes.say_if(len(written) != wanted or len(anchors) != wanted, "anchor.missing", f"{where}.anchors", len(written))
    for anchor in repeated(written):
        notes.say("anchor.repeated", f"{where}.anchors", anchor)


def _check_options(options: Sequence[Row], kind: Kind, where: str, notes: Notes) -> None:
    notes.say_if(len(options) < (2 if kind == Kind.ONE else 1), "option.too_few", where)
    for name in repeated(each["id"] for each in options):
        notes.say("option.duplicate", where, name)
    for each in options:
        malformed = not OPTION_ID.fullmatch(each["id"]) or each["id"] in READ_AS_BOOLEAN
        notes.say_if(malformed, "option.id_malformed", where, each["id"])
    _check_severities(options, "option", where, notes, ordered=kind == Kind.ONE)


def _check_bands(row: Row, where: str, notes: Notes) -> None:
    bands = row.get("bands", [])
    if not bands or not row.get("unit", "").strip():
        notes.say("band.missing", where)
        return
    ends = [each.get("below") for each in bands]
    open_ends = ends.count(None) == 1 and ends[-1] is None
    notes.say_if(not open_ends, "band.open_end", where, ends)
    closed = [each for each in ends if each is not None]
    for one, other in itertools.pairwise(closed):
        notes.say_if(one >= other, "band.not_rising", where, other)
    _check_severities(bands, "band", where, notes, ordered=True)


def _check_severities(rows: Sequence[Row], name: str, where: str, notes: Notes, *, ordered: bool) -> None:
    for number, row in enumerate(rows):
        for axis in ("severity", "rights"):
            value = row.get(axis, 0)
            place = f"{where}.{name}s[{number}].{axis}"
            notes.say_if(not 0 <= value <= 100, f"{name}.severity_out_of_range", place, value)
    if ordered:
        severity, rights = ([row.get(axis, 0) for row in rows] for axis in ("severity", "rights"))
        _say_first_fall(severity, f"{name}.not_monotone", where, notes)
        if rights != sorted(rights, reverse=True):
            _say_first_fall(rights, f"{name}.rights_not_monotone", where, notes)


def _say_first_fall(values: Sequence[int], code: str, where: str, notes: Notes) -> None:
    falls = [number for number, (one, other) in enumerate(itertools.pairwise(values), 1) if other < one]
    notes.say_if(bool(falls), code, where, falls[0] if falls else "")
