"""Made-up services and answers for the property tests: the same ones in every run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from tests.lengths import rounds

from bonafides.programme.assessments import library
from bonafides.programme.assessments.library import Answer, Profile, Question
from bonafides.programme.assessments.library.answers import Value
from bonafides.programme.assessments.rules.engine import Outcome
from bonafides.programme.assessments.rules.evaluating import evaluate
from bonafides.programme.assessments.rules.levels import LEVELS, gates_fired, level_of, level_with
from bonafides.programme.assessments.rules.reading import AxisReading, read, read_one
from bonafides.programme.assessments.rules.results import Inputs
from bonafides.programme.assessments.tests import make_vectors
from bonafides.programme.assessments.vocabulary import Axis, CountsAs, Grade, Kind, Overlay, ServiceType

LIBRARY = library.load("1.0.0")
SERVICES, CHANGES_EACH = rounds(300, 1_000), 10  # so that each property is tried on thousands of cases
FIELDS = {
    CountsAs.FEATURE: "features",
    CountsAs.CONTROL: "controls",
    CountsAs.IMPACT: "impacts",
    CountsAs.OBSERVED: "observed",
}


@dataclass(frozen=True)
class Numbers:
    """What a property compares: each axis' number in parts of UNIT, and its level's place after the gates."""

    exploitation: int
    rights: int
    levels: tuple[int, int]

    def of(self, axis: Axis) -> int:
        return self.exploitation if axis is Axis.EXPLOITATION else self.rights


@dataclass(frozen=True)
class Case:
    """A made-up service, what was read and came out, and a source of chance for the change that is tried on it."""

    inputs: Inputs
    chance: random.Random
    readings: dict[Axis, AxisReading]
    outcomes: dict[Axis, Outcome]
    numbers: Numbers

    def with_answer(self, question: Question, answer: Answer) -> Inputs:
        return replace(self.inputs, answers={**self.inputs.answers, question.id: answer})

    def reading_with(self, question: Question, answer: Answer, axis: Axis) -> AxisReading:
        """What is read once one answer is another: the items of all other questions stay as they are."""
        reading, item = self.readings[axis], read_one(question, answer, axis, self.inputs)
        if item is None:
            return reading
        items = [item if each.question == question.id else each for each in reading.list_of(question.counts_as)]
        return replace(reading, **{FIELDS[question.counts_as]: items})

    def numbers_with(self, question: Question, answer: Answer) -> Numbers:
        """The numbers once one answer is another; an axis on which nothing is read anew keeps its outcome."""
        outcomes = dict(self.outcomes)
        for axis, before in self.readings.items():
            reading = self.reading_with(question, answer, axis)
            if reading is not before:
                outcomes[axis] = evaluate(reading, LIBRARY, axis, worse=True)
        return numbers_from(self.with_answer(question, answer), outcomes)

    def a_question(self, *, scored: bool = True, **wanted: object) -> Question:
        """One of the questions that are asked, by chance."""
        asked = library.questions_for(self.inputs.profile, library=LIBRARY)
        fitting = [each for each in asked if all(getattr(each, name) is value for name, value in wanted.items())]
        return self.chance.choice([each for each in fitting if each.scored or not scored])

    def answer_to(self, question: Question) -> Answer:
        return self.inputs.answers.get(question.id, Answer())


def cases() -> Iterator[Case]:
    """Every case: each service with ten sources of chance."""
    for number, case in enumerate(_services()):
        for turn in range(CHANGES_EACH):
            yield replace(case, chance=random.Random(f"{number}:{turn}"))


def numbers_of(inputs: Inputs) -> Numbers:
    return numbers_from(inputs, {axis: evaluate(read(inputs, axis), inputs.library, axis, worse=True) for axis in Axis})


def numbers_from(inputs: Inputs, outcomes: dict[Axis, Outcome]) -> Numbers:
    levels = []
    for axis, outcome in outcomes.items():
        gates = gates_fired(inputs, axis, outcome.likelihood)
        levels.append(LEVELS.index(level_with(gates, level_of(outcome.number, axis, inputs.library.scoring))))
    return Numbers(outcomes[Axis.EXPLOITATION].number, outcomes[Axis.RIGHTS].number, (levels[0], levels[1]))


def a_value(question: Question, chance: random.Random) -> Value:
    """Any value that a question takes, by chance."""
    if question.kind is Kind.ONE:
        return chance.choice(question.options).id
    if question.kind is Kind.MULTI:
        return tuple(each.id for each in question.options if chance.random() < 0.5)
    if question.kind is Kind.NUMBER:
        return int(10 ** chance.uniform(0, 2 if question.unit == "percent" else 8))
    return chance.randint(1, 5) if question.kind is Kind.MATURITY else "words"


def an_answer(question: Question, chance: random.Random) -> Answer:
    return Answer(
        value=a_value(question, chance),
        grade=chance.choice(tuple(Grade)),
        coverage_percent=chance.choice((100, 100, 100, 50, 0)),
        evidenced_on=make_vectors.DAY - timedelta(days=chance.choice((0, 100, 365, 366, 730, 731))),
    )


def a_profile(chance: random.Random) -> Profile:
    services = frozenset(chance.sample(tuple(ServiceType), chance.choice((1, 1, 1, 2, 3))))
    overlays = frozenset(chance.sample(tuple(Overlay), chance.choice((0, 0, 1, 2))))
    return Profile(services, overlays, core=chance.random() < 0.2)


@cache
def _services() -> tuple[Case, ...]:
    chance = random.Random("services")
    made = []
    for _ in range(SERVICES):
        known, profile = chance.choice((0.3, 0.9, 1.0, 1.0)), a_profile(chance)
        asked = library.questions_for(profile, library=LIBRARY)
        answers = {each.id: an_answer(each, chance) for each in asked if chance.random() < known}
        made.append(_as_case(Inputs(profile, answers, LIBRARY, make_vectors.DAY)))
    return tuple(made)


def _as_case(inputs: Inputs) -> Case:
    readings = {axis: read(inputs, axis) for axis in Axis}
    outcomes = {axis: evaluate(reading, LIBRARY, axis, worse=True) for axis, reading in readings.items()}
    return Case(inputs, random.Random(0), readings, outcomes, numbers_from(inputs, outcomes))
