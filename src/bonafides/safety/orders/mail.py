"""Reading an e-mail as it lies in a mailbox: when our own server took it, from whom, what it says."""

import email
import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha256
from html.parser import HTMLParser

from bonafides.kernel.errors import Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders.vocabulary import MAIL_LIMIT_BYTES, TEXT_LIMIT

SKIPPED = frozenset({"script", "style", "head", "title"})
BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table"})
OUR_REFERENCE = re.compile(r"\[order ([0-9A-HJKMNP-TV-Z]{10})\]", re.IGNORECASE)


@dataclass(frozen=True)
class Receipt:
    """When a message was received, by whose word; the zone as it was written."""

    at: datetime
    zone: str
    how: str


@dataclass(frozen=True)
class Mail:
    """What a message says."""

    subject: str
    sender: str
    text: str
    sha256: str
    receipt: Receipt | None
    sender_proof: str
    pdfs: list[bytes] = field(default_factory=list, repr=False)
    sent_zone: tzinfo | None = None

    @property
    def answers(self) -> str:
        """The reference of the order that it answers, from its subject; empty for none."""
        found = OUR_REFERENCE.search(self.subject)
        return found.group(1).upper() if found else ""


def read_mail(data: bytes) -> Mail:
    """A message of at most 10 MiB; Invalid where it is none."""
    if len(data) > MAIL_LIMIT_BYTES:
        raise TooLarge("mail-too-large", _("The message has more than %(limit)s MiB."), limit=MAIL_LIMIT_BYTES >> 20)
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    if not any(message.get(name) for name in ("From", "Received", "Subject", "Date")):
        raise Invalid("no-mail", _("This is no e-mail: it has neither sender, date nor subject."))
    return Mail(
        subject=header(message, "Subject")[:300],
        sender=parseaddr(header(message, "From"))[1][:254],
        text=text_of(message),
        sha256=sha256(data).hexdigest(),
        receipt=receipt_of(message),
        sender_proof=" ".join(header(message, "Authentication-Results").split())[:2000],
        pdfs=list(pdfs_of(message)),
        sent_zone=zone_of(header(message, "Date")),
    )


def header(message: EmailMessage, name: str) -> str:
    """The topmost header of a name; empty where it is missing or broken."""
    try:
        return str(message.get(name, ""))
    except (MessageError, ValueError, IndexError):
        return ""


def receipt_of(message: EmailMessage) -> Receipt | None:
    """From the topmost `Received` header: the one that our own mail server wrote. Those below may say anything."""
    for line in message.get_all("Received", [])[:1]:
        words, _semicolon, stamp = str(line).rpartition(";")
        moment = moment_of(stamp)
        if moment is not None:
            server = re.search(r"\bby\s+(\S+)", words)
            return Receipt(
                moment, f"{moment:%z}"[:3] + ":" + f"{moment:%z}"[3:5], f"Received: by {server[1] if server else '?'}"
            )
    return None


def moment_of(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text.strip())
    except (TypeError, ValueError, IndexError):
        return None
    return moment if moment.tzinfo else None


def zone_of(text: str) -> tzinfo | None:
    moment = moment_of(text)
    return moment.tzinfo if moment else None


def text_of(message: EmailMessage) -> str:
    """The plain text of a message; of one that has only HTML, its words."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        content = str(body.get_content())
    except (LookupError, UnicodeError, KeyError):
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return (words_of(content) if body.get_content_subtype() == "html" else content)[:TEXT_LIMIT]


def pdfs_of(message: EmailMessage) -> list[bytes]:
    """Attached PDFs, by their first bytes whatever they are called; at most three."""
    payloads = (part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    return [data for data in payloads if isinstance(data, bytes) and data[:5] == b"%PDF-"][:3]


def words_of(html: str) -> str:
    """The words of a page, a line for each block."""
    reader = Words()
    reader.feed(html[: 4 * TEXT_LIMIT])
    reader.close()
    return "".join(reader.parts)


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self.skipping += 1
        if tag in BREAKS:
            self.parts.append("\n")
        if tag == "input" and ("type", "checkbox") in attrs:
            self.parts.append("[x] " if any(name == "checked" for name, _value in attrs) else "[ ] ")

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.parts.append(data)
