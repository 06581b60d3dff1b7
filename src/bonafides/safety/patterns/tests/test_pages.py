"""What the pages say of one town, made once: nobody changes it but for themselves."""

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
from bonafides.safety.banks.models import Entry
from bonafides.safety.moderation.tests.scenes import a_restriction
from bonafides.safety.patterns.queries import Days, Patterns, Quality
from bonafides.safety.patterns.rules import Row, Table
from bonafides.safety.patterns.tests.scenes import (
    DAYS,
    a_listed_picture,
    a_picture,
    a_town,
    decided,
    uploaded,
)
from bonafides.safety.patterns.vocabulary import TableKey

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("town")]  # made once
WITHIN = f"first={DAYS.first}&last={DAYS.last}"


@pytest.fixture(scope="module")
def town(made_once: None) -> Entry:
    return a_town()


def tables() -> dict[TableKey, Table]:
    return {table.key: table for table in Patterns(cast.by(cast.bo()), DAYS).tables()}


def text_of(answer: HttpResponseBase) -> str:
    return b"".join(answer).decode()


def filled(table: Table) -> list[tuple[str, tuple[int, ...]]]:
    return [(row.name, row.numbers) for row in table.rows if any(row.numbers)]


@pytest.mark.db
def test_matches_are_counted_by_what_they_met_and_when(town: Entry) -> None:
    found = tables()

    assert filled(found[TableKey.LISTS]) == [("Sample text list", (3,))]
    assert filled(found[TableKey.TYPES]) == [("text", (3,))]
    assert filled(found[TableKey.FOUND_BY]) == [("phrase", (3,))]
    assert filled(found[TableKey.KINDS]) == [("text", (3,))]
    assert filled(found[TableKey.LANGUAGES]) == [("en", (3,))]
    assert filled(found[TableKey.WEEKDAYS]) == [(str(NOON.weekday()), (3,))]
    assert filled(found[TableKey.HOURS]) == [("12:00", (2,)), ("14:00", (1,))]


@pytest.mark.db
def test_accounts_are_counted_and_never_named(town: Entry) -> None:
    found = tables()

    assert filled(found[TableKey.ACCOUNTS]) == [("1", (1,)), ("2", (1,))]
    assert found[TableKey.ENTRIES].rows == (Row(town.code, (3, 2), town.get_absolute_url(), town.bank.name),)


@pytest.mark.db
def test_what_was_removed_and_comes_again_is_counted(town: Entry) -> None:
    first = uploaded("p/5", "The made-up words of sample entity A.")
    decided(first, a_restriction())
    uploaded("p/6", "The made-up words of sample entity A.", at=NOON + timedelta(hours=3))

    assert filled(tables()[TableKey.AGAIN]) == [("text", (5, 1, 0))]


def bars_of(page: str, key: TableKey) -> list[str]:
    """How far each bar of a table is filled, and that nobody has it read out."""
    table = page.split(f'id="{key}"')[1].split("</section>")[0]
    return re.findall(r'aria-hidden="true"[^>]*>.*?pattern-fill" width="([\d.]+)"', table)


def test_every_number_of_what_came_again_has_its_bar_to_one_scale(town: Entry) -> None:
    decided(uploaded("p/5", "The made-up words of sample entity A."), a_restriction())
    uploaded("p/6", "The made-up words of sample entity A.", at=NOON + timedelta(hours=3))

    page = cast.browser_of(cast.bo()).get(f"/patterns/?{WITHIN}").content.decode()

    assert bars_of(page, TableKey.AGAIN) == ["100.00", "20.00", "0.00"]
    assert bars_of(page, TableKey.ENTRIES) == ["100.00", "40.00"]
    assert bars_of(page, TableKey.KINDS) == ["100.00"]


@pytest.mark.db
def test_a_restriction_that_stands_is_right_and_what_was_kept_is_wrong(town: Entry) -> None:
    (row,) = Quality(cast.by(cast.bo()), DAYS).by_list()

    assert (row.name, row.type, row.right, row.wrong) == (town.bank.name, "text", 1, 1)
    assert row.href == f"{town.bank.get_absolute_url()}#policy"


@pytest.mark.db
def test_recall_is_measured_on_what_others_flagged(town: Entry) -> None:
    (row,) = Quality(cast.by(cast.bo()), DAYS).recall()

    assert (row.kind, row.met, row.restricted) == ("text", 0, 1)


def test_another_list_has_met_none_of_it(town: Entry) -> None:
    other = a_listed_picture().bank

    assert Quality(cast.by(cast.bo()), DAYS, other.reference).by_list() == []


def test_other_days_hold_nothing_and_impossible_days_are_refused(town: Entry) -> None:
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


def test_both_pages_show_their_numbers_and_no_account(town: Entry) -> None:
    browser = cast.browser_of(cast.bo())

    pages = [browser.get(f"/patterns/{name}?{WITHIN}").content.decode() for name in ("", "quality/")]

    assert "word for word in a longer text" in pages[0]
    assert "50.0 %, between" in pages[1]
    assert "author" not in pages[0] + pages[1]


def test_no_line_breaks_between_the_number_of_the_interval_and_its_sign(town: Entry) -> None:
    page = cast.browser_of(cast.bo()).get(f"/patterns/quality/?{WITHIN}").content.decode()

    assert "interval of 95\u00a0% (Wilson)" in page


def test_each_table_is_a_file_without_accounts(town: Entry) -> None:
    browser = cast.browser_of(cast.bo())
    found = tables()

    files = {key: text_of(browser.get(f"/patterns/?{WITHIN}&table={key}&format=json")) for key in found}
    lines = list(csv.reader(StringIO(text_of(browser.get(f"/patterns/?{WITHIN}&table=entries&format=csv")))))

    assert {key: len(json.loads(text)) for key, text in files.items()} == {key: len(t.rows) for key, t in found.items()}
    assert "author" not in str(files)
    assert lines[0] == ["entry", "list", "items", "accounts"]


def test_each_table_of_quality_is_a_file(town: Entry) -> None:
    browser = cast.browser_of(cast.bo())
    keys = ("thresholds", "by_list", "recall")

    files = [text_of(browser.get(f"/patterns/quality/?{WITHIN}&table={key}&format=json")) for key in keys]

    assert [len(json.loads(text)) for text in files] == [32, 1, 1]


def test_a_table_that_is_not_there_and_days_in_the_wrong_order_are_said_to_be() -> None:
    browser = cast.browser_of(cast.bo())

    assert browser.get("/patterns/?format=csv&table=none").status_code == 422
    assert browser.get("/patterns/?first=2026-02-02&last=2026-02-01").status_code == 422
    assert browser.get("/patterns/quality/?bank=NONE").status_code == 422


@pytest.mark.parametrize(
    "asked",
    [
        "?first=2026-02-02&last=2026-02-01&table=lists",
        "?first=yesterday&table=lists",
        "quality/?bank=NONE&table=by_list",
        "quality/?first=2020-01-01&last=2026-02-01&table=recall",
    ],
)
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_of_what_cannot_be_asked_there_is_no_file_with_the_numbers_of_other_days_or_lists(
    asked: str, kind: str
) -> None:
    answer = cast.browser_of(cast.bo()).get(f"/patterns/{asked}&format={kind}")

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")


def test_kinds_of_entry_and_languages_are_called_by_their_names(town: Entry) -> None:
    page = cast.browser_of(cast.bo()).get(f"/patterns/?{WITHIN}").content.decode()

    assert "Text or phrase" in page
    assert "English (en)" in page


def test_many_lists_stand_on_several_pages_and_whole_in_a_file(town: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    a_listed_picture()
    decided(a_picture("p/7"), a_restriction())
    monkeypatch.setattr("bonafides.safety.patterns.views.LISTS_PER_PAGE", 1)
    browser = cast.browser_of(cast.bo())

    page = browser.get(f"/patterns/quality/?{WITHIN}&page=2").content.decode()
    file = text_of(browser.get(f"/patterns/quality/?{WITHIN}&page=2&table=by_list&format=json"))

    assert "Page 2 of 2" in page
    assert len(json.loads(file)) == 2


def test_a_page_asks_as_much_for_many_as_for_few(town: Entry) -> None:
    with CaptureQueriesContext(connection) as few:
        tables()
    uploaded("p/9", "nine: the made-up words of sample entity a", author="third")
    with CaptureQueriesContext(connection) as many:
        tables()

    assert len(many) == len(few)


def test_another_language_finds_the_days_filled_in_and_its_own_decimal_mark(town: Entry) -> None:
    bo = cast.bo()
    bo.language = "de"
    bo.save()

    said = cast.browser_of(bo).get(f"/patterns/quality/?{WITHIN}").content.decode()

    assert f'value="{DAYS.first}"' in said
    assert " %, zwischen " in said
    assert not re.search(r"\d\.\d %", said)
