"""The words that ship: translations follow their originals, quizzes can be passed, bodies are told apart."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

DATA = Path(__file__).resolve().parent.parent / "data"
RESOURCES = DATA / "resources"
TRANSLATIONS = sorted(path for path in RESOURCES.glob("*/*.md") if path.stem != "en")
QUIZZES = sorted(path for path in RESOURCES.glob("*/*.md") if "\nquiz:" in path.read_text(encoding="utf-8"))
BLOCKS = {
    "headings": r"^#+ ",
    "list items": r"^\s*(?:-|\d+\.) ",
    "table rows": r"^\|",
    "quotations": r"^>",
    "placeholders": r"\[",
}


def front_and_body(path: Path) -> tuple[dict[str, Any], str]:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def shape(body: str) -> dict[str, int]:
    return {name: len(re.findall(pattern, body, re.MULTILINE)) for name, pattern in BLOCKS.items()}


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_translation_keeps_every_heading_item_row_and_placeholder(path: Path) -> None:
    _, original = front_and_body(path.with_name("en.md"))

    _, translated = front_and_body(path)

    assert shape(translated) == shape(original)


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_translation_is_marked_as_unreviewed_and_keeps_the_facts_of_its_original(path: Path) -> None:
    original, _ = front_and_body(path.with_name("en.md"))

    translated, _ = front_and_body(path)

    words = {"title", "summary", "reviewed", "quiz", "sources"}
    assert translated["reviewed"] is False
    assert {key: translated[key] for key in original.keys() - words} == {
        key: original[key] for key in original.keys() - words
    }


@pytest.mark.parametrize("path", QUIZZES, ids=lambda path: path.parent.name)
def test_every_question_of_a_quiz_has_one_right_answer_among_its_options_and_says_why(path: Path) -> None:
    front, _ = front_and_body(path)

    faults = [
        item["question"]
        for item in front["quiz"]
        if not (0 <= item["answer"] < len(set(item["options"])) and len(item["options"]) > 1 and item["because"])
    ]

    assert len(front["quiz"]) >= 8
    assert faults == []


def test_each_body_has_its_own_id_a_mandate_and_an_address_that_is_encrypted() -> None:
    rows = json.loads((DATA / "datasets" / "bodies.json").read_text(encoding="utf-8"))["rows"]

    faults = [row["id"] for row in rows if not (row["mandate"] and row["url"].startswith("https://"))]

    assert len({row["id"] for row in rows}) == len(rows)
    assert faults == []
