"""Pictures that look alike: a listed PDQ hash within 31 bits of a frame, or of a turn of it."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Generic

from bonafides.matching.fingerprint import Fingerprints, Frame
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.pdq import PdqHash
from bonafides.matching.pdq_table import PdqTable
from bonafides.matching.vocabulary import EntryType, MatchedBy


class PicturePart(Generic[Id]):
    """PDQ hashes under ids."""

    types: ClassVar = frozenset({EntryType.PDQ})

    def __init__(self) -> None:
        self._table: PdqTable[Id] = PdqTable()

    def __contains__(self, entry: object) -> bool:
        return entry in self._table

    def __len__(self) -> int:
        return len(self._table)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> PdqHash:
        """The hash. Raises FingerprintError if it is none."""
        return PdqHash.parse(value)

    @staticmethod
    def text_of(key: PdqHash) -> str:
        """64 lower-case hexadecimal digits."""
        return key.hex

    def add(self, rows: Sequence[tuple[Id, EntryType, PdqHash]]) -> None:
        """Store hashes. Many at once cost far less than one by one."""
        self._table.add({entry: key for entry, _kind, key in rows})

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        self._table.remove(entry)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries near a frame of sufficient quality, or near one of its turns."""
        asked = [each for frame in item.frames if frame.is_usable for each in _asked_of(frame, wanted.turns)]
        for near in self._table.near([query for query, _, _ in asked], wanted.max_distance_bits):
            query, frame, turn = asked[near.query]
            matched_by = turn or _upright(frame, near.distance_bits)
            yield Hit(near.entry, EntryType.PDQ, matched_by, query.hex, near.distance_bits, frame.quality, frame.number)


def _asked_of(frame: Frame, turns: bool) -> list[tuple[PdqHash, Frame, MatchedBy | None]]:
    turned = [(query, frame, turn) for turn, query in frame.turned.items()] if turns else []
    return [(frame.hash, frame, None), *turned]


def _upright(frame: Frame, distance_bits: int) -> MatchedBy:
    if frame.number > 0:
        return MatchedBy.FRAME
    return MatchedBy.EXACT if distance_bits == 0 else MatchedBy.NEAR
