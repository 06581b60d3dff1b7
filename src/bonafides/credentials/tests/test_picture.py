"""The mark's picture: names of every kind stay text, and inside."""

from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bonafides.credentials.picture import HEIGHT, PNG_SCALE, WIDTH, png, svg

DAY = date(2026, 12, 6)
TEXT = "{http://www.w3.org/2000/svg}text"


def texts_of(name: str) -> list[str | None]:
    root = ElementTree.fromstring(svg(name=name, valid_until=DAY, issuer="Programme"))
    return [text.text for text in root.iter(TEXT)]


def test_it_says_who_until_when_and_by_whom() -> None:
    assert texts_of("Smallhost") == ["Verified member", "Smallhost", "Valid until 6 December 2026", "Programme"]


def test_it_has_a_name_for_those_who_cannot_see_it() -> None:
    root = ElementTree.fromstring(svg(name="Smallhost", valid_until=DAY, issuer="Programme"))

    assert root.get("role") == "img"
    assert root[0].text == "Verified member: Smallhost. Valid until 6 December 2026. Programme."


@given(st.text(max_size=100))
def test_any_name_stays_text(name: str) -> None:
    assert len(texts_of(name)) in (4, 5)


def test_markup_in_a_name_is_shown_as_it_is() -> None:
    assert texts_of('<script>&"')[1] == '<script>&"'


def test_a_long_name_stands_on_two_lines() -> None:
    assert texts_of("Cooperative Society of Small Hosts")[1:3] == ["Cooperative Society", "of Small Hosts"]


def test_a_long_name_is_cut_visibly() -> None:
    shown = texts_of("A" * 60)[1]

    assert shown == "A" * 55 + "…"


@pytest.mark.parametrize("name", ["Smallhost", "منصة اللصق", "Пастебин", "貼り付け", "W" * 60])
def test_the_png_has_the_size_of_the_drawing(name: str) -> None:
    drawn = Image.open(BytesIO(png(name=name, valid_until=DAY, issuer="Programme")))

    assert drawn.size == (WIDTH * PNG_SCALE, HEIGHT * PNG_SCALE)
