import json
from importlib.resources import files

import pytest

from bonafides.matching.fingerprint import fingerprints_of_text, fingerprints_of_url
from bonafides.matching.identifiers import IdentifierKind, identifiers_in
from bonafides.matching.index import Index
from bonafides.matching.urls import urls_in
from bonafides.matching.vocabulary import EntryType, MatchedBy

VECTORS = json.loads((files("bonafides.matching") / "vectors" / "urls.json").read_text("utf-8"))
NAMES = ("https://www.instagram.com/name_", "https://www.instagram.com/name")
HOSTILE = [
    *(",[')", ",a.b", "_.", "*", "](", "[a.b](", "({", ")", "）", "（", "'", "\u200b", "\u200c", "۔a.b", "_)"),
    *("谢", "谢a", "谢a.b", "'a.b/c_", "https://a.example/_,", "[https://a.example/'"),
]


def met(listed: tuple[str, ...], text: str) -> list[tuple[str, MatchedBy]]:
    index = Index((each, EntryType.URL, each) for each in listed)
    return [(hit.entry, hit.matched_by) for hit in index.lookup(fingerprints_of_text(text))]


@pytest.mark.parametrize("vector", VECTORS["in_text"], ids=lambda vector: vector["about"])
def test_an_address_is_found_in_a_text_whatever_stands_around_it(vector: dict[str, str]) -> None:
    found = [url.text for url in urls_in(vector["text"])]

    assert set(vector["among"]) <= set(found)


@pytest.mark.parametrize("vector", VECTORS["in_text"], ids=lambda vector: vector["about"])
def test_what_is_found_in_a_text_is_met_when_it_is_listed(vector: dict[str, str]) -> None:
    listed = tuple(vector["among"])

    assert {entry for entry, _way in met(listed, vector["text"])} == set(listed)


@pytest.mark.parametrize("written", ["\u2066https://t.me/abc\u2069", "\u202ahttps://t.me/abc\u202c", "t.me/abc\u200e"])
def test_signs_that_nobody_sees_count_neither_in_a_list_nor_in_what_is_submitted(written: str) -> None:
    listed, submitted = Index([(1, EntryType.URL, written)]), Index([(1, EntryType.URL, "https://t.me/abc")])

    assert len(listed.lookup(fingerprints_of_text("see https://t.me/abc"))) == 1
    assert len(submitted.lookup(fingerprints_of_url(written))) == 1


@pytest.mark.parametrize("sign", ["\u061c", "\u202a", "\u202e", "\u2066", "\u2069"])
def test_marks_of_direction_hide_no_identifier(sign: str) -> None:
    (found,) = identifiers_in(f"ipfs:{sign}//bafybeihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq")

    assert found.identifier.kind is IdentifierKind.IPFS


def test_a_joiner_that_belongs_to_a_word_stays_in_its_address() -> None:
    (url,) = urls_in("ببینید https://fa.wikipedia.org/wiki/می\u200cخواهم")

    assert url.path == "/wiki/%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88%D8%A7%D9%87%D9%85"


def test_of_two_readings_that_are_listed_both_are_met_and_so_the_exact_one_is() -> None:
    assert set(met(NAMES, f"see {NAMES[0]}")) == {(NAMES[0], MatchedBy.URL), (NAMES[1], MatchedBy.URL)}


def test_a_name_without_the_sign_at_its_end_is_not_met_by_the_other() -> None:
    assert met(NAMES[:1], f"see {NAMES[1]}, and more") == []


def test_a_host_in_a_link_of_markdown_is_said_by_the_address_that_was_meant() -> None:
    index = Index([(1, EntryType.URL, "evil.example")])

    (hit,) = index.lookup(fingerprints_of_text("[https://evil.example/a](https://evil.example/a)"))

    assert hit.fingerprint == "https://evil.example/a"


def test_an_address_that_ends_a_sentence_is_read_once() -> None:
    assert [url.text for url in urls_in("(See https://t.me/abc, „t.me/def“!)")] == [
        "https://t.me/abc",
        "https://t.me/def",
    ]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.timeout(30)
def test_no_text_of_100_kilobytes_has_more_readings_than_time(piece: str) -> None:
    text = "https://a.example/" + piece * (100_000 // len(piece))

    found = urls_in(text)

    assert all(address.host for address in found)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://paypal.example。evil.example/login", "paypal.example"),
        ("https://x.example/u?m=joe[at]host.example", "host.example"),
    ],
)
def test_a_part_that_a_browser_would_not_open_is_no_address_of_its_own(text: str, host: str) -> None:
    assert host not in {url.host for url in urls_in(text)}


def test_a_title_in_chinese_is_not_cut_from_its_folder() -> None:
    (url,) = urls_in("https://zh.wikipedia.org/wiki/维基")

    assert url.path == "/wiki/%E7%BB%B4%E5%9F%BA"


def test_an_address_ends_at_an_ideographic_full_stop_but_not_within_its_host() -> None:
    assert "a.example" in {url.host for url in urls_in("https://a.example。然后")}
    assert {url.host for url in urls_in("https://a.example。evil.example/b")} == {"a.example.evil.example"}


def test_what_stands_in_brackets_of_an_address_belongs_to_it() -> None:
    assert "https://shop.example/" not in {url.text for url in urls_in("see https://shop.example/[item]")}
