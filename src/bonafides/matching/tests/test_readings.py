import io
import json
import os
import zipfile

import pytest

from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_text
from bonafides.matching.index import Hit, Index
from bonafides.matching.insides.vocabulary import Reason
from bonafides.matching.unmarked import decoded, unescaped
from bonafides.matching.vocabulary import EntryType

ARABIC = "هذا نص مدرج في قائمة ولا يجوز نشره"
RUSSIAN = "Этот текст внесён в список и не публикуется"
GERMAN = "Dieser gelistete Text heißt böse, und größer wäre schöner"
TURKISH = "Bu yazı listeye alınmıştır ve paylaşılması doğru değildir"
BOSNIAN = "Ovaj je tekst na popisu i ne smije se širiti, čak ni među članovima"
INDEX = Index(
    [(number, EntryType.TEXT, text) for number, text in enumerate((ARABIC, RUSSIAN, GERMAN, TURKISH, BOSNIAN))]
)
IN_NONE_OF_THE_FORMS_OF_UNICODE = [
    (ARABIC, "windows-1256"),
    (RUSSIAN, "windows-1251"),
    (RUSSIAN, "koi8-r"),
    (GERMAN, "windows-1252"),
    (TURKISH, "windows-1254"),
    (BOSNIAN, "windows-1250"),
    (ARABIC, "iso-8859-6"),
    (RUSSIAN, "ibm866"),
    (ARABIC, "utf-16-le"),
    (RUSSIAN, "utf-16-be"),
    (GERMAN, "utf-16-le"),
]


def found(item: Fingerprints) -> Hit[int]:
    (hit,) = INDEX.lookup(item)
    return hit


@pytest.mark.parametrize(("text", "encoding"), IN_NONE_OF_THE_FORMS_OF_UNICODE)
def test_a_text_that_does_not_say_its_encoding_is_found_in_the_one_it_is_in(text: str, encoding: str) -> None:
    item = fingerprints_of(f"Before. {text} After.".encode(encoding))

    hit = found(item)

    assert (hit.detail["reading"], hit.detail["span_in"]) == (encoding, encoding)
    assert hit.detail["span"] == {"start": 8, "end": 8 + len(text)}
    assert [each.reason for each in item.unreadable] == [Reason.UNKNOWN_ENCODING]


@pytest.mark.parametrize(("text", "encoding"), IN_NONE_OF_THE_FORMS_OF_UNICODE)
def test_so_is_one_in_an_archive(text: str, encoding: str) -> None:
    with zipfile.ZipFile(archive := io.BytesIO(), "w") as writing:
        writing.writestr("words.txt", text.encode(encoding))

    item = fingerprints_of(archive.getvalue())

    assert found(item).detail == {"path": ["words.txt"], "reading": encoding}
    assert [(each.path, each.reason) for each in item.unreadable] == [(("words.txt",), Reason.UNKNOWN_ENCODING)]


@pytest.mark.parametrize("noise", [b"\0", b"\xff"])
def test_a_wrong_byte_hides_no_text(noise: bytes) -> None:
    assert found(fingerprints_of(ARABIC.encode() + b" " + noise)).detail["reading"] == "utf-8"


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"&#{ord(each)};" for each in ARABIC),
        "".join(f"&#x{ord(each):x};" for each in ARABIC),
        "".join(f"&amp;#{ord(each)};" for each in ARABIC),
        json.dumps({"post": ARABIC}),
        json.dumps({"post": "".join(f"&#{ord(each)};" for each in ARABIC)}),
    ],
)
def test_escaped_characters_are_those_that_they_stand_for(text: str) -> None:
    hit = found(fingerprints_of(text.encode()))

    assert hit.detail["reading"] == "unescaped"
    assert hit.detail.get("span_in", "unescaped") == "unescaped"
    assert found(fingerprints_of_text(text)) == hit


def test_references_in_a_text_of_an_unknown_encoding_are_read_as_well() -> None:
    text = ARABIC.replace("ق", "&#1602;")

    assert found(fingerprints_of(text.encode("windows-1256"))).detail["reading"] == "windows-1256+unescaped"


def test_addresses_are_found_in_each_reading() -> None:
    index = Index([(1, EntryType.URL, "https://bad.example/صفحة")])

    (hit,) = index.lookup(fingerprints_of("https://bad.example/صفحة".encode("windows-1256")))

    assert hit.detail["reading"] == "windows-1256"


def test_what_is_found_as_it_stands_names_no_reading() -> None:
    assert "reading" not in found(fingerprints_of_text(f"{ARABIC} &amp; more")).detail


def test_two_halves_of_a_character_are_one_and_a_half_alone_is_none() -> None:
    assert unescaped(r"\ud83d\ude00 \ud83d \n \q") == "\U0001f600 \N{REPLACEMENT CHARACTER} \n \\q"


def test_bytes_by_chance_are_read_in_no_encoding() -> None:
    assert decoded(os.urandom(5000), 1000) == {}
    assert decoded(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", 1000) == {}


def test_a_text_that_is_the_same_in_two_encodings_is_read_once() -> None:
    read = decoded(GERMAN.encode("windows-1252"), 1000)

    assert read["windows-1252"] == GERMAN
    assert len(set(read.values())) == len(read)


def test_only_so_much_is_read() -> None:
    assert {len(text) for text in decoded(ARABIC.encode("windows-1256") * 9, 20).values()} == {20}


@pytest.mark.parametrize("sign", ["&#", "&#x", "&#X", "&amp;#"])
def test_a_reference_of_many_digits_is_no_character_and_hides_no_text(sign: str) -> None:
    many = sign + "1" * 5000

    assert found(fingerprints_of_text(f"{many}; {ARABIC}")) == found(fingerprints_of(f"{many}; {ARABIC}".encode()))
    assert found(fingerprints_of(f"{ARABIC} {many}".encode("windows-1256"))).entry == 0
    assert unescaped(f"a{many};b{many}") == "a\ufffdb\ufffd"


def test_noughts_before_a_reference_say_nothing() -> None:
    references = "".join(f"&#{'0' * 5000}{ord(each)};&#x{'0' * 9};" for each in "kite")

    assert unescaped(references) == "k\ufffdi\ufffdt\ufffde\ufffd"
    assert unescaped("&#0000000101;&#x00000065;&#00128512;&#x1F600;") == "ee\U0001f600\U0001f600"


@pytest.mark.parametrize("name", ["page.html", "words.txt", "mail.eml"])
def test_neither_does_one_in_a_file_inside(name: str) -> None:
    many = "&#" + "1" * 5000
    start = "Subject: a\nFrom: b@example.org\nContent-Type: text/html; charset=utf-8\n\n" if name == "mail.eml" else ""
    with zipfile.ZipFile(archive := io.BytesIO(), "w") as writing:
        writing.writestr(name, f"{start}<html><a href='{many};'>{ARABIC} {many}</a>")
        writing.writestr("after.txt", RUSSIAN)

    item = fingerprints_of(archive.getvalue())

    assert {hit.path[0]: hit.entry for hit in INDEX.lookup(item)} == {name: 0, "after.txt": 1}
    assert item.unreadable == ()
