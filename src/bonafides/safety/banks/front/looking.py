"""What hashes hit: all pictures of a request in one search, which releases the interpreter's lock; digests after."""

import struct
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.digests import parse_digest
from bonafides.matching.fingerprint import Fingerprints, Frame
from bonafides.matching.index import Hit, Index
from bonafides.matching.parts.part import closeness
from bonafides.matching.pdq import PdqHash
from bonafides.matching.tables.search import Query
from bonafides.matching.vocabulary import DIGEST_TYPES, PDQ_MIN_QUALITY, EntryType, MatchedBy
from bonafides.safety.banks.front.requests import HandedOn
from bonafides.safety.banks.front.wire import Hashes

HEX_DIGITS: Final = 64
FOUR_WORDS: Final = struct.Struct(">4Q")
GOOD_ENOUGH: Final = 100  # the quality of a hash that comes without one

Words = NDArray[np.uint64]
Hits = list[Hit[int]]
NONE: Final[Hits] = []


def hits_of_all(items: Sequence[Hashes], index: Index[int]) -> list[Hits]:
    """What each item hits, the closest first."""
    if len(items) == 1:
        return [hits_of(items[0], index)]
    found = [NONE] * len(items)
    pictures = [number for number, item in enumerate(items) if item.is_a_picture_alone]
    for number, hits in picture_hits([items[number] for number in pictures], index).items():
        found[pictures[number]] = hits
    if len(pictures) < len(items):
        others = [number for number, item in enumerate(items) if not item.is_a_picture_alone]
        looked_up = index.lookup_all([hashes_of(items[number]) for number in others])
        for number, hits in zip(others, looked_up, strict=True):
            found[number] = hits
    return found


def hits_of(item: Hashes, index: Index[int]) -> Hits:
    """What one item hits, the closest first."""
    if not item.is_a_picture_alone:
        return index.lookup(hashes_of(item))
    met, quality = index.pictures.search_one(words_of(item.pdq)), quality_of(item)
    if not met or quality < PDQ_MIN_QUALITY:
        return NONE
    asked = item.pdq.lower()
    hits = [hit_of(asked, quality, entry, bits) for entry, bits in met]
    if len(hits) > 1:
        hits.sort(key=closeness)
    return hits


def hit_of(asked: str, quality: int, entry: int, bits: int) -> Hit[int]:
    return Hit(entry, EntryType.PDQ, MatchedBy.NEAR if bits else MatchedBy.EXACT, asked, bits, quality, 0)


def quality_of(item: Hashes) -> int:
    return GOOD_ENOUGH if item.pdq_quality is None else item.pdq_quality


def picture_hits(items: Sequence[Hashes], index: Index[int]) -> dict[int, Hits]:
    """The same of items that are one PDQ hash each; those that hit nothing are left out."""
    if not items:
        return {}
    queries, entries, _banks, distances = index.pictures.search_batch(words_in([item.pdq for item in items]))
    found: dict[int, Hits] = defaultdict(list)
    for query, entry, bits in zip(queries.tolist(), entries.tolist(), distances.tolist(), strict=True):
        quality = quality_of(items[query])
        if quality >= PDQ_MIN_QUALITY:
            found[query].append(hit_of(items[query].pdq.lower(), quality, entry, bits))
    for hits in found.values():
        if len(hits) > 1:
            hits.sort(key=closeness)
    return found


def words_of(text: str) -> Query:
    """The words of one PDQ hash, given as `words_in` takes several."""
    try:
        words: Query = FOUR_WORDS.unpack(bytes.fromhex(text))
    except (ValueError, struct.error):
        raise HandedOn from None
    if len(text) != HEX_DIGITS:  # it had spaces
        raise HandedOn
    return words


def words_in(hashes: Sequence[str]) -> Words:
    """(n, 4) uint64 of texts of 64 hexadecimal digits, of either case. Hands the request on if one is none."""
    digits = "".join(hashes)
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        raise HandedOn from None
    if 2 * len(raw) != len(digits) or any(len(each) != HEX_DIGITS for each in hashes):
        raise HandedOn
    return np.frombuffer(raw, ">u8").astype(np.uint64).reshape(-1, 4)


def hashes_of(item: Hashes) -> Fingerprints:
    """The hashes of one item as the index takes them. Raises FingerprintError where one is none."""
    digests = {kind: parse_digest(kind, text) for kind in DIGEST_TYPES if (text := getattr(item, kind))}
    if not digests and not item.pdq:
        raise HandedOn
    if not item.pdq:
        return Fingerprints(digests)
    return Fingerprints(digests, (Frame(0, PdqHash.parse(item.pdq), quality_of(item)),))
