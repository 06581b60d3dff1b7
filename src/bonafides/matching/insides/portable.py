"""Words, links, pictures and attachments of PDF files."""

import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from PIL import Image
from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from bonafides.matching.insides.actions import actions_of
from bonafides.matching.insides.annotations import (
    drawn_beside,
    files_beside,
    listed,
    words_beside,
    words_drawn,
)
from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Member, Words
from bonafides.matching.insides.titles import chapters_of, described, titles_of
from bonafides.matching.insides.vocabulary import Reason

_ERRORS: Final = (*READER_ERRORS, PyPdfError, DependencyError, Image.DecompressionBombError)


def members_of_pdf(stream: BinaryIO) -> Iterator[Found]:
    """Page by page the words, the links and the pictures; then titles and attachments. A password closes all of it."""
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
        yield from _of_page(page, f"page {number}")
        yield from _beside_page(page, f"page {number} notes", reader)
    yield from _titles(reader)
    yield from _attachments(reader)


def _of_page(page: PageObject, name: str) -> Iterator[Found]:
    try:
        yield Words(page.extract_text() + "\n", tuple(_links_of(page)))
    except LimitReachedError:
        yield Closed(name, Reason.TOO_LARGE)
    except _ERRORS:
        yield Closed(name, Reason.DAMAGED)
    yield from _pictures_of(page, name)


def _beside_page(page: PageObject, name: str, reader: PdfReader) -> Iterator[Found]:
    """What stands in notes, stamps and fields, what they and patterns look like, and the files that hang on a page."""
    try:
        annotations = listed(page.get("/Annots"))
        yield Words(words_beside(annotations))
        sheet = drawn_beside(page, annotations, reader)
        yield Words("".join(words_drawn(sheet)))
        files = list(files_beside(annotations))
    except LimitReachedError:
        yield Closed(name, Reason.TOO_LARGE)
    except _ERRORS:
        yield Closed(name, Reason.DAMAGED)
    else:
        yield from _pictures_of(sheet, name)
        yield from (Member(file, io.BytesIO(data)) for file, data in files)


def _titles(reader: PdfReader) -> Iterator[Found]:
    for name, read in (("titles", titles_of), ("description", described), ("chapters", chapters_of)):
        try:
            yield from read(reader)
        except _ERRORS:
            yield Closed(name, Reason.DAMAGED)


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
    yield from actions_of(page)
    for each in listed(page.get("/Annots")):
        yield from actions_of(each)


def _attachments(reader: PdfReader) -> Iterator[Found]:
    try:
        attached = [(name, data) for name, listed in reader.attachments.items() for data in listed]
    except _ERRORS:
        yield Closed("attachments", Reason.DAMAGED)
        return
    for name, data in attached:
        yield Member(name, io.BytesIO(data))
