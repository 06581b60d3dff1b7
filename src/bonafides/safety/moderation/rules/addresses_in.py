"""The addresses in what somebody pasted: an e-mail, a CSV, a list of lines. What cannot be read is set aside, and said.

 1. An e-mail (`.eml`, or text with headers) is read as its text; quoted-printable and base64 bodies too.
 2. A table with a column `url`, `address`, `link`, `location` or `uri` gives that column; `;`, `,` and tab separate.
 3. Everything else: each line gives the addresses in it; a line without any is set aside, an empty one is passed over.

Defanged forms (`hxxps://`, `[.]`) are read as what they stand for; the same address twice is taken once.
"""

import csv
import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from io import StringIO

from bonafides.kernel.text import gettext_noop
from bonafides.matching.errors import UrlError
from bonafides.matching.urls import CanonicalUrl, refang
from bonafides.safety.moderation.vocabulary.limits import BATCH_LIMIT

COLUMNS = ("url", "address", "link", "location", "uri")
NO_ADDRESS = gettext_noop("There is no address in this line.")
TWICE = gettext_noop("The same address stands above.")
TOO_MANY = gettext_noop("A notice takes at most 1,000 addresses; send this one in another.")
NOT_READ = gettext_noop("A notice is read for 10,000 lines; send what follows in another.")
NOT_LISTED = gettext_noop("More was set aside from here on than is listed.")
LINES_READ, SET_ASIDE_LISTED = 10_000, 2_000  # so that no paste costs more than a moment
TEXT_SHOWN = 200  # characters of a line that was set aside
HEADER = re.compile(r"(?:From|Subject|Received|Date|Message-ID|MIME-Version|Return-Path):\s", re.IGNORECASE)
IN_LINE = re.compile(r"(?:https?|ftp)://[^\s<>\"'`]+", re.IGNORECASE)
WHOLE = re.compile(r"[\w.-]+\.[^\W\d_]{2,63}(?::\d{1,5})?(?:[/?#]\S*)?")
TRAILING = ".,;:!?)]}>*_'\"”»"


@dataclass(frozen=True)
class SetAside:
    """A line that gave no address (or none that counts), and why; `line` counts from 1."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Addresses:
    """What a paste gave: each address once, in order, as it was written but refanged."""

    addresses: tuple[str, ...]
    set_aside: tuple[SetAside, ...]

    def set_aside_as_json(self) -> list[dict[str, object]]:
        return [{"line": each.line, "reason": each.reason, "text": each.text} for each in self.set_aside]

    def and_then(self, more: "Addresses") -> "Addresses":
        """Both together, as one notice."""
        together = _once([(0, each) for each in (*self.addresses, *more.addresses)])
        return Addresses(together.addresses, _listed([*self.set_aside, *more.set_aside, *together.set_aside]))


def addresses_in(pasted: str) -> Addresses:
    """The addresses in a pasted text, at most 1,000."""
    text = text_of_email(pasted) if is_email(pasted) else pasted
    lines = list(enumerate(_lines(text), start=1))
    return addresses_of(_column(lines) or lines)


def addresses_of(lines: Iterable[tuple[int, str]]) -> Addresses:
    """The addresses in numbered lines; a line that is one address, with or without its scheme, or holds several."""
    found: list[tuple[int, str]] = []
    set_aside: list[SetAside] = []
    for count, (number, line) in enumerate(lines):
        if count == LINES_READ:
            set_aside.append(SetAside(number, NOT_READ, line.strip()[:TEXT_SHOWN]))
            break
        here = list(addresses_in_line(line))
        found += [(number, address) for address in here]
        if line.strip() and not here:
            set_aside.append(SetAside(number, NO_ADDRESS, line.strip()[:TEXT_SHOWN]))
    counted = _once(found)
    return Addresses(counted.addresses, _listed(sorted((*set_aside, *counted.set_aside), key=lambda each: each.line)))


def _listed(set_aside: list[SetAside]) -> tuple[SetAside, ...]:
    """As many as are worth listing, and that there are more."""
    if len(set_aside) <= SET_ASIDE_LISTED:
        return tuple(set_aside)
    return (*set_aside[:SET_ASIDE_LISTED], SetAside(set_aside[SET_ASIDE_LISTED].line, NOT_LISTED, ""))


def addresses_in_line(line: str) -> Iterator[str]:
    """Every full address in a line; else the line itself where it is one without its scheme."""
    plain = refang(line).strip()
    found = [_trimmed(match.group()) for match in IN_LINE.finditer(plain)]
    bare = plain.strip(" \t<>\"'")
    if not found and WHOLE.fullmatch(bare) and "@" not in bare:
        found = [f"https://{bare}"]
    yield from (address for address in found if is_address(address))


def is_address(text: str) -> bool:
    try:
        CanonicalUrl.parse(text)
    except UrlError:
        return False
    return len(text) <= 2_000


def is_email(text: str) -> bool:
    return HEADER.match(text.lstrip("\ufeff\r\n ")) is not None


def text_of_email(text: str) -> str:
    """The readable part of an e-mail. What is none after all stays as it is."""
    try:
        parsed = email.message_from_string(text.lstrip("\ufeff\r\n "), policy=email.policy.default)
        return _body(parsed)
    except (LookupError, ValueError, AttributeError, TypeError):
        return text


def _body(parsed: EmailMessage) -> str:
    part = parsed.get_body(preferencelist=("plain", "html"))
    return str(part.get_content()) if part is not None else str(parsed.get_payload())


def _lines(text: str) -> list[str]:
    return text.lstrip("\ufeff").splitlines()


def _column(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The column of addresses, if the first line names one."""
    number, head = next(((number, line) for number, line in lines if line.strip()), (0, ""))
    delimiter = max(",;\t", key=head.count)
    names = [name.strip().strip('"').casefold() for name in head.split(delimiter)]
    index = next((names.index(name) for name in COLUMNS if name in names), None)
    if index is None:
        return []
    return list(_cells(lines[number:], delimiter, index))


def _cells(lines: list[tuple[int, str]], delimiter: str, index: int) -> Iterator[tuple[int, str]]:
    """One cell for each line; a line that is no row of the table is read whole."""
    for number, line in lines:
        try:
            row = next(csv.reader(StringIO(line), delimiter=delimiter), [])
        except csv.Error:
            row = []
        yield number, row[index] if index < len(row) else line


def _once(found: list[tuple[int, str]]) -> Addresses:
    """Each address once, at most as many as a notice takes."""
    first: dict[str, str] = {}
    set_aside: list[SetAside] = []
    for number, address in found:
        key = CanonicalUrl.parse(address).text
        if key in first:
            set_aside.append(SetAside(number, TWICE, address[:TEXT_SHOWN]))
        elif len(first) >= BATCH_LIMIT:
            set_aside.append(SetAside(number, TOO_MANY, address[:TEXT_SHOWN]))
        else:
            first[key] = address
    return Addresses(tuple(first.values()), tuple(set_aside))


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    while address and address[-1] in TRAILING and not (address[-1] == ")" and "(" in address):
        address = address[:-1]
    return address
