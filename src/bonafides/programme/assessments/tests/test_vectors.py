"""The same cases scored by two programs: the product, and one written from the published method alone."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bonafides.programme.assessments import library
from bonafides.programme.assessments.library.canonical import canonical
from bonafides.programme.assessments.rules.scoring import score_of
from bonafides.programme.assessments.tests import make_vectors, second_scorer
from bonafides.programme.assessments.vocabulary import Axis, Grade, Overlay, ServiceType

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
SECOND_SCORE: Any = second_scorer.score
PINNED = library.load("1.0.0")


def answer_of(row: list[Any]) -> library.Answer:
    whole = [*row, *second_scorer.EMPTY[len(row) :]]
    value, grade, made, coverage, expiry, ruled_out, confirmed, confirmed_grade = whole
    return library.Answer(
        value=_value(value),
        grade=Grade(grade),
        coverage_percent=coverage,
        evidenced_on=made and date.fromisoformat(made),
        expires_on=expiry and date.fromisoformat(expiry),
        confirmed=_value(confirmed),
        confirmed_grade=confirmed_grade and Grade(confirmed_grade),
        not_applicable=ruled_out,
    )


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def scored(vector: dict[str, Any]) -> dict[str, Any]:
    """What the product makes of a vector's case, without the library's name and hash, which its texts change too."""
    services, overlays = map(ServiceType, vector["services"]), map(Overlay, vector["overlays"])
    profile = library.Profile(frozenset(services), frozenset(overlays), vector["core"])
    answers = {PINNED.by_code[code].id: answer_of(row) for code, row in vector["answers"].items()}
    document = score_of(profile, answers, PINNED, date.fromisoformat(vector["at_day"])).as_document()
    return {name: value for name, value in document.items() if name != "library"}


def numbers_of(document: dict[str, Any], axis: str) -> list[Any]:
    return [document[axis][name] for name in ("number", "better_end", "band", "level", "gates", "inherent")]


def test_there_are_at_least_two_hundred_vectors_with_every_level_on_both_axes() -> None:
    seen = {(axis, vector[axis][3]) for vector in VECTORS for axis in ("exploitation", "rights")}

    assert len(VECTORS) >= 200
    assert seen == {(axis.value, level) for axis in Axis for level in ("low", "medium", "high")}


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_the_product_gives_the_bytes_of_the_second_implementation(number: int) -> None:
    vector = VECTORS[number]

    document = scored(vector)

    assert [numbers_of(document, axis) for axis in Axis] == [vector[axis] for axis in Axis]
    assert hashlib.sha256(canonical(document)).hexdigest() == vector["sha256"]


@pytest.mark.parametrize("number", range(0, len(VECTORS), 8))
def test_the_second_implementation_still_gives_its_vectors(number: int) -> None:
    vector = VECTORS[number]
    case = {name: vector[name] for name in ("services", "overlays", "core", "answers", "at_day")}

    again = make_vectors.vector(case, SECOND_SCORE(make_vectors.library(), **_named(case)))

    assert again == vector


def test_the_second_implementation_is_short_and_stands_alone() -> None:
    text = Path(second_scorer.__file__).read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 150
    assert "bonafides" not in text


def _named(case: dict[str, Any]) -> dict[str, Any]:
    return {("day" if name == "at_day" else name): value for name, value in case.items()}
