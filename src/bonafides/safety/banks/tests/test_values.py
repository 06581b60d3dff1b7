"""The forms in which values stand on a list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.matching.errors import UrlError
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.values import parse_value


@settings(max_examples=200)
@given(
    st.sampled_from(["example.org", "http://example.org", "https://EXAMPLE.org:8443"]),
    st.text(st.sampled_from("aB/.%?&=#é- "), max_size=30),
    st.sampled_from(["", "/*"]),
)
def test_the_stored_form_of_an_address_stands_for_itself(host: str, path: str, end: str) -> None:
    try:
        stored = parse_value(EntryType.URL, f"{host}/{path.strip()}{end}")
    except UrlError:  # only a home page would be compared
        return

    assert parse_value(EntryType.URL, stored.text) == stored


@pytest.mark.parametrize("value", ["example.org", "example.org/", "example.org/a/*", "https://example.org/a?b=C"])
def test_each_form_of_an_address_keeps_its_form(value: str) -> None:
    stored = parse_value(EntryType.URL, value)

    assert parse_value(EntryType.URL, stored.text) == stored


def test_host_prefix_and_page_are_three_values() -> None:
    forms = {parse_value(EntryType.URL, value).sha256 for value in ("example.org", "example.org/", "example.org/*")}

    assert len(forms) == 3
