"""Made-up services and answers for the property tests: the same ones in every run."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from bonafides.programme.assessments import library
from bonafides.programme.assessments.library import Answer, Profile, Question
from bonafides.programme.assessments.library.answers import Value
from bonafides.programme.assessments.rules.evaluating import evaluate
from bonafides.programme.assessments.rules.levels import LEVELS, gates_fired, level_of, level_with
from bonafides.programme.assessments.rules.reading import read
from bonafides.programme.assessments.rules.results import Inputs
from bonafides.programme.assessments.tests import make_vectors
from bonafides.programme.assessments.vocabulary import Axis, Grade, Kind, Overlay, ServiceType

LIBRARY = library.load("1.0.0")
SERVICES = 1_000
CHANGES_EACH = 10  # so that each property is tried on 10,000 cases


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
    """A made-up service, and a source of chance for the change that is tried on it."""

    inputs: Inputs
    chance: random.Random
    numbers: Numbers

    def with_answer(self, question: Question, answer: Answer) -> Inputs:
        return replace(self.inputs, answers={**self.inputs.answers, question.id: answer})

    def a_question(self, *, scored: bool = True, **wanted: object) -> Question:
        """One of the questions that are asked, by chance."""
        asked = library.questions_for(self.inputs.profile, library=LIBRARY)
        fitting = [each for each in asked if all(getattr(each, name) is value for name, value in wanted.items())]
        return self.chance.choice([each for each in fitting if each.scored or not scored])

    def answer_to(self, question: Question) -> Answer:
        return self.inputs.answers.get(question.id, Answer())


def cases() -> Iterator[Case]:
    """10,000 cases: each service with ten sources of chance."""
    for number, (inputs, numbers) in enumerate(_services()):
        for turn in range(CHANGES_EACH):
            yield Case(inputs, random.Random(f"{number}:{turn}"), numbers)


def numbers_of(inputs: Inputs) -> Numbers:
    outcomes = {axis: evaluate(read(inputs, axis), inputs.library, axis, worse=True) for axis in Axis}
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
def _services() -> tuple[tuple[Inputs, Numbers], ...]:
    chance = random.Random("services")
    made = []
    for _ in range(SERVICES):
        known, profile = chance.choice((0.3, 0.9, 1.0, 1.0)), a_profile(chance)
        asked = library.questions_for(profile, library=LIBRARY)
        answers = {each.id: an_answer(each, chance) for each in asked if chance.random() < known}
        inputs = Inputs(profile, answers, LIBRARY, make_vectors.DAY)
        made.append((inputs, numbers_of(inputs)))
    return tuple(made)
