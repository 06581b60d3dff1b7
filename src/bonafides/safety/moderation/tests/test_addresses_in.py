"""Reading addresses out of what people paste."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.safety.moderation.rules.addresses_in import (
    LINES_READ,
    NO_ADDRESS,
    NOT_LISTED,
    NOT_READ,
    SET_ASIDE_LISTED,
    TOO_MANY,
    TWICE,
    addresses_in,
)

HOSTS = st.from_regex(r"[a-z]{3,12}\.example", fullmatch=True)
PATHS = st.from_regex(r"/[A-Za-z0-9]{1,12}", fullmatch=True)
ADDRESSES = st.builds("https://{}{}".format, HOSTS, PATHS)


def defanged(address: str) -> str:
    return address.replace("https", "hxxps").replace(".", "[.]")


@given(st.lists(ADDRESSES, unique=True, max_size=30))
def test_every_address_of_a_list_is_found_in_its_order(addresses: list[str]) -> None:
    assert addresses_in("\n".join(addresses)).addresses == tuple(addresses)


@given(st.lists(ADDRESSES, unique=True, min_size=1, max_size=30))
def test_defanged_addresses_are_read_as_what_they_stand_for(addresses: list[str]) -> None:
    assert addresses_in("\n".join(map(defanged, addresses))).addresses == tuple(addresses)


@given(st.lists(ADDRESSES, unique=True, min_size=1, max_size=30))
def test_the_column_of_a_table_is_read_wherever_it_stands(addresses: list[str]) -> None:
    table = "id;URL;note\n" + "\n".join(
        f'{n};{address};"see; https://not.example/x"' for n, address in enumerate(addresses)
    )

    assert addresses_in(table).addresses == tuple(addresses)


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error_and_every_line_is_accounted_for(text: str) -> None:
    found = addresses_in(text)

    assert all(row.line >= 1 for row in found.set_aside)
    assert len(found.addresses) <= 1_000


@given(st.lists(st.one_of(ADDRESSES, st.sampled_from(["nothing here", "", "also not"])), max_size=30))
def test_a_line_is_taken_or_set_aside_with_its_number(lines: list[str]) -> None:
    found = addresses_in("first line\n" + "\n".join(lines))

    unread = [number for number, line in enumerate(lines, start=2) if line and not line.startswith("https")]
    assert [row.line for row in found.set_aside if row.reason == NO_ADDRESS] == [1, *unread]


def test_an_e_mail_is_read_as_its_text() -> None:
    mail = (
        "From: a@example.org\nTo: b@example.org\nSubject: urgent\n\nHello,\nhttps://a.example/1\nhttps://b.example/2.\n"
    )

    assert addresses_in(mail).addresses == ("https://a.example/1", "https://b.example/2")


def test_an_encoded_e_mail_is_decoded() -> None:
    body = base64.b64encode(b"see https://a.example/1").decode()
    head = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64"
    mail = f"{head}\n\n{body}\n"

    assert addresses_in(mail).addresses == ("https://a.example/1",)


def test_an_address_without_its_scheme_counts_where_it_is_the_whole_line() -> None:
    assert addresses_in("pastes.example/p/1").addresses == ("https://pastes.example/p/1",)


def test_a_mail_address_is_no_web_address() -> None:
    assert addresses_in("someone@example.org").addresses == ()


def test_the_same_address_twice_is_taken_once() -> None:
    found = addresses_in("https://a.example/1\nhttp://www.a.example/1?utm_source=x")

    assert (found.addresses, found.set_aside[0].reason) == (("https://a.example/1",), TWICE)


@pytest.mark.parametrize(("count", "taken"), [(999, 999), (1_000, 1_000), (1_001, 1_000)])
def test_a_thousand_addresses_are_one_notice(count: int, taken: int) -> None:
    found = addresses_in("\n".join(f"https://a.example/{number}" for number in range(count)))

    assert len(found.addresses) == taken
    assert [row.reason for row in found.set_aside] == [TOO_MANY] * (count - taken)


def test_a_paste_of_a_great_many_lines_is_read_for_a_moment_only_and_says_so() -> None:
    found = addresses_in("https://a.example/\n" + "no address\n" * 200_000)

    assert found.addresses == ("https://a.example/",)
    assert len(found.set_aside) == SET_ASIDE_LISTED + 1
    assert found.set_aside[-1].reason == NOT_LISTED


def test_lines_beyond_what_is_read_are_named_by_the_first_of_them() -> None:
    found = addresses_in("\n" * LINES_READ + "https://a.example/")

    assert [(each.line, each.reason) for each in found.set_aside] == [(LINES_READ + 1, NOT_READ)]
