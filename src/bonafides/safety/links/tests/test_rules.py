import pytest

from bonafides.safety.links.rules import cut, end_of, leads_on, to_follow
from bonafides.safety.links.vocabulary import MOST_HOPS, MOST_LINKS_OF_AN_ITEM, End

SHORT = "https://bit.ly/abc"


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://bit.ly/abc", True),
        ("HTTP://WWW.BIT.LY/abc", True),
        ("https://bit.ly/", False),
        ("https://example.org/bit.ly/abc", False),
        ("https://notbit.ly/abc", False),
        ("tg://resolve?domain=x", False),
        ("", False),
    ],
)
def test_only_what_stands_behind_a_shortener_leads_on(address: str, leads: bool) -> None:
    assert leads_on(address) is leads


def test_short_addresses_are_followed_once_and_not_without_number() -> None:
    many = [f"https://bit.ly/{n}" for n in range(50)]

    assert to_follow([SHORT, "https://example.org/", SHORT]) == [SHORT]
    assert len(to_follow(many)) == MOST_LINKS_OF_AN_ITEM


@pytest.mark.parametrize(
    ("chain", "following", "end"),
    [
        ([SHORT], None, End.LEADS_NOWHERE),
        ([SHORT], SHORT, End.GOES_IN_CIRCLES),
        ([SHORT], "https://listed.example/x", End.LEFT_THE_SHORTENERS),
        ([SHORT], "tg://resolve", End.LEFT_THE_SHORTENERS),
        ([SHORT], "https://is.gd/x", None),
        ([SHORT] * (MOST_HOPS - 1), "https://is.gd/x", None),
        ([SHORT] * MOST_HOPS, "https://is.gd/x", End.TOO_LONG),
    ],
)
def test_a_chain_ends_where_it_leaves_the_shorteners_or_goes_on_too_long(
    chain: list[str], following: str | None, end: End | None
) -> None:
    assert end_of(chain, following) is end


def test_an_address_is_kept_as_databases_take_it() -> None:
    assert cut("https://bit.ly/a\0b\udc80" + "c" * 9_000)[:20] == "https://bit.ly/ab?cc"
