"""Credentials in pictures: in, out again unchanged, and out of hostile files never."""

import json
import struct
import zlib
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.credentials import picture
from bonafides.credentials.baking import bake_png, bake_svg, credential_in, unbake_png, unbake_svg
from bonafides.credentials.errors import MalformedError

from .samples import DAY, NOON, a_mark

SVG = picture.svg(name="Smallhost", valid_until=(NOON + 35 * DAY).date(), issuer="Programme")
PNG = picture.png(name="Smallhost", valid_until=(NOON + 35 * DAY).date(), issuer="Programme")
BAKED_SVG = bake_svg(SVG, a_mark()).encode()
BAKED_PNG = bake_png(PNG, a_mark())
SIGNATURE = PNG[:8]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def chunk_behind_header(kind: bytes, content: bytes) -> bytes:
    return PNG[:33] + chunk(kind, content) + PNG[33:]


def code_of(data: bytes) -> str:
    with pytest.raises(MalformedError) as refused:
        credential_in(data)
    return refused.value.code


def test_what_was_baked_into_an_svg_comes_out_unchanged() -> None:
    assert json.loads(credential_in(BAKED_SVG)) == a_mark()


def test_what_was_baked_into_a_png_comes_out_unchanged() -> None:
    assert json.loads(credential_in(BAKED_PNG)) == a_mark()


def test_a_file_that_is_no_picture_is_given_back() -> None:
    assert credential_in(b' {"a": 1}') == b' {"a": 1}'


def test_the_credential_is_the_first_child_of_the_svg() -> None:
    root = ElementTree.fromstring(BAKED_SVG)

    assert root[0].tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert b'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in BAKED_SVG
    assert b"<openbadges:credential><![CDATA[{" in BAKED_SVG


def test_the_credential_is_one_uncompressed_chunk_of_the_png() -> None:
    assert BAKED_PNG[33 + 4 : 33 + 8] == b"iTXt"
    assert BAKED_PNG[33 + 8 :].startswith(b"openbadgecredential\0\0\0\0\0{")


@given(st.dictionaries(st.text(), st.text()))
def test_any_text_survives_baking_into_an_svg(credential: dict[str, str]) -> None:
    encodable = json.loads(json.dumps(credential))

    assert json.loads(unbake_svg(bake_svg(SVG, encodable).encode())) == encodable


@given(st.dictionaries(st.text(), st.text()))
def test_any_text_survives_baking_into_a_png(credential: dict[str, str]) -> None:
    assert json.loads(unbake_png(bake_png(PNG, credential))) == credential


def test_the_end_of_a_cdata_section_can_stand_in_a_credential() -> None:
    assert json.loads(unbake_svg(bake_svg(SVG, {"name": "]]>"}).encode())) == {"name": "]]>"}


@pytest.mark.parametrize("unfit", ["", "<svg/>", "<html></html>", "<!-- <svg> --><a/>", BAKED_SVG.decode()])
def test_what_is_no_plain_svg_is_not_baked(unfit: str) -> None:
    with pytest.raises(MalformedError):
        bake_svg(unfit, a_mark())


def test_a_png_is_not_baked_twice() -> None:
    with pytest.raises(MalformedError):
        bake_png(BAKED_PNG, a_mark())


ENTITIES = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
OPENING = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0">'
HOSTILE_SVG = [
    (ENTITIES, "svg_damaged"),
    (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', "svg_damaged"),
    (b"<svg>", "svg_damaged"),
    (b'<?xml version="1.0" encoding="unheard-of"?><svg/>', "svg_damaged"),
    (SVG.encode(), "not_one_credential"),
    (OPENING + b"<o:credential>{}</o:credential><o:credential>{}</o:credential></svg>", "not_one_credential"),
    (OPENING + b"<g><o:credential>{}</o:credential></g></svg>", "not_one_credential"),
    (OPENING + b'<o:credential verify="a.b.c"/></svg>', "baked_otherwise"),
    (OPENING + b"<o:credential>{}<g/></o:credential></svg>", "baked_otherwise"),
    (OPENING + b"<o:credential>" + b"x" * 70_000 + b"</o:credential></svg>", "too_large"),
    (b"<svg>" + b" " * 4_000_000 + b"</svg>", "too_large"),
]


@pytest.mark.parametrize(("data", "code"), HOSTILE_SVG)
def test_a_hostile_svg_is_refused_by_name(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_ten_thousand_nested_elements_are_read_without_recursion() -> None:
    assert code_of(b"<svg>" + b"<g>" * 100_000 + b"</g>" * 100_000 + b"</svg>") == "not_one_credential"


TEXT = b"openbadgecredential\0"
HOSTILE_PNG = [
    (PNG, "not_one_credential"),
    (BAKED_PNG[:-5], "png_damaged"),
    (BAKED_PNG + b"more", "png_damaged"),
    (BAKED_PNG[:60] + b"X" + BAKED_PNG[61:], "png_damaged"),
    (SIGNATURE, "png_damaged"),
    (SIGNATURE + chunk(b"IEND", b""), "png_damaged"),
    (SIGNATURE + struct.pack(">I", 2**31) + b"IHDR", "png_damaged"),
    (SIGNATURE + chunk(b"IHDR", b"") + chunk(b"tEXt", b"") * 10_001, "png_damaged"),
    (chunk_behind_header(b"iTXt", TEXT + b"\1\0\0\0" + zlib.compress(b"{}")), "baked_otherwise"),
    (chunk_behind_header(b"iTXt", TEXT + b"\0\0en\0\0{}"), "baked_otherwise"),
    (chunk_behind_header(b"tEXt", TEXT + b"{}"), "baked_otherwise"),
    (chunk_behind_header(b"zTXt", TEXT + b"\0" + zlib.compress(b"{}")), "baked_otherwise"),
    (BAKED_PNG[:33] + chunk(b"iTXt", TEXT + b"\0\0\0\0{}") + BAKED_PNG[33:], "not_one_credential"),
    (chunk_behind_header(b"iTXt", TEXT + b"\0\0\0\0" + b"x" * 70_000), "too_large"),
]


@pytest.mark.parametrize(("data", "code"), HOSTILE_PNG)
def test_a_hostile_png_is_refused_by_name(data: bytes, code: str) -> None:
    assert code_of(data) == code


@given(at=st.integers(0, len(BAKED_PNG) - 1), flip=st.integers(1, 255))
def test_a_flipped_byte_anywhere_in_a_png_is_found(at: int, flip: int) -> None:
    damaged = bytearray(BAKED_PNG)
    damaged[at] ^= flip

    changed = bytes(damaged)

    assert at < 8 or code_of(changed) == "png_damaged"
