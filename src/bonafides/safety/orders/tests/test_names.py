"""Codes of clocks and of closing, in the reader's language."""

import pytest
from django.utils import translation

from bonafides.safety.orders.names import about_in_words, reason_in_words
from bonafides.safety.orders.vocabulary import ClockOutcome


@pytest.mark.parametrize(
    ("language", "about", "words"),
    [
        ("en", "order:7F3K9Q2MTX", "Order 7F3K9Q2MTX"),
        ("de", "request:ABC", "Ersuchen ABC"),
        ("ar", "year:2026", "سنة 2026"),
        ("de", "something else", "something else"),
    ],
)
def test_what_a_clock_is_about_is_said_in_words(language: str, about: str, words: str) -> None:
    with translation.override(language):
        assert about_in_words(about) == words


def test_that_a_drill_ended_is_said_in_words_and_what_a_person_wrote_stays() -> None:
    with translation.override("de"):
        told = [reason_in_words(reason) for reason in (ClockOutcome.DRILL, "asked")]

    assert told == ["Die Übung endete", "asked"]
