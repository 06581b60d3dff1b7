"""Words and attachments of a mail as it is saved in a file (`.eml`), by the standard library."""

import contextlib
import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from io import BytesIO
from typing import BinaryIO, Final

from bonafides.matching.insides.carried import carried_in
from bonafides.matching.insides.found import Found, Member, Words
from bonafides.matching.insides.pages import words_of_page
from bonafides.matching.texts import text_of_bytes

_PAGE: Final = "text/html"
_NEXT: Final = re.compile(rb"(?<=\n)\r?\n(?=From [^\n]*\n[!-9;-~]+:)")  # of a folder in one file (mbox, RFC 4155)
_WRITTEN: Final = frozenset({"text/plain", _PAGE})


def members_of_mail(stream: BinaryIO) -> Iterator[Found]:
    """The heads and words of a mail, of those in it and, in a folder, of those after it; its other parts as files."""
    folder = stream.read()
    mails = _NEXT.split(folder) if folder.startswith(b"From ") else [folder]
    parts = (part for each in mails for part in email.message_from_bytes(each, policy=email.policy.default).walk())
    for number, part in enumerate(parts):
        around = "\n".join(each for each in (part.preamble, part.epilogue) if each)  # which no mail program shows
        yield Words("".join(f"{name}: {value}\n" for name, value in _heads_of(part)) + around)
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        name = part.get_filename() or ""
        if isinstance(data, bytes) and data:
            texts = [] if name or part.get_content_type() not in _WRITTEN else _texts_of(part, data)
            yield from (_words_of(part, text) for text in texts)
            if texts:
                yield from carried_in(data)
            else:
                yield Member(name or f"part-{number}", BytesIO(data))


def _heads_of(part: "Message | EmailMessage") -> Iterator[tuple[str, str]]:
    """Heads with their words decoded; as they stand where that fails."""
    for name, raw in part.raw_items():
        try:
            yield name, str(part.policy.header_fetch_parse(name, raw))
        except (ValueError, LookupError, AttributeError, IndexError, TypeError):  # what odd heads are known to raise
            yield name, str(raw)


def _texts_of(part: "Message | EmailMessage", data: bytes) -> list[str]:
    """A part as it says to be encoded and, since it may be wrong, as UTF-8; none where it is neither."""
    texts = [text] if (text := text_of_bytes(data)) is not None else []
    with contextlib.suppress(LookupError, ValueError):
        texts.append(data.decode(part.get_content_charset("us-ascii")))
    return list(dict.fromkeys(texts))


def _words_of(part: "Message | EmailMessage", text: str) -> Words:
    return words_of_page(text) if part.get_content_type() == _PAGE else Words(text)
