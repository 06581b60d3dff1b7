"""Ways in which people and programs write identifiers: escaped in links, in other cases, in groups."""

from urllib.parse import quote

import pytest

from bonafides.matching.fingerprint import fingerprints_of_url
from bonafides.matching.identifiers import identifier_of, identifiers_in
from bonafides.matching.index import Index
from bonafides.matching.tests.test_identifiers import CID, CID_0, found
from bonafides.matching.vocabulary import EntryType

DE = "DE89370400440532013000"
SPACED = "DE89 3704 0044 0532 0130 00"
SHARED = f"magnet:?xt=urn:btih:{'c12fe1c06bba254a9dc9' * 2}"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


@pytest.mark.parametrize(
    ("listed", "link", "place"),
    [
        (SHARED, f"https://t.me/share/url?url={quote(SHARED, '')}", f"urn%3Abtih%3A{SHARED[-40:]}"),
        (SHARED, f"https://t.me/share/url?url={quote(quote(SHARED, ''))}", f"urn%253Abtih%253A{SHARED[-40:]}"),
        (SEGWIT, f"https://wa.me/?text=bitcoin%3A{SEGWIT}", SEGWIT),
        (SEGWIT, f"https://twitter.com/intent/tweet?text=pay%20{SEGWIT}%C2%A0now", SEGWIT),
        (f"ipfs:{CID}/a%20b", f"https://x.example/?u=ipfs%3a%2f%2f{CID}%2fa%2520b", f"ipfs%3a%2f%2f{CID}%2fa%2520b"),
        ("patreon.com/someone", "wa.me/?text=%D8%8Cpatreon.com%2Fsomeone", "patreon.com%2Fsomeone"),
        (DE, f"https://wa.me/?text={quote(SPACED)}", quote(SPACED)),
    ],
)
def test_an_identifier_is_met_in_the_link_that_shares_it_with_its_place(listed: str, link: str, place: str) -> None:
    text = f"100%​ of it: {link} %"

    (in_text,) = found(listed, text)
    (in_link,) = Index([(1, EntryType.IDENTIFIER, listed)]).lookup(fingerprints_of_url(link))

    span = in_text.detail["span"]
    assert text[span["start"] : span["end"]] == place  # type: ignore[index]
    assert in_link.fingerprint == in_text.fingerprint


@pytest.mark.parametrize("path", ["a%20b", "a%2520b", "a%3Fb", "a%22b"])
def test_a_path_that_holds_escapes_is_not_cut_short_at_them(path: str) -> None:
    assert found(f"ipfs:{CID}/a", f"/ipfs/{CID}/{path}") == []
    assert found(f"ipfs:{CID}/a", f"https://x.example/?u=%2Fipfs%2F{CID}%2F{quote(path)}") == []


def test_a_label_of_a_host_is_read_in_any_case_but_in_base58() -> None:
    name = f"k51qzi5uqu5d{'k' * 50}"

    assert len(found(CID, f"https://BaFy{CID[4:]}.ipfs.dweb.link")) == 1
    assert identifier_of(f"https://{name.title()}.IPNS.dweb.link") == identifier_of(f"ipns://{name}")
    assert found(CID_0, f"https://{CID_0.swapcase()}.ipfs.dweb.link") == []


@pytest.mark.parametrize(
    "written",
    [
        SPACED.lower(),
        "DE89 37040044 0532013000",
        "DE89  3704  0044  0532  0130  00",
        "de 89370400440532013000",
        *(SPACED.replace(" ", space) for space in "\t\u00a0\u2009\u202f\u2013."),
    ],
)
def test_an_account_number_is_met_with_any_spacing_and_in_any_case(written: str) -> None:
    text = f"at 12 {written} EUR in 10 days"

    (hit,) = found(DE, text)

    assert text[hit.detail["span"]["start"] : hit.detail["span"]["end"]] == written  # type: ignore[index]
    assert identifier_of(written).text == f"iban:{DE}"


@pytest.mark.parametrize(
    "text", [f"x{SPACED}", f"{SPACED}1", SPACED.replace(" ", "   "), "at 53 pm we went out to eat"]
)
def test_an_account_number_stands_alone_and_is_mostly_digits(text: str) -> None:
    assert [each.identifier.kind for each in identifiers_in(text)] == []


def test_a_number_behind_a_word_that_is_a_country_too_is_no_account() -> None:
    order = "Order {} 0411442694208 shipped"

    assert not identifiers_in(order.format("no"))
    assert [each.identifier.key for each in identifiers_in(order.format("NO"))] == ["NO0411442694208"]


@pytest.mark.parametrize(
    "page",
    [
        "https://gofundme.com/f/library",
        "https://paypal.me/site",
        "https://boosty.to/profile",
        "https://ko-fi.com/library",
    ],
)
def test_what_is_a_page_of_one_service_is_an_account_of_another(page: str) -> None:
    assert [each.identifier.key for each in identifiers_in(page)]
