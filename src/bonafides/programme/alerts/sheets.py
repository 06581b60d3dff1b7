"""A CSV of alerts: a row for each address. A bad row is set aside with its reason; the others go in."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from bonafides.base.designations import queries as designations
from bonafides.kernel.errors import Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import queries, rules
from bonafides.programme.alerts.actions.submitting import About, Draft
from bonafides.programme.alerts.rules import SetAside
from bonafides.programme.alerts.vocabulary import (
    ADDRESSES_AT_ONCE,
    BASIS_LIMIT_CHARACTERS,
    NOTE_LIMIT_CHARACTERS,
    ContentKind,
)
from bonafides.programme.members.vocabulary import ServiceType

FILE_LIMIT_BYTES = 4 * 1024 * 1024
NEEDED = ("url", "entity", "legal_basis", "platform_type", "kind")
COLUMNS = (*NEEDED, "language", "personal_data", "graphic_content", "note")
YES = frozenset({"yes", "true", "1", "y"})
NO = frozenset({"", "no", "false", "0", "n"})


@dataclass
class Sheet:
    drafts: list[Draft] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


def read(data: bytes) -> Sheet:
    """The drafts of a file, and the rows that cannot be used. Raises Invalid if it is no such file at all."""
    if len(data) > FILE_LIMIT_BYTES:
        raise TooLarge("sheet-too-large", _("The file is larger than %(limit)s MB."), limit=FILE_LIMIT_BYTES >> 20)
    rows = list(_rows(data))
    if len(rows) > ADDRESSES_AT_ONCE:
        raise Invalid("too-many-addresses", _("At most %(most)s addresses go in at once."), most=ADDRESSES_AT_ONCE)
    return _sorted(rows)


def _sorted(rows: list[tuple[int, dict[str, str]]]) -> Sheet:
    sheet, entries = Sheet(), dict[str, object]()
    found = rules.read_lines((line, row["url"]) for line, row in rows)
    standing = queries.keys_standing(address.key for address in found.addresses)
    seen: set[str] = set()
    for line, row in rows:
        try:
            draft = _draft(row, entries)
            _check_new(draft.address.key, seen, standing)
        except Invalid as error:
            sheet.set_aside.append(SetAside(line, ", ".join(row.values())[:200], str(error)))
        else:
            seen.add(draft.address.key)
            sheet.drafts.append(draft)
    return sheet


def _check_new(key: str, seen: set[str], standing: frozenset[str]) -> None:
    if key in seen:
        raise Invalid("address-twice", _("The same address stands above."))
    if key in standing:
        raise Invalid("alert-stands", _("There is an alert on it."))


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line, by heading; empty lines are passed over."""
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), restkey="", restval="")
        headings = [heading.strip().lower() for heading in reader.fieldnames or ()]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid("not-a-sheet", _("The file cannot be read as CSV in UTF-8.")) from error
    if missing := [name for name in NEEDED if name not in headings]:
        raise Invalid("columns-missing", _("The heading lacks %(columns)s."), columns=", ".join(missing))
    reader.fieldnames = headings
    for row in reader:
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if any(cells.values()):
            yield reader.line_num, cells


def _draft(row: dict[str, str], entries: dict[str, object]) -> Draft:
    address = rules.address_of(row["url"])
    about = About(
        entry=_entry(row["entity"], entries),
        basis=_text(row["legal_basis"], BASIS_LIMIT_CHARACTERS, needed=True),
        platform_type=ServiceType(_word(row["platform_type"], ServiceType)),
        kind=ContentKind(_word(row["kind"], ContentKind)),
        language=_text(row["language"], 12),
        has_personal_data=_is_yes(row["personal_data"]),
        has_graphic_content=_is_yes(row["graphic_content"]),
        note=_text(row["note"], NOTE_LIMIT_CHARACTERS),
    )
    return Draft(address, about)


def _entry(text: str, entries: dict[str, object]) -> object:
    """The designation that a row names, looked up once for a file."""
    if text not in entries:
        entries[text] = designations.entry_named(text) if text else None
    if entries[text] is None:
        sentence = _("“%(entity)s” is no number on a list, and no exact name of an entity that is listed now.")
        raise Invalid("not-designated", sentence, entity=text[:100])
    return entries[text]


def _text(text: str, most: int, *, needed: bool = False) -> str:
    if needed and not text:
        raise Invalid("basis-missing", _("The legal basis is missing."))
    if len(text) > most:
        raise Invalid("text-too-long", _("A cell is longer than %(most)s characters."), most=most)
    return text


def _word(text: str, words: type[ServiceType] | type[ContentKind]) -> str:
    word = text.lower()
    if word not in {each.value for each in words}:
        raise Invalid("unknown-word", _("“%(word)s” is none of: %(words)s."), word=text[:40], words=", ".join(words))
    return word


def _is_yes(text: str) -> bool:
    """A warning that cannot be read is refused: silence would be a wrong all-clear."""
    word = text.lower()
    if word not in YES | NO:
        raise Invalid("unknown-word", _("“%(word)s” is none of: %(words)s."), word=text[:40], words="yes, no")
    return word in YES
