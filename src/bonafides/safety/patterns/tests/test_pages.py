import csv
import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from tests import cast
from tests.cast import NOON

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.moderation.tests.lists import PHRASE, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction
from bonafides.safety.patterns.measures import PICTURES, VIDEOS
from bonafides.safety.patterns.queries import Days, Patterns, Quality
from bonafides.safety.patterns.rules import Row, Table
from bonafides.safety.patterns.tests.scenes import (
    DAYS,
    a_listed_picture,
    a_picture,
    a_town,
    decided,
    of_a_type,
    right_and_wrong,
    uploaded,
)
from bonafides.safety.patterns.vocabulary import TableKey

pytestmark = pytest.mark.django_db
WITHIN = f"first={DAYS.first}&last={DAYS.last}"


def tables() -> dict[TableKey, Table]:
    return {table.key: table for table in Patterns(cast.by(cast.bo()), DAYS).tables()}


def text_of(answer: HttpResponseBase) -> str:
    return b"".join(answer).decode()


def filled(table: Table) -> list[tuple[str, tuple[int, ...]]]:
    return [(row.name, row.numbers) for row in table.rows if any(row.numbers)]


@pytest.mark.db
def test_matches_are_counted_by_what_they_met_and_when() -> None:
    a_town()

    found = tables()

    assert filled(found[TableKey.LISTS]) == [("Sample text list", (3,))]
    assert filled(found[TableKey.TYPES]) == [("text", (3,))]
    assert filled(found[TableKey.FOUND_BY]) == [("phrase", (3,))]
    assert filled(found[TableKey.KINDS]) == [("text", (3,))]
    assert filled(found[TableKey.LANGUAGES]) == [("en", (3,))]
    assert filled(found[TableKey.WEEKDAYS]) == [(str(NOON.weekday()), (3,))]
    assert filled(found[TableKey.HOURS]) == [("12:00", (2,)), ("14:00", (1,))]


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
def test_accounts_are_counted_and_never_named() -> None:
    entry = a_town()

    found = tables()

    assert filled(found[TableKey.ACCOUNTS]) == [("1", (1,)), ("2", (1,))]
    assert found[TableKey.ENTRIES].rows == (Row(entry.code, (3, 2), entry.get_absolute_url(), entry.bank.name),)


@pytest.mark.db
def test_what_was_removed_and_comes_again_is_counted() -> None:
    a_town()
    first = uploaded("p/5", "The made-up words of sample entity A.")
    decided(first, a_restriction())
    uploaded("p/6", "The made-up words of sample entity A.", at=NOON + timedelta(hours=3))

    assert filled(tables()[TableKey.AGAIN]) == [("text", (5, 1, 0))]


def bars_of(page: str, key: TableKey) -> list[str]:
    """How far each bar of a table is filled, and that nobody has it read out."""
    table = page.split(f'id="{key}"')[1].split("</section>")[0]
    return re.findall(r'aria-hidden="true"[^>]*>.*?pattern-fill" width="([\d.]+)"', table)


def test_every_number_of_what_came_again_has_its_bar_to_one_scale() -> None:
    a_town()
    decided(uploaded("p/5", "The made-up words of sample entity A."), a_restriction())
    uploaded("p/6", "The made-up words of sample entity A.", at=NOON + timedelta(hours=3))

    page = cast.browser_of(cast.bo()).get(f"/patterns/?{WITHIN}").content.decode()

    assert bars_of(page, TableKey.AGAIN) == ["100.00", "20.00", "0.00"]
    assert bars_of(page, TableKey.ENTRIES) == ["100.00", "40.00"]
    assert bars_of(page, TableKey.KINDS) == ["100.00"]


@pytest.mark.db
def test_a_restriction_that_stands_is_right_and_what_was_kept_is_wrong() -> None:
    entry = a_town()

    (row,) = Quality(cast.by(cast.bo()), DAYS).by_list()

    assert (row.name, row.type, row.right, row.wrong) == (entry.bank.name, "text", 1, 1)
    assert row.href == f"{entry.bank.get_absolute_url()}#policy"


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


@pytest.mark.db
def test_recall_is_measured_on_what_others_flagged() -> None:
    a_town()

    (row,) = Quality(cast.by(cast.bo()), DAYS).recall()

    assert (row.kind, row.met, row.restricted) == ("text", 0, 1)


def test_another_list_has_met_none_of_it() -> None:
    a_town()
    other = a_listed_picture().bank

    assert Quality(cast.by(cast.bo()), DAYS, other.reference).by_list() == []


def test_other_days_hold_nothing_and_impossible_days_are_refused() -> None:
    a_town()
    later = DAYS.last + timedelta(days=9)

    assert filled(Patterns(cast.by(cast.bo()), Days(later, later)).tables()[0]) == []
    with pytest.raises(Invalid):
        Days(DAYS.last, DAYS.first)


def test_who_decides_nothing_reads_nothing() -> None:
    trainee = cast.by(cast.a_person("Trainee", Role.TRAINEE))

    with pytest.raises(NotAllowed):
        Patterns(trainee, DAYS)
    with pytest.raises(NotAllowed):
        Quality(trainee, DAYS)


def test_both_pages_show_their_numbers_and_no_account() -> None:
    a_town()
    browser = cast.browser_of(cast.bo())

    pages = [browser.get(f"/patterns/{name}?{WITHIN}").content.decode() for name in ("", "quality/")]

    assert "word for word in a longer text" in pages[0]
    assert "50.0 %, between" in pages[1]
    assert "author" not in pages[0] + pages[1]


def test_each_table_is_a_file_without_accounts() -> None:
    a_town()
    browser = cast.browser_of(cast.bo())
    found = tables()

    files = {key: text_of(browser.get(f"/patterns/?{WITHIN}&table={key}&format=json")) for key in found}
    lines = list(csv.reader(StringIO(text_of(browser.get(f"/patterns/?{WITHIN}&table=entries&format=csv")))))

    assert {key: len(json.loads(text)) for key, text in files.items()} == {key: len(t.rows) for key, t in found.items()}
    assert "author" not in str(files)
    assert lines[0] == ["entry", "list", "items", "accounts"]


def test_each_table_of_quality_is_a_file() -> None:
    a_town()
    browser = cast.browser_of(cast.bo())
    keys = ("thresholds", "by_list", "recall")

    files = [text_of(browser.get(f"/patterns/quality/?{WITHIN}&table={key}&format=json")) for key in keys]

    assert [len(json.loads(text)) for text in files] == [32, 1, 1]


def test_a_table_that_is_not_there_and_days_in_the_wrong_order_are_said_to_be() -> None:
    browser = cast.browser_of(cast.bo())

    assert browser.get("/patterns/?format=csv&table=none").status_code == 422
    assert browser.get("/patterns/?first=2026-02-02&last=2026-02-01").status_code == 422
    assert browser.get("/patterns/quality/?bank=NONE").status_code == 422


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


def test_kinds_of_entry_and_languages_are_called_by_their_names() -> None:
    a_town()

    page = cast.browser_of(cast.bo()).get(f"/patterns/?{WITHIN}").content.decode()

    assert "Text or phrase" in page
    assert "English (en)" in page


def test_many_lists_stand_on_several_pages_and_whole_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    a_town()
    a_listed_picture()
    decided(a_picture("p/7"), a_restriction())
    monkeypatch.setattr("bonafides.safety.patterns.views.LISTS_PER_PAGE", 1)
    browser = cast.browser_of(cast.bo())

    page = browser.get(f"/patterns/quality/?{WITHIN}&page=2").content.decode()
    file = text_of(browser.get(f"/patterns/quality/?{WITHIN}&page=2&table=by_list&format=json"))

    assert "Page 2 of 2" in page
    assert len(json.loads(file)) == 2


def test_a_page_asks_as_much_for_many_as_for_few() -> None:
    a_town()
    with CaptureQueriesContext(connection) as few:
        tables()
    uploaded("p/9", "nine: the made-up words of sample entity a", author="third")
    with CaptureQueriesContext(connection) as many:
        tables()

    assert len(many) == len(few)


def test_another_language_finds_the_days_filled_in_and_its_own_decimal_mark() -> None:
    a_town()
    bo = cast.bo()
    bo.language = "de"
    bo.save()

    said = cast.browser_of(bo).get(f"/patterns/quality/?{WITHIN}").content.decode()

    assert f'value="{DAYS.first}"' in said
    assert " %, zwischen " in said
    assert not re.search(r"\d\.\d %", said)
