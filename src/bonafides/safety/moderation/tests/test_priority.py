"""The order of the queue: monotone in each fact, without a dead zone, and every case gets its turn."""

import heapq
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOON

from bonafides.safety.moderation.rules.priority import (
    WAIT_PER_POINT,
    PriorityFacts,
    age_of,
    match_strength,
    priority_of,
)
from bonafides.safety.moderation.templatetags.moderation import why

moments = st.integers(0, 10**7).map(lambda seconds: NOON + timedelta(seconds=seconds))
deadlines = st.integers(-(10**5), 3 * 10**5).map(lambda seconds: NOON + timedelta(seconds=seconds))
shares = st.integers(1, 999).map(lambda thousandth: thousandth / 1000)
some_facts = st.builds(
    PriorityFacts,
    opened_at=moments,
    due_at=st.none() | deadlines,
    threat_to_life=st.booleans(),
    severity=st.sampled_from(["", "low", "medium", "high", "critical"]),
    match_strength=shares,
    reach=st.none() | st.integers(0, 10**9),
    reliabilities=st.lists(shares, max_size=4).map(tuple),
    is_doubted=st.booleans(),
    is_objected_to=st.booleans(),
)
plain = PriorityFacts(opened_at=NOON)


@given(some_facts, deadlines, deadlines)
def test_a_nearer_clock_is_always_read_earlier(facts: PriorityFacts, one: object, other: object) -> None:
    sooner, later = sorted([one, other])  # type: ignore[type-var]
    facts = replace(facts, opened_at=NOON)

    ranks = [priority_of(replace(facts, due_at=due)).rank_at for due in (sooner, later)]  # type: ignore[arg-type]

    assert (ranks[0] < ranks[1]) is (sooner != later)


@given(some_facts)
def test_a_threat_to_life_goes_before_three_weeks_of_waiting(facts: PriorityFacts) -> None:
    calm, urgent = replace(facts, threat_to_life=False), replace(facts, threat_to_life=True)

    gained = priority_of(calm).rank_at - priority_of(urgent).rank_at

    assert gained == pytest.approx(timedelta(weeks=3), abs=timedelta(microseconds=1))


@given(some_facts)
def test_an_objection_to_a_hold_goes_before_two_days_of_waiting(facts: PriorityFacts) -> None:
    calm, urgent = replace(facts, is_objected_to=False), replace(facts, is_objected_to=True)

    gained = priority_of(calm).rank_at - priority_of(urgent).rank_at

    assert gained == pytest.approx(timedelta(days=2), abs=timedelta(microseconds=1))


@given(some_facts, st.integers(0, 10**9), st.integers(1, 10**6))
def test_every_further_view_counts(facts: PriorityFacts, reach: int, more: int) -> None:
    fewer = priority_of(replace(facts, reach=reach))
    seen_more = priority_of(replace(facts, reach=reach + more))

    assert seen_more.points > fewer.points


@given(some_facts, shares, shares)
def test_a_stronger_match_counts_more(facts: PriorityFacts, one: float, other: float) -> None:
    weak, strong = sorted([one, other])

    weaker, stronger = (priority_of(replace(facts, match_strength=strength)).points for strength in (weak, strong))

    assert (weaker < stronger) is (weak != strong)


@given(some_facts, shares)
def test_one_more_reporter_counts_more(facts: PriorityFacts, reliability: float) -> None:
    joined = replace(facts, reliabilities=(*facts.reliabilities, reliability))

    assert priority_of(joined).points > priority_of(facts).points


@given(some_facts, moments, st.integers(1, 10**6))
def test_of_two_alike_the_older_is_read_first(facts: PriorityFacts, opened_at: object, seconds: int) -> None:
    older = replace(facts, due_at=None, opened_at=opened_at)  # type: ignore[arg-type]
    younger = replace(older, opened_at=older.opened_at + timedelta(seconds=seconds))

    assert priority_of(older).rank_at < priority_of(younger).rank_at


@pytest.mark.parametrize(
    ("grave", "graver"), [("low", "medium"), ("low", ""), ("", "high"), ("medium", "high"), ("high", "critical")]
)
def test_a_graver_entry_counts_more(grave: str, graver: str) -> None:
    assert priority_of(replace(plain, severity=grave)).points < priority_of(replace(plain, severity=graver)).points


@pytest.mark.parametrize("bits", range(31))
def test_each_bit_of_distance_weakens_a_match(bits: int) -> None:
    assert match_strength("near", bits + 1, "positive") < match_strength("near", bits, "positive")


def test_an_entry_in_doubt_weighs_less_and_a_refuted_one_nothing() -> None:
    strengths = [match_strength("exact", None, word) for word in ("positive", "unconfirmed", "disputed", "negative")]

    assert strengths == [1.0, 0.75, 0.5, 0.0]


def test_the_rank_by_waiting_is_the_order_by_points_and_age() -> None:
    old = PriorityFacts(opened_at=NOON)
    urgent = PriorityFacts(opened_at=NOON + timedelta(hours=10), severity="critical")
    at = NOON + timedelta(hours=11)

    by_age = [priority_of(facts).points + age_of(facts.opened_at, at).points for facts in (old, urgent)]

    assert (priority_of(old).rank_at < priority_of(urgent).rank_at) is (by_age[0] > by_age[1])


def test_a_calm_case_gets_its_turn_while_graver_ones_keep_coming_faster_than_they_are_read() -> None:
    calm = priority_of(PriorityFacts(opened_at=NOON, severity="low"))
    graver = PriorityFacts(opened_at=NOON, severity="critical", match_strength=1.0, reach=10_000_000)
    bound = (priority_of(graver).points - calm.points) * WAIT_PER_POINT

    read_after = simulated(calm_rank=calm.rank_at, graver=graver, arrivals_per_reading=2)

    assert read_after is not None
    assert read_after <= 2 * bound + timedelta(minutes=10)


def simulated(calm_rank: object, graver: PriorityFacts, arrivals_per_reading: int) -> timedelta | None:
    """One reading each ten minutes, more arrivals than readings: after how long the calm case is read."""
    queue: list[tuple[object, str]] = [(calm_rank, "calm")]
    for step in range(20_000):
        at = NOON + step * timedelta(minutes=10)
        for _each in range(arrivals_per_reading):
            heapq.heappush(queue, (priority_of(replace(graver, opened_at=at)).rank_at, "graver"))
        if heapq.heappop(queue)[1] == "calm":
            return at - NOON
    return None


def test_why_says_every_factor_heaviest_first_in_a_sentence_with_its_values() -> None:
    facts = PriorityFacts(
        opened_at=NOON, due_at=NOON + timedelta(hours=24), severity="high", match_strength=0.9, reach=4_210
    )

    why = priority_of(facts).why

    assert [factor.factor for factor in why] == ["reach", "severity", "match", "clock"]
    assert why[0].fact % why[0].values == "It was seen 4210 times."
    assert [factor.points for factor in why] == sorted((factor.points for factor in why), reverse=True)


@pytest.mark.parametrize(("reliabilities", "said"), [((0.5,), "Reported once; "), ((0.5, 0.5), "Reported 2 times; ")])
def test_one_report_is_no_times(reliabilities: tuple[float, ...], said: str) -> None:
    why = priority_of(PriorityFacts(opened_at=NOON, reliabilities=reliabilities)).why

    assert [str(each.fact % each.values).startswith(said) for each in why if each.factor == "reporters"] == [True]


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru"])
@pytest.mark.parametrize("severity", ["low", "medium", "high", "critical"])
def test_how_grave_a_list_calls_it_is_said_in_the_readers_language(language: str, severity: str) -> None:
    (factor,) = [each for each in priority_of(replace(plain, severity=severity)).why if each.factor == "severity"]

    with translation.override(language):
        said = why(factor.as_json())

    assert translation.gettext("A list calls it %(severity)s.").partition("%")[0] not in said
    assert severity not in said.split()[-1]
