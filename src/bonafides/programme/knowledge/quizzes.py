"""A quiz as an editor types it. Pure.

    Which of these is terrorist content?
    + A call to attack a named place
    - A news report that quotes the call
    = Reporting is exempt; calling for an attack is not.

A blank line ends a question; `+` is a right option, `-` a wrong one, `=` says why. Several options may be right.
"""

from collections.abc import Mapping
from typing import Any

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge.rules import Question


def parse(text: str) -> tuple[Question, ...]:
    """The questions of a quiz; Invalid names the first that cannot be asked."""
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return tuple(question_of(block, number) for number, block in enumerate(blocks, start=1))


def question_of(block: str, number: int) -> Question:
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    options = [line for line in lines if line[0] in "+-"]
    stem = " ".join(line for line in lines if line[0] not in "+-=")
    right = frozenset(n for n, line in enumerate(options) if line[0] == "+")
    if not stem or len(options) < 2 or not right:
        raise Invalid(
            "quiz-question",
            _("Question %(number)s needs a question, two options (- or +), and at least one right one (+)."),
            number=number,
        )
    why = " ".join(line[1:].strip() for line in lines if line[0] == "=")
    return Question(stem, tuple(line[1:].strip() for line in options), right, why)


def as_text(questions: tuple[Question, ...]) -> str:
    """A quiz as it is typed."""
    return "\n\n".join(
        "\n".join(
            [
                question.stem,
                *(f"{'+' if n in question.right else '-'} {option}" for n, option in enumerate(question.options)),
                *([f"= {question.why}"] if question.why else []),
            ]
        )
        for question in questions
    )


def from_front_matter(rows: Any) -> str:
    """A quiz that stands as data at the head of a file: question, options, right (places from 0, or the words), why."""
    return as_text(tuple(question_from(row, number) for number, row in enumerate(rows or (), start=1)))


def question_from(row: Any, number: int) -> Question:
    if not isinstance(row, Mapping) or not isinstance(row.get("options"), list):
        raise Invalid("quiz-row", _("Question %(number)s of the quiz cannot be read."), number=number)
    options = tuple(str(each.get("text", "") if isinstance(each, Mapping) else each) for each in row["options"])
    return Question(
        str(row.get("question", "")).strip(),
        options,
        right_of(row, options),
        str(row.get("because", row.get("why", ""))),
    )


def right_of(row: Mapping[str, Any], options: tuple[str, ...]) -> frozenset[int]:
    """Which options are right: marked in their own row, or named by place or by words."""
    marked = {n for n, each in enumerate(row["options"]) if isinstance(each, Mapping) and each.get("right")}
    named = row.get("right", row.get("answer", []))
    named = named if isinstance(named, list) else [named]
    placed = {each for each in named if isinstance(each, int) and not isinstance(each, bool)}
    return frozenset(marked | placed | {n for n, option in enumerate(options) if option in named})
