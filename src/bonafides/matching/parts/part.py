"""What every part of an index does, and what it finds."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, NamedTuple, Protocol, TypeVar

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import ALGORITHMS, DIGEST_TYPES, PDQ_MAX_DISTANCE_BITS, EntryType, MatchedBy

Id = TypeVar("Id", bound=Hashable)
Key = Any
"""What an entry is stored under: each part's own, such as a PDQ hash, an address key, a digest's bytes, a text."""


NO_DETAIL: Final[Mapping[str, object]] = {}


class Hit(NamedTuple, Generic[Id]):
    """One entry that an item matched, and how.

    `distance_bits` (0 to 31), `quality` (0 to 100) and `frame` are set for PDQ only. `fingerprint` is what was
    compared: the digest, the (turned) PDQ hash, the SHA-256 of the normal text, or the canonical address. `detail`
    says which part of the item matched, as JSON values: shares, segments of time, the span of a text, the path inside
    an archive.
    """

    entry: Id
    type: EntryType
    matched_by: MatchedBy
    fingerprint: str
    distance_bits: int | None = None
    quality: int | None = None
    frame: int | None = None
    detail: Mapping[str, object] = NO_DETAIL

    @property
    def algorithm(self) -> str:
        """Algorithm and version, for a match record."""
        return ALGORITHMS[self.type]

    @property
    def is_byte_exact(self) -> bool:
        """Whether the very bytes are listed."""
        return self.type in DIGEST_TYPES

    @property
    def path(self) -> tuple[str, ...]:
        """Where in the item the matching file lies; () for the item itself."""
        path = self.detail.get("path")
        return tuple(map(str, path)) if isinstance(path, list) else ()

    def inside(self, path: tuple[str, ...]) -> "Hit[Id]":
        """The same hit, by a file inside the item."""
        return self._replace(detail={**self.detail, "path": list(path)}) if path else self

    def read_as(self, name: str) -> "Hit[Id]":
        """The same hit, by another reading of the item's words: a span in it counts the characters of that."""
        if not name:
            return self
        spanned = {"span_in": name} if "span" in self.detail else {}
        return self._replace(detail={**self.detail, "reading": name, **spanned})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a lookup: turns of pictures too, and how far a PDQ hash may be (0 to 31 bits)."""

    turns: bool = True
    max_distance_bits: int = PDQ_MAX_DISTANCE_BITS


class Part(Protocol[Id]):
    """One way of matching, with the entries that are matched that way.

    One writer at a time (the index sees to it); readers need no lock, for what they read is replaced, never changed
    under them.
    """

    types: ClassVar[frozenset[EntryType]]

    @staticmethod
    def key_of(kind: EntryType, value: str) -> Key:
        """What a listed value is stored under. Raises MatchingError if it is not what its type says."""

    @staticmethod
    def text_of(key: Key) -> str:
        """A key, written so that `key_of` gives it again."""

    def add(self, rows: Sequence[tuple[Id, EntryType, Key]]) -> None:
        """Store entries under ids that are not stored."""

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Every way in which entries match, in no order; an entry may come more than once."""

    def __contains__(self, entry: object) -> bool: ...

    def __len__(self) -> int: ...


def closeness(hit: Hit[Any]) -> tuple[int, int, str]:
    """A sort key: equal bytes or texts first, then pictures by distance, then all else."""
    if hit.distance_bits is not None:
        step = hit.distance_bits
    else:
        step = -1 if hit.matched_by is MatchedBy.EXACT else PDQ_MAX_DISTANCE_BITS + 1
    return step, _PREFERENCE[hit.matched_by], str(hit.entry)


_PREFERENCE: Final = {way: place for place, way in enumerate(MatchedBy)}
