"""A service's profile and its answers: what comes in from outside, checked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments.library.errors import BadAnswer
from bonafides.programme.assessments.library.model import Question
from bonafides.programme.assessments.vocabulary import MATURITY_LEVELS, Grade, Kind, Overlay, ServiceType

Value = str | int | tuple[str, ...] | None
NUMBER_AT_MOST = 10**12
TEXT_AT_MOST = 5_000


@dataclass(frozen=True)
class Profile:
    """What a service is. It decides what is asked, and so what does not apply: an answer never does."""

    services: frozenset[ServiceType]
    overlays: frozenset[Overlay] = frozenset()
    core: bool = False  # only the core set is asked, as of a one-person platform

    def is_asked(self, question: Question) -> bool:
        if question.for_everybody:
            return True
        return bool(self.services & question.services or self.overlays & question.overlays)

    def as_json(self) -> dict[str, Any]:
        return {"core": self.core, "overlays": sorted(self.overlays), "services": sorted(self.services)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Profile":
        services = frozenset(ServiceType(each) for each in row["services"])
        return cls(services, frozenset(Overlay(each) for each in row["overlays"]), bool(row["core"]))


@dataclass(frozen=True)
class Answer:
    """An answer as claimed, and what an assessor found instead.

    value: an option's id (one), ids (multi; an empty tuple says "none"), a whole number, a text, a maturity 1 to 5;
    None is "we do not know". `confirmed` and `confirmed_grade` come from an assessor and go before what is claimed.
    `not_applicable` is an assessor's ruling; no value that the answerer gives has this effect.
    `coverage_percent`: how much of the service a control reaches. The dates are those of the evidence.
    """

    value: Value = None
    grade: Grade = Grade.ASSERTED
    coverage_percent: int = 100
    evidenced_on: date | None = None
    expires_on: date | None = None
    confirmed: Value = None
    confirmed_grade: Grade | None = None
    not_applicable: bool = False

    @property
    def effective(self) -> Value:
        return self.value if self.confirmed is None else self.confirmed

    @property
    def effective_grade(self) -> Grade:
        return self.confirmed_grade or self.grade

    def as_json(self) -> dict[str, Any]:
        """Everything that is not as by default, in JSON's own types."""
        row: dict[str, Any] = {}
        for name, default in DEFAULTS.items():
            value = getattr(self, name)
            if value != default:
                row[name] = _plain(value)
        return row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Answer":
        return cls(**{name: _typed(name, value) for name, value in row.items() if name in DEFAULTS})


Answers = Mapping[str, Answer]
DEFAULTS: dict[str, Any] = {
    "value": None,
    "grade": Grade.ASSERTED,
    "coverage_percent": 100,
    "evidenced_on": None,
    "expires_on": None,
    "confirmed": None,
    "confirmed_grade": None,
    "not_applicable": False,
}


def check_answer(question: Question, answer: Answer) -> None:
    """Raise `BadAnswer` where the claimed or the confirmed value, or the coverage, is none that the question takes."""
    for value in (answer.value, answer.confirmed):
        if value is not None and not CHECKS[question.kind](question, value):
            sentence = _("Question %(code)s does not take this answer.")
            raise BadAnswer("answer_not_taken", sentence, code=question.code)
    if not _whole(answer.coverage_percent, 0, 100):
        raise BadAnswer("coverage_out_of_range", _("Coverage is a whole number from 0 to 100 per cent."))


def _is_option(question: Question, value: Value) -> bool:
    return isinstance(value, str) and question.option(value) is not None


def _are_options(question: Question, value: Value) -> bool:
    return isinstance(value, tuple) and len(set(value)) == len(value) and all(_is_option(question, x) for x in value)


def _is_number(question: Question, value: Value) -> bool:
    return _whole(value, 0, 100 if question.unit == "percent" else NUMBER_AT_MOST)


def _is_text(question: Question, value: Value) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_AT_MOST


def _is_maturity(question: Question, value: Value) -> bool:
    return _whole(value, 1, MATURITY_LEVELS)


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


CHECKS = {
    Kind.ONE: _is_option,
    Kind.MULTI: _are_options,
    Kind.NUMBER: _is_number,
    Kind.TEXT: _is_text,
    Kind.MATURITY: _is_maturity,
}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _typed(name: str, value: Any) -> Any:
    if name in {"grade", "confirmed_grade"}:
        return None if value is None else Grade(value)
    if name in {"evidenced_on", "expires_on"}:
        return None if value is None else date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
