"""A list as one file: CSV or JSON Lines of our own columns, or TCAP's CSV; at an address, or in this home's folder.

Lines that are not there any more are withdrawn: each run reads the whole file.
"""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.bank_file import BadRow, read_bank
from bonafides.matching.bank_file import Row as FileRow
from bonafides.matching.errors import BankFileError
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.adapters.shape import (
    Adapter,
    Answer,
    Ask,
    Bad,
    Field,
    Json,
    Line,
    Page,
    Row,
    Source,
    Unreadable,
    bearer,
    mark_of,
    raw_of,
    same_file,
)
from bonafides.safety.feeds.vocabulary import FILE_BYTES

CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)  # of a Content-Type
IN_FOLDER = "file:"  # how the address of a file in the home's folder `feeds` begins


class ListFile(Adapter):
    """CSV or JSON Lines, told apart by how the file begins."""

    name = "file"
    title = _("A file: CSV or JSON Lines")
    fields = (Field("token", _("Token"), _("Sent as a Bearer token, where the server wants one."), True, False),)
    is_whole = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        return Ask(source.address, bearer(source.secret("token")), max_bytes=FILE_BYTES)

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        if (same := same_file(checkpoint, answer)) is not None:
            return same
        return Page(tuple(lines_in(in_utf8(answer))), mark_of(answer), is_last=True)


def in_utf8(answer: Answer) -> bytes:
    """What came, out of the character set that it is stated to be in; UTF-8 is UTF-8, whatever is stated.

    What is in neither stays as it is, and its rows are set aside one by one.
    """
    stated = CHARSET.search(answer.headers.get("content-type", ""))
    with suppress(UnicodeError):
        answer.body.decode()
        return answer.body
    with suppress(UnicodeError, LookupError):
        return answer.body.decode(stated[1]).encode() if stated else answer.body
    return answer.body


def lines_in(data: bytes) -> Iterator[Line]:
    try:
        for row in read_bank(io.BytesIO(data)):
            yield Bad(str(row.reason), raw_of(row.raw)) if isinstance(row, BadRow) else row_of(row)
    except BankFileError as error:
        raise Unreadable(str(error)) from error


def row_of(row: FileRow) -> Row:
    """Named by its source's id and its value: the same id may stand for several values."""
    key = f"{row.source_id}|{row.type.value}|{row.value}"
    opinion = Opinion(row.opinion) if row.opinion else None
    return Row(key, row.type, row.value, row.label, row.entity, row.severity, opinion, row.source_id)
