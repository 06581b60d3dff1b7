"""Words that stand aside of a line part no listed words of it, and are read themselves, wherever a file keeps them."""

import pytest

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.flow import Flow
from bonafides.matching.insides.pages import words_of_page
from bonafides.matching.insides.tests import made

NAMES = (
    "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
    "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:dc='http://purl.org/dc/elements/1.1/'"
)
IN_WORD = (
    "<w:r><w:instrText>{}</w:instrText></w:r>",
    "<w:del><w:r><w:delText>{}</w:delText></w:r></w:del>",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>",
    "<w:r><w:pict><w:txbxContent><w:p><w:t>{}</w:t></w:p></w:txbxContent></w:pict></w:r>",
)
IN_OPEN_DOCUMENTS = (
    "<office:annotation><dc:creator>me</dc:creator><text:p>{}</text:p></office:annotation>",
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{}</text:p></text:note-body></text:note>",
)
IN_RICH_TEXT = (
    "{{\\*\\passed_over {}}}",
    "{{\\info{{\\title {}}}{{\\author words}}}}",
    "{{\\footnote {{\\b {}}}}}",
    "{{\\headerl {}}}",
    "{{\\v {}}}",
    "\\v {}\\v0 ",
)
IN_PAGES = (
    "<span hidden>{}</span>",
    "<div hidden><p>{}</p></div>",
    "<span style='color: red; DISPLAY : none'>{}</span>",
    "<i style='font-size:0px'>{}</i>",
    "<template>{}</template>",
    "<rt>{}</rt>",
)


def a_document(words: str) -> bytes:
    return made.a_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": words.encode()})


def an_open_document(words: str) -> bytes:
    return made.a_zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": words.encode()})


def a_rich_text(words: str) -> bytes:
    return f"{{\\rtf1 {words}}}".encode()


def a_page(words: str) -> bytes:
    return f"<!doctype html><html><body><p>{words}</p></body></html>".encode()


def parted(aside: str) -> str:
    return f"these lis{aside.format('aside of it')}ted words"


FILES = [
    *(a_document(f"<w:p {NAMES}><w:r><w:t>{parted(each)}</w:t></w:r></w:p>") for each in IN_WORD),
    *(an_open_document(f"<text:p {NAMES}>{parted(each)}</text:p>") for each in IN_OPEN_DOCUMENTS),
    *(a_rich_text(parted(each)) for each in IN_RICH_TEXT),
]


@pytest.mark.parametrize("data", FILES, ids=[*IN_WORD, *IN_OPEN_DOCUMENTS, *IN_RICH_TEXT])
def test_listed_words_are_found_around_what_stands_aside_and_in_it(data: bytes) -> None:
    item = fingerprints_of(data)

    assert "these listed words" in item.text
    assert "aside of it" in item.text
    assert item.unreadable == ()


@pytest.mark.parametrize("aside", IN_PAGES)
def test_so_they_are_on_pages(aside: str) -> None:
    words = words_of_page(a_page(parted(aside)).decode()).text

    assert "these listed words" in words
    assert "aside of it" in words


def test_what_is_taken_for_hidden_and_is_shown_is_read_in_its_line() -> None:
    page = words_of_page("<p>these lis<span hidden style='display: inline'>ted</span> words</p>").text
    switched = fingerprints_of(b"{\\rtf1 these lis{\\*\\b ted} words}").text

    assert "these listed words" in page
    assert "these listed words" in switched


@pytest.mark.parametrize(
    "shown", ["<i style='font-size:0.5em'>ted</i>", "<input hidden>ted", "<i style='display:block'>ted</i>"]
)
def test_what_hides_nothing_is_told_once(shown: str) -> None:
    assert words_of_page(f"<p>these lis{shown} words</p>").text.split() == ["these", "listed", "words"]


def test_an_element_that_hides_ends_with_its_own_end() -> None:
    page = "<p>these lis<b hidden>a <b>b</b> <i>c</i></b>ted words</p><p>and more</p>"

    assert words_of_page(page).text.split("\n") == [
        "",
        "these lisa b cted words",
        "",
        "and more",
        "",
        "these listed words",
        "",
        "a b c",
        "",
    ]


def test_a_line_without_words_aside_is_told_once() -> None:
    flow = Flow()
    flow.say("words")
    flow.part()
    flow.begin_aside()
    flow.say("a note alone", is_aside=True)
    flow.part()

    assert flow.text() == "words\na note alone\n"
