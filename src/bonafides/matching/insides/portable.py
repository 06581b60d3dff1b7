"""Words, links, pictures and attachments of PDF files."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from PIL import Image
from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Member, Words
from bonafides.matching.insides.vocabulary import Reason

_ERRORS: Final = (*READER_ERRORS, PyPdfError, DependencyError, Image.DecompressionBombError)


def members_of_pdf(stream: BinaryIO) -> Iterator[Found]:
    """Page by page the words, the links and the pictures; then the attachments. A password makes all of it closed."""
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and not reader.decrypt(""):  # many only forbid printing, and open without a password
            yield Closed("", Reason.ENCRYPTED)
            return
        pages = list(reader.pages)
    except _ERRORS:
        yield Closed("", Reason.DAMAGED)
        return
    for number, page in enumerate(pages, 1):
        yield from _of_page(page, number)
    yield from _attachments(reader)


def _of_page(page: PageObject, number: int) -> Iterator[Found]:
    name = f"page {number}"
    try:
        yield Words(page.extract_text() + "\n", tuple(_links_of(page)))
    except LimitReachedError:
        yield Closed(name, Reason.TOO_LARGE)
    except _ERRORS:
        yield Closed(name, Reason.DAMAGED)
    yield from _pictures_of(page, name)


def _pictures_of(page: PageObject, name: str) -> Iterator[Found]:
    try:
        keys = page.images.keys()
    except _ERRORS:
        yield Closed(f"{name} pictures", Reason.DAMAGED)
        return
    for number, key in enumerate(keys, 1):
        try:
            picture = page.images[key]
        except LimitReachedError:
            yield Closed(f"{name} picture {number}", Reason.TOO_LARGE)
        except _ERRORS:
            yield Closed(f"{name} picture {number}", Reason.DAMAGED)
        else:
            yield Member(f"{name} picture {number}", io.BytesIO(picture.data))


def _links_of(page: PageObject) -> Iterator[str]:
    for each in _listed(page.get("/Annots")):
        action = each.get("/A")
        address = action.get_object().get("/URI") if action is not None else None
        if isinstance(address, str):
            yield address


def _listed(value: Any) -> list[Any]:
    """The dictionaries of a PDF array, whatever of it is indirect."""
    entries = value.get_object() if value is not None else []
    found = [each.get_object() for each in entries] if isinstance(entries, list) else []
    return [each for each in found if isinstance(each, dict)]


def _attachments(reader: PdfReader) -> Iterator[Found]:
    try:
        attached = [(name, data) for name, listed in reader.attachments.items() for data in listed]
    except _ERRORS:
        yield Closed("attachments", Reason.DAMAGED)
        return
    for name, data in attached:
        yield Member(name, io.BytesIO(data))
