"""The counts page: numbers by day, from the rows that are the thing itself."""

import json

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.people.vocabulary import Role
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.tests.scenes import KEEP
from bonafides.safety.moderation.tests.stories import PLANTED_OF_NOTIFIER, a_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TODAY = Range(NOON.date(), NOON.date())


def test_flags_decisions_and_those_told_are_counted_apart() -> None:
    a_story()

    totals = dict(totals_of(rows_of(TODAY)))

    assert totals["flags.user_notice"] == 1
    assert totals["decisions.restrict"] == 1
    assert totals["statements.pending"] == 1
    assert totals["outcomes.pending"] == 1


def test_an_author_who_cannot_be_reached_is_a_number_of_its_own() -> None:
    a_story(address="")

    assert dict(totals_of(rows_of(TODAY)))["statements.undelivered"] == 1


def test_other_days_are_left_out() -> None:
    a_story(KEEP)

    before = NOON.date().replace(day=1)
    assert rows_of(Range(before, before)) == []


def test_the_page_shows_them_with_what_is_overdue() -> None:
    a_story()

    text = cast.browser_of(cast.bo()).get("/counts/").content.decode()

    assert "decisions.restrict" in text
    assert "Overdue now" in text


@pytest.mark.parametrize("fmt", ["csv", "json"])
def test_the_table_can_be_taken_away_and_names_nobody(fmt: str) -> None:
    a_story()

    answer = cast.browser_of(cast.bo()).get(f"/counts/?first=2026-03-01&last=2026-03-03&format={fmt}")

    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "flags.user_notice" in text
    assert not [word for word in PLANTED_OF_NOTIFIER if word in text]


def test_days_in_the_wrong_order_are_refused_with_a_sentence() -> None:
    answer = cast.browser_of(cast.bo()).get("/counts/?first=2026-03-03&last=2026-03-01")

    assert answer.status_code == 422


def test_a_reviewer_does_not_see_them() -> None:
    assert cast.browser_of(cast.a_person("Amina", Role.REVIEWER)).get("/counts/").status_code == 403


def test_json_is_a_list_of_days() -> None:
    a_story()

    answer = cast.browser_of(cast.bo()).get("/counts/?first=2026-03-01&last=2026-03-03&format=json")

    rows = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert {"day": "2026-03-02", "name": "decisions.restrict", "value": 1} in rows
