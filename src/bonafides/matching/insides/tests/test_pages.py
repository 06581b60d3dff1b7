"""Pages: what their readers see is looked up, wherever they lie, and nothing that stands apart runs together."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching.fingerprint import fingerprints_of, fingerprints_of_text
from bonafides.matching.index import Index
from bonafides.matching.insides.pages import begins_with_markup, words_of_page
from bonafides.matching.insides.tests import made
from bonafides.matching.vocabulary import EntryType

LISTED = "join the fight"
LINK = "https://bad.example/page?a=1&b=2"
INDEX = Index([(1, EntryType.TEXT, LISTED), (2, EntryType.URL, LINK), (3, EntryType.IDENTIFIER, "patreon.com/someone")])
PIECES = (
    *("<p>", "</p>", "<P class=x>", "<br/>", "<br>", "<b title='a>b'>", '<i data-x="<p>" hidden>', "</b >", "<td\n>"),
    *("words", " ", "a < b", "&amp;", "&#1603;", "<3", "\n"),
    *("<!-- <p> > -->", "<!doctype html>", "<?xml version='1'?>"),
    *("<script>if (a<b) '<p>'</script>", "<STYLE>p {}</STYLE>", "<script src='x'/>"),
    *("<a href='https://a.example/?b=1&amp;c=2'>", "<a HREF=https://b.example/ x>", "<a href='#top'>", "</a>"),
)


class Oracle(HTMLParser):
    """The words and links of a page by the standard library."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.words, self._in = "", ""
        self.links: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        self.words += "\n" * (tag in ("p", "br", "td"))
        self.links += [value for name, value in attrs if name == "href" and value and ":" in value]

    def handle_endtag(self, tag: str) -> None:
        self._in = ""
        self.words += "\n" * (tag in ("p", "br", "td"))

    def handle_data(self, data: str) -> None:
        self.words += data if self._in not in ("script", "style") else ""


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_page_is_read_as_the_standard_library_reads_it(markup: str) -> None:
    page, oracle = words_of_page(markup), Oracle(markup)

    words, wanted = page.text.split(), oracle.words.split()
    told_after = "hidden" in markup or "title" in markup  # what is hidden, and what attributes say
    assert (words[: len(wanted)] if told_after else words) == wanted
    assert list(page.links) == list(dict.fromkeys(oracle.links))


@pytest.mark.parametrize(
    "start",
    [
        "<html><body><p>",
        "\n<!DOCTYPE html>\n<p>",
        "\ufeff<html lang=en>",
        "<?xml version='1.0'?>\n<!DOCTYPE html><p>",
        "<!-- saved > from -->\n<!-- twice -->\n<html>",
        "<!-- saved --><p>",
        "<p>",
        "<div class='x'>",
    ],
)
def test_a_page_that_is_uploaded_alone_is_read_as_its_readers_see_it(start: str) -> None:
    link = LINK.replace("&", "&amp;")
    page = f"{start}join <b>the</b> fight</p><a href='{link}'>x</a> <a href='https://patreon.com/someone'>y</a>"

    hits = {hit.entry: hit for hit in INDEX.lookup(fingerprints_of(page.encode()))}
    in_post = {hit.entry for hit in INDEX.lookup(fingerprints_of_text(page))}

    assert hits.keys() == in_post == {1, 2, 3}
    assert hits[1].detail["reading"] == "page"


@pytest.mark.parametrize(
    "start", ["<html>", "<?xml version='1.0'?><!DOCTYPE html>", "\ufeff<html>", "<!-- x --><html>"]
)
def test_a_page_in_an_archive_is_read_whatever_stands_before_it(start: str) -> None:
    (hit,) = INDEX.lookup(fingerprints_of(made.a_zip({"x.html": f"{start}<p>join <b>the</b> fight".encode()})))

    assert hit.entry == 1
    assert hit.path == ("x.html",)


SAID = (
    *(
        "<img alt='join the fight'>",
        "<input placeholder='join the fight'>",
        "<input type=submit value='join the fight'>",
    ),
    *("<p title='join&#32;the fight'>", "<iframe srcdoc='&lt;p>join &lt;b>the&lt;/b> fight'>"),
    *("<meta name=description content='join the fight'>", "<option label='join the fight'>"),
)
NAMED = (
    *("<iframe src='{}'>", "<img src={}>", "<form action='{}'>", "<video poster='{}'>", "<a xlink:href='{}'>"),
    *("<meta http-equiv=refresh content='0;url={}'>", "<p style='background:url({})'>", "<img srcset='{} 2x'>"),
    "<iframe srcdoc='&lt;a href={}>x'>",
)
NO_SCHEME = "<img src='//bad.example/page?a=1&amp;b=2'>"


def in_a_book(markup: str) -> bytes:
    members = {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<container/>"}
    return made.a_zip(members | {"text/1.xhtml": f"<html><body>{markup}</body></html>".encode()})


@pytest.mark.parametrize("markup", SAID)
def test_what_attributes_show_is_read_in_books_too(markup: str) -> None:
    assert {hit.entry for hit in INDEX.lookup(fingerprints_of(in_a_book(markup)))} == {1}


@pytest.mark.parametrize("markup", [*NAMED, NO_SCHEME])
def test_addresses_of_pictures_frames_and_forms_are_read_in_books_too(markup: str) -> None:
    page = markup.format(LINK.replace("&", "&amp;"))

    assert {hit.entry for hit in INDEX.lookup(fingerprints_of(in_a_book(page)))} == {2}


@pytest.mark.parametrize("markup", [*SAID, "<!-- join the fight -->", "<script>show('join the fight')</script>"])
def test_a_page_in_an_archive_is_read_as_if_it_had_been_uploaded(markup: str) -> None:
    page = f"<html><body>{markup}".encode()

    alone, inside = (INDEX.lookup(fingerprints_of(each)) for each in (page, made.a_zip({"x.html": page})))

    assert [hit.entry for hit in alone] == [hit.entry for hit in inside] == [1]


def test_pages_in_pages_in_pages_end() -> None:
    markup = "join the fight"
    for _time in range(8):
        markup = f"<iframe srcdoc='{markup.replace('&', '&amp;').replace(chr(39), '&#39;')}'>"

    assert LISTED not in words_of_page(markup).text


def test_a_page_in_an_encoding_that_it_does_not_say_is_read() -> None:
    words = "Этот текст внесён в список"
    page = f"<html><body><p>{words.replace('внесён', '<b>внесён</b>')}</p>".encode("windows-1251")

    (hit,) = Index([(1, EntryType.TEXT, words)]).lookup(fingerprints_of(page))

    assert hit.detail["reading"] == "windows-1251+page"


def test_a_text_with_a_sign_of_less_than_is_no_page() -> None:
    assert fingerprints_of_text("< 5 words, <3").readings == ()


@pytest.mark.parametrize(
    "between", ["</h1><h2>", "<th>", "<dt>", "<dd>", "<blockquote>", "<section>", "<article>", "<option>", "<pre>"]
)
def test_what_stands_in_lines_of_its_own_does_not_run_together(between: str) -> None:
    page = words_of_page(f"<html><h1>https://evil.example/a{between}video")

    assert page.text.split() == ["https://evil.example/a", "video"]


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece",
    [
        *("<!--", "<!-- >", "<?", "<!", "<![CDATA[>", "</", "</a", "<a ", "<a '", '<a ="', "<a b='>", "<a" + " " * 50),
        *(
            "<script>",
            "<script></",
            "<style></script>",
            "<html",
            "<?>",
            "<!---->",
            "&",
            "&#",
            "a=b ",
            "<a" + " a=" * 90,
        ),
    ],
)
def test_no_page_of_a_megabyte_makes_the_reader_run_away(piece: str) -> None:
    markup = "<html>" + piece * (1_000_000 // len(piece))

    assert len(words_of_page(markup).text) <= len(markup)


@pytest.mark.timeout(30)
def test_no_start_of_a_megabyte_makes_the_reader_run_away() -> None:
    assert begins_with_markup(" " * 1_000_000 + "<html>")
    assert not begins_with_markup(" " * 1_000_000 + "html>")


def test_a_reference_to_a_character_of_a_million_digits_is_read() -> None:
    assert words_of_page(f"a &#{'0' * 3000}98; &#{'1' * 1_000_000}; c").text == "a b \N{REPLACEMENT CHARACTER} c"


@pytest.mark.parametrize(
    "page",
    [
        "<html><title>About <!-- in HTML</title><body>the listed words",
        "<html><textarea><!--</textarea>the listed words",
        "<html><title><script></title>the listed words",
        "<html><xmp><!-- <b></xmp>the listed words",
        "<html><!-- x --!>the listed words<!-- y -->",
        "<html><title/>the listed words",
        "<html><plaintext>the listed words<!--",
    ],
)
def test_no_title_field_or_comment_hides_what_stands_behind_it(page: str) -> None:
    assert "the listed words" in words_of_page(page).text


def test_a_title_is_read_with_what_its_references_stand_for() -> None:
    assert words_of_page("<title>this &amp; <b>that</title>").text.split() == ["this", "&", "<b>that"]
