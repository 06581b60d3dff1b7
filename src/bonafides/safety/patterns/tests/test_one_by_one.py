"""Single uploads: their formats, thresholds that they are counted at, and days without any."""

import json
import re

import pytest
from tests import cast

from bonafides.matching.vocabulary import EntryType
from bonafides.safety.moderation.tests.lists import PHRASE, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction
from bonafides.safety.patterns.measures import PICTURES, VIDEOS
from bonafides.safety.patterns.queries import Quality
from bonafides.safety.patterns.tests.scenes import (
    DAYS,
    a_listed_picture,
    a_picture,
    decided,
    of_a_type,
    right_and_wrong,
)
from bonafides.safety.patterns.tests.test_pages import WITHIN, filled, tables, text_of
from bonafides.safety.patterns.vocabulary import TableKey

pytestmark = pytest.mark.django_db


@pytest.mark.db
def test_formats_are_counted_whatever_their_spelling() -> None:
    a_policy()
    listed(PHRASE)
    of_a_type("p/1", "text/plain")
    of_a_type("p/2", "Text/PLAIN; charset=utf-8")
    of_a_type("p/3", "application/x-made-up")
    of_a_type("p/4", "")

    found = tables()[TableKey.FORMATS]

    assert filled(found) == [("text/plain", (2,)), ("", (1,)), ("application/x-made-up", (1,))]


def test_formats_are_called_as_readers_call_them_and_unknown_ones_stand_as_they_are() -> None:
    a_policy()
    listed(PHRASE)
    a_listed_picture()
    a_picture("p/1")
    of_a_type("p/2", "text/plain")
    of_a_type("p/3", "application/x-<made-up>")
    of_a_type("p/4", "")
    browser = cast.browser_of(cast.bo())

    page = browser.get(f"/patterns/?{WITHIN}").content.decode()
    table = page.split('id="formats"')[1].split("</section>")[0]
    file = json.loads(text_of(browser.get(f"/patterns/?{WITHIN}&table=formats&format=json")))

    assert re.findall(r"<bdi>(.*?)</bdi>", table) == [
        "no format was given",
        "<code>application/x-&lt;made-up&gt;</code>",
        "PNG",
        "Plain text",
    ]
    assert {"format": "image/png", "items": 1} in file


@pytest.mark.db
def test_a_picture_counts_from_the_threshold_on_that_still_meets_it() -> None:
    a_policy()
    a_listed_picture(bits=4)
    decided(a_picture("p/1"), a_restriction())

    rows = Quality(cast.by(cast.bo()), DAYS).thresholds(PICTURES)

    assert [row.right for row in rows] == [0] * 4 + [1] * 28
    assert [row.missed for row in rows] == [1] * 4 + [0] * 28


@pytest.mark.db
def test_a_video_counts_up_to_the_share_that_it_holds_of_the_listed_one() -> None:
    right_and_wrong(EntryType.VPDQ, {"listed_percent": 79.99}, {"listed_percent": 12.5})

    rows = Quality(cast.by(cast.bo()), DAYS).thresholds(VIDEOS)

    assert [row.threshold for row in rows] == list(range(0, 101, 10))
    assert [row.right for row in rows] == [1] * 8 + [0] * 3
    assert [row.wrong for row in rows] == [1] * 2 + [0] * 9
    assert [row.missed for row in rows] == [0] * 8 + [1] * 3
    assert [row.spared for row in rows] == [0] * 2 + [1] * 9


def test_shares_of_videos_stand_on_the_page_and_in_a_file() -> None:
    right_and_wrong(EntryType.VPDQ, {"listed_percent": 79.99}, {"listed_percent": 12.5})
    browser = cast.browser_of(cast.bo())

    page = browser.get(f"/patterns/quality/?{WITHIN}").content.decode()
    file = json.loads(text_of(browser.get(f"/patterns/quality/?{WITHIN}&table=video_thresholds&format=json")))

    assert "Per cent, at least" in page
    assert page.count("in force") == 1
    assert [row["threshold_percent"] for row in file] == list(range(0, 101, 10))
    assert file[1]["precision"] == 0.5


def test_a_kept_picture_is_wrong_at_every_threshold_that_meets_it() -> None:
    a_policy()
    entry = a_listed_picture()
    item = a_picture("p/1")
    decided(item, KEEP)

    rows = Quality(cast.by(cast.bo()), DAYS, entry.bank.reference).thresholds(PICTURES)

    assert [row.wrong for row in rows] == [0] * 4 + [1] * 28


def test_days_without_matches_say_so_once() -> None:
    page = cast.browser_of(cast.bo()).get(f"/patterns/?{WITHIN}").content.decode()

    assert page.count("Nothing matched in these days.") == 1
