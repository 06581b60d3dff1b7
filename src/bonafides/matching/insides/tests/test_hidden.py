"""Files that hide something from a reader who believes their names, or stops where the format says so."""

import gzip
import io
import tarfile
from collections.abc import Callable

import pytest

from bonafides.matching.insides.kinds import kind_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import ON_UPLOAD, Limits, Reason
from bonafides.matching.insides.walk import Line, Walk

FIRST, SECOND = made.a_zip({"first.txt": b"first words"}), made.a_zip({"second.txt": b"second words"})
EMPTY_ZIP = made.a_zip({})
DOCUMENT = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<p>words</p>"}
SECOND_HEADER = 1024  # of a tar whose first member fits into one block


def said_of(data: bytes, limits: Limits = ON_UPLOAD) -> list[Line]:
    kind = kind_of(stream := io.BytesIO(data))
    assert kind is not None
    said: list[Line] = []
    Walk(len(data), limits, said.append).look_into(stream, kind)
    return said


def paths_in(data: bytes) -> list[str]:
    return ["/".join(str(name) for name in line["path"]) for line in said_of(data) if "digests" in line]  # type: ignore[attr-defined]


def a_tar_of(kinds: list[bytes]) -> bytearray:
    made_of = io.BytesIO()
    with tarfile.open(fileobj=made_of, mode="w") as archive:
        for number, kind in enumerate(kinds):
            info = tarfile.TarInfo(f"{number}.txt")
            info.type, info.size = kind, 5
            archive.addfile(info, io.BytesIO(b"words"))
    return bytearray(made_of.getvalue())


@pytest.mark.parametrize(
    ("data", "hidden"),
    [
        pytest.param(FIRST + SECOND, "before.zip/first.txt", id="two zips"),
        pytest.param(FIRST + EMPTY_ZIP, "before.zip/first.txt", id="an empty zip behind"),
        pytest.param(made.a_pdf() + FIRST, "first.txt", id="behind a pdf"),
        pytest.param(made.a_tar("w:bz2") + FIRST, "first.txt", id="behind bzip2"),
    ],
)
def test_a_zip_that_only_some_readers_open_is_opened(data: bytes, hidden: str) -> None:
    assert hidden in paths_in(data)


def test_a_file_is_not_taken_for_markup_because_a_document_calls_it_so() -> None:
    data = made.a_zip({**DOCUMENT, "theme.css": b"words of a file", "docProps/app.xml": b"\xff\xd8\xff no markup"})

    assert paths_in(data) == ["theme.css", "docProps/app.xml"]


def test_objects_headers_and_footers_of_an_open_document_are_read() -> None:
    pieces = {"content.xml": b"<p>body</p>", "Object 1/content.xml": b"<p>object</p>", "styles.xml": b"<p>footer</p>"}

    said = said_of(made.a_zip({"mimetype": b"application/vnd.oasis.opendocument.text", **pieces}))

    assert str(said[-1]["text"]).split() == ["object", "body", "footer"]


@pytest.mark.parametrize(
    ("name", "markup"),
    [
        (
            "xl/worksheets/sheet1.xml",
            "<row><c><is><t>{0}</t></is></c><c><is><t>{1}</t></is></c></row><row><c><v>{2}</v></c></row>",
        ),
        ("xl/worksheets/sheet1.xml", "<c><f>{0}</f><v>{1}</v></c><c><v>{2}</v></c>"),
        ("xl/comments1.xml", "<comment><text><t>{0}</t></text></comment><comment><text><t>{1}</t></text></comment>{2}"),
        ("word/document.xml", "<p><r><t>{0}</t><cr/><t>{1}</t><tab/><t>{2}</t></r></p>"),
        ("content.xml", "<text:p>{0}<text:s/>{1}<text:s text:c='2'/>{2}</text:p>"),
        ("content.xml", "<text:h>{0}</text:h><text:p>{1}<text:line-break/>{2}</text:p>"),
    ],
)
def test_words_and_addresses_of_a_document_do_not_run_together(name: str, markup: str) -> None:
    words = ["https://evil.example/a", "video", "https://t.me/abc"]
    root = f'<x xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">{markup.format(*words)}</x>'

    said = said_of(made.a_zip({"[Content_Types].xml": b"<Types/>", name: root.encode()}))

    assert str(said[-1]["text"]).split() == words


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("&amp;Cone", "one"),
        ("&amp;Lone&amp;Ctwo&amp;Rthree", "one two three"),
        ('&amp;L&amp;"Arial,Bold"&amp;14one t&amp;Bw&amp;Bo', "one two"),
        ("&amp;C&amp;KFF0000one&amp;K01+033 two", "one two"),
        ("one&amp;Ptwo&amp;Nthree", "one two three"),
        ("one&amp;&amp;two &amp; three", "one&two & three"),
        ('one &amp;"no end', 'one &"no end'),
    ],
)
def test_codes_of_a_headers_font_and_place_do_not_stick_to_its_words(header: str, words: str) -> None:
    sheet = f"<x><headerFooter><oddHeader>{header}</oddHeader><evenFooter>{header}</evenFooter></headerFooter></x>"

    said = said_of(made.a_zip({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": sheet.encode()}))

    assert str(said[-1]["text"]).split() == words.split() * 2


def test_words_that_are_struck_through_stay_in_one_piece() -> None:
    said = said_of(made.a_zip({**DOCUMENT, "word/document.xml": b"<p>wo<s>rd</s>s</p>"}))

    assert str(said[-1]["text"]).split() == ["words"]


def test_a_number_of_thousands_of_digits_in_a_name_hides_no_words() -> None:
    said = said_of(made.a_zip({**DOCUMENT, f"word/header{'1' * 5_000}.xml": b"<p>head</p>"}))

    assert str(said[-1]["text"]).split() == ["words", "head"]


def test_a_member_of_a_tar_of_an_unknown_type_is_a_file() -> None:
    assert paths_in(bytes(a_tar_of([tarfile.REGTYPE, b"Z"]))) == ["0.txt", "1.txt"]


@pytest.mark.parametrize("between", [0, 512, 700 * 512], ids=["at once", "a block later", "far behind"])
@pytest.mark.parametrize("packed", [bytes, gzip.compress], ids=["plain", "in gzip"])
def test_a_tar_behind_the_end_of_a_tar_is_opened(between: int, packed: Callable[[bytes], bytes]) -> None:
    tars = [made.a_tar("w", {name: b"words"}) for name in ("a.txt", "b.txt", "c.txt")]

    said = said_of(packed(bytes(between).join(tars)))

    names = [line["path"][-1] for line in said if line["path"] and "digests" in line]  # type: ignore[index]
    assert [each for each in names if each.endswith(".txt")] == ["a.txt", "b.txt", "c.txt"]
    assert [line for line in said if "unread" in line] == []


def test_what_is_no_tar_behind_the_end_of_a_tar_is_damaged() -> None:
    data = made.a_tar("w", {"a.txt": b"words"})

    assert {"path": (), "unread": Reason.DAMAGED} in said_of(data + b"\0" * 600 + b"hidden words")
    assert {"path": (), "unread": Reason.DAMAGED} not in said_of(data + b"\0" * 600)


def test_members_are_counted_through_all_tars_in_a_row() -> None:
    data = made.a_tar("w", {"a.txt": b"words"}) * 4

    said = said_of(data, Limits(members=3))

    assert [line["path"] for line in said if "digests" in line] == [("a.txt",)] * 3
    assert said[-1]["unread"] is Reason.TOO_MANY_MEMBERS


@pytest.mark.parametrize("length", [SECOND_HEADER + 300, 5 * 512], ids=["broken off", "a wrong checksum"])
def test_a_tar_that_cannot_be_read_to_its_end_is_damaged(length: int) -> None:
    data = a_tar_of([tarfile.REGTYPE, tarfile.REGTYPE])
    data[SECOND_HEADER] ^= 1

    said = said_of(bytes(data[:length]))

    assert {"path": (), "unread": Reason.DAMAGED} in said


IN_ATTRIBUTES = (
    *(
        "<textpath string='the purple badgers'/>",
        "<docPr descr='the purple badgers'/>",
        "<cNvPr title='the purple badgers'/>",
    ),
    *("<fldSimple instr=' TITLE the purple badgers'/>", "<dataValidation prompt='the purple badgers'/>"),
    *(
        "<hyperlink tooltip='the purple badgers'/>",
        "<sheet name='the purple badgers'/>",
        "<x label='the purple badgers'/>",
    ),
)
TITLES = {
    "docProps/core.xml": b"<c><t>the purple badgers</t><t>x</t></c>",
    "docProps/custom.xml": b"<c><p><s>the purple badgers</s></p></c>",
    "meta.xml": b"<m><title>the purple badgers</title></m>",
    "OEBPS/toc.ncx": b"<n><l><text>the purple badgers</text></l></n>",
    "book.opf": b"<p><title>the purple badgers</title></p>",
}


def words_of(data: bytes) -> str:
    return "\n".join(str(line.get("text", "")) for line in said_of(data))


@pytest.mark.parametrize("part", IN_ATTRIBUTES)
def test_words_that_a_document_keeps_in_attributes_are_read(part: str) -> None:
    data = made.a_zip({**DOCUMENT, "word/document.xml": f"<d><p>words</p>{part}</d>".encode()})

    assert "the purple badgers" in words_of(data)


@pytest.mark.parametrize("name", TITLES)
def test_titles_of_a_document_and_of_its_chapters_are_read(name: str) -> None:
    data = made.a_zip({**DOCUMENT, name: TITLES[name]})

    assert "the purple badgers" in words_of(data).splitlines()
    assert paths_in(data) == []
