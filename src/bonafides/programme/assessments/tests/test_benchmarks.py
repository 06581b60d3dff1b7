"""The comparison across members: nothing below 25, each gift once, a ledger."""

from datetime import timedelta

import pytest
from tests import cast

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.programme.assessments import actions, queries
from bonafides.programme.assessments.models import Contribution, Reading, Release
from bonafides.programme.assessments.tests.confidential import Planted, plant_confidential
from bonafides.programme.assessments.tests.givers import members_that_gave

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def planted() -> Planted:
    return plant_confidential(core=True)


def give(planted: Planted) -> Contribution:
    return actions.give_contribution(assessment=planted.assessment, by=cast.by(planted.signatory), at=now())


def test_who_signs_gives_two_rounded_numbers_and_that_is_logged(planted: Planted) -> None:
    row = give(planted)

    assert planted.found_in(bytes(row.sealed).decode("latin-1")) == []
    assert Reading.objects.filter(what="contribution").count() == 1


def test_nobody_else_gives(planted: Planted) -> None:
    with pytest.raises(NotAllowed):
        actions.give_contribution(assessment=planted.assessment, by=cast.by(cast.ana()), at=now())


def test_nothing_is_given_of_an_open_round() -> None:
    planted = plant_confidential(core=True, submit=False)

    with pytest.raises(RuleBroken):
        give(planted)


def test_one_gift_waits_at_a_time_and_can_be_taken_back(planted: Planted) -> None:
    give(planted)
    with pytest.raises(Conflict):
        give(planted)

    actions.withdraw_contribution(by=cast.by(planted.signatory), at=now())

    assert bytes(Contribution.objects.get().sealed) == b""
    assert queries.waiting_contribution(planted.member.organisation_id) is None


def test_twenty_four_are_too_few() -> None:
    members_that_gave(24)

    assert actions.release_benchmark(by=SYSTEM, at=now()) is None
    assert not Release.objects.exists()


def test_twenty_five_make_a_comparison_and_their_gifts_are_gone() -> None:
    members_that_gave(25)

    release = actions.release_benchmark(by=SYSTEM, at=now())

    assert release
    assert (release.contributors, release.epsilon_per_axis) == (25, 0.5)
    assert release.exploitation % 5 == 0
    assert {bytes(row.sealed) for row in Contribution.objects.all()} == {b""}
    assert list(queries.ledger()) == [release]


def test_how_many_took_part_is_told_in_steps() -> None:
    members_that_gave(28)

    release = actions.release_benchmark(by=SYSTEM, at=now())

    assert release
    assert release.contributors == 25


def test_the_next_comparison_waits_a_quarter() -> None:
    members_that_gave(25)
    actions.release_benchmark(by=SYSTEM, at=now())
    members_that_gave(25, called="Later")

    soon = actions.release_benchmark(by=SYSTEM, at=now() + timedelta(days=89))
    then = actions.release_benchmark(by=SYSTEM, at=now() + timedelta(days=91))

    assert (soon, then is None) == (None, False)
