"""A content that comes along with a flag is looked up in the lists, as one that the platform is asked for."""

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks.models import MatchRecord
from bonafides.safety.moderation.actions import intake
from bonafides.safety.moderation.actions.flags import Report, raise_flag
from bonafides.safety.moderation.tests.lists import PHRASE, holding, listed
from bonafides.safety.moderation.tests.lists import a_picture as picture
from bonafides.safety.moderation.tests.scenes import a_policy, a_restriction
from bonafides.safety.moderation.tests.stories import a_notice, a_submission, decide
from bonafides.safety.moderation.vocabulary import ItemState, SourceKind

pytestmark = pytest.mark.django_db


def test_what_it_matched_is_recorded_with_the_item() -> None:
    a_policy()
    entry = listed(PHRASE)

    flag = a_notice("p/1", f"one: {PHRASE}").flags[0]

    assert [(each.item, each.entry) for each in MatchRecord.objects.all()] == [(flag.item.reference, entry)]
    assert "match" in str(flag.case.why)


def test_what_a_list_asks_to_hold_is_held() -> None:
    a_policy()
    holding()

    report = Report(SourceKind.USER_NOTICE, "p/1", submission=picture())
    item = raise_flag(report=report, by=SYSTEM, at=NOON).flags[0].item

    assert item.state == ItemState.HELD


def test_what_was_looked_up_when_it_was_uploaded_is_not_looked_up_again() -> None:
    a_policy()
    listed(PHRASE)
    intake.submit(submission=a_submission("p/1", f"one: {PHRASE}"), by=SYSTEM, at=NOON)

    a_notice("p/1", f"one: {PHRASE}")

    assert MatchRecord.objects.count() == 1


def test_what_matches_nothing_leaves_no_record() -> None:
    a_policy()
    listed(PHRASE)

    a_notice("p/1", "nothing that is listed")

    assert not MatchRecord.objects.exists()


def test_what_stands_restricted_and_is_flagged_again_is_not_held() -> None:
    a_policy()
    listed(PHRASE)
    first = a_notice("p/1", f"one: {PHRASE}").flags[0]
    decide(first.case, cast.by(cast.amina()), a_restriction())

    a_notice("p/1", f"one: {PHRASE}")

    first.item.refresh_from_db()
    assert first.item.state == ItemState.RESTRICTED
