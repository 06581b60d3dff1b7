"""The template tags, as a page uses them."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone as django_timezone
from django.utils import translation

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def rendered(source: str, **context: object) -> str:
    return Template("{% load pages %}" + source).render(Context(context))


class Sample(forms.Form):
    address = forms.URLField(label="Address", help_text="One address.", assume_scheme="https")
    measure = forms.ChoiceField(
        label="Measure", choices=[("keep", "Keep"), ("remove", "Remove")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False)


class Mood(StrEnum):
    HELD = "held"


# Small marks


def test_an_icon_is_silent_unless_it_is_labelled() -> None:
    silent = rendered("{% icon 'check' %}")
    spoken = rendered("{% icon 'check' label=text %}", text="Kept <b>")

    assert 'aria-hidden="true"' in silent
    assert "#check" in silent
    assert 'role="img" aria-label="Kept &lt;b&gt;"' in spoken


def test_a_directional_icon_is_mirrored_in_right_to_left_pages() -> None:
    arrow = rendered("{% icon 'arrow-end' %}")

    assert "icon--mirrored" in arrow


def test_a_badge_tells_its_state_by_word_icon_and_tone() -> None:
    badge = rendered("{% badge state %}", state=Mood.HELD)

    assert "badge--warn" in badge
    assert "#pause" in badge
    assert "Held" in badge


def test_a_state_outside_the_vocabulary_says_its_own_name_neutrally() -> None:
    badge = rendered("{% badge state %}", state="<odd>")

    assert "badge--neutral" in badge
    assert "&lt;odd&gt;" in badge


def test_a_badge_is_said_in_the_language_of_the_page() -> None:
    with translation.override("de"):
        badge = rendered("{% badge 'open' label='Offen' %}")

    assert "Offen" in badge


# Moments


def test_a_moment_is_shown_in_the_readers_zone_with_the_exact_one_in_utc() -> None:
    with django_timezone.override(timezone(timedelta(hours=3), "EAT")):
        shown = rendered("{{ moment|isotime }}", moment=NOON)

    assert 'datetime="2026-11-20T12:00:00Z"' in shown
    assert "20 Nov 2026, 15:00 EAT" in shown


def test_a_missing_moment_is_a_dash() -> None:
    assert rendered("{{ moment|isotime }}", moment=None) == "–"


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(days=2, hours=3, minutes=59), "2 d 03 h", "clock--neutral"),
        (timedelta(minutes=30, seconds=1), "00:30:01", "clock--neutral"),
        (timedelta(minutes=30), "00:30:00", "clock--warn"),
        (timedelta(seconds=1), "00:00:01", "clock--warn"),
        (timedelta(), "00:00:00", "clock--danger"),
        (-timedelta(minutes=1, seconds=30), "00:01:30 over", "clock--danger"),
    ],
)
def test_a_clock_says_what_is_left_and_warns_near_the_end(left: timedelta, words: str, tone: str) -> None:
    chip = rendered("{% clock deadline now=now %}", deadline=NOON + left, now=NOON)

    assert f"<bdi>{words}</bdi>" in chip
    assert tone in chip


# Evidence


@pytest.mark.parametrize(("bits", "place"), [(0, 'cx="5"'), (31, 'cx="95"'), (40, 'cx="95"')])
def test_the_distance_meter_runs_from_the_same_to_the_limit(bits: int, place: str) -> None:
    meter = rendered("{{ bits|distance_meter }}", bits=bits)

    assert place in meter
    assert f"{bits}/256" in meter


def test_the_distance_meter_is_said_in_words() -> None:
    meter = rendered("{{ 1|distance_meter:10 }}")

    assert "1 bit of 256 differs; up to 10 count as a match" in meter


# Forms


def test_a_field_joins_its_help_and_its_error_to_its_control() -> None:
    form = Sample({"address": "nowhere at all"})

    field = rendered("{% field form.address %}", form=form)

    assert 'aria-describedby="id_address_helptext id_address_error"' in field
    assert 'id="id_address_helptext"' in field
    assert 'id="id_address_error"' in field
    assert 'aria-invalid="true"' in field


def test_an_optional_field_says_so() -> None:
    field = rendered("{% field form.note %}", form=Sample())

    assert "(optional)" in field


def test_choices_become_cards_that_their_keys_press() -> None:
    field = rendered("{% field form.measure keys='kr' %}", form=Sample())

    assert '<label class="choice" data-key="k">' in field
    assert '<label class="choice" data-key="r">' in field
    assert field.count('type="radio"') == 2


def test_choices_without_keys_are_all_there() -> None:
    field = rendered("{% field form.measure %}", form=Sample())

    assert field.count('type="radio"') == 2
    assert "data-key=" not in field


def test_the_error_summary_links_each_error_to_its_field() -> None:
    form = Sample({})

    summary = rendered("{% error_summary form %}", form=form)

    assert "2 things need your attention" in summary
    assert 'href="#id_address"' in summary
    assert 'href="#id_measure"' in summary


def test_a_form_without_errors_has_no_summary() -> None:
    form = Sample({"address": "https://example.org", "measure": "keep"})

    assert rendered("{% error_summary form %}", form=form).strip() == ""


# Addresses


def test_the_pager_keeps_the_filters_of_the_page() -> None:
    request = RequestFactory().get("/cases", {"state": "open", "page": "2"})

    pager = rendered("{% pager page %}", request=request, page=Paginator(range(60), 20).page(2))

    assert 'href="?state=open&amp;page=1"' in pager
    assert 'href="?state=open&amp;page=3"' in pager
    assert "Page 2 of 3" in pager


def test_an_export_holds_the_whole_filtered_list() -> None:
    request = RequestFactory().get("/cases", {"state": "open", "page": "2"})

    links = rendered("{% export_links 'csv' %}", request=request)

    assert 'href="?state=open&amp;format=csv"' in links


def test_a_value_in_the_query_string_cannot_leave_its_attribute() -> None:
    request = RequestFactory().get("/cases", {"q": '"><script>'})

    query = rendered('<a href="?{% query_with page=1 %}">', request=request)

    assert "<script>" not in query


def test_a_key_with_a_name_is_named_in_the_readers_language() -> None:
    with translation.override("de"):
        said = rendered("{% key 'space' %}{% key 'o' %}")

    assert said == '<kbd class="key" aria-hidden="true">Leertaste</kbd><kbd class="key" aria-hidden="true">o</kbd>'
