"""Strikes expire and fall with their decision; the ladder only says what may be weighed."""

from datetime import timedelta
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.safety.moderation import wording
from bonafides.safety.moderation.actions import reversing, strikes
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Strike
from bonafides.safety.moderation.queries.accounts import AccountPage
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.rules.accounts import Ladder, Rung, check_ladder
from bonafides.safety.moderation.tests.scenes import OTHER_CLAUSE, by_amina
from bonafides.safety.moderation.tests.stories import a_story, the_account
from bonafides.safety.moderation.vocabulary import AccountState, Measure
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ladder")]


@pytest.mark.db
def test_a_removal_brings_a_strike_and_its_author_is_told_until_when_it_counts() -> None:
    story = a_story()

    strike = Strike.objects.get()
    told = wording.plain_text(wording.sections_of(story.statement.body))
    assert (strike.account, strike.policy_version.number) == (the_account(), 1)
    assert strike.expires_at == NOON + UNDO_WINDOW + timedelta(days=365)
    assert "number 1 of those that count now" in told
    assert LogEntry.objects.get(event_name="strike.given").opened["number"] == 1


def test_a_strike_falls_with_the_decision_that_gave_it() -> None:
    story = a_story()

    again = reversing.reverse_decision(decision=story.decision, facts="It was news.", by=by_amina(), at=NOON)
    publish_decision(reference=again.reference, at=NOON + UNDO_WINDOW)

    assert Strike.objects.get().end == "reversed"
    assert AccountPage(the_account(), by_amina(), NOON).counting == 0


def test_a_strike_past_its_day_counts_no_more_even_before_anybody_says_so() -> None:
    a_story()
    the_day = Strike.objects.get().expires_at

    counted = [AccountPage(the_account(), by_amina(), at).counting for at in (the_day - timedelta(seconds=1), the_day)]
    strikes.end_expired(at=the_day)

    assert counted == [1, 0]
    assert Strike.objects.get().end == "expired"


def test_a_clause_that_the_ladder_does_not_name_brings_no_strike() -> None:
    ladder = Ladder((Rung(1, Measure.SUSPEND, 7),), timedelta(days=30), frozenset({OTHER_CLAUSE}))
    strikes.set_ladder(version=_version(), ladder=ladder, by=cast.by(cast.bo()), at=NOON)

    a_story()

    assert not Strike.objects.exists()


def _version() -> Any:
    return policy_in_force()


def test_the_ladder_says_what_may_be_weighed_and_nothing_happens_by_it() -> None:
    for number in range(3):
        a_story(reference=f"paste-{number}", text=f"Harmless text {number}.")

    page = AccountPage(the_account(), by_amina(), NOON)

    assert (page.counting, page.rung) == (3, Rung(3, Measure.SUSPEND, 30))
    assert the_account().state == AccountState.GOOD


@pytest.mark.parametrize(
    ("rungs", "code"),
    [
        ((), "ladder-empty"),
        ((Rung(2, Measure.SUSPEND, 7), Rung(2, Measure.TERMINATE)), "ladder-order"),
        ((Rung(1, Measure.REMOVE, 7),), "ladder-measure"),
        ((Rung(1, Measure.SUSPEND),), "ladder-days"),
        ((Rung(1, Measure.SUSPEND, 366),), "ladder-days"),
        ((Rung(1, Measure.TERMINATE, 7),), "ladder-days"),
    ],
)
def test_a_ladder_climbs_and_ends_what_it_suspends(rungs: tuple[Rung, ...], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_ladder(Ladder(rungs, timedelta(days=30)), frozenset({"1"}))

    assert refused.value.code == code


def test_only_a_lead_writes_the_ladder() -> None:
    with pytest.raises(NotAllowed):
        strikes.set_ladder(version=_version(), ladder=strikes.shipped_ladder(), by=by_amina(), at=NOON)
