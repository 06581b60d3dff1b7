"""Equal bytes: a listed digest of the whole file."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Generic

from bonafides.matching.digests import parse_digest
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.keyed import Keyed
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType, MatchedBy


class DigestPart(Generic[Id]):
    """Digests under ids."""

    types: ClassVar = frozenset(DIGEST_TYPES)

    def __init__(self) -> None:
        self._keyed: Keyed[bytes, Id] = Keyed()

    def __contains__(self, entry: object) -> bool:
        return entry in self._keyed

    def __len__(self) -> int:
        return len(self._keyed)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> bytes:
        """The digest's bytes. Raises FingerprintError if it is not as long as its type says."""
        return bytes.fromhex(parse_digest(kind, value))

    @staticmethod
    def text_of(key: bytes) -> str:
        """Lower-case hexadecimal."""
        return key.hex()

    def add(self, rows: Sequence[tuple[Id, EntryType, bytes]]) -> None:
        """Store digests; their length tells MD5, SHA-1, SHA-256 and SHA-512 apart."""
        for entry, _kind, key in rows:
            self._keyed.add(entry, key)

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        self._keyed.remove(entry)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries with one of the item's digests."""
        for kind, digest in item.digests.items():
            for entry in self._keyed.under(bytes.fromhex(digest)):
                yield Hit(entry, kind, MatchedBy.EXACT, digest)
