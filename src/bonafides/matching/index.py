"""One exact index over every entry of every list, whatever its type; an item is looked up in all parts together."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Generic, cast

from bonafides.matching import urls
from bonafides.matching.digests import digests_of_bytes
from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts import KEPT_PARTS, PART_OF, PARTS
from bonafides.matching.parts.digests import DigestPart
from bonafides.matching.parts.part import Hit as Hit  # what a lookup answers
from bonafides.matching.parts.part import Id, Key, Part, Wanted, closeness
from bonafides.matching.parts.pictures import PicturePart
from bonafides.matching.tables.snapshot import Arrays, Snapshot
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS, EntryType

_EMPTY_FILE: Final = "This is the hash of an empty file, and any file may be empty: it would match all of them."
_SINGLE_LETTER: Final = "A single letter stands in almost any text: list a word, or more."
_OF_NOTHING: Final = {kind: bytes.fromhex(value) for kind, value in digests_of_bytes(b"").by_type().items()}
_UNSUPPORTED: Final = "This installation does not match entries of type {type}."


class Index(Generic[Id]):
    """Entries under ids. Any number of threads look up while another adds and removes; changes show at once.

    Thresholds below 31 bits are the caller's: drop a hit whose `distance_bits` is above its list's threshold.
    """

    def __init__(self, entries: Iterable[tuple[Id, EntryType, str]] = ()) -> None:
        self._writing = threading.Lock()
        self._parts: dict[type[Part[Any]], Part[Id]] = {part: part() for part in PARTS}
        self.add(entries)

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts.values())

    def __contains__(self, entry: Id) -> bool:
        return any(entry in part for part in self._parts.values())

    def add(self, entries: Iterable[tuple[Id, EntryType, str]], *, bank: int = 0) -> None:
        """Store entries as (id, type, value); a stored id is replaced. Many at once cost far less than one by one.

        `bank` is a number that `search_batch` of pictures and digests gives back with each entry. Raises
        MatchingError, with nothing added, if a value is not what its type says.
        """
        keyed = {entry: (entry, kind, key_of(kind, value)) for entry, kind, value in entries}
        rows: dict[type[Part[Any]], list[tuple[Id, EntryType, Key]]] = defaultdict(list)
        for row in keyed.values():
            rows[PART_OF[row[1]]].append(row)
        with self._writing:
            for entry in keyed:
                self._remove(entry)
            for part, some in rows.items():
                self._file(self._parts[part], some, bank)

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        with self._writing:
            self._remove(entry)

    def lookup(
        self, item: Fingerprints, *, turns: bool = True, max_distance_bits: int = PDQ_MAX_DISTANCE_BITS
    ) -> list[Hit[Id]]:
        """Every entry that an item or a file inside it matches, each once per file by its best hit, the closest first.

        Of several PDQ hits on one entry the nearest counts; at equal distance the upright first frame goes before a
        later frame, and that before a turned one. Frames below quality 50 are not looked up. `turns=False` skips
        rotations and flips.
        """
        return self.lookup_all([item], turns=turns, max_distance_bits=max_distance_bits)[0]

    def lookup_all(
        self,
        items: Sequence[Fingerprints],
        *,
        turns: bool = True,
        max_distance_bits: int = PDQ_MAX_DISTANCE_BITS,
    ) -> list[list[Hit[Id]]]:
        """What `lookup` answers for each of several items; pictures and digests of all are searched in one step."""
        wanted = Wanted(turns=turns, max_distance_bits=max_distance_bits)
        pieces = [(number, path, piece) for number, item in enumerate(items) for path, piece in item.pieces()]
        found: list[list[Hit[Id]]] = [[] for _item in items]
        best = self._best([piece for _number, _path, piece in pieces], wanted)
        for (number, path, _piece), hits in zip(pieces, best, strict=True):
            found[number] += (hit.inside(path) for hit in hits)
        return [sorted(each, key=closeness) for each in found]

    def _best(self, pieces: Sequence[Fingerprints], wanted: Wanted) -> list[Iterable[Hit[Id]]]:
        """The best hit on each entry that each of several files meets, in whichever way it is read."""
        best: list[dict[Id, Hit[Id]]] = [{} for _piece in pieces]
        read = [(number, name, each) for number, piece in enumerate(pieces) for name, each in piece.as_read()]
        for place, hit in self._hits([each for _number, _name, each in read], wanted):
            number, name, _each = read[place]
            known = best[number].get(hit.entry)
            if known is None or closeness(hit) < closeness(known):
                best[number][hit.entry] = hit.read_as(name)
        return [each.values() for each in best]

    @property
    def pictures(self) -> PicturePart[Id]:
        """The part that holds PDQ hashes, for searches of many at once."""
        return cast("PicturePart[Id]", self._parts[PicturePart])

    @property
    def digests(self) -> DigestPart[Id]:
        """The part that holds digests, for searches of many at once."""
        return cast("DigestPart[Id]", self._parts[DigestPart])

    def set_aside(self) -> Callable[[], Arrays]:
        """What a snapshot keeps, as it is now. Calling what this returns builds it, while others look up and change."""
        parts = [part.set_aside() for part in self._parts.values() if isinstance(part, KEPT_PARTS)]
        return lambda: {name: array for part in parts for name, array in part().items()}

    def compact(self) -> None:
        """Build the parts that a snapshot keeps anew in memory; others look up and change meanwhile."""
        for part in self._parts.values():
            if isinstance(part, KEPT_PARTS):
                part.compact()

    def kept(self) -> int:
        """How many entries stand in the parts that a snapshot keeps."""
        return sum(len(part) for part in self._parts.values() if isinstance(part, KEPT_PARTS))

    def start_from(self, snapshot: Snapshot) -> None:
        """Hold what a snapshot holds, in the parts that it keeps. Raises SnapshotError if something else is in it."""
        with self._writing:
            for part in self._parts.values():
                if isinstance(part, KEPT_PARTS):
                    part.start_from(snapshot)

    def take_over(self, other: "Index[Id]") -> None:
        """Go on with another index's parts, of those that a snapshot keeps. No reader finds them half."""
        with self._writing:
            self._parts = self._parts | {kind: other._parts[kind] for kind in KEPT_PARTS}

    def _hits(self, items: Sequence[Fingerprints], wanted: Wanted) -> Iterator[tuple[int, Hit[Id]]]:
        """Every hit with the number of its item."""
        for part in self._parts.values():
            if not len(part):  # asked first, for the kind of a part takes longer to tell
                continue
            if isinstance(part, KEPT_PARTS):
                yield from part.hits_of_all(items, wanted)
            else:
                yield from ((number, hit) for number, item in enumerate(items) for hit in part.hits(item, wanted))

    @staticmethod
    def _file(part: Part[Id], rows: list[tuple[Id, EntryType, Key]], bank: int) -> None:
        if isinstance(part, KEPT_PARTS):
            part.add(rows, bank)
        else:
            part.add(rows)

    def _remove(self, entry: Id) -> None:
        for part in self._parts.values():
            part.remove(entry)


def key_of(kind: EntryType, value: str) -> Key:
    """What an entry's value is stored under. Raises MatchingError if it is not what its type says."""
    return _part_of(kind).key_of(kind, value)


def check_listable(kind: EntryType, key: Key) -> None:
    """Refuse what no list may hold, for it would match nearly everything, or what anybody may have.

    A host below which anyone may register, the hash of an empty file, a text of one letter.
    Asked where an entry is taken in, and not of entries that stand. Raises UrlError as `urls.check_listable` does, and
    FingerprintError empty_file or single_letter.
    """
    if kind is EntryType.URL:
        urls.check_listable(key)
    if kind is EntryType.TEXT and len(text_of(kind, key)) == 1:
        raise FingerprintError("single_letter", _SINGLE_LETTER)
    if key == _OF_NOTHING.get(kind):
        raise FingerprintError("empty_file", _EMPTY_FILE)


def text_of(kind: EntryType, key: Key) -> str:
    """A key in its canonical form, which stands for the same key again."""
    return _part_of(kind).text_of(key)


def _part_of(kind: EntryType) -> type[Part[Any]]:
    if kind not in PART_OF:
        raise FingerprintError("unsupported_type", _UNSUPPORTED, type=kind)
    return PART_OF[kind]
