"""Equal bytes: a listed digest of the whole file."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Generic

from bonafides.matching.digests import HEX_DIGITS, parse_digest
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.kept import KeptPart
from bonafides.matching.parts.numbers import Numbers
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.tables.digest_arrays import DigestArrays
from bonafides.matching.tables.digest_table import DigestTable, Keys
from bonafides.matching.tables.rows import Found
from bonafides.matching.tables.snapshot import Arrays, Snapshot, damaged
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType, MatchedBy


class DigestPart(KeptPart[Id], Generic[Id]):
    """Digests under ids, those of each algorithm in a table of their own."""

    types: ClassVar = frozenset(DIGEST_TYPES)

    def __init__(self) -> None:
        self._tables = {kind: DigestTable(HEX_DIGITS[kind] // 2) for kind in DIGEST_TYPES}
        self._numbers = Numbers[Id]()

    def __contains__(self, entry: object) -> bool:
        return any(self._numbers.known(entry) in table for table in self._tables.values())

    def __len__(self) -> int:
        return sum(len(table) for table in self._tables.values())

    @property
    def size_bytes(self) -> int:
        """Of all arrays."""
        return sum(table.size_bytes for table in self._tables.values())

    @staticmethod
    def key_of(kind: EntryType, value: str) -> bytes:
        """The digest's bytes. Raises FingerprintError if it is not as long as its type says."""
        return bytes.fromhex(parse_digest(kind, value))

    @staticmethod
    def text_of(key: bytes) -> str:
        """Lower-case hexadecimal."""
        return key.hex()

    def add(self, rows: Sequence[tuple[Id, EntryType, bytes]], bank: int = 0) -> None:
        """Store digests. Many at once cost far less than one by one."""
        of_kind: dict[EntryType, list[tuple[bytes, int]]] = defaultdict(list)
        for entry, kind, key in rows:
            of_kind[kind].append((key, self._numbers.of(entry)))
        for kind, pairs in of_kind.items():
            keys, ids = [key for key, _id in pairs], [number for _key, number in pairs]
            self._tables[kind].add(self._tables[kind].rows_of(keys, ids, [bank] * len(ids)))

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        for table in self._tables.values():
            table.remove(self._numbers.known(entry))

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries with one of the item's digests."""
        return (hit for _number, hit in self.hits_of_all([item], wanted))

    def hits_of_all(self, items: Sequence[Fingerprints], wanted: Wanted) -> Iterator[tuple[int, Hit[Id]]]:
        """The same of several items, each hit with the number of its item; one search for each kind of digest."""
        for kind, table in self._tables.items():
            asked = [(number, item.digests[kind]) for number, item in enumerate(items) if kind in item.digests]
            if not asked or not len(table):
                continue
            found = table.equal_to(table.keys_of([bytes.fromhex(digest) for _number, digest in asked]))
            for place, entry in zip(found.queries.tolist(), found.entries.tolist(), strict=True):
                number, digest = asked[place]
                yield number, Hit(self._numbers.id_of(entry), kind, MatchedBy.EXACT, digest)

    def search_batch(self, kind: EntryType, digests: Keys) -> Found:
        """Every entry with one of (q,) digests of one kind, as arrays of query, entry and bank; one call for all."""
        return self._tables[kind].equal_to(digests)

    def keys_of(self, kind: EntryType, digests: list[bytes]) -> Keys:
        """Digests as `search_batch` takes them. Raises ValueError if they are not as long as their type says."""
        return self._tables[kind].keys_of(digests)

    def compact(self) -> None:
        """Sort anew, while others search."""
        for table in self._tables.values():
            table.compact()

    def set_aside(self) -> Callable[[], Arrays]:
        """All entries as they are now, to be built by calling this."""
        rows = {kind: table.content() for kind, table in self._tables.items()}
        return lambda: {
            f"{kind}/{name}": array
            for kind, each in rows.items()
            for name, array in DigestArrays.built(each).fields().items()
        }

    def start_from(self, snapshot: Snapshot) -> None:
        """Hold what a snapshot holds. Raises SnapshotError if it has no digests of one of the kinds."""
        try:
            built = {kind: DigestArrays.from_fields(snapshot.group(kind)) for kind in DIGEST_TYPES}
            for kind, table in self._tables.items():
                table.start_from(built[kind])
        except ValueError as error:
            raise damaged(str(error)) from error
