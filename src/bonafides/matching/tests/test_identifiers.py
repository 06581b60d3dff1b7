import json
from importlib.resources import files
from random import Random

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import fingerprints_of, fingerprints_of_text, fingerprints_of_url
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.identifiers import IdentifierKind, identifier_of, identifiers_in
from bonafides.matching.identifiers.badbits import (
    PATH_CHARACTERS,
    PATH_NAMES,
    double_hash,
    double_hashes,
    identifiers_above,
    multihash_of,
)
from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.finding import GROUPS, long_words, places
from bonafides.matching.identifiers.solana import is_address
from bonafides.matching.index import Hit, Index, text_of
from bonafides.matching.vocabulary import ALGORITHMS, EntryType, MatchedBy

VECTORS = json.loads((files("bonafides.matching") / "vectors" / "identifiers.json").read_text("utf-8"))
BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
CID = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"
CID_0 = "QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR"
TON = "2cf55953e92efbeadab7ba725c3f93a0b23f842cbba72d7b8e6f510a70e422e3"
SOLANA = "mvines9iiHiQTysrwkJjGf2gb9Ex9jXJX8ns3qwf2kN"
BASE58 = base58.BITCOIN_ALPHABET.decode()
WORD_FINDERS = [finder for finders in GROUPS for finder in finders if finder.least]
SHA2_256 = frozenset({0x12})
PIECES = (
    *(vector["value"] for vector in VECTORS["identifiers"]),
    *(
        "/ipfs/",
        "ipfs:",
        "at://",
        "at:",
        "nostr:",
        "donation:",
        "iban:",
        "badbits:",
        "solana:",
        "solscan.io/account/",
        ".eth",
        ".onion",
        "[.]",
        " (dot) ",
    ),
    *("/", "//", ":", ".", "%2F", "%25", "?", "#", "=", " ", "\u200b", "é", "\0", "ﬀ", "1", "Q", "0x"),
)


def found(listed: str, text: str) -> list[Hit[int]]:
    return Index([(1, EntryType.IDENTIFIER, listed)]).lookup(fingerprints_of_text(text))


def test_the_published_vectors_are_of_this_form() -> None:
    assert VECTORS["form"] == ALGORITHMS[EntryType.IDENTIFIER]


@pytest.mark.parametrize("vector", VECTORS["identifiers"], ids=lambda vector: ascii(vector["value"]))
def test_an_identifier_has_its_published_text_however_it_is_written(vector: dict[str, str]) -> None:
    assert identifier_of(vector["value"]).text == vector["text"]
    assert identifier_of(vector["text"]).text == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: ascii(vector["value"]))
def test_what_is_no_identifier_or_has_a_wrong_checksum_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(FingerprintError) as refusal:
        identifier_of(vector["value"])

    assert refusal.value.code in ("not_an_identifier", "no_account", "bad_double_hash")


@pytest.mark.parametrize("vector", VECTORS["found"], ids=lambda vector: ascii(vector["text"][:40]))
def test_identifiers_are_found_in_a_text_with_their_place(vector: dict[str, object]) -> None:
    text = str(vector["text"])

    places = [{"text": each.identifier.text, "at": text[each.start : each.end]} for each in identifiers_in(text)]

    assert places == vector["found"]


@pytest.mark.parametrize("vector", VECTORS["double_hashes"], ids=lambda vector: vector["identifier"])
def test_content_is_found_under_its_published_double_hash(vector: dict[str, str]) -> None:
    listed = multihash_of(identifier_of(vector["listed"]))

    assert listed in double_hashes(identifier_of(vector["identifier"]), SHA2_256)


def test_a_double_hash_that_we_write_finds_the_content_and_does_not_name_it() -> None:
    listed = f"badbits:{double_hash(identifier_of(CID))}"

    (hit,) = found(listed, f"https://{CID}.ipfs.dweb.link/some/path")

    assert CID not in listed
    assert CID_0 not in listed
    assert (hit.matched_by, hit.fingerprint) == (MatchedBy.IDENTIFIER, f"ipfs:{CID}/some/path")


def test_a_hit_says_of_what_kind_it_is_where_it_stands_and_what_it_lies_below() -> None:
    (hit,) = found(f"ipfs://{CID_0}/videos", f"See /ipfs/{CID}/videos/1.mp4 now")

    assert hit.type is EntryType.IDENTIFIER
    assert hit.algorithm == "bonafides-identifier/1"
    assert hit.detail == {
        "identifier": {"kind": "ipfs", "text": f"ipfs:{CID}/videos/1.mp4", "below": f"ipfs:{CID}/videos"},
        "span": {"start": 4, "end": 4 + len(f"/ipfs/{CID}/videos/1.mp4")},
    }


def test_a_listed_path_does_not_meet_its_neighbours_nor_what_is_above_it() -> None:
    assert found(f"ipfs:{CID}/videos", f"/ipfs/{CID}/videos2 /ipfs/{CID}") == []


def test_one_block_is_met_under_another_codec() -> None:
    raw = CID.replace("bafybei", "bafkrei")

    (hit,) = found(CID, raw)

    assert hit.detail["identifier"] == {
        "kind": "ipfs",
        "text": f"ipfs:{raw}",
        "sha256": "c3c4733ec8affd06cf9e9ff50ffc6bcd2ec85a6170004bb709669c31de94391a",
    }


def test_a_listed_file_of_ipfs_is_met_when_the_file_itself_is_uploaded() -> None:
    listed = "ipfs:bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"  # of b"hello world"

    (hit,) = Index([(1, EntryType.IDENTIFIER, listed)]).lookup(fingerprints_of(b"hello world"))

    assert hit.detail["identifier"] == {"kind": "ipfs", "text": listed, "of_file": True}


def test_a_wallet_is_met_in_a_text_an_address_and_a_field_of_its_own() -> None:
    index = Index([(1, EntryType.IDENTIFIER, BITCOIN)])

    assert len(index.lookup(fingerprints_of_text(f"donate: {BITCOIN}!"))) == 1
    assert len(index.lookup(fingerprints_of_url(f"bitcoin:{BITCOIN}?amount=1"))) == 1
    assert len(index.lookup(fingerprints_of_url(f"https://explorer.example/address/{BITCOIN}"))) == 1
    assert len(index.lookup(fingerprints_from_json({"identifier": f"bitcoin:{BITCOIN}"}))) == 1


def test_a_wallet_of_cardano_is_met_in_each_of_its_addresses_by_their_stake_address() -> None:
    stake = "stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw"
    addresses = [
        "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
        "addr1z8phkx6acpnf78fuvxn0mkew3l0fd058hzquvz7w36x4gten0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgs9yc0hh",
    ]

    met = [len(found(stake, f"send to {address}")) for address in addresses]

    assert met == [1, 1]
    assert found(addresses[0], f"{stake} {addresses[1]}") == []


@pytest.mark.parametrize("listed", ["EQAs9VlT6S776tq3unJcP5Ogsj-ELLunLXuOb1EKcOQi4wJB", f"ton:0:{TON.upper()}"])
def test_an_account_of_ton_is_met_however_it_is_written(listed: str) -> None:
    assert len(found(listed, "ton://transfer/UQAs9VlT6S776tq3unJcP5Ogsj-ELLunLXuOb1EKcOQi41-E")) == 1
    assert len(found(listed, f"0:{TON}")) == 1
    assert found(listed, f"-1:{TON}") == []


@pytest.mark.parametrize(
    "text",
    [
        f"give to {SOLANA}",
        f"solana:{SOLANA}?amount=1",
        f"https://explorer.solana.com/address/{SOLANA}",
        f"https://market.example/?token={SOLANA}&sort=new",
        f"{SOLANA[:7]}\u200b{SOLANA[7:]}",
    ],
)
def test_an_account_of_solana_is_met_wherever_it_stands(text: str) -> None:
    assert len(found(f"solana:{SOLANA}", text)) == 1
    assert len(found(SOLANA, text)) == 1
    assert found(f"solana:{'1' * 32}", text) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"https://{SOLANA}.example/ipfs/{CID}", f"ipfs:{CID}"),
        (f"https://wallets.example/{SOLANA}/{BITCOIN}", f"bitcoin:{BITCOIN}"),
        (f"https://wallets.example/{SOLANA}", f"solana:{SOLANA}"),
        (f"solana:{SOLANA}?memo={BITCOIN}", f"solana:{SOLANA}"),
    ],
)
def test_what_has_a_check_of_its_own_is_read_before_bare_characters(text: str, read: str) -> None:
    assert identifier_of(text).text == read


def test_an_item_is_named_by_what_has_a_check_of_its_own() -> None:
    assert fingerprints_of_text(f"{SOLANA} {BITCOIN}").address == f"bitcoin:{BITCOIN}"
    assert fingerprints_of_text(SOLANA).address == f"solana:{SOLANA}"


@given(st.integers(0, 34), st.text(BASE58, max_size=44))
def test_the_length_of_base58_is_told_without_decoding_it(zeros: int, rest: str) -> None:
    text = "1" * zeros + rest

    assert is_address(text) == (len(base58.b58decode(text)) == 32)


@pytest.mark.parametrize("zeros", range(32))
def test_the_least_and_the_greatest_32_bytes_are_an_address_and_their_neighbours_are_none(zeros: int) -> None:
    least, beyond = 256 ** (31 - zeros), 256 ** (32 - zeros)

    texts = ["1" * zeros + base58.b58encode_int(number).decode() for number in (least, beyond - 1, beyond)]

    assert [is_address(text) for text in texts] == [True, True, False]
    assert is_address("1" * zeros + base58.b58encode_int(least - 1, default_one=False).decode()) is False


def test_an_account_is_met_in_each_of_its_posts() -> None:
    account = "did:plc:z72i7hdynmk6r22z27h6tvur"

    (hit,) = found(account, f"https://bsky.app/profile/{account}/post/3l6oveex3ii2l")

    assert hit.detail["identifier"]["below"] == f"at:{account}"  # type: ignore[index]


@pytest.mark.parametrize("listed", ["https://www.patreon.com/user?u=999", "donation:patreon.com/bePatron?u=999"])
@pytest.mark.parametrize("page", ["bePatron?u=999", "user?u=999&x=1", "bePatron?x=1&u=999", "user/posts?u=999"])
def test_an_account_that_has_a_number_is_met_on_each_of_its_pages(listed: str, page: str) -> None:
    (hit,) = found(listed, f"https://www.patreon.com/{page}")

    assert hit.fingerprint == "donation:patreon.com/user?u=999"
    assert found(listed, "https://www.patreon.com/bePatron?u=1 https://www.patreon.com/user?u=9990") == []


@pytest.mark.parametrize("page", ["join/someone", "checkout/Someone?rid=0", "join/someone/checkout", "c/someone/posts"])
def test_an_account_is_met_where_somebody_joins_it(page: str) -> None:
    assert len(found("patreon.com/someone", f"https://www.patreon.com/{page}")) == 1


@pytest.mark.parametrize(
    "page",
    [
        "https://www.patreon.com/posts/video-of-attack-1234",
        "https://www.patreon.com/bePatron",
        "https://www.patreon.com/profile/creators?u=999",
        "https://www.patreon.com/cw/",
        "https://www.subscribestar.com/posts/1234",
        "https://ko-fi.com/post/A-title-A1B2C3",
        "https://www.givesendgo[.]com/site/pricing",
        "donation:patreon.com/posts",
        "donation:patreon.com/posts/cute-cats-555",
    ],
)
def test_a_page_of_all_accounts_is_none_and_says_so_when_it_is_listed(page: str) -> None:
    with pytest.raises(FingerprintError) as refusal:
        identifier_of(page)

    assert refusal.value.code == "no_account"
    assert identifiers_in(page) == []


def test_what_was_taken_out_is_met_no_more() -> None:
    index = Index(
        [(1, EntryType.IDENTIFIER, BITCOIN), (2, EntryType.IDENTIFIER, f"badbits:{double_hash(identifier_of(CID))}")]
    )

    index.remove(1)
    index.remove(2)

    assert len(index) == 0
    assert index.lookup(fingerprints_of_text(f"{BITCOIN} {CID}")) == []


@pytest.mark.parametrize("kind", list(IdentifierKind))
def test_each_kind_has_a_published_vector(kind: IdentifierKind) -> None:
    texts = [each["text"] for each in VECTORS["identifiers"]] + [each["listed"] for each in VECTORS["double_hashes"]]

    assert any(text.startswith(f"{kind}:") for text in texts)


@given(st.lists(st.sampled_from(PIECES), max_size=4))
def test_what_is_found_in_a_text_reads_back_as_itself(pieces: list[str]) -> None:
    text = "".join(pieces)

    for each in identifiers_in(text):
        assert 0 <= each.start < each.end <= len(text)
        assert identifier_of(each.identifier.text) == each.identifier


@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_trying_long_words_alone_finds_what_a_search_of_the_whole_text_would(pieces: list[str]) -> None:
    text = "".join(pieces)

    for finder in WORD_FINDERS:
        assert words_of(finder, text) == [match.span() for match in finder.pattern.finditer(text)]


@pytest.mark.timeout(30)
def test_ten_thousand_random_texts_are_read_without_an_accident() -> None:
    random = Random(20261128)
    texts = ["".join(random.choices(PIECES, k=random.randrange(1, 5))) for _ in range(10_000)]

    refusals = [refusal_of(text) for text in texts]

    assert set(refusals) <= {"", "not_an_identifier", "no_account", "bad_double_hash"}


def words_of(finder: Finder, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in places(finder, text, long_words(text))]


def refusal_of(text: str) -> str:
    try:
        return "" if text_of(EntryType.IDENTIFIER, identifier_of(text)) else "empty"
    except FingerprintError as error:
        return error.code


@pytest.mark.parametrize(
    "piece",
    [
        "/ipfs/",
        "a.eth.",
        "AA00 AAAA ",
        "0x",
        "npub1qq",
        "did:web:a:",
        "magnet btih:",
        "[.]",
        "z2",
        "EQA",
        "0:0",
        "addr1qq",
        "solana:",
        "solscan.io/token/",
        "a1B" * 14 + " ",
        "AT10 ",
        "de 8  ",
        "%25",
        "%41 ",
        "%2525253A",
    ],
)
@pytest.mark.timeout(30)
def test_no_text_of_100_kilobytes_makes_the_search_run_away(piece: str) -> None:
    assert len(identifiers_in(piece * (100_000 // len(piece)))) < 20


@pytest.mark.timeout(5)
def test_a_megabyte_of_accounts_is_read_in_time() -> None:
    random = Random(20261129)
    accounts = [base58.b58encode(random.randbytes(32)).decode() for _ in range(23_000)]

    places = identifiers_in(" ".join(accounts))

    assert len(places) > 22_900
    assert {each.identifier.kind for each in places} == {IdentifierKind.SOLANA}


@pytest.mark.timeout(30)
def test_no_path_of_100_kilobytes_makes_it_run_away() -> None:
    assert identifier_of(f"ipfs://{CID}{'/:' * 50_000}").key == CID


def test_a_path_with_half_a_character_is_read() -> None:
    assert identifier_of(f"ipfs://{CID}/\ud800").key == f"{CID}/%3F"


@pytest.mark.parametrize("name", ["/a", "/" + "a" * 1000], ids=["many names", "long names"])
def test_of_a_long_path_the_first_names_are_looked_up_and_the_whole(name: str) -> None:
    identifier = identifier_of(f"ipfs://{CID}{name * 1000}")

    above = [each.key for each in identifiers_above(identifier)]

    assert above[0] == identifier.key
    assert above[1:] == [f"{CID}{name * count}" for count in range(len(above) - 2, -1, -1)]
    assert len(above) == 1 + min(PATH_NAMES, 1 + (PATH_CHARACTERS - len(CID)) // len(name))


@pytest.mark.timeout(30)
def test_a_path_of_a_million_characters_hides_no_listed_content() -> None:
    folder = f"badbits:{double_hash(identifier_of(f'ipfs://{CID}/a/b'))}"
    index = Index([(1, EntryType.IDENTIFIER, folder), (2, EntryType.IDENTIFIER, f"ipfs:{CID}")])

    hits = index.lookup(fingerprints_of_text(f"/ipfs/{CID}/a/b{'/a' * 500_000}"))

    assert {(hit.entry, hit.matched_by) for hit in hits} == {(1, MatchedBy.IDENTIFIER), (2, MatchedBy.PREFIX)}
