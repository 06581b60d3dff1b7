"""Files of public lists: one module for each format, each yielding entities, bad records and what is left out."""

from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from bonafides.base.designations.formats import eu, ofsi, uk, un
from bonafides.base.designations.formats.reading import Dated
from bonafides.base.designations.rules import Parsed
from bonafides.base.designations.vocabulary import FILE_LIMIT_BYTES, Format
from bonafides.kernel.errors import Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _

Reader = Callable[[BinaryIO, tuple[str, ...], Dated], Iterator[Parsed]]
READERS: dict[Format, Reader] = {
    Format.UN_XML: un.read,
    Format.EU_XML: eu.read,
    Format.UK_XML: uk.read,
    Format.OFSI_CSV: ofsi.read,
}
MARKS = (
    (b"<CONSOLIDATED_LIST", Format.UN_XML),
    (b"http://eu.europa.ec/fpi/fsd/export", Format.EU_XML),
    (b"<Designations", Format.UK_XML),
    (b"Group Type", Format.OFSI_CSV),
)
SNIFFED_BYTES = 4_096


def format_of(start: bytes) -> Format:
    """The format of a file by its beginning; refuses what is none of them."""
    found = next((format_ for mark, format_ in MARKS if mark in start), None)
    if found is None:
        raise Invalid("unknown-list-format", _("This is none of the formats that public lists are published in."))
    return found


def check_size(size_bytes: int) -> None:
    if size_bytes > FILE_LIMIT_BYTES:
        sentence = _("The file is larger than %(limit)s MB.")
        raise TooLarge("list-too-large", sentence, limit=FILE_LIMIT_BYTES >> 20)


def read(file: BinaryIO, format_: Format, regimes: tuple[str, ...], dated: Dated) -> Iterator[Parsed]:
    """Every record of a file, in its order; a file that is broken or tries tricks is refused whole."""
    try:
        yield from READERS[format_](file, regimes, dated)
    except (ParseError, DefusedXmlException, UnicodeDecodeError) as error:
        raise Invalid(
            "list-unreadable", _("The file breaks off or is not well formed; nothing of it was used.")
        ) from error
