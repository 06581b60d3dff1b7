"""Mails and Rich Text, whose words stand in their files in codes."""

from email.message import EmailMessage
from io import BytesIO

import pytest

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.kinds import kind_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Kind, Reason
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.texts import normal_text

ARABIC = "هذا نص مدرج في قائمة"
RUSSIAN = "Этот текст внесён в список"
PICTURE = encoded(a_picture())


def in_bytes(text: str, encoding: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_the_words_of_a_mail_are_read_whatever_carries_them(transfer: str, charset: str, subtype: str) -> None:
    mail = EmailMessage()
    mail["Subject"] = RUSSIAN
    mail.set_content(ARABIC, subtype=subtype, charset=charset, cte=transfer)

    item = fingerprints_of(mail.as_bytes())

    assert normal_text(ARABIC) in item.text
    assert normal_text(RUSSIAN) in item.text
    assert item.unreadable == ()


def test_attachments_of_a_mail_are_files_inside_and_a_mail_in_a_mail_is_read() -> None:
    mail, inner = EmailMessage(), EmailMessage()
    inner.set_content(ARABIC)
    mail["From"] = "a@platform.example"
    mail.set_content("words")
    mail.add_attachment(PICTURE, maintype="image", subtype="png", filename="one.png")
    mail.add_attachment(made.a_zip({"x.txt": made.WORDS}), maintype="application", subtype="zip", filename="x.zip")
    mail.add_attachment(b"\0\1\2", maintype="application", subtype="octet-stream")
    mail.add_attachment(inner)

    item = fingerprints_of(mail.as_bytes())

    inside = {part.path: part.fingerprints for part in item.parts}
    assert inside["one.png",].frames
    assert inside["one.png",].digests == fingerprints_of(PICTURE).digests
    assert "these listed words" in inside["x.zip", "x.txt"].text
    assert normal_text(ARABIC) in item.text
    assert [each.reason for each in item.unreadable] == [Reason.UNKNOWN_FORMAT]


def test_a_part_that_is_not_encoded_as_it_says_is_read_as_it_is() -> None:
    data = b"From: a@platform.example\nContent-Type: text/plain; charset=us-ascii\n\n" + ARABIC.encode()

    assert normal_text(ARABIC) in fingerprints_of(data).text


def test_every_mail_of_a_folder_in_one_file_is_read() -> None:
    mail = EmailMessage()
    mail["Subject"] = "one"
    mail.set_content(ARABIC, cte="base64")
    first = b"From a@platform.example Mon\nSubject: first\n\nFrom here on, words\n\n"

    assert normal_text(ARABIC) in fingerprints_of(first + b"From b@platform.example Mon\n" + mail.as_bytes()).text


@pytest.mark.parametrize(
    "start", [b"Note: words\nand more", b"To be or not", b"From here on\nnothing", b"Subject: one line"]
)
def test_a_text_is_no_mail_for_a_colon(start: bytes) -> None:
    assert fingerprints_of(start).text == normal_text(start.decode())


@pytest.mark.parametrize(
    "words",
    [
        "".join(f"\\u{ord(each)}?" for each in ARABIC),
        "\\uc0 " + "".join(f"\\u{ord(each)} " for each in ARABIC),
        "\\ansicpg1256 " + in_bytes(ARABIC, "cp1256"),
        "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset178 B;}}{\\f1 " + in_bytes(ARABIC, "cp1256") + "}",
    ],
)
def test_the_words_of_rich_text_are_read(words: str) -> None:
    item = fingerprints_of(f"{{\\rtf1\\ansi before\\par {words}\\par after}}".encode())

    assert normal_text(ARABIC) in item.text
    assert item.text.startswith("before")
    assert item.text.endswith("after")
    assert item.unreadable == ()


def test_a_mark_of_a_place_is_no_word() -> None:
    document = b"{\\rtf1 {\\*\\bkmkstart _Toc1}these li{\\*\\bkmkend _Toc1}sted words}"

    assert fingerprints_of(document).text == "these listed words"


def test_pictures_objects_and_links_of_rich_text_are_looked_up() -> None:
    link = '{\\field{\\*\\fldinst HYPERLINK "https://bad.example/page"}{\\fldrslt here}}'
    document = f"{{\\rtf1 {link}{{\\pict\\pngblip\n{PICTURE.hex()}}}{{\\object{{\\*\\objdata 000102}}}}".encode()

    item = fingerprints_of(document + b"{\\pict\\bin3 {}\0}}")

    assert [part.path for part in item.parts] == [("picture-1",), ("object-2",), ("picture-3",)]
    assert item.parts[0].fingerprints.digests == fingerprints_of(PICTURE).digests
    assert [each.reason for each in item.unreadable] == [Reason.UNKNOWN_FORMAT, Reason.UNKNOWN_FORMAT]
    assert "https://bad.example/page" in [url.text for url in item.urls]


def test_halves_of_characters_braces_without_others_and_ends_are_forgiven() -> None:
    assert fingerprints_of(b"{\\rtf1 \\u-10179?\\u-8704? a}}}} b {\\u5").text.startswith("a b")


def test_the_kinds_are_told_by_their_first_bytes() -> None:
    assert kind_of(BytesIO(b"{\\rtf1 x}")) is Kind.RICH_TEXT
    assert kind_of(BytesIO(b"Received: from a\n by b\nSubject: c\n\nd")) is Kind.MAIL
