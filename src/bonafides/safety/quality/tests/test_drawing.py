"""The draw: a pure function that anybody can redo, and a seed that stands in the log before."""

import hmac
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.ledger.entries import Entry
from bonafides.safety.moderation.models import Decision
from bonafides.safety.moderation.tests.scenes import KEEP, a_restriction
from bonafides.safety.quality import jobs
from bonafides.safety.quality.actions import seeds
from bonafides.safety.quality.models import Audit, SeedDay
from bonafides.safety.quality.queries import audits
from bonafides.safety.quality.rules.drawing import commitment_of, days_to_commit, drawn_of, is_drawn
from bonafides.safety.quality.tests.scenes import AFTER, SEED, TODAY, a_day_of, decided, everything_drawn

references = st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=10, max_size=10)


@given(seed=st.binary(min_size=32, max_size=32), reference=references, share_bp=st.integers(100, 10_000))
def test_a_draw_is_what_five_lines_of_plain_python_say(seed: bytes, reference: str, share_bp: int) -> None:
    number = int(hmac.new(seed, reference.encode(), "sha256").hexdigest()[:16], 16)

    assert is_drawn(seed, reference, share_bp) is (number / 2**64 < share_bp / 10_000)


def test_the_whole_share_draws_everything() -> None:
    assert drawn_of(SEED, ["A", "B", "C"], 10_000) == ["A", "B", "C"]


def test_five_per_cent_of_many_are_about_five_per_cent() -> None:
    names = [f"D{number:09}" for number in range(20_000)]

    assert 900 < len(drawn_of(SEED, names, 500)) < 1_100


def test_a_larger_share_draws_all_that_a_smaller_one_does() -> None:
    names = [f"D{number:09}" for number in range(2_000)]

    assert set(drawn_of(SEED, names, 500)) < set(drawn_of(SEED, names, 1_000))


def test_a_commitment_binds_seed_and_day() -> None:
    said = commitment_of(date(2026, 3, 2), SEED)

    assert said == sha256(b"bonafides-quality/seed/v1\n2026-03-02\n" + SEED).hexdigest()
    assert said != commitment_of(date(2026, 3, 3), SEED)


def test_todays_and_tomorrows_seed_must_stand() -> None:
    assert days_to_commit(NOON) == [date(2026, 3, 2), date(2026, 3, 3)]


@pytest.mark.django_db
def test_the_log_holds_the_commitment_before_the_draw_and_the_seed_after() -> None:
    decided()

    everything_drawn()

    names = list(LogEntry.objects.filter(subject=f"seed:{TODAY}").order_by("pk").values_list("event_name", flat=True))
    first, last = LogEntry.objects.filter(subject=f"seed:{TODAY}").order_by("pk")
    assert names == ["seed.committed", "seed.revealed"]
    assert first.at < last.at
    assert first.opened["commitment"] == commitment_of(TODAY, bytes.fromhex(last.opened["seed"]))
    assert {Entry.parse(bytes(row.entry)).type for row in (first, last)} == {"seed.committed", "seed.revealed"}


@pytest.mark.django_db
def test_the_seed_lies_sealed_until_the_day_is_drawn() -> None:
    seeds.commit_seed(day=TODAY, seed=SEED, at=NOON)

    row = SeedDay.objects.get()
    opened = LogEntry.objects.get(event_name="seed.committed").opened
    assert row.seed == ""
    assert SEED not in bytes(row.sealed)
    assert SEED.hex() not in str(opened)


@pytest.mark.django_db
def test_a_day_binds_itself_to_one_seed_only() -> None:
    seeds.commit_seed(day=TODAY, seed=SEED, at=NOON)

    seeds.commit_seed(day=TODAY, seed=bytes(32), at=NOON)

    assert SeedDay.objects.get().commitment == commitment_of(TODAY, SEED)


@pytest.mark.django_db
def test_nothing_is_drawn_before_the_day_is_over() -> None:
    decided()
    seeds.commit_seed(day=TODAY, seed=SEED, at=NOON)

    seeds.draw_day(day=TODAY, at=NOON + timedelta(hours=12))

    assert not Audit.objects.exists()
    assert SeedDay.objects.get().revealed_at is None


@pytest.mark.django_db
def test_those_are_drawn_that_the_seed_names_and_no_other() -> None:
    decisions = a_day_of([KEEP, a_restriction(), KEEP, a_restriction(), KEEP, a_restriction()])

    drawn = everything_drawn(share_bp=5_000)

    names = sorted(decision.reference for decision in decisions)
    assert sorted(audit.decision.reference for audit in drawn) == sorted(drawn_of(SEED, names, 5_000))
    assert SeedDay.objects.get().decisions == 6


@pytest.mark.django_db
def test_a_decision_of_the_next_day_waits_for_its_own_seed() -> None:
    decided("of today")
    decided("of tomorrow", at=NOON + timedelta(days=1))

    drawn = everything_drawn()

    assert [audit.decision.published_at for audit in drawn] == [NOON + timedelta(seconds=60)]


@pytest.mark.django_db
def test_a_day_is_drawn_once() -> None:
    decided()
    everything_drawn()

    seeds.draw_day(day=TODAY, at=AFTER + timedelta(days=1))

    assert Audit.objects.count() == 1
    assert LogEntry.objects.filter(event_name="seed.revealed").count() == 1


@pytest.mark.django_db
def test_the_share_of_a_day_is_the_one_that_stood_with_its_seed() -> None:
    seeds.commit_seed(day=TODAY, seed=SEED, at=NOON)

    assert SeedDay.objects.get().share_bp == 500


@pytest.mark.django_db
def test_the_worker_commits_ahead_and_draws_whatever_day_is_over() -> None:
    jobs.commit_seeds(NOON)
    decided()
    jobs.commit_seeds(NOON + timedelta(days=3))

    jobs.draw(NOON + timedelta(days=3))

    assert audits.days_to_draw(NOON + timedelta(days=3)) == []
    assert SeedDay.objects.filter(revealed_at=None).count() == 2
    assert SeedDay.objects.get(day=TODAY).decisions == Decision.objects.count() == 1


@pytest.mark.django_db
def test_a_reviewer_is_not_asked_about_the_seed() -> None:
    from bonafides.kernel.errors import NotAllowed
    from bonafides.safety.quality.actions import configuring

    with pytest.raises(NotAllowed):
        configuring.configure(share_bp=500, golden_per_week=0, by=cast.by(cast.amina()), at=NOON)
