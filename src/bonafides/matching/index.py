"""One exact index over every entry of every list: digests, PDQ hashes, texts and addresses, looked up together."""

import threading
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bonafides.matching.digests import parse_digest
from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints, Frame
from bonafides.matching.pdq import PdqHash
from bonafides.matching.pdq_table import PdqTable
from bonafides.matching.phrases import PhraseTree
from bonafides.matching.texts import digest_of_normal, normal_text
from bonafides.matching.urls import UrlKey, listed_key_of
from bonafides.matching.vocabulary import (
    ALGORITHMS,
    DIGEST_TYPES,
    PDQ_MAX_DISTANCE_BITS,
    EntryType,
    MatchedBy,
)

Id = TypeVar("Id", bound=Hashable)
Key = PdqHash | UrlKey | bytes | str
"""What an entry is stored under: a PDQ hash, an address key, a digest's bytes, or a text in normal form."""


@dataclass(frozen=True, slots=True)
class Hit(Generic[Id]):
    """One entry that an item matched, and how.

    `distance_bits` (0 to 31), `quality` (0 to 100) and `frame` are set for PDQ only. `fingerprint` is what was
    compared: the digest, the (turned) PDQ hash, the SHA-256 of the normal text, or the canonical address.
    """

    entry: Id
    type: EntryType
    matched_by: MatchedBy
    fingerprint: str
    distance_bits: int | None = None
    quality: int | None = None
    frame: int | None = None

    @property
    def algorithm(self) -> str:
        """Algorithm and version, for a match record."""
        return ALGORITHMS[self.type]

    @property
    def is_byte_exact(self) -> bool:
        """Whether the very bytes are listed."""
        return self.type in DIGEST_TYPES

    @property
    def is_turned(self) -> bool:
        """Whether only a rotated or mirrored picture matches."""
        return self.matched_by.startswith(("rotation", "flip"))


class Index(Generic[Id]):
    """Entries under ids. Any number of threads look up while another adds and removes; changes show at once.

    Thresholds below 31 bits are the caller's: drop a hit whose `distance_bits` is above its list's threshold.
    """

    def __init__(self, entries: Iterable[tuple[Id, EntryType, str]] = ()) -> None:
        self._writing = threading.Lock()
        self._stored: dict[Id, tuple[EntryType, Key]] = {}
        self._pdq: PdqTable[Id] = PdqTable()
        self._phrases: PhraseTree[Id] = PhraseTree()
        self._keyed: dict[bytes | UrlKey, tuple[Id, ...]] = {}
        self.add(entries)

    def __len__(self) -> int:
        return len(self._stored)

    def __contains__(self, entry: Id) -> bool:
        return entry in self._stored

    def add(self, entries: Iterable[tuple[Id, EntryType, str]]) -> None:
        """Store entries as (id, type, value); a stored id is replaced. Many at once cost far less than one by one.

        Raises FingerprintError or UrlError, with nothing added, if a value is not what its type says.
        """
        keyed = {entry: (kind, key_of(kind, value)) for entry, kind, value in entries}
        with self._writing:
            for entry in keyed:
                self._forget(entry)
            self._stored.update(keyed)
            for entry, (_, key) in keyed.items():
                self._file(entry, key)
            self._pdq.add({entry: key for entry, (_, key) in keyed.items() if isinstance(key, PdqHash)})

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        with self._writing:
            self._forget(entry)

    def lookup(
        self, item: Fingerprints, *, turns: bool = True, max_distance_bits: int = PDQ_MAX_DISTANCE_BITS
    ) -> list[Hit[Id]]:
        """Every entry that an item matches, each once by its best hit, the closest first.

        Of several PDQ hits on one entry the nearest counts; at equal distance the upright first frame goes before a
        later frame, and that before a turned one. Frames below quality 50 are not looked up. `turns=False` skips
        rotations and flips.
        """
        best: dict[Id, Hit[Id]] = {}
        for hit in self._hits(item, turns, max_distance_bits):
            known = best.get(hit.entry)
            if known is None or closeness(hit) < closeness(known):
                best[hit.entry] = hit
        return sorted(best.values(), key=closeness)

    def _hits(self, item: Fingerprints, turns: bool, max_distance_bits: int) -> Iterator[Hit[Id]]:
        yield from self._digest_hits(item)
        yield from self._picture_hits(item.frames, turns, max_distance_bits)
        yield from self._text_hits(item.text)
        yield from self._url_hits(item)

    def _digest_hits(self, item: Fingerprints) -> Iterator[Hit[Id]]:
        for kind, digest in item.digests.items():
            for entry in self._keyed.get(bytes.fromhex(digest), ()):
                yield Hit(entry, kind, MatchedBy.EXACT, digest)

    def _picture_hits(self, frames: tuple[Frame, ...], turns: bool, max_distance_bits: int) -> Iterator[Hit[Id]]:
        asked = [each for frame in frames if frame.is_usable for each in _asked_of(frame, turns)]
        for near in self._pdq.near([query for query, _, _ in asked], max_distance_bits):
            query, frame, turn = asked[near.query]
            matched_by = turn or _upright(frame, near.distance_bits)
            yield Hit(near.entry, EntryType.PDQ, matched_by, query.hex, near.distance_bits, frame.quality, frame.number)

    def _text_hits(self, normal: str) -> Iterator[Hit[Id]]:
        found = dict.fromkeys(self._phrases.found_in(normal))
        if not found:
            return
        fingerprint = digest_of_normal(normal)
        for entry, whole in found:
            yield Hit(entry, EntryType.TEXT, MatchedBy.EXACT if whole else MatchedBy.PHRASE, fingerprint)

    def _url_hits(self, item: Fingerprints) -> Iterator[Hit[Id]]:
        for url in item.urls:
            for key in url.keys_above():
                for entry in self._keyed.get(key, ()):
                    yield Hit(entry, EntryType.URL, key.form, url.text)

    def _file(self, entry: Id, key: Key) -> None:
        if isinstance(key, str):
            self._phrases.add(key, entry)
        elif not isinstance(key, PdqHash):
            self._keyed[key] = (*self._keyed.get(key, ()), entry)

    def _forget(self, entry: Id) -> None:
        _, key = self._stored.pop(entry, (None, None))
        if isinstance(key, PdqHash):
            self._pdq.remove(entry)
        elif isinstance(key, str):
            self._phrases.remove(key, entry)
        elif key is not None:
            self._unfile(entry, key)

    def _unfile(self, entry: Id, key: UrlKey | bytes) -> None:
        left = tuple(each for each in self._keyed[key] if each != entry)
        if left:
            self._keyed[key] = left
        else:
            del self._keyed[key]


def key_of(kind: EntryType, value: str) -> Key:
    """What an entry's value is stored under. Raises FingerprintError or UrlError if it is not what its type says."""
    match kind:
        case EntryType.PDQ:
            return PdqHash.parse(value)
        case EntryType.URL:
            return listed_key_of(value)
        case EntryType.TEXT:
            return _listed_text(value)
        case _:
            return bytes.fromhex(parse_digest(kind, value))


def closeness(hit: Hit[Id]) -> tuple[int, int, str]:
    """A sort key: equal bytes or texts first, then pictures by distance, then phrases and addresses."""
    if hit.distance_bits is not None:
        step = hit.distance_bits
    else:
        step = -1 if hit.matched_by is MatchedBy.EXACT else PDQ_MAX_DISTANCE_BITS + 1
    return step, _PREFERENCE[hit.matched_by], str(hit.entry)


_PREFERENCE: Final = {way: place for place, way in enumerate(MatchedBy)}


def _listed_text(value: str) -> str:
    normal = normal_text(value)
    if not normal:
        raise FingerprintError("empty_text", "Nothing is left of this text in its normal form.")
    return normal


def _asked_of(frame: Frame, turns: bool) -> list[tuple[PdqHash, Frame, MatchedBy | None]]:
    turned = [(query, frame, turn) for turn, query in frame.turned.items()] if turns else []
    return [(frame.hash, frame, None), *turned]


def _upright(frame: Frame, distance_bits: int) -> MatchedBy:
    if frame.number > 0:
        return MatchedBy.FRAME
    return MatchedBy.EXACT if distance_bits == 0 else MatchedBy.NEAR
