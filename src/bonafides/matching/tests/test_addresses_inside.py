import pytest

from bonafides.matching.addresses_inside import INSIDE_AT_MOST, addresses_inside
from bonafides.matching.fingerprint import fingerprints_of_text, fingerprints_of_url
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.index import Hit, Index
from bonafides.matching.lookback.naming import names_of, names_of_entry
from bonafides.matching.url_hashes import url_md5
from bonafides.matching.urls import CanonicalUrl, refang, urls_in
from bonafides.matching.vocabulary import EntryType, MatchedBy

LISTED = "https://evil.example/x"
REDIRECT = "https://www.google.com/url?q=https%3A%2F%2Fevil.example%2Fx&sa=D"
ARCHIVE = "https://web.archive.org/web/2020/https://evil.example/x"
HOLDING = {
    "escaped in a query": REDIRECT,
    "escaped twice": "https://a.example/?u=https%253A%252F%252Fevil.example%252Fx",
    "plain in a query": "https://a.example/?u=https://evil.example/x",
    "in a path": ARCHIVE,
    "in a path, marked": "https://web.archive.org/web/2020id_/http://www.evil.example/x/",
    "escaped in a path": "https://a.example/go/https%3A%2F%2Fevil.example%2Fx",
    "behind something escaped": "https://a.example/?u=b%2Fhttps%3A%2F%2Fevil.example%2Fx",
    "in a view": "https://a.example/#/go?u=https://evil.example/x",
    "two deep": "https://a.example/?u=https%3A%2F%2Fb.example%2F%3Fv%3Dhttps%253A%252F%252Fevil.example%252Fx",
    "in a path, with a query of what is around it": f"{ARCHIVE}?theme=dark",
}
DISGUISED = {
    "escaped": "https%3A%2F%2Fevil.example%2Fx",
    "escaped twice": "https%253a%252f%252fevil.example%252fx",
    "of JSON": r"https:\/\/evil.example\/x",
    "of JSON in JSON": r"https:\\/\\/evil.example\\/x",
    "a scheme of full width": "ｈｔｔｐｓ：／／evil.example/x",
    "full width": "ＨＴＴＰＳ：／／ｅｖｉｌ．ｅｘａｍｐｌｅ／ｘ",
    "slashes of full width": "https:／／evil.example／x",
}


def found(listed: str, url: str) -> list[Hit[int]]:
    return Index([(1, EntryType.URL, listed)]).lookup(fingerprints_of_url(url))


@pytest.mark.parametrize("url", HOLDING.values(), ids=HOLDING.keys())
@pytest.mark.parametrize("listed", [LISTED, "evil.example", "domain:evil.example", f"md5:{url_md5(LISTED)}"])
def test_what_is_listed_is_met_inside_an_address_and_by_way_of_which_is_said(url: str, listed: str) -> None:
    (hit,) = found(listed, url)

    assert hit.fingerprint.startswith(LISTED)
    assert hit.detail["by_way_of"] == CanonicalUrl.parse(url).text


@pytest.mark.parametrize("url", HOLDING.values(), ids=HOLDING.keys())
def test_a_post_and_a_field_find_it_alike(url: str) -> None:
    index = Index([(1, EntryType.URL, LISTED)])

    told = [
        index.lookup(item) for item in (fingerprints_of_text(f"see {url} now"), fingerprints_from_json({"url": url}))
    ]

    assert [each[0].fingerprint for each in told] == [LISTED, LISTED]


@pytest.mark.parametrize("other", ["https://www.google.com/url?q=https%3A%2F%2Fgood.example%2F", "https://google.com/"])
def test_a_listed_address_lists_nothing_that_holds_it(other: str) -> None:
    assert found(LISTED, other) == []
    assert found(REDIRECT, other) == []
    assert found(ARCHIVE, "https://web.archive.org/web/2020/https://good.example/x") == []
    assert found(REDIRECT, LISTED) == []


@pytest.mark.parametrize("url", [REDIRECT, ARCHIVE])
def test_an_address_that_holds_another_is_listed_as_before(url: str) -> None:
    (hit,) = found(url, url)

    assert (hit.matched_by, hit.detail) == (MatchedBy.URL, {})


def test_what_is_listed_itself_is_met_before_what_it_holds() -> None:
    index = Index([(1, EntryType.URL, "google.com"), (2, EntryType.URL, "evil.example")])

    hits = index.lookup(fingerprints_of_url(REDIRECT))

    assert {hit.entry: hit.detail.get("by_way_of", "") != "" for hit in hits} == {1: False, 2: True}


@pytest.mark.parametrize(
    "url", ["https://a.example/b:c?d=e:f", "https://a.example/xhttps:/b", "https://a.example/?u=b.example"]
)
def test_what_only_looks_alike_holds_nothing(url: str) -> None:
    assert addresses_inside(CanonicalUrl.parse(url)) == []


def test_what_stands_escaped_in_the_address_inside_stays_as_it_was_meant() -> None:
    (inside,) = addresses_inside(
        CanonicalUrl.parse("https://a.example/?u=https%3A%2F%2Fb.example%2F%3Fc%3D1%26d%3D2%2520e")
    )

    assert inside == CanonicalUrl.parse("https://b.example/?c=1&d=2%20e")


@pytest.mark.parametrize(
    "piece", ["/https://b{}.example", "&u=https://b{}.example/", "?u=https%3A%2F%2Fb{}.example%2F"]
)
@pytest.mark.timeout(20)
def test_a_handful_is_looked_up_however_many_there_are(piece: str) -> None:
    url = CanonicalUrl.parse(("https://a.example/?" + "".join(piece.format(n) for n in range(400)))[:8_000])

    assert 1 <= len(addresses_inside(url)) <= INSIDE_AT_MOST


def test_what_is_looked_back_at_is_named_by_the_addresses_inside_too() -> None:
    names = {each.name for each in names_of(fingerprints_of_url(REDIRECT), b"secret")}

    assert {name for listed in (LISTED, REDIRECT) for name in names_of_entry(EntryType.URL, listed, b"secret")} <= names


@pytest.mark.parametrize("written", DISGUISED.values(), ids=DISGUISED.keys())
def test_an_address_as_programs_write_it_is_read(written: str) -> None:
    assert refang(written) == LISTED or CanonicalUrl.parse(refang(written)).text == LISTED
    assert [url.text for url in urls_in(f'see ({written}), "{written}"')] == [LISTED]
    assert found(LISTED, written)[0].detail == {}


def test_what_is_escaped_in_an_escaped_address_does_not_end_it() -> None:
    (url,) = urls_in("https%3A%2F%2Fevil.example%2Fa%20b")

    assert url.text == "https://evil.example/a%20b"


def test_letters_of_full_width_behind_a_plain_address_are_not_touched() -> None:
    text = "注：https://good.example/x（注）"

    assert refang(text) == text
