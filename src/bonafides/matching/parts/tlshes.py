"""Texts with a listed TLSH hash, or one within 30 of it: for lists of other systems, which know no better."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Generic

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.tlsh import TLSH_MAX_DISTANCE, Tlsh, TlshTable, tlsh_of
from bonafides.matching.vocabulary import EntryType, MatchedBy


class TlshPart(Generic[Id]):
    """TLSH hashes under ids, gone through one by one."""

    types: ClassVar = frozenset({EntryType.TLSH})

    def __init__(self) -> None:
        self._hash_of: dict[Id, Tlsh] = {}
        self._table: tuple[tuple[Id, ...], TlshTable] = ((), TlshTable([]))

    def __contains__(self, entry: object) -> bool:
        return entry in self._hash_of

    def __len__(self) -> int:
        return len(self._hash_of)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> Tlsh:
        """The parsed hash. Raises FingerprintError `bad_tlsh`."""
        return Tlsh.parse(value)

    @staticmethod
    def text_of(key: Tlsh) -> str:
        """`T1` and 70 upper-case hexadecimal digits."""
        return key.text

    def add(self, rows: Sequence[tuple[Id, EntryType, Tlsh]]) -> None:
        """List hashes."""
        self._hash_of.update((entry, key) for entry, _kind, key in rows)
        self._rebuild()

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        if self._hash_of.pop(entry, None) is not None:
            self._rebuild()

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries near the submitted hash, or near that of the text as it was written or in normal form.

        The nearest first, so that an entry that is near several of them is recorded by its smallest distance.
        """
        entries, table = self._table
        if not entries:
            return
        near: list[tuple[int, int, str]] = []
        for asked in hashes_of(item):
            distances = table.distances(asked)
            slots = (distances <= TLSH_MAX_DISTANCE).nonzero()[0].tolist()
            near += ((int(distances[slot]), slot, asked.text) for slot in slots)
        for distance, slot, text in sorted(near):
            yield Hit(entries[slot], EntryType.TLSH, MatchedBy.NEAR_COPY, text, detail={"distance": distance})

    def _rebuild(self) -> None:
        self._table = (tuple(self._hash_of), TlshTable(list(self._hash_of.values())))


def hashes_of(item: Fingerprints) -> list[Tlsh]:
    """What an item is compared by, each once: the hash that came with it, that of its text as written, and normal."""
    texts = (text.encode("utf-8", "replace") for text in dict.fromkeys((item.written, item.text)))
    return list(dict.fromkeys(found for found in (item.tlsh, *map(tlsh_of, texts)) if found is not None))
