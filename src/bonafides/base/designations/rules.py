"""What of a file enters the register, and what an import may take away. No clock, no table, no file."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bonafides.base.designations.vocabulary import (
    ALIASES_KEPT,
    NAME_LIMIT_CHARACTERS,
    SHRINKS_AT_MOST,
    Change,
    SetAside,
)
from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _


@dataclass(frozen=True)
class Record:
    """One entity as a public list has it; `also` are numbers that other lists give the same entity."""

    number: str
    name: str
    aliases: tuple[str, ...] = ()
    regime: str = ""
    listed_on: date | None = None
    delisted_on: date | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bad:
    """A record that cannot be used; `number` where it could be read, so that nobody is delisted by a broken record."""

    place: str
    reason: SetAside
    raw: str
    number: str = ""


@dataclass(frozen=True)
class Left:
    """A record that is left out by our choice: a person, or a regime that does not concern terrorism."""

    is_person: bool


Parsed = Record | Bad | Left


@dataclass
class Taken:
    """What a file came to, before anything is stored."""

    records: list[Record] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    persons: int = 0
    other_regimes: int = 0

    @property
    def numbers_seen(self) -> set[str]:
        return {each.number for each in self.records} | {each.number for each in self.bad if each.number}


def taken_from(parsed: Iterable[Parsed]) -> Taken:
    """Sort what a parser yields; of two records with one number the first counts."""
    taken, seen = Taken(), set[str]()
    for each in parsed:
        match each:
            case Left(is_person=True):
                taken.persons += 1
            case Left():
                taken.other_regimes += 1
            case Bad():
                taken.bad.append(each)
            case Record(number=number) if number in seen:
                taken.bad.append(Bad(number, SetAside.TWICE, each.name, number))
            case Record(number=number):
                seen.add(number)
                taken.records.append(each)
    return taken


def checked(record: Record, place: str) -> Record | Bad:
    """The record with tidy names, or why it cannot be used."""
    name, number = tidy(record.name), tidy(record.number)
    if not name:
        return Bad(place, SetAside.NO_NAME, number, number)
    if not number:
        return Bad(place, SetAside.NO_NUMBER, name)
    names = list(dict.fromkeys(filter(None, map(tidy, record.aliases))))[:ALIASES_KEPT]
    if any(len(each) > NAME_LIMIT_CHARACTERS for each in (name, *names)):
        return Bad(place, SetAside.NAME_TOO_LONG, name, number)
    aliases = tuple(each for each in names if each != name)
    return Record(number, name, aliases, tidy(record.regime), record.listed_on, record.delisted_on, record.also)


def tidy(text: str) -> str:
    """Without control characters and doubled spaces."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())


def folded(text: str) -> str:
    """A name as it is searched: without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text)
    letters = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join("".join(letters).casefold().split())


def concerns_terrorism(regime: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a regime is one of those that are taken in; without any named, all are."""
    return not beginnings or tidy(regime).casefold().startswith(beginnings)


def change_of(before: Record | None, after: Record, *, was_listed: bool) -> Change | None:
    """What an import does to one entry; None where nothing changed that anybody would read."""
    if before is None:
        return Change.LISTED
    if was_listed and after.delisted_on:
        return Change.DELISTED
    if not was_listed and not after.delisted_on:
        return Change.RELISTED
    same = (before.name, set(before.aliases), before.regime) == (after.name, set(after.aliases), after.regime)
    return None if same else Change.RENAMED


def check_shrinking(listed: int, delisting: int, *, agreed: bool) -> None:
    """A file that takes most of a list away is rather half a file: a person must say that it is meant."""
    if listed and delisting / listed > SHRINKS_AT_MOST and not agreed:
        sentence = _(
            "This file would delist %(delisting)s of %(listed)s entries. If that is meant, import it again and say so."
        )
        raise RuleBroken("list-shrinks", sentence, delisting=delisting, listed=listed)
