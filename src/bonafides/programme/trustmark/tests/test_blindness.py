"""Hundreds of made-up histories of reviews: no reading is seen early, and no mark comes from fewer than two persons.

A plain model of who did what walks through the rules; what must hold is stated in the tests, not taken from them.
"""

import random
from dataclasses import dataclass, field

import pytest
from tests.lengths import rounds

from bonafides.kernel.errors import DomainError
from bonafides.programme.trustmark.rules import reviewing
from bonafides.programme.trustmark.rules.reviewing import ReviewFacts, SeatFacts
from bonafides.programme.trustmark.vocabulary import UNDER_WAY, ReviewState, SeatState, Verdict

pytestmark = pytest.mark.xdist_group("blindness")  # the histories are made once
PERSONS = range(1, 8)
MENTOR = 7
HISTORIES = rounds(800, 2_500)
STEPS = 160  # enough for most histories to end


@dataclass
class History:
    """One review, step by step, and what everybody could see after each."""

    state: ReviewState = ReviewState.OPEN
    seats: dict[int, SeatFacts] = field(default_factory=dict)
    seen_early: int = 0
    refused: int = 0

    @property
    def facts(self) -> ReviewFacts:
        return ReviewFacts(self.state, tuple(self.seats.values()), MENTOR)

    def step(self, dice: random.Random) -> None:
        person = dice.choice(PERSONS)
        act = dice.choice([self.sit, self.declare, self.stand_aside, self.decide, self.decide])
        try:
            act(person, dice)
        except DomainError:
            self.refused += 1
        self.look()

    def sit(self, person: int, dice: random.Random) -> None:
        reviewing.check_may_sit(self.facts, person)
        self.seats[person] = SeatFacts(person, SeatState.TAKEN)

    def declare(self, person: int, dice: random.Random) -> None:
        self.move(person, SeatState.READING)

    def stand_aside(self, person: int, dice: random.Random) -> None:
        self.move(person, SeatState.ASIDE)

    def decide(self, person: int, dice: random.Random) -> None:
        self.move(person, SeatState.DECIDED, dice.choice(list(Verdict)))
        state = reviewing.outcome_of(self.facts).state
        if state is not self.state:
            reviewing.check_review_move(self.state, state)
            self.state = state

    def move(self, person: int, to: SeatState, verdict: Verdict | None = None) -> None:
        if person not in self.seats or self.state not in UNDER_WAY:
            return
        reviewing.check_seat_move(self.seats[person].state, to)
        self.seats[person] = SeatFacts(person, to, verdict)

    def look(self) -> None:
        """Count every reading that somebody other than its author can see before the end."""
        authors = [seat.person for seat in self.seats.values() if seat.verdict is not None]
        viewers = [*PERSONS, None]
        ended = self.state not in UNDER_WAY
        self.seen_early += sum(
            reviewing.may_see_reading(self.facts, author, viewer)
            for author in authors
            for viewer in viewers
            if viewer != author and not ended
        )

    def verdicts(self) -> list[Verdict]:
        return [seat.verdict for seat in self.seats.values() if seat.verdict is not None]


def played(seed: int) -> History:
    dice, history = random.Random(seed), History()
    for _step in range(STEPS):
        history.step(dice)
    return history


@pytest.fixture(scope="module")
def histories() -> list[History]:
    return [played(seed) for seed in range(HISTORIES)]


def test_no_reading_is_ever_seen_by_another_before_the_end(histories: list[History]) -> None:
    assert sum(history.seen_early for history in histories) == 0


def test_every_mark_was_granted_by_two_persons_who_did_not_stand_aside(histories: list[History]) -> None:
    granted = [history for history in histories if history.state is ReviewState.GRANTED]

    assert len(granted) > HISTORIES // 12
    assert min(history.verdicts().count(Verdict.GRANT) for history in granted) == 2
    assert [history for history in granted if MENTOR in history.seats] == []


def test_every_refusal_was_given_by_two_persons(histories: list[History]) -> None:
    refused = [history for history in histories if history.state is ReviewState.REFUSED]

    assert len(refused) > HISTORIES // 12
    assert min(history.verdicts().count(Verdict.REFUSE) for history in refused) == 2


def test_a_review_never_has_more_than_three_readings(histories: list[History]) -> None:
    assert max(len(history.verdicts()) for history in histories) == 3
    assert sum(history.refused for history in histories) > 4 * HISTORIES  # the dice tried what is forbidden, too
