"""Precision and recall by threshold of texts, sounds and whole videos: each row counted by hand from small cases."""

import csv
import json
import re
from io import StringIO

import pytest
from django.http.response import HttpResponseBase
from tests import cast

from bonafides.kernel.actor import SYSTEM
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.moderation.actions import counting
from bonafides.safety.moderation.rules.counting import NO_NUMBER, alike_of, distance_of, percent_of
from bonafides.safety.moderation.tests.lists import listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction
from bonafides.safety.patterns.measures import SOUNDS, SOUNDS_BY_BITS, TEXTS, TEXTS_BY_TLSH, WHOLE_VIDEOS
from bonafides.safety.patterns.queries import Quality
from bonafides.safety.patterns.tests import by_sql
from bonafides.safety.patterns.tests.scenes import (
    DAYS,
    LONG,
    LONG_LETTERS,
    a_town,
    decided,
    nearly_long,
    right_and_wrong,
    uploaded,
)

pytestmark = pytest.mark.django_db
ADDRESS = f"/patterns/quality/?first={DAYS.first}&last={DAYS.last}"


def text_of(answer: HttpResponseBase) -> str:
    return b"".join(answer).decode()


def page(more: str = "") -> str:
    return cast.browser_of(cast.bo()).get(f"{ADDRESS}{more}").content.decode()


def right_and_wrong_copies() -> None:
    """Three letters of 98 replaced, restricted: likeness 95/98; four of them, kept: likeness 94/98."""
    a_policy()
    listed(LONG)
    decided(uploaded("p/1", nearly_long(3)), a_restriction())
    decided(uploaded("p/2", nearly_long(4)), KEEP)


@pytest.mark.db
def test_a_text_counts_up_to_the_likeness_of_its_most_alike_passage() -> None:
    right_and_wrong_copies()

    rows = Quality(SYSTEM, DAYS).thresholds(TEXTS)

    assert (95 * 100 // LONG_LETTERS, 94 * 100 // LONG_LETTERS) == (96, 95)
    assert [row.threshold for row in rows] == list(range(77, 101))
    assert [row.right for row in rows] == [1] * 20 + [0] * 4
    assert [row.wrong for row in rows] == [1] * 19 + [0] * 5
    assert [row.missed for row in rows] == [0] * 20 + [1] * 4
    assert [row.spared for row in rows] == [0] * 19 + [1] * 5


@pytest.mark.db
def test_a_text_that_is_there_word_for_word_is_found_at_every_threshold_and_counted_at_none() -> None:
    a_policy()
    listed(LONG)
    decided(uploaded("p/1", LONG), a_restriction())
    decided(uploaded("p/2", f"They wrote: {LONG}, and left."), KEEP)

    found = Quality(SYSTEM, DAYS)

    assert [(row.right, row.wrong) for row in found.by_list()] == [(1, 1)]
    assert {(row.right, row.wrong) for row in found.thresholds(TEXTS)} == {(0, 0)}


@pytest.mark.db
def test_a_sound_counts_by_its_share_and_by_the_bits_that_agree() -> None:
    right = {"listed_percent": 80.0, "item_percent": 40.0, "differing_percent": 3.2}
    right_and_wrong(EntryType.CHROMAPRINT, right, {"listed_percent": 29.99, "differing_percent": 13.96})

    shares, bits = (Quality(SYSTEM, DAYS).thresholds(measure) for measure in (SOUNDS, SOUNDS_BY_BITS))

    assert [row.right for row in shares] == [1] * 9 + [0] * 2
    assert [row.wrong for row in shares] == [1] * 3 + [0] * 8
    assert [row.threshold for row in bits] == list(range(86, 101))
    assert [row.right for row in bits] == [1] * 11 + [0] * 4
    assert [row.wrong for row in bits] == [1] + [0] * 14


@pytest.mark.db
def test_a_whole_video_counts_by_the_lower_of_its_two_scores() -> None:
    right = {"level1_percent": 99.5, "level2_percent": 92.0}
    right_and_wrong(EntryType.TMK, right, {"level1_percent": 71.99, "level2_percent": 100.0})

    rows = Quality(SYSTEM, DAYS).thresholds(WHOLE_VIDEOS)

    assert [row.threshold for row in rows] == list(range(70, 101, 2))
    assert [row.right for row in rows] == [1] * 12 + [0] * 4
    assert [row.wrong for row in rows] == [1] + [0] * 15


@pytest.mark.db
def test_a_tlsh_hash_counts_from_its_distance_on() -> None:
    right_and_wrong(EntryType.TLSH, {"distance": 4}, {"distance": 29})

    rows = Quality(SYSTEM, DAYS).thresholds(TEXTS_BY_TLSH)

    assert [row.threshold for row in rows] == list(range(0, 31, 2))
    assert [row.right for row in rows] == [0] * 2 + [1] * 14
    assert [row.wrong for row in rows] == [0] * 15 + [1]


@pytest.mark.db
@pytest.mark.parametrize(
    ("type_", "detail"),
    [
        (EntryType.CHROMAPRINT, {"listed_percent": 55.5, "differing_percent": 7.31}),
        (EntryType.TMK, {"level1_percent": 88.0, "level2_percent": 79.99}),
        (EntryType.TLSH, {"distance": 17}),
        (EntryType.TEXT, {"score": 0.83, "share": 0.9, "of_post": 0.2}),
    ],
)
def test_a_kept_day_says_of_each_kind_what_its_rows_say(type_: EntryType, detail: dict[str, float]) -> None:
    right_and_wrong(type_, detail, detail)
    measures = [TEXTS, TEXTS_BY_TLSH, SOUNDS, SOUNDS_BY_BITS, WHOLE_VIDEOS]
    before = [Quality(SYSTEM, DAYS).thresholds(measure) for measure in measures]

    counting.count_due(cast.NOON, for_seconds=float("inf"))
    kept = [Quality(SYSTEM, DAYS).thresholds(measure) for measure in measures]

    assert before == kept == [by_sql.Quality(DAYS).thresholds(measure) for measure in measures]
    assert sum(rows[0].right + rows[-1].right > 0 for rows in kept) == (2 if type_ == EntryType.CHROMAPRINT else 1)


def test_likeness_is_rounded_down_by_its_digits_and_what_was_not_recorded_has_none() -> None:
    assert [alike_of("text", {"score": score}) for score in (0.29, 0.999, 1.0)] == [29, 99, 100]
    assert alike_of("tmk", {"level1_percent": 100.01, "level2_percent": 100.0}) == 100
    nothing = [alike_of("text", {"named": True}), alike_of("tmk", {}), alike_of("chromaprint", {}), alike_of("pdq", {})]
    assert {*nothing, distance_of("tlsh", None, {}), percent_of("chromaprint", {})} == {NO_NUMBER}
    assert (distance_of("pdq", 0, {}), distance_of("tlsh", None, {"distance": 0})) == (0, 0)


# -- the page and its files -------------------------------------------------------------------------------------------


def test_one_kind_is_shown_at_a_time_and_each_that_was_decided_can_be_chosen() -> None:
    right_and_wrong(EntryType.CHROMAPRINT, {"listed_percent": 100.0, "differing_percent": 0.0}, {"listed_percent": 9.0})

    first, bits = page(), page("&measure=sound_bits")

    assert re.findall(r"measure=(\w+)#thresholds", first) == ["sound_thresholds", "sound_bits"]
    assert "a larger share of the listed sound" in first
    assert "86 per cent must agree" not in first
    assert "86 per cent must agree" in bits
    assert [each.count("in force") for each in (first, bits)] == [1, 1]
    assert [each.count("table=sound_bits") for each in (first, bits)] == [0, 2]
    assert 'name="measure" value="sound_bits"' in bits


def test_the_page_of_texts_names_no_single_threshold_and_shows_each_share_with_its_interval() -> None:
    right_and_wrong_copies()

    said = page()

    assert "The matcher asks for 77 to 99 per cent" in said
    assert "in force" not in said
    assert "50.0 %, between 9.5 and 90.5" in said
    assert "100.0 %, between 20.7 and 100.0" in said


def test_nothing_is_shown_where_nothing_was_decided() -> None:
    a_town()

    assert "No match of this kind was decided in these days yet." in page()
    assert "No match of this kind was decided in these days yet." in page("&measure=tmk_thresholds")
    assert "#thresholds" not in page()


def test_a_measure_that_is_not_there_is_said_to_be() -> None:
    answer = cast.browser_of(cast.bo()).get(f"{ADDRESS}&measure=smell")

    assert answer.status_code == 422


def test_texts_and_sounds_by_threshold_are_files() -> None:
    right_and_wrong_copies()
    browser = cast.browser_of(cast.bo())

    rows = json.loads(text_of(browser.get(f"{ADDRESS}&table=text_thresholds&format=json")))
    lines = list(csv.DictReader(StringIO(text_of(browser.get(f"{ADDRESS}&table=text_thresholds&format=csv")))))
    sounds = list(csv.DictReader(StringIO(text_of(browser.get(f"{ADDRESS}&table=sound_bits&format=csv")))))

    row = next(row for row in rows if row["threshold_percent"] == 96)
    assert (row["right"], row["wrong"], row["right_missed"], row["wrong_spared"]) == (1, 0, 0, 1)
    assert (row["precision"], row["precision_high"], row["recall_among_matched"]) == (1.0, 1.0, 1.0)
    assert row["precision_low"] == pytest.approx(0.206549, abs=1e-6)
    assert [line["threshold_percent"] for line in lines] == [str(percent) for percent in range(77, 101)]
    assert {line["precision"] for line in sounds} == {""}
