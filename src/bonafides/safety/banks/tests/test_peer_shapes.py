import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.safety.banks.peer_shapes import are_wanted, peer_name


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("KNOWN_VIDEOS", "KNOWN_VIDEOS"),
        ("Known videos (EU)", "KNOWN_VIDEOS_EU"),
        ("_OWN__", "_OWN__"),
        ("2026 list", "_2026_LIST"),
        ("  Été — hiver ", "ETE_HIVER"),
        ("ملفات", "LIST_C0C45D10"),
    ],
)
def test_a_list_is_called_as_that_client_spells_names(name: str, spelt: str) -> None:
    assert peer_name(name) == spelt


@given(st.text(max_size=100))
def test_every_name_can_be_spelt_and_spelling_it_again_changes_nothing(name: str) -> None:
    spelt = peer_name(name)

    assert re.fullmatch(r"[A-Z_][A-Z0-9_]*", spelt)
    assert peer_name(spelt) == spelt


def test_lists_are_asked_for_in_either_spelling() -> None:
    assert are_wanted("Known videos, OWN,,") == {"KNOWN_VIDEOS", "OWN"}
    assert are_wanted("") == frozenset()
