"""What a PDF file shows beside its pages' own content: notes, stamps, fields of forms, patterns.

Viewers draw it over the page, or list it beside it; the content of the page itself says nothing of it.
"""

from collections.abc import Iterator
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject, NameObject, StreamObject

_WRITTEN: Final = ("/Contents", "/Subj", "/V")  # of a note, and of a field; ISO 32000-1, 12.5.6.2 and 12.7.3
_PARENTS_AT_MOST: Final = 16


def listed(value: Any) -> list[Any]:
    """The dictionaries of a PDF array, whatever of it is indirect."""
    entries = _plain(value)
    found = [_plain(each) for each in entries] if isinstance(entries, list) else []
    return [each for each in found if isinstance(each, dict)]


def words_beside(annotations: list[Any]) -> str:
    """What is written in notes and in fields, each in a line of its own."""
    return "".join(f"{each}\n" for annotation in annotations for each in dict.fromkeys(_written(annotation)))


def drawn_beside(page: PageObject, annotations: list[Any], reader: PdfReader) -> PageObject:
    """A page that holds what annotations look like and what patterns are made of, and nothing else."""
    drawn = [each for annotation in annotations for each in _streams(annotation.get("/AP"), 2)]
    resources = _plain(page.get("/Resources"))
    drawn += _streams(resources.get("/Pattern"), 1) if isinstance(resources, dict) else []
    once = {id(each): each for each in drawn}.values()
    forms = DictionaryObject({NameObject(f"/B{number}"): each for number, each in enumerate(once)})
    sheet = PageObject(reader)
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): forms})
    return sheet


def words_drawn(sheet: PageObject) -> Iterator[str]:
    """The words of each thing that `drawn_beside` found."""
    for form in sheet["/Resources"]["/XObject"].values():  # type: ignore[index]
        yield sheet.extract_xform_text(form) + "\n"


def files_beside(annotations: list[Any]) -> Iterator[tuple[str, bytes]]:
    """The files that hang on a page, by name."""
    for each in annotations:
        told = _plain(each.get("/FS"))
        held = _plain(told.get("/EF")) if isinstance(told, dict) else None
        inside = _plain(held.get("/UF") or held.get("/F")) if isinstance(held, dict) else None
        if isinstance(inside, StreamObject):
            yield str(told.get("/UF") or told.get("/F") or "file"), inside.get_data()


def _written(annotation: Any) -> Iterator[str]:
    """What an annotation says; a field may have its value from the one around it."""
    at, button = annotation, _plain(annotation.get("/MK"))
    for _parent in range(_PARENTS_AT_MOST):
        if not isinstance(at, dict):
            break
        for value in map(_plain, map(at.get, _WRITTEN)):
            yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))
        at = _plain(at.get("/Parent"))
    caption = _plain(button.get("/CA")) if isinstance(button, dict) else None
    yield from [caption] if isinstance(caption, str) else []


def _streams(value: Any, depth: int) -> list[Any]:
    """The streams in dictionaries of them: an appearance may be one for each state."""
    plain = _plain(value)
    if isinstance(plain, StreamObject):
        return [plain]
    if not isinstance(plain, dict) or depth == 0:
        return []
    return [each for inner in plain.values() for each in _streams(inner, depth - 1)]


def _plain(value: Any) -> Any:
    return value.get_object() if value is not None else None
