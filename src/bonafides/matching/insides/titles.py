"""What a PDF file says of itself: its titles, old and new (XMP), its chapters, and what it opens by itself."""

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from pypdf import PdfReader
from pypdf.generic import StreamObject

from bonafides.matching.insides.actions import actions_of, plain
from bonafides.matching.insides.found import Closed, Found, Words
from bonafides.matching.insides.vocabulary import Reason

_CHAPTERS_AT_MOST: Final = 100_000
_ABOUT_XML: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"  # says how the others hang together


def titles_of(reader: PdfReader) -> Iterator[Found]:
    """Of the file as a whole."""
    values = (plain(each) for each in (reader.metadata or {}).values())
    yield Words("\n".join(each for each in values if isinstance(each, str)), tuple(actions_of(reader.root_object)))


def described(reader: PdfReader) -> Iterator[Found]:
    """What its XMP says (ISO 16684-1), in elements or attributes. Raises ValueError if that is no XML."""
    held = plain(reader.root_object.get("/Metadata"))
    if not isinstance(held, StreamObject):
        return
    try:
        root = ElementTree.fromstring(held.get_data())
    except ParseError as error:
        raise ValueError("XMP that is no XML") from error
    yield Words("\n".join(dict.fromkeys(_written(root))))


def chapters_of(reader: PdfReader) -> Iterator[Found]:
    """Their titles in order, however deep, and what they open."""
    outline = plain(reader.root_object.get("/Outlines"))
    left = [outline.get("/First")] if isinstance(outline, dict) else []
    seen, titles, links = dict[int, Any](), list[str](), list[str]()
    while left and len(seen) < _CHAPTERS_AT_MOST:
        at = plain(left.pop())
        if not isinstance(at, dict) or id(at) in seen:
            continue
        seen[id(at)] = at
        title = plain(at.get("/Title"))
        titles += [title] if isinstance(title, str) else []
        links += actions_of(at)
        left += [at.get("/Next"), at.get("/First")]
    yield Words("\n".join(titles), tuple(links))
    if left:
        yield Closed("chapters", Reason.TOO_LARGE)


def _written(root: Any) -> Iterator[str]:
    for each in root.iter():
        values = [value for name, value in each.items() if not name.startswith(_ABOUT_XML)]
        yield from (value.strip() for value in (each.text or "", *values) if value.strip())
