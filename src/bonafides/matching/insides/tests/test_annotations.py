import io
from collections.abc import Callable

import pytest
from pypdf import PageObject, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from bonafides.matching.fingerprint import Fingerprints, fingerprints_of
from bonafides.matching.insides.tests import made
from bonafides.matching.tests.samples import a_picture, encoded

WORDS = "the purple badgers march on friday"
LISTED = fingerprints_of(made.PICTURE).frames[0].hash
Change = Callable[[PdfWriter, PageObject], object]


def read(change: Change) -> Fingerprints:
    """A file of one empty page, changed."""
    writer, stream = PdfWriter(), io.BytesIO()
    change(writer, writer.add_blank_page(300, 300))
    writer.write(stream)
    return fingerprints_of(stream.getvalue())


def a_dict(**fields: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in fields.items()})


def a_stream(writer: PdfWriter, data: bytes, **fields: PdfObject) -> PdfObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    stream.update(a_dict(**fields))
    return writer._add_object(stream)


def a_form(writer: PdfWriter, data: bytes, resources: DictionaryObject) -> PdfObject:
    box = ArrayObject([FloatObject(each) for each in (0, 0, 300, 300)])
    return a_stream(writer, data, Subtype=NameObject("/Form"), BBox=box, Resources=resources)


def a_form_with_the_picture(writer: PdfWriter) -> PdfObject:
    picture = a_picture(1)
    told = {"Subtype": "/Image", "ColorSpace": "/DeviceRGB", "Filter": "/DCTDecode"}
    image = a_stream(
        writer,
        encoded(picture, "JPEG", quality=95),
        **{name: NameObject(value) for name, value in told.items()},
        Width=NumberObject(picture.width),
        Height=NumberObject(picture.height),
        BitsPerComponent=NumberObject(8),
    )
    return a_form(writer, b"300 0 0 300 0 0 cm /I Do", a_dict(XObject=a_dict(I=image)))


def with_annotation(writer: PdfWriter, page: PageObject, **fields: PdfObject) -> None:
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(a_dict(**fields))])


def a_field(writer: PdfWriter, page: PageObject) -> None:
    parent = writer._add_object(a_dict(FT=NameObject("/Tx"), V=TextStringObject(WORDS)))
    with_annotation(writer, page, Subtype=NameObject("/Widget"), Parent=parent)


def a_stamp_of_words(writer: PdfWriter, page: PageObject) -> None:
    font = a_dict(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject("/Helvetica"))
    form = a_form(writer, f"BT /F 12 Tf 9 9 Td ({WORDS}) Tj ET".encode(), a_dict(Font=a_dict(F=font)))
    with_annotation(writer, page, Subtype=NameObject("/Stamp"), AP=a_dict(N=form))


def a_stamp_of_a_picture(writer: PdfWriter, page: PageObject) -> None:
    form = a_form_with_the_picture(writer)
    with_annotation(writer, page, Subtype=NameObject("/Stamp"), AP=a_dict(N=a_dict(On=form)))


def a_pattern_of_a_picture(writer: PdfWriter, page: PageObject) -> None:
    page[NameObject("/Resources")] = a_dict(Pattern=a_dict(P=a_form_with_the_picture(writer)))


def a_file_that_hangs_on_a_page(writer: PdfWriter, page: PageObject) -> None:
    told = a_dict(F=TextStringObject("one.png"), EF=a_dict(F=a_stream(writer, made.PICTURE)))
    with_annotation(writer, page, Subtype=NameObject("/FileAttachment"), FS=told)


@pytest.mark.parametrize(
    "change",
    [
        lambda writer, _page: writer.add_annotation(0, FreeText(text=WORDS, rect=(0, 0, 99, 99))),
        lambda writer, _page: writer.add_annotation(0, Text(text=WORDS, rect=(0, 0, 99, 99))),
        lambda writer, _page: writer.add_metadata({"/Title": WORDS}),
        lambda writer, _page: writer.add_outline_item(title=WORDS, page_number=0),
        a_field,
        a_stamp_of_words,
    ],
    ids=["text over the page", "note", "title", "chapter", "field of a form", "stamp"],
)
def test_words_beside_the_content_of_a_pdf_page_are_read(change: Change) -> None:
    item = read(change)

    assert WORDS in item.text
    assert item.unreadable == ()


@pytest.mark.parametrize("change", [a_stamp_of_a_picture, a_pattern_of_a_picture, a_file_that_hangs_on_a_page])
def test_pictures_beside_the_content_of_a_pdf_page_are_read(change: Change) -> None:
    item = read(change)

    (picture,) = item.parts
    assert picture.fingerprints.frames[0].hash.distance_to(LISTED) <= 4
    assert item.unreadable == ()


def test_an_annotation_that_draws_nothing_is_no_damage() -> None:
    item = read(lambda writer, page: with_annotation(writer, page, AP=a_dict(N=a_stream(writer, b"")), MK=a_dict()))

    assert item.unreadable == ()


def test_fields_that_stand_in_each_other_are_read_once() -> None:
    def in_a_circle(writer: PdfWriter, page: PageObject) -> None:
        field = a_dict(V=TextStringObject(WORDS))
        field[NameObject("/Parent")] = writer._add_object(field)
        with_annotation(writer, page, Parent=field["/Parent"].indirect_reference or field)

    item = read(in_a_circle)

    assert item.text.count(WORDS) == 1
    assert item.unreadable == ()


def an_address(number: int, **more: PdfObject) -> DictionaryObject:
    return a_dict(S=NameObject("/URI"), URI=TextStringObject(f"https://bad.example/{number}"), **more)


def opening_addresses(writer: PdfWriter, page: PageObject) -> None:
    """When it is opened, when a page is, and when a program is launched from a note."""
    writer.root_object[NameObject("/OpenAction")] = an_address(1, Next=ArrayObject([an_address(2)]))
    writer.root_object[NameObject("/AA")] = a_dict(WC=an_address(3))
    page[NameObject("/AA")] = a_dict(O=writer._add_object(an_address(4)))
    launched = a_dict(F=a_dict(F=TextStringObject("https://bad.example/5")))
    with_annotation(writer, page, Subtype=NameObject("/Link"), A=a_dict(S=NameObject("/Launch"), F=launched["/F"]))


def test_addresses_that_a_pdf_opens_by_itself_or_launches_are_read() -> None:
    item = read(opening_addresses)

    assert {each.text for each in item.urls} == {f"https://bad.example/{number}" for number in range(1, 6)}
    assert item.unreadable == ()


def an_action_that_goes_round(writer: PdfWriter, _page: PageObject) -> None:
    action = an_address(1)
    action[NameObject("/Next")] = writer._add_object(action)
    writer.root_object[NameObject("/OpenAction")] = action[NameObject("/Next")]


def test_an_action_that_goes_round_in_a_circle_comes_to_an_end() -> None:
    assert [each.text for each in read(an_action_that_goes_round).urls] == ["https://bad.example/1"]


def with_xmp(data: bytes) -> Change:
    def change(writer: PdfWriter, _page: PageObject) -> None:
        writer.root_object[NameObject("/Metadata")] = a_stream(writer, data, Subtype=NameObject("/XML"))

    return change


def test_what_the_xmp_of_a_pdf_says_is_read() -> None:
    rdf, dc = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/"
    title = f"<d:title><r:Alt><r:li>{WORDS}</r:li></r:Alt></d:title>"
    data = f'<r:RDF xmlns:r="{rdf}" xmlns:d="{dc}"><r:Description d:rights="of nobody">{title}</r:Description></r:RDF>'

    item = read(with_xmp(data.encode()))

    assert WORDS in item.text
    assert "of nobody" in item.text
    assert item.unreadable == ()


def test_xmp_that_is_no_xml_is_said_to_be_damaged() -> None:
    item = read(with_xmp(b"<x"))

    assert [each.path for each in item.unreadable] == [("description",)]


def deep_chapters(writer: PdfWriter, _page: PageObject) -> None:
    above = None
    for title in (*(f"chapter {number}" for number in range(299)), WORDS):
        above = writer.add_outline_item(title=title, page_number=0, parent=above)


def test_the_title_of_a_chapter_is_read_however_deep_it_lies() -> None:
    item = read(deep_chapters)

    assert WORDS in item.text
    assert "chapter 298" in item.text
    assert item.unreadable == ()
