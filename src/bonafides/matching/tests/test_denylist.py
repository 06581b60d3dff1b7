import io

import pytest

from bonafides.matching.bank_file import BadRow, Row, read_bank
from bonafides.matching.denylist import denylist_lines
from bonafides.matching.errors import BankFileError
from bonafides.matching.fingerprint import fingerprints_of_text
from bonafides.matching.index import Index

CID = "bafybeihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq"
OTHER = "QmdWFA9FL52hx3j9EJZPQP1ZUH8Ygi5tLCX2cRDs6knSf8"
LIST = f"""version: 1
name: A list
description: of rules in every form
author: list@example.org
hints:
  gateway_status: 410
---
# by content
/ipfs/{CID}

/ipfs/{OTHER}/* reason=abuse
/ipfs/QmTuvSQbEDR3sarFAN9kAeXBpiBCyYYNxdxciazBba11eC/test/*
!/ipfs/QmUboz9UsQBDeS6Tug1U8jgoFkgYxyYood9NDyVURAY9pK/blocked/not
/ipns/domain.example
/ipns/domain2.example/path
/ipns/k51qzi5uqu5dhmzyv3zac033i7rl9hkgczxyl81lwoukda2htteop7d3x0y1mf
//d9d295bde21f422d471a90f2a37ec53049fdf3e5fa3ee2e8f20e10003da429e7
//QmX9dhRcQcKUw3Ws8485T5a9dtjrSCQaUAHnG4iK9i4ceM
//gW813G35CnLsy7gRYYHuf63hrz71U1xoLFDVeV7actx6oX
/ipfs/not-a-cid
/some/path/*
"""


def rows_of(text: str) -> list[Row | BadRow]:
    return list(read_bank(io.BytesIO(text.encode())))


def good(text: str) -> list[Row]:
    return [row for row in rows_of(text) if isinstance(row, Row)]


def bad(text: str) -> list[BadRow]:
    return [row for row in rows_of(text) if isinstance(row, BadRow)]


def test_each_rule_of_a_denylist_is_a_row_and_what_cannot_be_used_is_set_aside() -> None:
    assert [row.value.partition(":")[0] for row in good(LIST)] == ["ipfs"] * 4 + ["ipns"] * 3 + ["badbits"] * 2
    assert [(row.line, row.reason.code) for row in bad(LIST)] == [
        (19, "bad_double_hash"),
        (20, "bad_rule"),
        (21, "bad_rule"),
    ]


def test_an_exception_is_a_row_that_says_no() -> None:
    (exception,) = [row for row in good(LIST) if row.opinion]

    assert exception.value.endswith("/blocked/not")
    assert exception.opinion == "negative"


def test_hints_of_the_file_and_of_a_rule_are_its_label() -> None:
    assert [row.label for row in good(LIST)[:2]] == ["gateway_status=410", "gateway_status=410 reason=abuse"]


def test_a_denylist_without_a_header_is_read_from_its_first_line() -> None:
    (row,) = good(f"//QmX9dhRcQcKUw3Ws8485T5a9dtjrSCQaUAHnG4iK9i4ceM\n# the end\n")  # noqa: F541

    assert (row.line, row.value) == (1, "badbits:QmX9dhRcQcKUw3Ws8485T5a9dtjrSCQaUAHnG4iK9i4ceM")


@pytest.mark.parametrize("header", ["", "version: 1\nname: A list\n---\n"])
def test_a_denylist_may_begin_with_a_comment(header: str) -> None:
    (row,) = good(f"# a list\n#\n{header}/ipfs/{CID}\n")

    assert row.value.startswith("ipfs:")


def test_an_imported_rule_meets_the_content_in_another_spelling() -> None:
    index = Index((row.line, row.type, row.value) for row in good(LIST))

    hits = index.lookup(
        fingerprints_of_text(
            "https://bafybeidjwik6im54nrpfg7osdvmx7zojl5oaxqel5cmsz46iuelwf5acja.ipfs.dweb.link/ "
            f"/ipfs/{OTHER}/a/b.mp4 ipns://domain.example"
        )
    )

    assert sorted(hit.entry for hit in hits) == [11, 14, 18]


@pytest.mark.parametrize(
    ("header", "code"),
    [("version: 2", "unsupported_version"), ("name: [", "bad_header"), ("name: a\n- b", "bad_header")],
)
def test_a_header_that_cannot_be_read_refuses_the_file(header: str, code: str) -> None:
    with pytest.raises(BankFileError) as refusal:
        rows_of(f"{header}\n---\n/ipfs/{CID}\n")

    assert refusal.value.code == code


def test_a_written_denylist_discloses_nothing_and_meets_the_same_content() -> None:
    values = [
        (f"ipfs:{CID}", False),
        (f"https://gateway.example/ipfs/{OTHER}", True),
        ("iban:DE89370400440532013000", False),
    ]

    written = "".join(denylist_lines("A list", values))
    rows = good(written)

    assert CID not in written
    assert OTHER not in written
    assert "left out, for it has no rule in this format: 1" in written
    assert [row.opinion for row in rows] == ["", "negative"]
    index = Index((row.line, row.type, row.value) for row in rows)
    assert len(index.lookup(fingerprints_of_text(f"{CID} {OTHER}"))) == 2


def test_a_double_hash_is_handed_on_as_it_is() -> None:
    listed = "QmX9dhRcQcKUw3Ws8485T5a9dtjrSCQaUAHnG4iK9i4ceM"

    written = "".join(denylist_lines("A list", [(f"badbits:{listed}", False)]))

    assert f"\n//{listed}\n" in written


def test_a_hostile_header_is_no_trouble() -> None:
    doubled = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))

    rows = rows_of(f"name: x\na0: &a0 [x]\n{doubled}hints: {{a: *a11}}\n---\n/ipfs/{CID}\n")

    assert len(rows) == 1
