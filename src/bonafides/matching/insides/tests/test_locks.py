"""Documents that are encrypted, or say so: what they hold is unknown, and ciphertext is no text."""

from collections.abc import Callable

import pytest

from bonafides.matching.fingerprint import Fingerprints, fingerprints_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Limits, Reason

IDPF, ADOBE = "http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"
BOOK = {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<container/>"}
CHAPTER = b"<p>These listed words</p>"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


def unread(item: Fingerprints) -> list[tuple[str, Reason]]:
    return [("/".join(each.path), each.reason) for each in item.unreadable]


def a_book(encryption: bytes, **members: bytes) -> Fingerprints:
    pages = {name.replace("_", "."): data for name, data in members.items()}
    return fingerprints_of(made.a_zip(BOOK | {"META-INF/encryption.xml": encryption} | pages))


def test_of_an_encrypted_book_the_clear_chapter_is_read_and_the_rest_is_said() -> None:
    item = fingerprints_of(made.a_locked_epub())

    assert unread(item) == [("text/2 b.xhtml", Reason.ENCRYPTED), ("images/two.png", Reason.ENCRYPTED)]
    assert item.text == "these listed words"
    assert [part.path for part in item.parts] == [("images/one.png",)]


def test_of_an_encrypted_open_document_each_member_is_said() -> None:
    item = fingerprints_of(made.a_locked_odt())

    assert unread(item) == [("content.xml", Reason.ENCRYPTED), ("Pictures/two.png", Reason.ENCRYPTED)]
    assert item.text == ""
    assert [part.path for part in item.parts] == [("Pictures/one.png",)]


@pytest.mark.parametrize("manifest", [None, b"<a/>"], ids=["in its manifest", "by its name alone"])
def test_an_open_document_that_is_encrypted_as_a_whole_is_said(manifest: bytes | None) -> None:
    item = fingerprints_of(made.a_locked_package(manifest))

    assert unread(item) == [("encrypted-package", Reason.ENCRYPTED)]


@pytest.mark.parametrize("whole", [made.a_locked_epub, made.a_locked_odt, made.a_locked_package])
def test_an_encrypted_document_in_an_archive_is_said_with_its_path(whole: Callable[[], bytes]) -> None:
    item = fingerprints_of(made.a_zip({"one": whole()}))

    assert {each.path[0] for each in item.unreadable} == {"one"}
    assert {each.reason for each in item.unreadable} == {Reason.ENCRYPTED}


@pytest.mark.parametrize("algorithm", [IDPF, ADOBE])
def test_a_font_that_is_scrambled_for_its_licence_is_not_called_encrypted(algorithm: str) -> None:
    item = a_book(made.an_encryption({"a.otf": algorithm}), a_otf=made.CIPHERTEXT, b_xhtml=CHAPTER)

    assert unread(item) == [("a.otf", Reason.UNKNOWN_FORMAT)]
    assert item.text == "these listed words"


def test_a_chapter_that_is_scrambled_as_fonts_are_is_said() -> None:
    item = a_book(made.an_encryption({"a.xhtml": IDPF}), a_xhtml=made.CIPHERTEXT, b_xhtml=CHAPTER)

    assert unread(item) == [("a.xhtml", Reason.ENCRYPTED)]
    assert item.text == "these listed words"


def test_what_is_said_to_be_encrypted_and_is_not_there_is_said() -> None:
    item = a_book(made.an_encryption({"gone.xhtml": "x"}), b_xhtml=CHAPTER)

    assert unread(item) == [("gone.xhtml", Reason.ENCRYPTED)]


@pytest.mark.parametrize("uri", ["b.xhtml", "/b.xhtml", "./b.xhtml", "x/../b.xhtml", "%62.xhtml", "b.xhtml#part"])
def test_a_reference_finds_its_member_however_it_is_written(uri: str) -> None:
    item = a_book(made.an_encryption({uri: "x"}), b_xhtml=CHAPTER)

    assert unread(item) == [("b.xhtml", Reason.ENCRYPTED)]
    assert item.text == ""


@pytest.mark.parametrize("hostile", [b"", b"<a", BOMB, made.CIPHERTEXT], ids=["empty", "cut", "entities", "noise"])
def test_a_list_that_cannot_be_read_is_said_and_ciphertext_is_still_no_text(hostile: bytes) -> None:
    item = a_book(hostile, a_xhtml=made.CIPHERTEXT, b_xhtml=CHAPTER)

    said = [each for each in unread(item) if each[1] is not Reason.UNKNOWN_FORMAT]
    assert said == [("META-INF/encryption.xml", Reason.DAMAGED), ("a.xhtml", Reason.DAMAGED)]
    assert item.text == "these listed words"


def test_a_list_counts_against_the_limits_of_the_whole_file() -> None:
    spaces = made.an_encryption({}).replace(b"</", b" " * 3_000_000 + b"</")

    item = fingerprints_of(made.a_zip(BOOK | {"META-INF/encryption.xml": spaces}), Limits())

    assert unread(item) == [("", Reason.RATIO)]


def test_a_chapter_with_a_few_wrong_bytes_or_in_utf_16_is_read() -> None:
    item = a_book(
        made.an_encryption({}), a_xhtml=CHAPTER + b"<p>a\xff</p>", b_xhtml="<p>Other words</p>".encode("utf-16")
    )

    assert unread(item) == []
    assert item.text == "these listed words a other words"
