"""Pictures that look alike: a listed PDQ hash within 31 bits of a frame, of a turn of it, or of a frame of a video."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Generic

import numpy as np

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.kept import KeptPart
from bonafides.matching.parts.numbers import Numbers
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.pdq import PdqHash
from bonafides.matching.tables.pdq_arrays import WORDS, PdqArrays
from bonafides.matching.tables.pdq_table import PdqTable
from bonafides.matching.tables.rows import Found, Rows, Words
from bonafides.matching.tables.rows import Numbers as Ids
from bonafides.matching.tables.search import Query
from bonafides.matching.tables.snapshot import Arrays, Snapshot, damaged
from bonafides.matching.videos import SHOWN_SEGMENTS, VideoHash, segments_as_json, segments_of
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS, PDQ_MIN_QUALITY, EntryType, MatchedBy

_FRAMES_AT_ONCE: Final = 500


class PicturePart(KeptPart[Id], Generic[Id]):
    """PDQ hashes under ids."""

    types: ClassVar = frozenset({EntryType.PDQ})

    def __init__(self) -> None:
        self._table, self._numbers = PdqTable(), Numbers[Id]()

    def __contains__(self, entry: object) -> bool:
        return self._numbers.known(entry) in self._table

    def __len__(self) -> int:
        return len(self._table)

    @property
    def size_bytes(self) -> int:
        """Of all arrays."""
        return self._table.size_bytes

    @staticmethod
    def key_of(kind: EntryType, value: str) -> PdqHash:
        """The hash. Raises FingerprintError if it is none."""
        return PdqHash.parse(value)

    @staticmethod
    def text_of(key: PdqHash) -> str:
        """64 lower-case hexadecimal digits."""
        return key.hex

    def add(self, rows: Sequence[tuple[Id, EntryType, PdqHash]], bank: int = 0) -> None:
        """Store hashes. Many at once cost far less than one by one."""
        ids = np.array([self._numbers.of(entry) for entry, _kind, _key in rows], np.int64)
        words = words_of([key for _entry, _kind, key in rows])
        self._table.add(Rows(words, ids, np.full(len(rows), bank, np.uint32)))

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        self._table.remove(self._numbers.known(entry))

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries near a frame of sufficient quality, or near one of its turns."""
        return (hit for _number, hit in self.hits_of_all([item], wanted))

    def hits_of_all(self, items: Sequence[Fingerprints], wanted: Wanted) -> Iterator[tuple[int, Hit[Id]]]:
        """The same of several items, each hit with the number of its item; one search for all, and one per video."""
        if not len(self):
            return
        for number, item in enumerate(items):
            video = item.video or VideoHash(())
            yield from ((number, hit) for hit in self._hits_in(video, wanted.max_distance_bits))
        asked = [each for number, item in enumerate(items) for each in _asked_of(number, item, wanted.turns)]
        found = self._table.near(words_of([each.query for each in asked]), wanted.max_distance_bits)
        for place, entry, _bank, bits in zip(*(column.tolist() for column in found), strict=True):
            one, listed = asked[place], self._numbers.id_of(entry)
            yield one.item, Hit(listed, EntryType.PDQ, one.way(bits), one.query.hex, bits, one.quality, one.frame)

    def _hits_in(self, video: VideoHash, max_distance_bits: int) -> Iterator[Hit[Id]]:
        """Entries near a frame of a video that is good enough, each once by its nearest frame, with all its moments."""
        frames = {each.hash: each for each in reversed(video.frames) if each.quality >= PDQ_MIN_QUALITY}
        for entry, met in self._met_by(video.compared, max_distance_bits).items():
            bits, near = min((bits, pdq) for pdq, bits in met.items())
            segments = segments_as_json(segments_of(video.frames, met.keys())[:SHOWN_SEGMENTS])
            detail = {"at_s": frames[near].at_seconds, "segments": segments}
            listed, quality = self._numbers.id_of(entry), frames[near].quality
            yield Hit(listed, EntryType.PDQ, MatchedBy.FRAME, near.hex, bits, quality, detail=detail)

    def _met_by(self, asked: Sequence[PdqHash], max_distance_bits: int) -> dict[int, dict[PdqHash, int]]:
        """For each entry the hashes near it, with their distances."""
        met = defaultdict[int, dict[PdqHash, int]](dict)
        for start in range(0, len(asked), _FRAMES_AT_ONCE):
            some = asked[start : start + _FRAMES_AT_ONCE]
            found = self._table.near(words_of(some), max_distance_bits)
            for place, entry, _bank, bits in zip(*(column.tolist() for column in found), strict=True):
                met[entry][some[place]] = bits
        return met

    def search_batch(self, words: Words, max_distance_bits: int = PDQ_MAX_DISTANCE_BITS) -> Found:
        """Every entry near each of (q, 4) queries, as arrays of query, entry, bank and distance; one call for all."""
        return self._table.near(words, max_distance_bits)

    def search_one(self, words: Query) -> list[tuple[int, int]]:
        """The entry and the distance of everything near one hash, given by its four words."""
        return self._table.near_one(words)

    def of_bank(self, bank: int) -> tuple[Ids, Words]:
        """(n,) ids and (n, 4) hashes of all entries of one bank; only where ids are whole numbers."""
        rows = self._table.content()
        mine = rows.taken(np.flatnonzero(rows.banks == bank))
        return mine.ids.astype(np.int64), mine.keys

    def compact(self) -> None:
        """Build the tables anew, while others search."""
        self._table.compact()

    def set_aside(self) -> Callable[[], Arrays]:
        """All entries as they are now, to be built by calling this."""
        rows = self._table.content()
        return lambda: {f"pdq/{name}": array for name, array in PdqArrays.built(rows).fields().items()}

    def start_from(self, snapshot: Snapshot) -> None:
        """Hold what a snapshot holds. Raises SnapshotError if it has no tables of PDQ hashes."""
        try:
            self._table.start_from(PdqArrays.from_fields(snapshot.group("pdq")))
        except ValueError as error:
            raise damaged(str(error)) from error


def words_of(hashes: Sequence[PdqHash]) -> Words:
    """(n, 4) uint64, a hash per row, the most significant word first."""
    return np.array([each.words for each in hashes], np.uint64).reshape(-1, WORDS)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One hash that is looked up: of which item and frame, and by which turn of it."""

    item: int
    query: PdqHash
    quality: int
    frame: int
    turn: MatchedBy | None = None

    def way(self, distance_bits: int) -> MatchedBy:
        if self.turn is not None or self.frame > 0:
            return self.turn or MatchedBy.FRAME
        return MatchedBy.EXACT if distance_bits == 0 else MatchedBy.NEAR


def _asked_of(number: int, item: Fingerprints, turns: bool) -> Iterator[_Asked]:
    for frame in item.frames:
        if frame.is_usable:
            yield _Asked(number, frame.hash, frame.quality, frame.number)
            for turn, query in frame.turned.items() if turns else ():
                yield _Asked(number, query, frame.quality, frame.number, turn)
