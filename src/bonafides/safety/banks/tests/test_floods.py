import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, floods, jobs, queries
from bonafides.safety.banks.models import Entry, FloodTally, Quarantine
from bonafides.safety.banks.rules import Burst, FloodLimits, Slice, burst_in
from bonafides.safety.banks.tests.conftest import NOON, OUTSIDER, REVIEWER, SHA256_A, SHA256_B
from bonafides.safety.banks.vocabulary import FLOOD_SLICE

LIMITS = FloodLimits()
HIT = Fingerprints(digests={EntryType.SHA256: SHA256_A})
OTHER = Fingerprints(digests={EntryType.SHA256: SHA256_B})
BURST = Burst(60, 6_000)


# -- what a burst is --------------------------------------------------------------------------------


def test_one_hit_in_a_hundred_is_a_burst_well_before_the_hundredth_hit() -> None:
    assert burst_in([Slice(items=5_000, hits=50)], LIMITS) == Burst(50, 5_000)


def test_one_hit_less_than_the_floor_is_none() -> None:
    assert burst_in([Slice(items=4_900, hits=49)], LIMITS) is None


def test_a_share_just_below_the_limit_is_none() -> None:
    assert burst_in([Slice(items=10_001, hits=50)], LIMITS) is None
    assert burst_in([Slice(items=10_000, hits=50)], LIMITS) == Burst(50, 10_000)


def test_a_small_platform_is_never_stopped_by_a_few_copies() -> None:
    assert burst_in([Slice(items=1_999, hits=1_500)], LIMITS) is None
    assert burst_in([Slice(items=2_000, hits=1_500)], LIMITS) == Burst(1_500, 2_000)


def test_a_busy_hour_before_does_not_hide_a_burst() -> None:
    assert burst_in([Slice(items=900_000), Slice(items=50_000, hits=50, missed=45_000)], LIMITS) == Burst(50, 5_000)


@given(st.lists(st.builds(Slice, st.integers(0, 9_000), st.integers(0, 30), st.just(0)), max_size=30))
def test_a_burst_is_a_stretch_up_to_now_that_meets_all_three_limits(slices: list[Slice]) -> None:
    ends = [slices[first:] for first in range(len(slices))]
    sums = [(sum(each.hits for each in end), sum(each.items for each in end)) for end in ends if end[0].hits]
    floods_ = [each for each in sums if each[0] >= 50 and each[1] >= 2_000 and each[0] * 200 >= each[1]]

    assert bool(burst_in(slices, LIMITS)) == bool(floods_)


# -- counting ---------------------------------------------------------------------------------------


@pytest.fixture
def at_noon() -> Iterator[None]:
    clock.use(lambda: NOON)
    yield
    clock.use(None)


def it_is(at: datetime) -> None:
    clock.use(lambda: at)


@pytest.fixture
def tally(at_noon: None, monkeypatch: pytest.MonkeyPatch) -> floods.Tally:
    fresh = floods.Tally()
    monkeypatch.setattr(floods, "TALLY", fresh)
    return fresh


def pass_by(share: int, items: int) -> None:
    """So many items, one in `share` of which is the poisoned one."""
    queries.match_all([OTHER if number % share else HIT for number in range(items)])


@pytest.mark.django_db
@pytest.mark.db
def test_a_poisoned_hash_that_hits_one_in_a_hundred_stops_within_a_hundred_hits(
    tally: floods.Tally, poisoned: Entry
) -> None:
    pass_by(100, 9_900)
    due = tally.due.is_set()
    jobs.look_for_floods(NOON)
    after = queries.match(HIT)

    assert due
    assert Quarantine.objects.get().hits < 100
    assert after.matches == ()


@pytest.mark.django_db
def test_two_processes_add_up(at_noon: None, poisoned: Entry) -> None:
    here, there = floods.Tally(), floods.Tally()
    here.note([[poisoned.pk]] * 30 + [[]] * 1_500)
    there.note([[poisoned.pk]] * 30 + [[]] * 1_500)
    here.flush()
    there.flush()

    assert floods.bursts_of([poisoned.pk], NOON) == {poisoned.pk: Burst(60, 3_060)}


@pytest.mark.django_db
def test_what_passed_before_the_first_hit_of_a_slice_does_not_count(at_noon: None, poisoned: Entry) -> None:
    tally = floods.Tally()
    tally.note([[]] * 90_000)
    tally.flush()
    tally.note([[poisoned.pk], *([[]] * 99)] * 60)
    tally.flush()

    assert floods.bursts_of([poisoned.pk], NOON) == {poisoned.pk: Burst(60, 6_000)}


@pytest.mark.django_db
@pytest.mark.db
def test_more_entries_than_a_statement_takes_are_counted_and_looked_at(at_noon: None, poisoned: Entry) -> None:
    tally, others = floods.Tally(), range(poisoned.pk + 1, poisoned.pk + 40_000)
    tally.note([[poisoned.pk, *others]] * floods.MANY_HITS + [[poisoned.pk]] * 50 + [[]] * 3_000)
    hit = tally.flush()

    assert len(hit) == 40_000
    assert floods.bursts_of(hit, NOON) == {poisoned.pk: Burst(60, 3_060)}


@pytest.mark.django_db
def test_of_many_entries_that_are_hit_now_and_then_nothing_is_written(at_noon: None, poisoned: Entry) -> None:
    tally = floods.Tally()
    tally.note([[entry] for _round in range(10) for entry in range(1, 10_001)])

    assert tally.flush() == set()
    assert FloodTally.objects.get().hits == 100_000


@pytest.mark.django_db
def test_few_hits_of_a_large_share_are_written_when_their_slice_is_over(at_noon: None, poisoned: Entry) -> None:
    tally = floods.Tally()
    tally.note([*[[poisoned.pk]] * 9, *[[]] * 991], NOON)
    it_is(NOON)
    at_once = tally.flush()
    it_is(NOON + FLOOD_SLICE)
    later, again = tally.flush(), tally.flush()

    assert (at_once, later, again) == (set(), {poisoned.pk}, set())
    assert set(FloodTally.objects.values_list("entry", "hits", "missed")) == {(0, 1_000, 0), (poisoned.pk, 9, 0)}


@pytest.mark.django_db
def test_hits_are_added_once_whenever_they_are_written(at_noon: None, poisoned: Entry) -> None:
    tally = floods.Tally()
    for second in range(45):
        at = NOON + timedelta(seconds=second)
        it_is(at)
        tally.note([[], *[[poisoned.pk]] * 3, *[[]] * 96], at)
        tally.flush()
    it_is(NOON + timedelta(minutes=2))
    tally.flush()
    clock.use(None)

    of_entry = FloodTally.objects.filter(entry=poisoned.pk)
    assert [(row.hits, row.missed) for row in of_entry.order_by("slice")] == [(30, 1)] * 4 + [(15, 1)]
    assert sum(FloodTally.objects.filter(entry=0).values_list("hits", flat=True)) == 4_500


@pytest.mark.django_db
@pytest.mark.parametrize("processes", [1, 3])
def test_a_flood_is_seen_whatever_is_hit_beside_it(at_noon: None, poisoned: Entry, processes: int) -> None:
    tallies, chance = [floods.Tally() for _process in range(processes)], random.Random(1)
    for second in range(61):
        at = NOON + timedelta(seconds=second)
        it_is(at)
        for tally in tallies:
            tally.note([[poisoned.pk if chance.random() < 0.01 else chance.randrange(10**6, 10**7)] for _ in range(99)])
            tally.flush()

    assert set(floods.bursts_of(floods.hit_lately(at), at)) == {poisoned.pk}


@pytest.mark.django_db
def test_what_cannot_be_written_is_written_later(
    at_noon: None, poisoned: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = floods.Tally()
    tally.note([[poisoned.pk]] * 60 + [[]] * 3_000)
    with monkeypatch.context() as broken:
        broken.setattr(floods, "ADD", "INSERT INTO nowhere VALUES (%s, %s, %s, %s)")
        at_first = tally.flush()
    later = tally.flush()

    assert at_first == set()
    assert floods.bursts_of(later, NOON) == {poisoned.pk: Burst(60, 3_060)}


@pytest.mark.django_db
def test_counts_outside_the_window_are_erased(at_noon: None, poisoned: Entry) -> None:
    tally = floods.Tally()
    tally.note([[poisoned.pk]])
    tally.flush()

    actions.forget_tallies(at=NOON + timedelta(hours=3))

    assert not FloodTally.objects.exists()


# -- what follows -----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.db
def test_people_are_told_and_the_log_says_so(poisoned: Entry) -> None:
    actions.guard({poisoned.pk: BURST}, at=NOON)

    poisoned.refresh_from_db()
    assert poisoned.state == "disabled"
    assert LogEntry.objects.filter(event_name="entry.quarantined").count() == 1
    assert Message.objects.get(type="entry.quarantined").data["hits"] == 60
    assert OutboxRow.objects.filter(key__startswith="quarantine:", kind="mail").count() == 1
    assert mail.outbox == []


@pytest.mark.django_db
def test_an_entry_is_stopped_once(poisoned: Entry) -> None:
    actions.guard({poisoned.pk: BURST}, at=NOON)

    assert actions.guard({poisoned.pk: BURST}, at=NOON) == []


@pytest.mark.django_db
def test_one_lets_it_out_and_the_same_burst_does_not_stop_it_again(poisoned: Entry, bo: Actor) -> None:
    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)

    actions.release(found=found, reason="A white square, gone from the list", by=bo, at=NOON)

    poisoned.refresh_from_db()
    assert poisoned.state == "active"
    assert actions.guard({poisoned.pk: BURST}, at=NOON + timedelta(hours=23)) == []
    assert len(actions.guard({poisoned.pk: BURST}, at=NOON + timedelta(hours=25))) == 1


@pytest.mark.django_db
def test_nobody_lets_it_out_twice(poisoned: Entry, bo: Actor) -> None:
    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)
    actions.release(found=found, reason="Looked at", by=bo, at=NOON)

    with pytest.raises(Conflict):
        actions.release(found=found, reason="Looked at", by=bo, at=NOON)


@pytest.mark.django_db
def test_a_stranger_and_a_reviewer_let_nothing_out(poisoned: Entry) -> None:
    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)

    with pytest.raises(NotAllowed):
        actions.release(found=found, reason="Please", by=OUTSIDER, at=NOON)
    with pytest.raises(NotAllowed):
        actions.release(found=found, reason="Please", by=REVIEWER, at=NOON)


@pytest.mark.django_db
def test_what_a_person_knows_to_be_real_is_not_stopped(poisoned: Entry, bo: Actor) -> None:
    actions.exempt(entry=poisoned, reason="The attack of this morning", by=bo, at=NOON)

    assert actions.guard({poisoned.pk: BURST}, at=NOON) == []


@pytest.mark.django_db
def test_while_an_incident_runs_people_are_told_and_nothing_is_stopped(poisoned: Entry) -> None:
    actions.pause_flood_guard(incident="INCIDENT1", until=NOON + timedelta(hours=6), at=NOON)

    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)
    poisoned.refresh_from_db()

    assert found.spared_for == "INCIDENT1"
    assert poisoned.state == "active"
    assert Message.objects.get(type="entry.quarantined").data["spared_for"] == "INCIDENT1"


@pytest.mark.django_db
def test_what_still_floods_after_the_incident_is_stopped(poisoned: Entry) -> None:
    actions.pause_flood_guard(incident="INCIDENT1", until=NOON + timedelta(hours=6), at=NOON)
    actions.guard({poisoned.pk: BURST}, at=NOON)

    actions.end_flood_pause(incident="INCIDENT1", at=NOON)
    actions.guard({poisoned.pk: BURST}, at=NOON)
    poisoned.refresh_from_db()

    assert poisoned.state == "disabled"


@pytest.mark.django_db
def test_an_entry_whose_stop_cannot_be_recorded_goes_on(poisoned: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_given: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr("bonafides.safety.banks.actions.floods.record", refuse)

    with pytest.raises(RuntimeError):
        actions.guard({poisoned.pk: BURST}, at=NOON)
    poisoned.refresh_from_db()
    assert poisoned.state == "active"


@pytest.mark.django_db
def test_limits_are_set_by_name_and_within_reason(bo: Actor) -> None:
    actions.set_flood_limits(limits=FloodLimits(100, 100, 5_000), by=bo, at=NOON)

    assert floods.limits() == FloodLimits(100, 100, 5_000)
    assert queries.flood_limits()[1].set_by.name == "Bo"  # type: ignore[union-attr]
    with pytest.raises(RuleBroken):
        actions.set_flood_limits(limits=FloodLimits(9, 100, 5_000), by=bo, at=NOON)
