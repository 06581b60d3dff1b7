"""What stands on a sealed sheet: one question's answer, its comments and its evidence. No Django."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bonafides.programme.assessments.library import Answer


@dataclass(frozen=True)
class Remark:
    """A comment, or a line of the talk between assessor and member."""

    by: str  # the person's code
    name: str
    at: str  # ISO 8601
    text: str
    asks: bool = False  # the assessor asks; else somebody of the member speaks


@dataclass(frozen=True)
class Exhibit:
    """An evidence file: where its sealed bytes lie, and what is known of it."""

    id: str
    blob: str
    name: str
    sha256: str
    size_bytes: int
    grade: str
    dated: str  # ISO date, or empty
    expires: str  # ISO date, or empty
    note: str
    by: str
    person: str
    at: str


@dataclass(frozen=True)
class Filled:
    """A sheet, opened. `answer` is None until somebody answered; an answer of None is “we do not know”."""

    answer: Answer | None = None
    by: str = ""
    name: str = ""
    at: str = ""
    comments: tuple[Remark, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()

    def as_bytes(self) -> bytes:
        answer = None if self.answer is None else self.answer.as_json()
        row = {
            "answer": answer,
            "by": self.by,
            "name": self.name,
            "at": self.at,
            "comments": [asdict(each) for each in self.comments],
            "exhibits": [asdict(each) for each in self.exhibits],
        }
        return json.dumps(row, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Filled":
        row = json.loads(data)
        return cls(
            answer=None if row["answer"] is None else Answer.from_json(row["answer"]),
            by=row["by"],
            name=row["name"],
            at=row["at"],
            comments=tuple(Remark(**each) for each in row["comments"]),
            exhibits=tuple(Exhibit(**each) for each in row["exhibits"]),
        )


@dataclass(frozen=True)
class Finding:
    """What an assessor found beside a claimed answer, with the reason."""

    reason: str
    by: str
    name: str
    at: str
    confirmed: Any = None  # as an answer's value in JSON; None: the claim stands
    grade: str = ""
    not_applicable: bool = False

    def applied_to(self, answer: Answer) -> Answer:
        found = Answer.from_json({"confirmed": self.confirmed, "confirmed_grade": self.grade or None})
        return replace(
            answer,
            confirmed=found.confirmed,
            confirmed_grade=found.confirmed_grade,
            not_applicable=self.not_applicable,
        )


@dataclass(frozen=True)
class Reviewed:
    """All that an assessor left on an assessment."""

    findings: Mapping[str, Finding]
    talks: Mapping[str, tuple[Remark, ...]]
    letter: str = ""

    def as_bytes(self) -> bytes:
        row = {
            "findings": {question: asdict(each) for question, each in self.findings.items()},
            "talks": {question: [asdict(each) for each in talk] for question, talk in self.talks.items()},
            "letter": self.letter,
        }
        return json.dumps(row, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Reviewed":
        row = json.loads(data)
        return cls(
            {question: Finding(**each) for question, each in row["findings"].items()},
            {question: tuple(Remark(**each) for each in talk) for question, talk in row["talks"].items()},
            row["letter"],
        )

    def open_questions(self) -> tuple[str, ...]:
        """The questions at which the assessor spoke last."""
        return tuple(question for question, talk in self.talks.items() if talk and talk[-1].asks)


NOTHING_REVIEWED = Reviewed({}, {})
