"""What each kind of source is asked, and how its answers are read: as its documents say, with room for what is new."""

import base64
import json
import random
from dataclasses import replace
from typing import Any

import pytest

from bonafides.ledger.notes import Signer
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.adapters.misp import lines_of_attribute
from bonafides.safety.feeds.adapters.shape import Answer, Bad, Gone, Page, Row, Source, Unreadable, Verdict
from bonafides.safety.feeds.adapters.stix import OutsideSubset, values_in
from bonafides.safety.feeds.adapters.threatexchange import opinion_of
from bonafides.safety.feeds.tests import mutations, samples
from bonafides.safety.feeds.tests.samples import MD5, NOON, PDQ, SOURCE
from bonafides.safety.feeds.tests.sources import a_digest

BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def page_of(name: str) -> Page:
    return ADAPTERS[name].read(SOURCE, None, samples.answer_of(name), NOON)


def rows_of(name: str) -> list[tuple[str, EntryType, str]]:
    return [(row.key, row.type, row.value) for row in page_of(name).lines if isinstance(row, Row)]


def gone_of(name: str) -> list[str]:
    return [line.key for line in page_of(name).lines if isinstance(line, Gone)]


def bad_of(name: str) -> list[str]:
    return [line.reason for line in page_of(name).lines if isinstance(line, Bad)]


# -- each kind --------------------------------------------------------------------------------------------------------


def test_tcap_gives_every_kind_of_digest_whatever_the_file_and_keeps_the_ideology() -> None:
    page = page_of("tcap")

    assert rows_of("tcap") == [("10", EntryType.SHA256, a_digest(1)), ("11", EntryType.PDQ, PDQ)]
    assert [row.label for row in page.lines if isinstance(row, Row)] == ["islamist", "far-right"]
    assert gone_of("tcap") == ["12"]
    assert (page.checkpoint, page.is_last) == ({"after": "1772452800.5,12"}, True)


def test_tcap_is_asked_by_its_cursor_with_the_token_of_a_login() -> None:
    adapter, source = ADAPTERS["tcap"], Source("https://t.example.org/api/hash-list/v2/all", token="T")

    login = adapter.login(SOURCE)
    ask = adapter.ask(source, {"after": "17.5,3"})

    assert login is not None
    assert (login.url, json.loads(login.body or b"")) == (
        "https://source.example.org/token-auth/tcap/",
        {"username": "harbour", "password": "s3cret-word"},
    )
    assert ask.url.endswith("all?ideology=all&limit=1000&order=asc&after=17.5%2C3")
    assert ask.headers == (("authorization", "Bearer T"),)


def test_tcap_addresses_keep_the_case_of_their_path_and_name_the_group() -> None:
    (row,) = [line for line in page_of("tcap_urls").lines if isinstance(line, Row)]

    assert (row.value, row.entity, row.severity) == ("https://paste.example.org/p/AbC", "Sample Entity A", "extreme")


def test_tcap_hears_our_decision_on_an_address() -> None:
    ask = ADAPTERS["tcap_urls"].reply(SOURCE, Verdict("url", "https://a.example.org/x", "7", Opinion.NEGATIVE))

    assert ask is not None
    assert ask.url == "https://source.example.org/integrations/api/jigsaw/decisions/"
    assert json.loads(ask.body or b"") == [{"url": "https://a.example.org/x", "decision": "APPROVE"}]


@pytest.mark.parametrize(
    ("flag", "severity"),
    [(True, "extreme"), ("YES", "extreme"), ("true", "extreme"), (1, "extreme"), (False, ""), ("NTS", ""), (None, "")],
)
def test_tcap_flags_extreme_content_in_words_or_as_a_truth_value(flag: object, severity: str) -> None:
    answer = Answer(200, json.dumps({"results": [{"id": 1, "url": "t.me/Foo", "extreme_content_flag": flag}]}).encode())

    (row,) = ADAPTERS["tcap_urls"].read(SOURCE, None, answer, NOON).lines

    assert isinstance(row, Row)
    assert row.severity == severity


def test_tcap_hashes_of_addresses_are_addresses_that_are_known_by_their_digest() -> None:
    assert [(kind, value) for _key, kind, value in rows_of("tcap_url_hashes")] == [
        (EntryType.URL, f"md5:{MD5}"),
        (EntryType.URL, f"md5:{MD5[::-1]}"),
    ]


def test_threatexchange_statuses_become_opinions_and_tags_become_words() -> None:
    page = page_of("threatexchange")
    rows = [line for line in page.lines if isinstance(line, Row)]

    assert [(row.type, row.opinion) for row in rows] == [
        (EntryType.PDQ, Opinion.POSITIVE),
        (EntryType.MD5, Opinion.NEGATIVE),
        (EntryType.URL, Opinion.DISPUTED),
        (EntryType.URL, Opinion.POSITIVE),
        (EntryType.PATTERN, Opinion.UNCONFIRMED),
    ]
    assert (rows[0].entity, rows[0].severity, rows[0].label) == ("Sample Entity A", "high", "media_priority_s2, cat:am")
    assert gone_of("threatexchange") == [f"HASH_SHA256|{a_digest(4)}"]
    assert "DEBUG_STRING" in bad_of("threatexchange")[0]
    assert page.checkpoint == {"since": 1772452904, "newest": 1772452904}


@pytest.mark.parametrize(
    ("statuses", "opinion"),
    [
        (["MALICIOUS"], Opinion.POSITIVE),
        (["UNKNOWN"], Opinion.UNCONFIRMED),
        (["MALICIOUS", "UNKNOWN"], Opinion.POSITIVE),
        (["NON_MALICIOUS", "NON_MALICIOUS"], Opinion.NEGATIVE),
        (["NON_MALICIOUS", "MALICIOUS"], Opinion.DISPUTED),
        (["NON_MALICIOUS", "UNKNOWN"], Opinion.DISPUTED),
    ],
)
def test_what_several_descriptors_come_to(statuses: list[str], opinion: Opinion) -> None:
    assert opinion_of(statuses) is opinion


def test_threatexchange_tags_are_compared_as_whole_words() -> None:
    wanted = Source("https://g.example.org", {**samples.SETTINGS, "tag": "media_priority_s"}, samples.SECRETS)

    page = ADAPTERS["threatexchange"].read(wanted, None, samples.answer_of("threatexchange"), NOON)

    assert not any(isinstance(line, Row) for line in page.lines)


def test_threatexchange_goes_on_by_its_cursor_and_never_to_another_server() -> None:
    more = {**samples.UPDATES, "paging": {"cursors": {"after": "C"}, "next": "https://elsewhere.example.org/x?token=1"}}
    adapter = ADAPTERS["threatexchange"]

    page = adapter.read(SOURCE, None, Answer(200, json.dumps(more).encode()), NOON)
    ask = adapter.ask(SOURCE, page.checkpoint)

    assert not page.is_last
    assert ask.url.startswith("https://source.example.org/list/77/threat_updates/?access_token=1%7Cs3cret&")
    assert ask.url.endswith("&after=C")


def test_threatexchange_hears_a_reaction_to_the_descriptor() -> None:
    ask = ADAPTERS["threatexchange"].reply(SOURCE, Verdict("pdq", PDQ, "11,12", Opinion.NEGATIVE))

    assert ask is not None
    assert "/11/?access_token=" in ask.url
    assert ask.body == b"reactions=NON_MALICIOUS"


@pytest.mark.parametrize(
    ("kind", "verdict", "body"),
    [
        ("threatexchange", Verdict("pdq", PDQ, "11,12", Opinion.NEGATIVE), b"reactions_to_remove=NON_MALICIOUS"),
        ("bonafides", Verdict("pdq", PDQ, "QRS", Opinion.NEGATIVE), b'"opinion":"unconfirmed"'),
        ("stopncii", Verdict("pdq", PDQ, "", Opinion.POSITIVE), b'"feedbackValue":"None"'),
    ],
    ids=["threatexchange", "bonafides", "stopncii"],
)
def test_an_opinion_is_taken_back_in_the_words_of_each_source(kind: str, verdict: Verdict, body: bytes) -> None:
    ask = ADAPTERS[kind].reply(SOURCE, replace(verdict, takes_back=True))

    assert ask is not None
    assert body in (ask.body or b"")


def test_tcap_cannot_hear_that_an_opinion_is_taken_back() -> None:
    verdict = Verdict("url", "https://a.example.org/x", "7", Opinion.NEGATIVE, takes_back=True)

    assert ADAPTERS["tcap_urls"].reply(SOURCE, verdict) is None


def test_misp_attributes_are_read_in_every_wrapping() -> None:
    assert [value for _key, _kind, value in rows_of("misp")] == [a_digest(1), MD5, "shapes.example.org"]
    assert [value for _key, _kind, value in rows_of("misp_file")] == [a_digest(1), MD5]
    assert gone_of("misp") == ["u-4"]
    assert "mutex" in bad_of("misp")[0]


def test_misp_says_what_is_only_for_information() -> None:
    rows = [line for line in page_of("misp").lines if isinstance(line, Row)]

    assert [row.opinion for row in rows] == [Opinion.POSITIVE, Opinion.UNCONFIRMED, Opinion.POSITIVE]


def test_stix_indicators_are_read_and_ended_ones_are_taken_back() -> None:
    assert rows_of("stix") == [
        ("indicator--1", EntryType.SHA256, a_digest(1)),
        ("indicator--1", EntryType.MD5, MD5),
        ("indicator--2", EntryType.URL, "https://a.example.org/x"),
        ("indicator--2", EntryType.URL, "https://a.example.org/it's"),
        ("indicator--2", EntryType.URL, "b.example.org"),
    ]
    assert gone_of("stix") == ["indicator--3", "indicator--4"]
    assert len(bad_of("stix")) == 2
    assert rows_of("taxii") == rows_of("stix")


def test_wallets_are_read_of_misp_and_stix() -> None:
    account = "mvines9iiHiQTysrwkJjGf2gb9Ex9jXJX8ns3qwf2kN"
    misp = [
        {"uuid": "w-1", "type": "btc", "value": BITCOIN},
        {"uuid": "w-2", "type": "text", "object_relation": "address-crypto", "value": account},
        {"uuid": "w-3", "type": "text", "object_relation": "symbol", "value": "SOL"},
    ]

    lines = [line for row in misp for line in lines_of_attribute(row)]
    patterns = values_in(f"[cryptocurrency-wallet:value IN ('{account}')] OR [cryptocurrency-wallet:address = 'b']")

    assert [(line.type, line.value) for line in lines if isinstance(line, Row)] == [
        (EntryType.IDENTIFIER, BITCOIN),
        (EntryType.IDENTIFIER, account),
    ]
    assert len(lines) == 3
    assert patterns == [(EntryType.IDENTIFIER, account), (EntryType.IDENTIFIER, "b")]


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "[",
        "[file:hashes.MD5 = 'a'",
        "[file:hashes.MD5 = 'a' AND url:value = 'b']",
        "[file:hashes.MD5 = 'a'] AND [url:value = 'b']",
        "[file:hashes.MD5 = 'a'] FOLLOWEDBY [url:value = 'b']",
        "[file:hashes.MD5 != 'a']",
        "[NOT url:value = 'a']",
        "[url:value LIKE 'a%']",
        "[url:value MATCHES 'a']",
        "[file:name = 'a']",
        "[url:value = a]",
        "[url:value IN ()]",
        "[url:value = 'a'] WITHIN 5 SECONDS",
        "[url:value = 'a'] x",
    ],
)
def test_a_pattern_outside_the_subset_is_not_read_in_part(pattern: str) -> None:
    with pytest.raises(OutsideSubset):
        values_in(pattern)


def test_taxii_goes_on_by_the_servers_token_and_then_from_the_last_date() -> None:
    adapter, source = ADAPTERS["taxii"], Source("https://x.example.org/api/collections/1/", samples.SETTINGS, {})
    first = Answer(200, json.dumps({"more": True, "next": "n1", "objects": []}).encode(), {})
    last = Answer(200, b'{"objects": []}', {"x-taxii-date-added-last": "2026-03-02T00:00:00Z"})

    middle = adapter.read(source, None, first, NOON)
    end = adapter.read(source, middle.checkpoint, last, NOON)

    assert adapter.ask(source, middle.checkpoint).url.endswith("/collections/1/objects/?limit=1000&next=n1")
    assert adapter.ask(source, end.checkpoint).url.endswith("?limit=1000&added_after=2026-03-02T00%3A00%3A00Z")
    assert (middle.is_last, end.is_last) == (False, True)


def test_stopncii_withdrawals_are_applied_and_feedback_is_heard() -> None:
    (row,) = [line for line in page_of("stopncii").lines if isinstance(line, Row)]

    assert (row.type, row.opinion) == (EntryType.PDQ, Opinion.DISPUTED)
    assert gone_of("stopncii") == [f"VideoMD5|{MD5}"]
    assert "Hologram" in bad_of("stopncii")[0]


def test_stopncii_is_asked_and_told_as_published_clients_do() -> None:
    adapter, keys = ADAPTERS["stopncii"], {"fetch_key": "f", "subscription_key": "s"}
    source = Source("https://x.example.org/v1", {}, keys)

    first = adapter.ask(source, None)
    told = adapter.reply(source, Verdict("pdq", PDQ, "", Opinion.NEGATIVE))
    own = adapter.reply(
        replace(source, secrets=keys | {"feedback_key": "b"}), Verdict("pdq", PDQ, "", Opinion.NEGATIVE)
    )

    assert first.url.startswith("https://x.example.org/v1/FetchHashes?startTimestamp=10&pageSize=800")
    assert told is not None
    assert own is not None
    said = json.loads(told.body or b"")
    assert (said["count"], said["hashFeedbacks"][0]["hashValue"]) == (1, PDQ)
    assert said["hashFeedbacks"][0]["feedbackValue"] == "NotBlocked"
    assert [dict(ask.headers)["x-functions-key"] for ask in (first, told, own)] == ["f", "f", "b"]


def test_ncmec_entries_are_read_in_utc_whatever_zone_they_were_written_in() -> None:
    page = page_of("ncmec")

    assert [(kind, value) for _key, kind, value in rows_of("ncmec")] == [(EntryType.MD5, MD5), (EntryType.PDQ, PDQ)]
    assert gone_of("ncmec") == ["42-image2"]
    assert len(bad_of("ncmec")) == 1
    assert page.checkpoint["since"] == "2026-03-01T22:00:00Z"


def test_ncmec_follows_its_paging_on_its_own_server_only() -> None:
    adapter = ADAPTERS["ncmec"]
    elsewhere = samples.NCMEC.replace(
        b"</queryResult>", b"<paging><next>https://x.test/2</next></paging></queryResult>"
    )

    with pytest.raises(Unreadable):
        adapter.read(SOURCE, None, Answer(200, elsewhere), NOON)


def test_a_shared_page_is_read_only_with_the_right_key() -> None:
    other = Source(SOURCE.address, {"key": Signer.generate(samples.SIGNER.name).verifier.vkey})

    assert rows_of("bonafides") == [("E1", EntryType.SHA256, a_digest(1))]
    assert gone_of("bonafides") == ["E2"]
    assert len(bad_of("bonafides")) == 1
    with pytest.raises(Unreadable, match="not signed"):
        ADAPTERS["bonafides"].read(other, None, samples.answer_of("bonafides"), NOON)


def test_a_list_file_is_read_row_by_row() -> None:
    assert [value for _key, _kind, value in rows_of("file")] == [a_digest(1)]
    assert len(bad_of("file")) == 1


@pytest.mark.parametrize(
    ("stated", "written", "labels"),
    [
        ("text/csv; charset=ISO-8859-1", "latin-1", ["café"]),
        ('text/csv; header=present; charset="windows-1252"', "cp1252", ["café"]),
        ("text/csv; charset=ISO-8859-1", "utf-8", ["café"]),
        ("text/csv", "latin-1", []),
        ("text/csv; charset=utf-8", "latin-1", []),
        ("text/csv; charset=klingon", "latin-1", []),
        ("text/csv; charset=hex", "latin-1", []),
    ],
)
def test_a_list_file_is_read_in_its_stated_character_set_or_its_rows_are_set_aside(
    stated: str, written: str, labels: list[str]
) -> None:
    data = f"type,value,label\nmd5,{MD5},café\nsha256,{a_digest(1)},\n".encode(written)

    page = ADAPTERS["file"].read(SOURCE, None, Answer(200, data, {"content-type": stated}), NOON)

    assert [row.label for row in page.lines if isinstance(row, Row)] == [*labels, ""]
    assert [row.reason for row in page.lines if isinstance(row, Bad)] == [
        "Letters of the row cannot be read: save the list in UTF-8."
    ] * (1 - len(labels))


def test_an_answer_in_json_that_is_not_utf_8_is_refused_as_that() -> None:
    answer = Answer(200, '{"results": [{"ideology": "café"}]}'.encode("latin-1"))

    with pytest.raises(Unreadable, match="not in UTF-8"):
        ADAPTERS["tcap"].read(SOURCE, None, answer, NOON)


# -- all kinds --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_credentials_go_into_headers_and_only_where_documented_into_the_address(name: str) -> None:
    ask = ADAPTERS[name].ask(SOURCE, None)

    assert ("s3cret" in ask.url) is (name == "threatexchange")
    assert "password" not in repr(ask.headers).replace(base64.b64encode(b"harbour:s3cret-word").decode(), "")


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_a_mutated_page_is_read_in_part_or_refused_with_a_reason(name: str) -> None:
    chance = random.Random(name)

    outcomes = [mutations.outcome_of(name, mutations.mutated(samples.ANSWERS[name], chance)) for _ in range(60)]

    assert set(outcomes) <= {"read", "refused"}


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_half_of_a_character_at_any_place_is_read_in_part_or_refused_with_a_reason(name: str) -> None:
    outcomes = [mutations.outcome_of(name, page) for page in mutations.with_half_characters(samples.ANSWERS[name])]

    assert set(outcomes) <= {"read", "refused"}


def test_a_last_row_that_cannot_be_read_leaves_the_cursor_at_the_one_before() -> None:
    rows = [{"id": "1", "updated_on": "2026-11-01"}, {"id": "\ud800", "updated_on": "2026-11-02"}]
    page = ADAPTERS["tcap"].read(SOURCE, None, Answer(200, json.dumps({"results": rows, "next": "x"}).encode()), NOON)

    assert (page.checkpoint, page.is_last) == ({"after": "2026-11-01,1"}, False)


def test_a_deeply_nested_answer_is_refused() -> None:
    deep: Any = b"[" * 100_000

    assert {mutations.outcome_of(name, deep) for name in ADAPTERS} == {"refused"}
