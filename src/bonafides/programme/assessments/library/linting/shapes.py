"""The shape of a document: which fields there are, and of which type. After this nothing asks for types again."""

from collections.abc import Callable, Mapping
from typing import Any

from bonafides.programme.assessments.library.linting.notes import Notes

Check = Callable[[object], bool]
TEXT_AT_MOST = 1_000


def is_text(value: object) -> bool:
    return isinstance(value, str)


def is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


def is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def is_rows(value: object) -> bool:
    return isinstance(value, list) and all(_is_row(each) for each in value)


def _is_row(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(name, str) for name in value)


NAMES: dict[Check, str] = {
    is_text: "a text",
    is_whole: "a whole number",
    is_yes_or_no: "true or false",
    is_texts: "a list of texts",
    is_rows: "a list of parts with names",
    _is_row: "a part with names",
}
HEAD: dict[str, Check] = {
    "format": is_whole,
    "id": is_text,
    "version": is_text,
    "title": is_text,
    "published_on": is_text,
    "licence": is_text,
    "changelog": is_rows,
    "content_sha256": is_text,
    "frameworks": is_rows,
    "families": is_rows,
    "scoring": _is_row,
    "questions": is_rows,
}
CHANGELOG: dict[str, Check] = {"version": is_text, "date": is_text, "says": is_text}
FRAMEWORK: dict[str, Check] = {"id": is_text, "edition": is_text, "title": is_text, "references": is_texts}
FRAMEWORK_MORE: dict[str, Check] = {"out_of_scope": _is_row}
FAMILY: dict[str, Check] = {"id": is_text, "axis": is_text, "title": is_text}
SCORING: dict[str, Check] = {"model": is_text, "params": _is_row, "levels": _is_row, "gates": is_rows}
GATE: dict[str, Check] = {"id": is_text, "axis": is_text, "level": is_text, "sentence": is_text, "when": is_rows}
CONDITION_MORE: dict[str, Check] = {
    "question": is_text,
    "maturity_below": is_whole,
    "option_in": is_texts,
    "likelihood_at_least": is_whole,
}
QUESTION: dict[str, Check] = {
    "id": is_text,
    "code": is_text,
    "assessment": is_text,
    "kind": is_text,
    "counts_as": is_text,
    "stem": is_text,
    "why": is_text,
    "check": is_text,
    "evidence": is_texts,
    "mappings": is_rows,
    "resources": is_texts,
    "effort": is_whole,
    "since_version": is_text,
}
QUESTION_MORE: dict[str, Check] = {
    "applies": _is_row,
    "core": is_yes_or_no,
    "exploitation": _is_row,
    "rights": _is_row,
    "combine": is_text,
    "anchors": is_texts,
    "options": is_rows,
    "bands": is_rows,
    "unit": is_text,
    "principles": is_texts,
    "requirements": is_texts,
    "replaces": is_rows,
}
APPLIES_MORE: dict[str, Check] = {"services": is_texts, "overlays": is_texts}
EFFECT: dict[str, Check] = {"weight": is_whole}
EFFECT_MORE: dict[str, Check] = {"family": is_text}
OPTION: dict[str, Check] = {"id": is_text, "text": is_text}
SEVERITIES: dict[str, Check] = {"severity": is_whole, "rights": is_whole}
BAND_MORE: dict[str, Check] = {"below": is_whole, **SEVERITIES}
MAPPING: dict[str, Check] = {"framework": is_text, "reference": is_text, "relation": is_text}
REPLACES: dict[str, Check] = {"id": is_text, "from_version": is_text, "transform": is_text}
REPLACES_MORE: dict[str, Check] = {"map": _is_row}
PARTS: tuple[tuple[str, dict[str, Check], dict[str, Check]], ...] = (
    ("options", OPTION, SEVERITIES),
    ("bands", {}, BAND_MORE),
    ("mappings", MAPPING, {}),
    ("replaces", REPLACES, REPLACES_MORE),
)


def check_head(document: Mapping[str, Any], notes: Notes) -> bool:
    """Whether everything but the questions has its shape."""
    if not _check(document, HEAD, {}, "", notes):
        return False
    sound = [_check(each, CHANGELOG, {}, f"changelog[{i}]", notes) for i, each in enumerate(document["changelog"])]
    sound += [
        _check(each, FRAMEWORK, FRAMEWORK_MORE, f"frameworks[{i}]", notes)
        for i, each in enumerate(document["frameworks"])
    ]
    sound += [_check(each, FAMILY, {}, f"families[{i}]", notes) for i, each in enumerate(document["families"])]
    return all([*sound, _check_scoring(document["scoring"], notes)])


def check_question(row: Mapping[str, Any], notes: Notes) -> bool:
    """Whether a question has its shape, so that the rest can be looked at."""
    where = name_of(row)
    if not _check(row, QUESTION, QUESTION_MORE, where, notes):
        return False
    sound = [_check(row.get("applies", {}), {}, APPLIES_MORE, f"{where}.applies", notes)]
    sound += [
        _check(row[axis], EFFECT, EFFECT_MORE, f"{where}.{axis}", notes)
        for axis in ("exploitation", "rights")
        if axis in row
    ]
    for name, must, may in PARTS:
        rows = row.get(name, [])
        sound += [_check(each, must, may, f"{where}.{name}[{i}]", notes) for i, each in enumerate(rows)]
    return all(sound)


def name_of(row: Mapping[str, Any]) -> str:
    """How a question is called in a place: its code, or its id where it has none."""
    return str(row.get("code") or row.get("id") or "question without a name")


def _check_scoring(row: Mapping[str, Any], notes: Notes) -> bool:
    if not _check(row, SCORING, {}, "scoring", notes):
        return False
    sound = []
    for gate in row["gates"]:
        where = f"gates.{gate.get('id', '?')}"
        sound.append(_check(gate, GATE, {}, where, notes))
        if sound[-1]:
            sound += [
                _check(each, {}, CONDITION_MORE, f"{where}.when[{i}]", notes) for i, each in enumerate(gate["when"])
            ]
    return all(sound)


def _check(
    row: Mapping[str, Any], must: Mapping[str, Check], may: Mapping[str, Check], where: str, notes: Notes
) -> bool:
    """Say what is missing, unknown, of a wrong type, empty or too long; true where the rest may be looked at.

    An unknown field, and an empty or long text, do no harm to what follows, so they do not stop it.
    """
    dot = f"{where}." if where else ""
    checks = {**must, **may}
    missing = [name for name in must if name not in row]
    wrong = [name for name, value in row.items() if name in checks and not checks[name](value)]
    for name in missing:
        notes.say("field.missing", where, name)
    for name in wrong:
        notes.say("field.wrong_type", dot + name, NAMES[checks[name]])
    for name, value in row.items():
        notes.say_if(name not in checks, "field.unknown", where, name)
        if isinstance(value, str) and name in checks and name not in wrong:
            notes.say_if(not value.strip() and name != "content_sha256", "field.empty", dot + name, name)
            notes.say_if(len(value) > TEXT_AT_MOST, "field.too_long", dot + name, name)
    return not missing and not wrong
