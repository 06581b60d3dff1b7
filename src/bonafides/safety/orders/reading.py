"""Reading the fields of Annex I from text. What is read is a proposal: a person sees it beside the words it came from.

1. Lines are trimmed; a line that begins with a field's words, followed by a colon, dots, a parenthesis or the end,
   opens that field. Of several that fit, the longest words win; a section may break a tie.
2. The value is the rest of that line; of a field of several lines, also what follows until the next field or heading.
3. Boxes are read by their mark: `[x]`, `☒`, `☑`, `(x)`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.urls import refang
from bonafides.safety.orders.annexes import ANNEX_I, Field, Shape
from bonafides.safety.orders.vocabulary import TEXT_LIMIT

HEADING = re.compile(r"(?:section|abschnitt|partie)\s+([A-G])\b.*", re.IGNORECASE)
TICKED = re.compile(r"^\s*(?:\[\s*[xX✓✔]\s*\]|☒|☑|\(\s*[xX]\s*\)|✓|✔)\s*(?P<rest>.*)")
UNTICKED = re.compile(r"^\s*(?:\[\s*\]|☐|□|\(\s*\)|\[_\])\s*(?P<rest>.*)")
ADDRESS = re.compile(r"(?:https?|hxxps?)(?:://|\[:\]//)[^\s<>\"']+", re.IGNORECASE)
NUMBERING = re.compile(r"(?:\(?[0-9ivx]{1,3}[.)]\s+|[-–•*]\s+)?")  # `1.`, `(a)`, `- ` at the beginning
ALL_WORDS = tuple(words for field in ANNEX_I for words in field.words)
LETTER = re.compile(r"\(?([a-e])\)\s*.*", re.IGNORECASE)
LONG = frozenset({Shape.TEXT, Shape.LINES, Shape.CHOICES})
TIME = r"(?P<h>\d{1,2})[:.h](?P<i>\d{2})(?:[:.](?P<s>\d{2}))?"
ISO_LIKE = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})[T ,]*(?:(?:at )?" + TIME + ")?")
DAY_FIRST = re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})[T ,]*(?:(?:at )?" + TIME + ")?")
TIME_FIRST = re.compile(TIME + r"[^\d]{1,24}?(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})")
OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{2}):?(\d{2})\b")
ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "WET": 0, "WEST": 1}
TYPE_WORDS = (
    ("a", ("incit", "glorif")),
    ("c", ("participate in the activities", "take part in the activities", "terrorist group")),
    ("b", ("solicit", "contribute to")),
    ("d", ("instruct", "explosive", "noxious")),
    ("e", ("threat",)),
)


@dataclass(frozen=True)
class Read:
    """One field as it was read: its value, the words that it was read from, and whether anything was found."""

    value: str = ""
    source: str = ""
    found: bool = False

    def as_json(self) -> dict[str, object]:
        return {"value": self.value, "source": self.source, "found": self.found}


@dataclass(frozen=True)
class Line:
    """A line, the section it stands in, and its box: True ticked, False not, None without one."""

    text: str
    section: str
    box: bool | None = None


def fields_in(text: str, zone: tzinfo = UTC) -> dict[str, Read]:
    """Every field of Annex I, found or not. `zone` is the sender's, for a time that names none."""
    lines = list(lines_of(text[:TEXT_LIMIT]))
    opened = list(opened_in(lines))
    found = {field.key: Read() for field in ANNEX_I}
    for number, (start, field, rest) in enumerate(opened):
        stop = opened[number + 1][0] if number + 1 < len(opened) else len(lines)
        stop = next((at for at in range(start, stop) if not lines[at].text), stop)  # a heading ends it too
        read = value_of(field, rest, lines[start:stop], zone)
        if read.found and not found[field.key].found:
            found[field.key] = read
    return found | missed(lines, found, text)


def lines_of(text: str) -> Iterator[Line]:
    section = ""
    for raw in text.replace("\r", "\n").split("\n"):
        line = " ".join(raw.replace("\u00a0", " ").split())
        if not line:
            continue
        heading = HEADING.fullmatch(line)
        if heading:
            section = heading.group(1).upper()
            yield Line("", section)
            continue
        yield boxed(line, section)


def boxed(line: str, section: str) -> Line:
    if ticked := TICKED.match(line):
        return Line(ticked["rest"], section, True)
    if unticked := UNTICKED.match(line):
        return Line(unticked["rest"], section, False)
    return Line(line, section)


def opened_in(lines: list[Line]) -> Iterator[tuple[int, Field, str]]:
    """Where each field begins: number of the line, field, rest of the line."""
    for number, line in enumerate(lines):
        low = line.text.casefold()
        start = numbering.end() if (numbering := NUMBERING.match(low)) else 0
        if not low.startswith(ALL_WORDS, start):
            continue
        fitting = [
            (line.section == field.section, len(words), field, rest)
            for field in ANNEX_I
            for words in field.words
            if low.startswith(words, start) and (rest := after(words, line.text[start:])) is not None
        ]
        if fitting:
            _same, _length, field, rest = max(fitting, key=lambda each: (each[0], each[1]))
            yield number, field, rest


def after(words: str, text: str) -> str | None:
    """What follows a field's words in a line that begins with them; None where they are part of a sentence."""
    rest = text[len(words) :]
    if rest and rest[0].isalnum():
        return None
    before, colon, value = rest.partition(":")
    if colon and len(before) <= 160 and "http" not in before.casefold():
        return value.strip().lstrip(".…_ ").rstrip("…_ ")
    plain = rest.strip(" .…_")
    return (
        plain
        if not plain or rest.lstrip().startswith(("-", "–", ".", "…", "_"))
        else (plain if len(words) > 14 else None)
    )


def value_of(field: Field, rest: str, lines: list[Line], zone: tzinfo) -> Read:
    """What a field holds, given the rest of its line and the lines until the next field."""
    source = "\n".join(line.text for line in lines if line.text)[:1000]
    following = [line for line in lines[1:] if line.text]
    match field.shape:
        case Shape.CHOICES:
            return types_in(rest, following, source)
        case Shape.CHOICE:
            return kind_in(rest, following, source)
        case Shape.YES:
            return ticked_in(rest, lines, source)
        case Shape.LINES:
            return addresses_in(source)
        case Shape.MOMENT:
            return moment_in(rest or (following[0].text if following else ""), zone, lines[0].text)
    if field.shape in LONG:
        value = "\n".join([rest, *(line.text for line in following)]).strip()
        return Read(value, source, bool(value))
    value = rest or (following[0].text if following and following[0].box is None else "")
    return Read(value, source if not rest else lines[0].text, bool(value))


def types_in(rest: str, following: list[Line], source: str) -> Read:
    """The ticked types of Art. 2(7), by their letter or their words; a bare list of letters counts too."""
    ticked = [line.text for line in following if line.box] or ([rest] if rest else [])
    codes = sorted({code for text in ticked for code in codes_of(text)})
    return Read("\n".join(codes), source, bool(codes))


def codes_of(text: str) -> list[str]:
    low = text.casefold().strip()
    if letters := re.fullmatch(r"[a-e](?:\s*[,;/]\s*[a-e])*", low):
        return re.findall("[a-e]", letters.group())
    if (letter := LETTER.fullmatch(low)) and (low.startswith("(") or ")" in low[:3]):
        return [letter.group(1)]
    return next(([code] for code, words in TYPE_WORDS if any(word in low for word in words)), [])


def kind_in(rest: str, following: list[Line], source: str) -> Read:
    texts = [line.text for line in following if line.box] or ([rest] if rest else [])
    for text in texts:
        low = text.casefold()
        if any(word in low for word in ("judge", "court", "judicial")):
            return Read("judicial", source, True)
        if any(word in low for word in ("law enforcement", "police")):
            return Read("law_enforcement", source, True)
        if low:
            return Read("other", source, True)
    return Read(source=source)


def ticked_in(rest: str, lines: list[Line], source: str) -> Read:
    """Whether a box is ticked; `yes` and `no` in words count too."""
    box = next((line.box for line in lines if line.box is not None), None)
    word = rest.casefold().strip(" .")
    if box or word.startswith(("yes", "ja", "oui", "x")):
        return Read("yes", source, True)
    return Read("", source, box is False or word.startswith(("no", "nein", "non")))


def addresses_in(source: str) -> Read:
    found = [refang(address.rstrip(".,;)")) for address in ADDRESS.findall(source)]
    unique = list(dict.fromkeys(found))
    return Read("\n".join(unique), source, bool(unique))


def missed(lines: list[Line], found: Mapping[str, Read], text: str) -> dict[str, Read]:
    """What stands without a label: addresses anywhere, ticked boxes, the regulation as legal basis."""
    more: dict[str, Read] = {}
    if not found["urls"].found:
        more["urls"] = addresses_in("\n".join(line.text for line in lines if line.section in {"", "B"}))
    if not found["content_types"].found:
        ticked = [line.text for line in lines if line.box and line.section in {"", "B"}]
        codes = sorted({code for each in ticked for code in codes_of(each)})
        more["content_types"] = Read("\n".join(codes), "\n".join(ticked), bool(codes))
    for key, section in (("do_not_inform", "C"), ("cross_border", "D")):
        boxes = [line for line in lines if line.section == section and line.box is not None]
        if not found[key].found and boxes:
            yes = next((line for line in boxes if line.box), None)
            more[key] = Read("yes" if yes else "", (yes or boxes[0]).text, True)
    if not found["legal_basis"].found and (basis := re.search(r"Regulation\s*\(EU\)\s*2021/784", text)):
        more["legal_basis"] = Read("Regulation (EU) 2021/784", basis.group(), True)
    return more


# -- moments ----------------------------------------------------------------------------------------------------------


def moment_in(text: str, zone: tzinfo, source: str) -> Read:
    """A moment as ISO 8601 with its offset; one without a time of day is not a moment."""
    moment = moment_of(text, zone)
    return Read(moment.isoformat() if moment else "", source, moment is not None)


def moment_of(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a text says, day before month as in Europe; None where none can be read."""
    for pattern in (ISO_LIKE, TIME_FIRST, DAY_FIRST):
        found = pattern.search(text)
        if found and found["h"]:
            return made_of(found, zone_in(text[found.end() :], zone))
    return None


def made_of(found: re.Match[str], zone: tzinfo) -> datetime | None:
    year, month, day, hour, minute, second = (int(found[name] or 0) for name in ("y", "m", "d", "h", "i", "s"))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


def zone_in(text: str, otherwise: tzinfo) -> tzinfo:
    """The zone written after a time: an offset or one of Europe's abbreviations."""
    if offset := OFFSET.search(text):
        minutes = int(offset[2]) * 60 + int(offset[3])
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    word = next((word for word in re.findall(r"[A-Z]+", text) if word in ZONES), None)
    return timezone(timedelta(hours=ZONES[word])) if word else otherwise


def parsed_moment(text: str, field: str, zone: tzinfo = UTC) -> datetime:
    """A moment that somebody typed; Invalid where it is none."""
    moment = moment_of(text, zone)
    if moment is None:
        raise Invalid("no-moment", _("“%(text)s” is no date with a time."), text=text[:60], field=field)
    return moment


def is_order(found: Mapping[str, Read], text: str) -> bool:
    """Whether a text is a removal order by its looks: it speaks of one, and at least three chief fields are there."""
    chief = ("reference", "authority_name", "urls", "issued_at", "content_types", "issuing_state")
    count = sum(found[key].found for key in chief)
    speaks = re.search(r"removal order|2021/784|entfernungsanordnung|injonction de retrait", text, re.IGNORECASE)
    return count >= 4 or (bool(speaks) and count >= 2)
