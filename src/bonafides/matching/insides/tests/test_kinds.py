"""Kinds that have no magic: what is one of them is recognised, and nothing else is taken for one."""

import base64
import io
import lzma
import tarfile

import numpy as np
import pytest

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.kinds import kind_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Kind
from bonafides.matching.tests.samples import a_picture, encoded

OLD_TAR, LZMA = made.an_old_tar(), made.an_lzma(b"words " * 100)
PICTURES = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "TGA", "ICO", "PCX", "PPM", "SGI", "JPEG2000", "DDS")
TEXTS = {
    "empty": b"",
    "words": made.WORDS * 40,
    "numbers": b"0001750 " * 100,
    "octal and spaces": b"00000000000 " * 60,
    "spaces": b" " * 600,
    "utf-16": ("0001750 " * 100).encode("utf-16"),
    "zeros": bytes(600),
    "a table": b"\n".join(b"%07o,%07o" % (each, each) for each in range(60)),
}


def kind(data: bytes) -> Kind | None:
    return kind_of(io.BytesIO(data))


@pytest.mark.parametrize("signed", [False, True], ids=["plain sum", "signed sum"])
def test_a_tar_from_before_posix_is_recognised(signed: bool) -> None:
    data = made.an_old_tar({"é.txt": b"x"}, signed=signed)

    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert archive.getnames() == ["é.txt"]
    assert kind(data) is Kind.TAR


@pytest.mark.parametrize("at", [0, 100, 124, 148, 300, 511])
def test_a_header_of_which_a_byte_was_changed_is_no_old_tar(at: int) -> None:
    changed = bytearray(OLD_TAR)
    changed[at] ^= 0x08

    assert kind(bytes(changed)) is None


def test_a_header_of_which_a_number_is_not_octal_is_no_old_tar() -> None:
    # one more here and one less there leave the sum as it is
    changed = OLD_TAR[:100] + b"0000648\0" + b"000174" + OLD_TAR[114:]

    assert kind(changed) is None


@pytest.mark.parametrize("preset", range(10))
def test_an_lzma_of_every_preset_is_recognised(preset: int) -> None:
    assert kind(lzma.compress(b"words " * 100, format=lzma.FORMAT_ALONE, preset=preset)) is Kind.XZ


@pytest.mark.parametrize("dictionary", [1 << 12, 3 << 12, 1 << 20, 3 << 24])
@pytest.mark.parametrize(("lc", "lp", "pb"), [(0, 0, 0), (4, 0, 4), (0, 4, 2)])
def test_an_lzma_of_other_properties_is_recognised(dictionary: int, lc: int, lp: int, pb: int) -> None:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": lc, "lp": lp, "pb": pb}]

    assert kind(lzma.compress(b"words", format=lzma.FORMAT_ALONE, filters=filters)) is Kind.XZ


def test_an_lzma_that_states_its_size_is_recognised() -> None:
    assert kind(LZMA[:5] + (600).to_bytes(8, "little") + LZMA[13:]) is Kind.XZ


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(b"\xe1" + LZMA[1:], id="properties above 224"),
        pytest.param(bytes([3 + 9 * 2]) + LZMA[1:], id="lc and lp above 4"),
        pytest.param(LZMA[:1] + b"\0\0\x90\0" + LZMA[5:], id="no such dictionary"),
        pytest.param(LZMA[:1] + b"\0\4\0\0" + LZMA[5:], id="a dictionary too small"),
        pytest.param(LZMA[:5] + (1 << 38).to_bytes(8, "little") + LZMA[13:], id="a size beyond all use"),
        pytest.param(LZMA[:13] + b"\1" + LZMA[14:], id="first byte of the coder"),
        pytest.param(LZMA[:17], id="too short"),
    ],
)
def test_what_is_almost_an_lzma_is_none(changed: bytes) -> None:
    assert kind(changed) is None


@pytest.mark.parametrize("form", PICTURES)
def test_a_picture_is_taken_for_neither(form: str) -> None:
    assert kind(encoded(a_picture(1), form)) is None


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_taken_for_neither(name: str) -> None:
    assert kind(TEXTS[name]) is None


@pytest.mark.parametrize(
    "first",
    [
        *("Reply-To: a@b.example", "Sender: a@b.example", "References: <a@b.example>", "List-Id: <a.b.example>"),
        *("Foo: bar", "Organization: one\n two", "Comments: 1\nKeywords: 2\nImportance: high"),
    ],
)
def test_a_mail_is_known_whatever_head_it_begins_with(first: str) -> None:
    carried = base64.encodebytes(made.WORDS).decode()
    mail = f"{first}\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n{carried}".encode()

    assert kind(mail) is Kind.MAIL
    assert kind(mail.replace(b"\n", b"\r\n")) is Kind.MAIL
    assert "these listed words" in fingerprints_of(mail).text


@pytest.mark.parametrize(
    "text",
    ["Note: one\nContent-Type is a word\n", "Title: one\nDraft: true\n\nContent-Type: two\n", "a:\nb: MIME-Version: 1"],
)
def test_a_text_with_a_word_and_a_colon_is_no_mail(text: str) -> None:
    assert kind(text.encode()) is None


def test_random_bytes_are_taken_for_neither() -> None:
    random = np.random.default_rng(7)

    assert {kind(random.bytes(600)) for _ in range(5_000)}.isdisjoint({Kind.TAR, Kind.XZ})
