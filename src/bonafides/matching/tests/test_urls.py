import json
from importlib.resources import files
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching.domains import is_shared_host, is_shortener, registered_domain
from bonafides.matching.errors import UrlError
from bonafides.matching.url_hashes import spellings_of, url_md5
from bonafides.matching.urls import (
    TRACKING_PARAMETERS,
    CanonicalUrl,
    UrlKey,
    check_listable,
    listed_key_of,
    refang,
    urls_in,
)
from bonafides.matching.vocabulary import ALGORITHMS, EntryType, MatchedBy

VECTORS = json.loads((files("bonafides.matching") / "vectors" / "urls.json").read_text("utf-8"))
PIECES = [
    "a",
    "B",
    "/",
    "//",
    "..",
    ".",
    "%2e",
    "%2F",
    "%zz",
    "%41",
    "%",
    "?",
    "&",
    "=",
    "#",
    "#/",
    "!",
    "é",
    "|",
    " ",
    "'",
    "+",
]
ODD_PATHS = st.lists(st.sampled_from([*PIECES, "[", "]", "\\", "utm_x=1", "\u200b", "^", "%ff", "\t"]), max_size=12)


def key(form: str, text: str) -> UrlKey:
    return UrlKey(MatchedBy(form), text)


def test_the_published_vectors_are_of_this_form() -> None:
    assert VECTORS["form"] == ALGORITHMS[EntryType.URL]


@pytest.mark.parametrize("vector", VECTORS["canonical"], ids=lambda vector: vector["about"])
def test_an_address_has_its_published_canonical_form(vector: dict[str, str]) -> None:
    assert CanonicalUrl.parse(vector["url"]).text == vector["canonical"]


@pytest.mark.parametrize("vector", VECTORS["canonical"], ids=lambda vector: vector["about"])
def test_a_canonical_form_is_its_own_canonical_form(vector: dict[str, str]) -> None:
    url = CanonicalUrl.parse(vector["url"])

    assert CanonicalUrl.parse(url.text) == url


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["url"])
def test_what_is_no_web_address_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(UrlError) as refusal:
        CanonicalUrl.parse(vector["url"])

    assert refusal.value.code == vector["code"]


@pytest.mark.parametrize("vector", VECTORS["listed"], ids=lambda vector: vector["value"])
def test_a_listed_value_stands_for_an_address_a_prefix_or_a_host(vector: dict[str, str]) -> None:
    assert listed_key_of(vector["value"]) == key(vector["form"], vector["key"])


@pytest.mark.parametrize("vector", VECTORS["unlistable"], ids=lambda vector: vector["value"])
def test_what_would_meet_everybody_or_nobody_is_not_listed(vector: dict[str, str]) -> None:
    with pytest.raises(UrlError) as refusal:
        check_listable(listed_key_of(vector["value"]))

    assert refusal.value.code == vector["code"]


@pytest.mark.parametrize("value", VECTORS["listable"])
def test_what_somebody_registered_is_listable(value: str) -> None:
    check_listable(listed_key_of(value))


@pytest.mark.parametrize("vector", VECTORS["domains"], ids=lambda vector: vector["host"])
def test_a_host_has_its_published_registered_domain(vector: dict[str, str | None]) -> None:
    assert registered_domain(str(vector["host"])) == vector["domain"]


@pytest.mark.parametrize("vector", VECTORS["safe_browsing"], ids=lambda vector: ascii(vector["url"]))
def test_two_addresses_that_are_one_to_safe_browsing_are_one_to_us(vector: dict[str, str]) -> None:
    assert CanonicalUrl.parse(vector["url"]) == CanonicalUrl.parse(vector["same_as"])


@pytest.mark.parametrize("vector", VECTORS["url_md5"], ids=lambda vector: vector["url"])
def test_the_digest_of_an_address_is_the_one_that_other_lists_give(vector: dict[str, str]) -> None:
    digests = [url_md5(spelling) for spelling in spellings_of(CanonicalUrl.parse(vector["url"]))]

    assert vector["md5"] in digests
    assert len(set(digests)) == 12


def test_a_shared_host_is_known_by_its_domain_and_a_shortener_by_its_name() -> None:
    assert [is_shared_host(host) for host in ("t.me", "m.youtube.com", "bad.example")] == [True, True, False]
    assert [is_shortener(host) for host in ("bit.ly", "bad.example")] == [True, False]


@pytest.mark.parametrize("vector", VECTORS["refanged"], ids=lambda vector: vector["text"])
def test_a_defanged_address_is_made_whole(vector: dict[str, str]) -> None:
    assert refang(vector["text"]) == vector["meant"]


@given(ODD_PATHS)
def test_the_canonical_form_of_any_address_is_its_own_canonical_form(pieces: list[str]) -> None:
    url = CanonicalUrl.parse("https://example.com/" + "".join(pieces))

    assert CanonicalUrl.parse(url.text) == url


@given(st.text(max_size=50))
def test_any_text_is_an_address_or_refused_but_never_an_accident(text: str) -> None:
    try:
        url = CanonicalUrl.parse(text)
    except UrlError:
        return
    assert CanonicalUrl.parse(url.text) == url


@pytest.mark.timeout(30)
def test_ten_thousand_random_addresses_are_read_without_an_accident() -> None:
    random = Random(20261128)
    hosts = ["www.", "..", ".", "xn--", "ä", "0x7f", "1", "[::1]", "%41", "example", ".com", ":80", ":443", "@", "-"]
    texts = ["".join(random.choices([*PIECES, *hosts, "http://", "domain:", "*.", "/*"], k=8)) for _ in range(10_000)]

    refusals = [refusal_of(text) for text in texts]

    of_hosts = {"odd_host", "public_suffix", "dropped_fragment"}
    assert set(refusals) <= {"", "not_an_address", "unsupported_scheme", "too_deep", *of_hosts}


def refusal_of(text: str) -> str:
    """Why a text is no address; "" if it is one, and its canonical form is its own."""
    try:
        listed_key_of(text)
        url = CanonicalUrl.parse(text)
    except UrlError as error:
        return error.code
    return "" if CanonicalUrl.parse(url.text) == url else "changed"


@pytest.mark.parametrize("name", sorted(TRACKING_PARAMETERS))
def test_each_published_tracking_parameter_is_dropped(name: str) -> None:
    assert CanonicalUrl.parse(f"https://example.com/?{name}=1&id=2").text == "https://example.com/?id=2"


def test_an_address_matches_itself_every_path_above_it_and_every_domain_above_it() -> None:
    assert list(CanonicalUrl.parse("https://a.b.example.com/x/y?z=1").keys_above()) == [
        key("url", "https://a.b.example.com/x/y?z=1"),
        key("prefix", "a.b.example.com/x/y"),
        key("prefix", "a.b.example.com/x"),
        key("prefix", "a.b.example.com/"),
        key("host", "a.b.example.com"),
        key("host", "b.example.com"),
        key("host", "example.com"),
        key("domain", "a.b.example.com"),
        key("domain", "b.example.com"),
        key("domain", "example.com"),
    ]


def test_no_domain_stands_above_an_ip_address() -> None:
    assert key("host", "2.7") not in list(CanonicalUrl.parse("http://192.0.2.7/").keys_above())


def test_a_prefix_ends_at_a_slash() -> None:
    listed = listed_key_of("t.me/channel/*")

    assert listed in list(CanonicalUrl.parse("https://t.me/channel").keys_above())
    assert listed in list(CanonicalUrl.parse("https://t.me/channel/12").keys_above())
    assert listed not in list(CanonicalUrl.parse("https://t.me/channel2").keys_above())


def test_addresses_are_found_in_running_text_however_they_are_written() -> None:
    text = (
        "See hxxps://bad[.]example/a(1)), www.other.example! [h]ttps://t.me/AbC; «third.example/ü»، "
        'mail me@example.org or "https://quoted.example/x" and bad (dot) example/b.'
    )

    assert [url.text for url in urls_in(text)] == [
        "https://bad.example/a(1)",
        "https://other.example/",
        "https://t.me/AbC",
        "https://third.example/%C3%BC",
        "https://quoted.example/x",
        "https://bad.example/b",
    ]


def test_an_address_in_a_table_is_found_up_to_the_comma_too() -> None:
    found = [url.text for url in urls_in("7,bad.example/a,other.example,12/21/22")]

    assert "https://bad.example/a" in found
    assert "https://other.example/" in found


@pytest.mark.parametrize("piece", [")", "(", ",", "/a", "&=", "%41", "a.b ", "[dot ", "hxxp:", "x" * 63 + "."])
@pytest.mark.timeout(30)
def test_no_text_of_100_kilobytes_makes_the_search_run_away(piece: str) -> None:
    text = "http://a.example/" + piece * (100_000 // len(piece))

    found = urls_in(text)

    assert all(address.host for address in found)
