"""What of a text is looked up, in every way in which it may be read.

Nothing is guessed: only what is listed can match, and a wrong reading holds nothing that is listed. A match is named
after the reading that it is in: `windows-1256`, `unescaped`, or both with a plus sign between them.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypedDict

from bonafides.matching.identifiers import Found, identifiers_in
from bonafides.matching.texts import normal_text
from bonafides.matching.unmarked import unescaped
from bonafides.matching.urls import CanonicalUrl, urls_in

UNESCAPED: Final = "unescaped"


class Words(TypedDict):
    """What of a text is looked up: its normal form, addresses and identifiers, and how it is written."""

    text: str
    urls: tuple[CanonicalUrl, ...]
    identifiers: tuple[Found, ...]
    written: str


class Reading(NamedTuple):
    """A text as it is read in one way, and the name of that."""

    name: str
    words: Words


class Said(Words):
    """The same of a text as it stands, and of its other readings."""

    readings: tuple[Reading, ...]


def said_in(text: str) -> Said:
    """What of a text is looked up, and of the text that its escapes stand for."""
    return {**words_in(text), "readings": tuple(readings_of({"": text}))}


def words_in(text: str) -> Words:
    """What of one reading of a text is looked up."""
    return {
        "text": normal_text(text),
        "urls": tuple(urls_in(text)),
        "identifiers": tuple(identifiers_in(text)),
        "written": text,
    }


def readings_of(texts: Mapping[str, str]) -> Iterator[Reading]:
    """Texts by the encoding that they were read in, each unescaped as well; of the one without a name only that."""
    for name, text in texts.items():
        if name:
            yield Reading(name, words_in(text))
        if (plain := unescaped(text)) != text:
            yield Reading(f"{name}+{UNESCAPED}" if name else UNESCAPED, words_in(plain))
