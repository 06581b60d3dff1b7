"""Pictures that a page, a drawing, a mail or a document carries in its own text."""

import base64

import pytest

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.carried import carried_in, carries_files
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Reason

DIGESTS = fingerprints_of(made.PICTURE).digests
CODE = base64.encodebytes(made.PICTURE).decode()
ADDRESS = f"data:image/png;base64,{CODE}"
TEXTS = {
    "page": f"<!doctype html><p>some words</p><img src='{ADDRESS}'>",
    "drawing": f'<svg xmlns="http://www.w3.org/2000/svg"><text>some words</text><image href="{ADDRESS}"/></svg>',
    "escaped": "some words url(data:image/png;charset=x;base64," + CODE.replace("+", "%2B").replace("=", "%3D") + ")",
    "for addresses": f"some words data:;base64,{base64.urlsafe_b64encode(made.PICTURE).decode()} ",
    "flat OpenDocument": f"<office:body>some words<office:binary-data>{CODE}</office:binary-data></office:body>",
    "flat Word": f"<pkg:package>some words<pkg:binaryData>{CODE}</pkg:binaryData></pkg:package>",
    "FictionBook": f"<FictionBook>some words<binary id='a' content-type='image/png'>{CODE}</binary></FictionBook>",
}


def a_mail(page: str) -> bytes:
    return f"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/html\n\n{page}".encode()


def a_book(page: str) -> bytes:
    members = {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<container/>"}
    return made.a_zip(members | {"text/1.xhtml": page.encode()})


@pytest.mark.parametrize("name", TEXTS)
def test_a_picture_that_a_text_carries_is_looked_at(name: str) -> None:
    data = TEXTS[name].encode()

    alone, inside = fingerprints_of(data), fingerprints_of(made.a_zip({"one": data}))

    (picture,) = alone.parts
    assert picture.fingerprints.digests == DIGESTS
    assert picture.fingerprints.frames
    assert "some words" in alone.text
    assert [part.path for part in inside.parts] == [("one", "carried-1"), ("one",)]
    assert "some words" in inside.parts[1].fingerprints.text
    assert alone.unreadable == inside.unreadable == ()


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1251"])
def test_a_picture_in_a_page_of_another_encoding_is_looked_at(encoding: str) -> None:
    item = fingerprints_of(f"<p>слова на странице</p><img src='{ADDRESS}'>".encode(encoding))

    assert [part.fingerprints.digests for part in item.parts] == [DIGESTS]


@pytest.mark.parametrize("carrier", [a_mail, a_book])
def test_a_picture_in_a_page_of_a_mail_or_a_book_is_looked_at(carrier: object) -> None:
    item = fingerprints_of(carrier(f"<html><img src='{ADDRESS}'></html>"))  # type: ignore[operator]

    assert [part.fingerprints.digests for part in item.parts] == [DIGESTS]


def test_what_is_carried_too_deep_is_said() -> None:
    data = made.WORDS
    for _time in range(6):
        data = b"<svg>data:image/svg+xml;base64," + base64.b64encode(data) + b"</svg>"

    item = fingerprints_of(data)

    assert [(len(each.path), each.reason) for each in item.unreadable] == [(4, Reason.TOO_DEEP)]


@pytest.mark.parametrize(
    "text", ["data:image/png,x", "see base64, data: here", "data:;base64,", "<binary>1</binary", "<binary></binary>"]
)
def test_a_text_without_a_file_carries_none(text: str) -> None:
    assert not list(carried_in(text.encode()))


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", ["data:", "data:a;", "data:a" + ";a" * 9, "<binary ", "<binary>a", ";base64,", "<a:"])
def test_no_text_of_a_megabyte_makes_the_search_run_away(piece: str) -> None:
    assert not carries_files((piece * (1_000_000 // len(piece))).encode())
