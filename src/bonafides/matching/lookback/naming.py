"""Names of words, addresses and identifiers: keyed hashes of 64 bits, which nobody computes without the secret.

What a name is of cannot be read from it, and without the secret not even be guessed at. Of a text its whole normal
form has one, and so has about one in eight of its runs of eight letters; those that are chosen, and no order of them,
do not make up the text again. Everything that an address or an identifier would be found under has one.
"""

from collections.abc import Iterator
from enum import IntEnum
from hashlib import blake2b
from itertools import chain, islice
from typing import Final, NamedTuple

import numpy as np

from bonafides.matching.addresses_inside import addresses_inside
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.identifiers import Identifier, IdentifierKind
from bonafides.matching.identifiers.badbits import double_hashes, identifiers_above, multihash_of
from bonafides.matching.identifiers.ipfs import RAW, SHA2_256, Cid
from bonafides.matching.parts.addresses import MD5, AddressPart
from bonafides.matching.parts.identifiers import IdentifierPart, stored_under
from bonafides.matching.parts.texts import TextPart, letters_of, seen_forms
from bonafides.matching.passage_runs import RUN, run_places, runs_of
from bonafides.matching.texts import digest_of_normal
from bonafides.matching.url_hashes import spellings_of, url_md5
from bonafides.matching.urls import CanonicalUrl, UrlKey
from bonafides.matching.vocabulary import EntryType, MatchedBy

NAME_BYTES: Final = 8
RUNS_LEVEL: Final = 3
"""One run in two to this power has a name."""
RUNS_AT_MOST: Final = 2_000
"""Of one text; of a longer one those with the smallest hashes."""
SHARED_AT_LEAST: Final = 6
"""Runs that a listed text and an item share before they can be alike: about 50 letters of either."""
ALL_OF_FEW: Final = 3
"""Runs that a listed text has at least; where it has fewer than the above, all of them must stand in the item."""
MOST_OF_A_PHRASE: Final = 0.7
"""Of the letters of such a text, what its runs cover. Measured on ours in three languages: below it, phrases that are
made of everyday words are found in one text of ten thousand that does not hold them."""
GROUPS_AT_MOST: Final = 200
"""Addresses and identifiers of one file that have names."""
FUNCTIONS: Final = frozenset({SHA2_256})
"""The hash function of the denylists of IPFS that are in use."""


class Sort(IntEnum):
    """What a name is of."""

    TEXT = 0
    RUN = 1
    URL = 2
    PREFIX = 3
    HOST = 4
    DOMAIN = 5
    IDENTIFIER = 6
    ABOVE = 7  # an identifier above the one that stands there


WAY_OF: Final = {
    Sort.TEXT: MatchedBy.EXACT,
    Sort.URL: MatchedBy.URL,
    Sort.PREFIX: MatchedBy.PREFIX,
    Sort.HOST: MatchedBy.HOST,
    Sort.DOMAIN: MatchedBy.DOMAIN,
    Sort.IDENTIFIER: MatchedBy.IDENTIFIER,
    Sort.ABOVE: MatchedBy.PREFIX,
}
_SORT_OF: Final = {
    MatchedBy.URL: Sort.URL,
    MatchedBy.PREFIX: Sort.PREFIX,
    MatchedBy.HOST: Sort.HOST,
    MatchedBy.DOMAIN: Sort.DOMAIN,
}


class Named(NamedTuple):
    """One name, what it is of, and the address or identifier of the file that it belongs to, by number."""

    group: int
    sort: Sort
    name: bytes


def names_of(item: Fingerprints, secret: bytes) -> Iterator[Named]:
    """The names of one file's words, addresses and identifiers; the whole address first in each group."""
    if item.text or item.written:
        forms = seen_forms(item)
        yield from (Named(0, Sort.TEXT, name_of(EntryType.TEXT, seen.digest, secret)) for seen in forms)
        yield from (Named(0, Sort.RUN, name) for name in run_names(forms[0].letters, secret))
    for group, url in enumerate(_addresses_of(item)):
        yield from (Named(group, _SORT_OF[key.form], _url_name(key, secret)) for key in url.keys_above())
        for digest in map(url_md5, spellings_of(url)):
            yield Named(group, Sort.URL, _url_name(UrlKey(MatchedBy.URL, f"{MD5}{digest}"), secret))
    for group, identifier in enumerate(_identifiers_of(item)):
        yield from _identifier_names(group, identifier, secret)


def _addresses_of(item: Fingerprints) -> list[CanonicalUrl]:
    """Those that stand in it, then those inside these."""
    every = chain(item.urls, chain.from_iterable(map(addresses_inside, item.urls)))
    return list(islice(every, GROUPS_AT_MOST))


def _identifiers_of(item: Fingerprints) -> Iterator[Identifier]:
    """Those that stand in it, and the one that the file itself has in IPFS."""
    named = sorted((found.identifier for found in item.identifiers), key=lambda each: each.is_unchecked)
    yield from named[:GROUPS_AT_MOST]
    if digest := item.digests.get(EntryType.SHA256):
        yield Identifier(IdentifierKind.IPFS, Cid(RAW, bytes([SHA2_256, 32]) + bytes.fromhex(digest)).text)


def _identifier_names(group: int, identifier: Identifier, secret: bytes) -> Iterator[Named]:
    for number, above in enumerate(identifiers_above(identifier)):
        is_below = number > 0 and "/" in identifier.key
        sort = Sort.ABOVE if is_below else Sort.IDENTIFIER
        yield Named(group, sort, name_of(EntryType.IDENTIFIER, stored_under(above), secret))
    for multihash in double_hashes(identifier, FUNCTIONS):
        yield Named(group, Sort.IDENTIFIER, name_of(EntryType.IDENTIFIER, _hidden(multihash), secret))


def names_of_entry(kind: EntryType, value: str, secret: bytes) -> Iterator[bytes]:
    """The names under which an item that an entry names exactly would be found: of a text with half-spaces two. Raises
    MatchingError for no such value.
    """
    if kind is EntryType.URL:
        yield _url_name(AddressPart.key_of(kind, value), secret)
    elif kind is EntryType.IDENTIFIER:
        identifier = IdentifierPart.key_of(kind, value)
        is_hidden = identifier.kind is IdentifierKind.BADBITS
        under = _hidden(multihash_of(identifier)) if is_hidden else stored_under(identifier)
        yield name_of(kind, under, secret)
    else:
        forms = dict.fromkeys(TextPart.key_of(kind, value))
        yield from (name_of(kind, digest_of_normal(form), secret) for form in forms)


def runs_of_entry(value: str, secret: bytes) -> frozenset[bytes]:
    """The names of a listed text's chosen runs; none of a text that they would not be enough to find in another."""
    letters = letters_of(value)
    return frozenset(run_names(letters, secret)) if is_found_inside(letters) else frozenset()


def is_found_inside(letters: str) -> bool:
    """Whether a listed text is found in a longer one by its chosen runs: by many, or by few that are most of it.

    Few that lie side by side are no more than a word or two, which stand in many a text.
    """
    if len(letters) < RUN:
        return False
    places = run_places(letters, RUNS_LEVEL)
    if len(places) >= SHARED_AT_LEAST:
        return True
    covered = int(np.minimum(np.diff(places), RUN).sum()) + RUN
    return len(places) >= ALL_OF_FEW and covered >= MOST_OF_A_PHRASE * len(letters)


def run_names(letters: str, secret: bytes) -> list[bytes]:
    """The names of the chosen runs of letters, each once, in the order of their hashes and not of the text."""
    if len(letters) < RUN:
        return []
    chosen = np.unique(runs_of(letters, RUNS_LEVEL))[:RUNS_AT_MOST]
    return [_keyed(b"run\0" + int(each).to_bytes(NAME_BYTES, "big"), secret) for each in chosen]


def name_of(kind: EntryType, text: str, secret: bytes) -> bytes:
    """The name of a text that a part of the index stores entries under."""
    return _keyed(f"{kind}\0{text}".encode("utf-8", "surrogatepass"), secret)


def _url_name(key: UrlKey, secret: bytes) -> bytes:
    return name_of(EntryType.URL, f"{key.form}\0{key.text}", secret)


def _hidden(multihash: bytes) -> str:
    return f"{IdentifierKind.BADBITS}:{multihash.hex()}"


def _keyed(said: bytes, secret: bytes) -> bytes:
    return blake2b(said, key=secret, digest_size=NAME_BYTES).digest()
