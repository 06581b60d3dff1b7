"""Words, links and embedded files of Office documents, OpenDocument and EPUB, which are all zips of XML."""

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from bonafides.matching.insides.archives import zip_members
from bonafides.matching.insides.budget import Budget
from bonafides.matching.insides.carried import carried_in
from bonafides.matching.insides.flow import Flow
from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Words
from bonafides.matching.insides.locks import locked_members
from bonafides.matching.insides.pages import words_of_page
from bonafides.matching.insides.vocabulary import Reason
from bonafides.matching.texts import text_of_bytes

_OFFICE: Final = re.compile(r"(word|xl|ppt)/.+\.xml")
_RELATIONS: Final = re.compile(r"(.*/)?_rels/[^/]*\.rels")
_PAGES: Final = re.compile(r".+\.(xhtml|html?|xht)", re.IGNORECASE)
_OPEN_DOCUMENT: Final = re.compile(r"(.+/)?(content|styles)\.xml")  # of objects inside, and headers and footers, too
_TITLES: Final = re.compile(r"docProps/\w+\.xml|(.+/)?meta\.xml|.+\.(opf|ncx)")  # and what chapters are called
_WORDED: Final = (_OFFICE, _RELATIONS, _PAGES, _OPEN_DOCUMENT)
_ABOUT: Final = re.compile(
    r"mimetype|\[Content_Types\]\.xml|docProps/\w+\.xml|(.+/)?(meta|settings)\.xml|META-INF/\w+\.xml|manifest\.rdf"
    r"|.+\.(opf|ncx)"
)
_STARTS_OF_ABOUT: Final = (b"<", b"application/")
_BEFORE_MARKUP: Final = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # marks of an encoding, and space
_START_BYTES: Final = 64
_HEADERS: Final = frozenset({f"{which}{part}" for which in ("odd", "even", "first") for part in ("Header", "Footer")})
_BREAKS: Final = frozenset(
    {
        *("p", "br", "cr", "tab", "ptab"),  # WordprocessingML, DrawingML
        *("row", "c", "f", "v", "is", "si", "comment", "text"),  # SpreadsheetML
        *_HEADERS,
        *("h", "line-break", "table-cell", "covered-table-cell", "note-citation"),  # OpenDocument
        *("title", "div", "li", "tr", "td"),  # SVG, and pages that call themselves documents
    }
)
_SHOWN: Final = frozenset(
    {
        *("descr", "title", "alt", "string", "instr"),  # of pictures, of WordArt; a field with its link
        *("prompt", "promptTitle", "error", "errorTitle", "tooltip"),  # SpreadsheetML
        *("current-value", "label"),  # of OpenDocument's forms
    }
)
"""Attributes that readers see."""
_SHEET: Final = "sheet"
_ASIDE: Final = frozenset(
    {
        *("instrText", "delText", "delInstrText", "txbxContent", "rt"),  # WordprocessingML
        "rPh",  # SpreadsheetML
        *("note", "annotation", "tracked-changes", "ruby-text", "text-box"),  # OpenDocument
    }
)
_OFF: Final = frozenset({"0", "false", "off"})
_SPACES: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}s"  # one or more
_ABOUT_A_NOTE: Final = "{http://purl.org/dc/elements/1.1/}"  # who wrote it, and when
_HYPHEN: Final = "noBreakHyphen"
_CODES_OF_HEADERS: Final = re.compile(
    r"&(?:(?P<itself>&)|(?P<parts>[LCR])|(?P<stands>[PNDTGFZA])"
    r'|"[^"]*"|\d{1,3}|K(?:[\dA-F]{6}|\d\d[+-]\d{3})|[BIUESXYOH+-])',
    re.IGNORECASE,
)
"""What SpreadsheetML writes among the words of headers and footers, ECMA-376-1, 18.3.1.46: places, fields, fonts."""
_READABLE_SHARE: Final = 0.9  # of the characters of a page; of ciphertext about half are none


def members_of_zip(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Found]:
    """Members of a plain zip; of a document its words, then the files that it embeds. What is locked is closed."""
    closed = list(locked_members(archive, budget))
    yield from closed
    locked = {each.name for each in closed if each.reason is Reason.ENCRYPTED}
    names = set(archive.namelist())
    infos = [each for each in archive.infolist() if each.filename not in locked]
    if not _is_document(archive, names):
        yield from zip_members(archive, infos)
        return
    yield from _words_of(archive, infos, budget)
    yield from zip_members(archive, [each for each in infos if not _is_worded(each) and not _is_about(archive, each)])


def _is_document(archive: zipfile.ZipFile, names: set[str]) -> bool:
    return (
        "[Content_Types].xml" in names
        or ("mimetype" in names and "META-INF/container.xml" in names)
        or ("mimetype" in names and "content.xml" in names)
    )


def _is_worded(info: zipfile.ZipInfo) -> bool:
    return any(worded.fullmatch(info.filename) for worded in _WORDED)


def _is_about(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a member only tells readers about the document, by its name and by how it begins: a name may lie."""
    if not _ABOUT.fullmatch(info.filename):
        return False
    try:
        with archive.open(info) as stream:
            start = stream.read(_START_BYTES)
    except READER_ERRORS:
        return False
    return start.lstrip(_BEFORE_MARKUP).startswith(_STARTS_OF_ABOUT)


def _words_of(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], budget: Budget) -> Iterator[Found]:
    for info in sorted(infos, key=lambda each: _in_reading_order(each.filename)):
        if not _is_worded(info) and not (_TITLES.fullmatch(info.filename) and _is_about(archive, info)):
            continue
        if info.flag_bits & 0x1:
            yield Closed("", Reason.ENCRYPTED)
            return
        with archive.open(info) as stream:
            data = budget.take(stream).data  # type: ignore[arg-type]
        if data:
            yield _words_in(info.filename, data)
            yield from carried_in(data)


def _in_reading_order(name: str) -> list[tuple[int, str]]:
    """slide10 after slide9; so many digits are a number that Python reads."""
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in re.split(r"(\d{1,9})", name)]


def _words_in(name: str, data: bytes) -> Found:
    if _PAGES.fullmatch(name):
        page = _text_of_page(data)
        return Closed(name, Reason.DAMAGED) if page is None else words_of_page(page)
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError):  # ValueError: forbidden entities and the like
        return Closed(name, Reason.DAMAGED)
    if _TITLES.fullmatch(name):
        return Words("\n".join(filter(None, (each.text for each in root.iter()))))
    if _RELATIONS.fullmatch(name):
        return Words(links=tuple(each.get("Target", "") for each in root if each.get("TargetMode") == "External"))
    return Words("\n".join([_text_of(root), *dict.fromkeys(_shown_in(root))]), tuple(_links_of(root)))


def _text_of_page(data: bytes) -> str | None:
    """In UTF-8 or marked UTF-16, a few wrong bytes forgiven; None for what is no text, such as ciphertext."""
    text = text_of_bytes(data)
    if text is not None:
        return text
    text = data.decode("utf-8", "replace")
    unreadable = text.count("\N{REPLACEMENT CHARACTER}") + text.count("\0")
    return text if unreadable <= len(text) * (1 - _READABLE_SHARE) else None


class _Meaning(NamedTuple):
    """What an element means for the words in it and after it."""

    is_aside: bool
    is_run: bool
    has_codes: bool
    after: str | None  # what it stands for beside its words; None for the end of a line


def _text_of(root: Element) -> str:
    """Text in document order, with a line break after each paragraph, cell and heading, a space for OpenDocument's."""
    flow = Flow()
    stack: list[tuple[Element | str | None, bool]] = [(root, False)]
    while stack:
        at, is_aside = stack.pop()
        if at is None:
            flow.part(is_aside=is_aside)
        elif isinstance(at, str):
            flow.say(at, is_aside=is_aside)
        else:
            meaning = _meaning_of(at.tag)
            if not is_aside and (meaning.is_aside or (meaning.is_run and _is_hidden(at))):
                is_aside = True
                flow.begin_aside()
            if meaning.after != "":
                stack.append((meaning.after, is_aside))
            for child in reversed(at):
                if child.tail:
                    stack.append((child.tail, is_aside))
                stack.append((child, is_aside))
            if at.text:
                flow.say(_without_codes(at.text) if meaning.has_codes else at.text, is_aside=is_aside)
    return flow.text()


@lru_cache(maxsize=4_096)
def _meaning_of(tag: object) -> _Meaning:
    name = _name_in(tag)
    if name in _BREAKS or str(tag).startswith(_ABOUT_A_NOTE):
        after = None
    else:
        after = " " if tag == _SPACES else "-" if name == _HYPHEN else ""
    return _Meaning(name in _ASIDE, name == "r", name in _HEADERS, after)


def _without_codes(header: str) -> str:
    """The words of a header: its three parts are lines, what stands for a page's number or the like is a space."""
    return _CODES_OF_HEADERS.sub(
        lambda code: code["itself"] or ("\n" if code["parts"] else " " if code["stands"] else ""), header
    )


def _is_hidden(run: Element) -> bool:
    for settings in run:
        if _name_in(settings.tag) == "rPr":
            return any(_name_in(each.tag) == "vanish" and _OFF.isdisjoint(each.attrib.values()) for each in settings)
    return False


def _shown_in(root: Element) -> Iterator[str]:
    """The words of attributes, which stand in no line of the document."""
    for each in root.iter():
        for name, value in each.items():
            if _name_in(name) in _SHOWN:
                yield value
        if _name_in(each.tag) == _SHEET:
            yield each.get("name", "")


def _links_of(root: Element) -> Iterator[str]:
    for each in root.iter():
        for name, value in each.items():
            if name.endswith("}href") and ":" in value:
                yield value


@lru_cache(maxsize=4_096)
def _name_in(tag: object) -> str:
    """The local name of an element's tag; "" for what is none, such as a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
