"""Reference profiles: made-up services whose levels the parameters were tuned to, and what a library makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bonafides.programme.assessments.library.answers import Answer, Profile, Value
from bonafides.programme.assessments.library.model import Library, Question
from bonafides.programme.assessments.library.packaged import reference_document, versions
from bonafides.programme.assessments.rules.results import Result
from bonafides.programme.assessments.rules.scoring import score_of
from bonafides.programme.assessments.vocabulary import Axis, CountsAs, Grade, Kind, Level, Overlay, ServiceType

EVIDENCE_AGE = timedelta(days=30)


@dataclass(frozen=True)
class ReferenceProfile:
    """A made-up service. Answers are by code, so that they also fit an edited library, as far as it has the code."""

    id: str
    title: str
    profile: Profile
    risk: Mapping[str, Any]
    controls: Mapping[str, tuple[int, Grade]]
    expected: Mapping[Axis, Level]
    at_day: date

    def answers_to(self, library: Library) -> dict[str, Answer]:
        """An answer for each question; where none is named the mildest, and for controls that of `all`."""
        return {each.id: self._answer_to(each) for each in library.questions}

    def _answer_to(self, question: Question) -> Answer:
        if question.counts_as is CountsAs.CONTROL:
            maturity, grade = self.controls.get(question.code, self.controls["all"])
            return Answer(value=maturity, grade=grade, evidenced_on=self.at_day - EVIDENCE_AGE)
        named = self.risk.get(question.code)
        value = _mildest(question) if named is None else named
        return Answer(value=tuple(value) if isinstance(value, list) else value)


@dataclass(frozen=True)
class Preview:
    reference: ReferenceProfile
    result: Result

    @property
    def as_expected(self) -> bool:
        return all(self.result.axis(axis).level is level for axis, level in self.reference.expected.items())


def reference_profiles(version: str | None = None) -> tuple[ReferenceProfile, ...]:
    """The reference profiles that came with a packaged library, by default with the newest."""
    document = reference_document(version or versions()[-1])
    at_day = date.fromisoformat(document["at_day"])
    return tuple(_profile(row, at_day) for row in document["profiles"])


def preview(library: Library) -> tuple[Preview, ...]:
    """What a library, also an edited one, makes of each reference profile."""
    return tuple(
        Preview(each, score_of(each.profile, each.answers_to(library), library, each.at_day))
        for each in reference_profiles()
    )


def _profile(row: Mapping[str, Any], at_day: date) -> ReferenceProfile:
    services = frozenset(ServiceType(each) for each in row["services"])
    overlays = frozenset(Overlay(each) for each in row.get("overlays", ()))
    return ReferenceProfile(
        id=row["id"],
        title=row["title"],
        profile=Profile(services, overlays),
        risk=row["risk"],
        controls={code: (maturity, Grade(grade)) for code, (maturity, grade) in row["controls"].items()},
        expected={Axis(axis): Level(level) for axis, level in row["expected"].items()},
        at_day=at_day,
    )


def _mildest(question: Question) -> Value:
    if question.kind is Kind.ONE:
        return min(question.options, key=lambda each: each.severity).id
    mildest: dict[Kind, Value] = {Kind.NUMBER: 0, Kind.MULTI: (), Kind.TEXT: ""}
    return mildest[question.kind]
