"""Member States by their names, in the reader's language."""

import pytest
from django.template import Context, Template
from django.utils import translation

from bonafides.safety.orders.countries import NAMES, STATES, code_of
from bonafides.safety.orders.forms import MEMBER_STATES


def test_every_state_that_an_order_may_come_from_has_a_name() -> None:
    assert NAMES.keys() == STATES.keys()
    assert len(NAMES) == 27


@pytest.mark.parametrize("code", NAMES)
def test_an_order_may_name_a_state_as_we_do(code: str) -> None:
    assert code_of(NAMES[code]) == code


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Germany (DE)"),
        ("de", "Deutschland (DE)"),
        ("es", "Alemania (DE)"),
        ("fr", "Allemagne (DE)"),
        ("ru", "Германия (DE)"),
        ("ar", "ألمانيا (DE)"),
    ],
)
def test_a_state_is_chosen_by_its_name_in_the_readers_language(language: str, name: str) -> None:
    with translation.override(language):
        assert str(dict(MEMBER_STATES)["DE"]) == name


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru"])
def test_no_two_states_have_one_name(language: str) -> None:
    with translation.override(language):
        assert len({str(name) for _code, name in MEMBER_STATES}) == 27


@pytest.mark.parametrize(("code", "name"), [("IE", "Irland"), ("XX", "XX"), ("", "")])
def test_a_page_names_a_state_and_keeps_a_code_that_it_does_not_know(code: str, name: str) -> None:
    with translation.override("de"):
        shown = Template("{% load orders %}{{ code|member_state }}").render(Context({"code": code}))

    assert shown == name
