"""What of a text is looked up, in every way in which it may be read.

Nothing is guessed: only what is listed can match, and a wrong reading holds nothing that is listed. A match is named
after the reading that it is in: `windows-1256`, `unescaped`, `page`, or the first and another with a plus sign between.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypedDict

from bonafides.matching.identifiers import Found, identifiers_in
from bonafides.matching.insides.pages import begins_with_markup, words_of_page
from bonafides.matching.texts import normal_text
from bonafides.matching.unmarked import unescaped
from bonafides.matching.urls import CanonicalUrl, urls_in

UNESCAPED: Final = "unescaped"
PAGE: Final = "page"


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
    """Texts by the encoding that they were read in, each unescaped and as a page as well; without a name only those."""
    for name, text in texts.items():
        if name:
            yield Reading(name, words_in(text))
        for other, words in _other_readings_of(text):
            yield Reading(f"{name}+{other}" if name else other, words)


def _other_readings_of(text: str) -> Iterator[Reading]:
    if (plain := unescaped(text)) != text:
        yield Reading(UNESCAPED, words_in(plain))
    if begins_with_markup(text):
        yield Reading(PAGE, _words_in_page(text))


def _words_in_page(markup: str) -> Words:
    """What a reader of a page sees, and what its links lead to."""
    page = words_of_page(markup)
    seen, linked = words_in(page.text), words_in("\n".join(page.links))
    urls = tuple(dict.fromkeys((*seen["urls"], *linked["urls"])))
    return {**seen, "urls": urls, "identifiers": (*seen["identifiers"], *linked["identifiers"])}
