"""Identifiers in running text, and one identifier as a list holds it."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Final

from bonafides.matching.errors import FingerprintError
from bonafides.matching.identifiers import (
    atproto,
    badbits,
    cardano,
    donations,
    ens,
    escapes,
    iban,
    ipfs,
    nostr,
    onion,
    solana,
    ton,
    torrents,
    wallets,
)
from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Found, Identifier, IdentifierKind
from bonafides.matching.urls import DEFANGED

GROUPS: Final[tuple[tuple[Finder, ...], ...]] = (
    ipfs.FINDERS,
    onion.FINDERS,
    ens.FINDERS,
    torrents.FINDERS,
    nostr.FINDERS,
    atproto.FINDERS,
    wallets.FINDERS,
    ton.FINDERS,
    cardano.FINDERS,
    iban.FINDERS,
    donations.FINDERS,
    solana.FINDERS,
)
"""What finds each family; within one, the more specific stand first."""


def identifiers_in(text: str) -> list[Found]:
    """The identifiers in a text, defanged and escaped ones too, in order, each once at the first place where it stands.

    A place is in characters of the text as given. Of two readings of one place the more specific counts.
    """
    plain, places = _refanged(text)
    found: dict[Identifier, Found] = {}
    for identifier, start, end in sorted(_as_read(plain), key=lambda each: each.start):
        if identifier not in found:
            found[identifier] = Found(identifier, places(start), places(end - 1) + 1)
    return list(found.values())


def identifier_of(value: str) -> Identifier:
    """One identifier as a list or a person writes it: in its canonical text, or in any spelling that is found in texts.

    Raises FingerprintError not_an_identifier, no_account, bad_double_hash.
    """
    text = value.strip()
    kind, colon, key = text.partition(":")
    if colon and kind.lower() in _KINDS:
        found = _of_kind(IdentifierKind(kind.lower()), key.strip(), text)
    else:
        whole = (each.identifier for each in identifiers_in(text) if _is_whole(each, text))
        found = min(whole, key=lambda each: each.is_unchecked, default=None)
    if found is None:
        raise _refusal_of(text)
    return found


def _refusal_of(text: str) -> FingerprintError:
    if donations.names_no_account(_refanged(text)[0]):
        return FingerprintError(
            "no_account", "This page names no account: list the account itself, or the page as an address."
        )
    return FingerprintError("not_an_identifier", "This is no identifier that we know, or its checksum is wrong.")


def _of_kind(kind: IdentifierKind, key: str, text: str) -> Identifier | None:
    if kind is IdentifierKind.BADBITS:
        return badbits.parse_digest(key)
    if kind is IdentifierKind.IPNS and "/" not in key.strip("/"):
        return ipfs.identifier_of_name(key.strip("/"))
    readings = (text, key)
    found = (each for reading in readings for each in identifiers_in(reading) if _is_whole(each, reading))
    first = next((each.identifier for each in found if each.identifier.kind is kind), None)
    return donations.identifier_of_key(key) if first is None and kind is IdentifierKind.DONATION else first


def _is_whole(found: Found, text: str) -> bool:
    """Whether an identifier is what a value is about: nothing but an address's own parts stand around it."""
    return not re.search(r"\s", text[: found.start] + text[found.end :])


def _as_read(plain: str) -> Iterator[Found]:
    """The identifiers in a text as it is, and in what its percent-encoding stands for.

    What begins there where one of its kind was read before is that one, cut short by what it holds escaped.
    """
    known: set[tuple[IdentifierKind, int]] = set()
    for reading, spans in escapes.readings_of(plain):
        placed = [Found(each.identifier, *spans(each.start, each.end)) for each in _all_in(reading)]
        fresh = [each for each in placed if (each.identifier.kind, each.start) not in known]
        known |= {(each.identifier.kind, each.start) for each in fresh}
        yield from fresh


def _all_in(plain: str) -> Iterator[Found]:
    lower = plain.lower()
    words = long_words(plain)
    for finders in GROUPS:
        taken: list[tuple[int, int]] = []
        for finder in finders:
            if not finder.marks or any(map(lower.__contains__, finder.marks)):
                yield from _found_by(finder, plain, words, taken)


def long_words(plain: str) -> list[tuple[int, int]]:
    """Where words of ASCII letters and digits begin that a finder may want, and how many characters they have."""
    spaced = plain.encode("ascii", "replace").translate(_SPACED)  # a byte for each character
    found: list[tuple[int, int]] = []
    end = 0
    for word in [each for each in spaced.split() if len(each) >= _LEAST]:
        start = spaced.index(word, end)
        end = start + len(word)
        found.append((start, len(word)))
    return found


def places(finder: Finder, plain: str, words: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Where a finder's pattern stands in a text that has these long words."""
    if not finder.least:
        return finder.pattern.finditer(plain)
    tried = (finder.pattern.match(plain, start) for start, size in words if size >= finder.least)
    return (match for match in tried if match)


def _found_by(
    finder: Finder, plain: str, words: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> Iterator[Found]:
    """What a finder finds outside the places that an earlier one of its group has taken."""
    for match in places(finder, plain, words):
        start, end = match.span(finder.pattern.groupindex.get("place", 0))
        before = bisect_right(taken, (start, len(plain)))
        if before and taken[before - 1][1] >= end:
            continue
        identifiers = tuple(finder.read(match))
        if identifiers:
            taken.insert(before, (start, end))
        yield from (Found(identifier, start, end) for identifier in identifiers)


_SPACED: Final = bytes(each if chr(each).isascii() and chr(each).isalnum() else 0x20 for each in range(256))
_LEAST: Final = min(finder.least for finders in GROUPS for finder in finders if finder.least)
_KINDS: Final = frozenset(str(kind) for kind in IdentifierKind)
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_REWRITTEN: Final = (*DEFANGED, (_INVISIBLE, ""))


def _refanged(text: str) -> tuple[str, Callable[[int], int]]:
    """A text with defanged places made whole, and where each of its characters stood."""
    places: list[int] | None = None
    for pattern, meant in _REWRITTEN:
        if pattern.search(text):
            text, places = _rewritten(text, pattern, meant, places if places is not None else list(range(len(text))))
    return text, (lambda place: place) if places is None else places.__getitem__


def _rewritten(text: str, pattern: re.Pattern[str], meant: str, places: list[int]) -> tuple[str, list[int]]:
    pieces: list[str] = []
    kept: list[int] = []
    done = 0
    for match in pattern.finditer(text):
        instead = match.expand(meant)
        pieces += (text[done : match.start()], instead)
        kept += places[done : match.start()]
        kept += places[match.start() : match.start() + 1] * len(instead)
        done = match.end()
    return "".join((*pieces, text[done:])), kept + places[done:]
