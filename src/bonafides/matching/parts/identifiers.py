"""Listed identifiers: content and names of the decentralised web, accounts, wallets, bank accounts, torrents."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Generic

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.identifiers import Found, Identifier, IdentifierKind, identifier_of
from bonafides.matching.identifiers.badbits import double_hashes, identifiers_above, multihash_of
from bonafides.matching.identifiers.ipfs import RAW, SHA2_256, Cid, cid_of
from bonafides.matching.parts.keyed import Keyed
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.vocabulary import EntryType, MatchedBy


class IdentifierPart(Generic[Id]):
    """Identifiers under ids, and double hashes of identifiers apart from them."""

    types: ClassVar = frozenset({EntryType.IDENTIFIER})

    def __init__(self) -> None:
        self._keyed: Keyed[str, Id] = Keyed()
        self._hidden: Keyed[bytes, Id] = Keyed()
        self._functions: frozenset[int] = frozenset()

    def __contains__(self, entry: object) -> bool:
        return entry in self._keyed or entry in self._hidden

    def __len__(self) -> int:
        return len(self._keyed) + len(self._hidden)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> Identifier:
        """The identifier that is listed. Raises FingerprintError if it is none that we know."""
        return identifier_of(value)

    @staticmethod
    def text_of(key: Identifier) -> str:
        """Its kind, a colon and its key."""
        return key.text

    def add(self, rows: Sequence[tuple[Id, EntryType, Identifier]]) -> None:
        """List identifiers."""
        for entry, _kind, identifier in rows:
            if identifier.kind is IdentifierKind.BADBITS:
                multihash = multihash_of(identifier)
                self._functions |= {multihash[0]}
                self._hidden.add(entry, multihash)
            else:
                self._keyed.add(entry, stored_under(identifier))

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        self._keyed.remove(entry)
        self._hidden.remove(entry)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries that one of the item's identifiers is (IDENTIFIER), or lies below (PREFIX).

        Of content also what the uploaded file itself is.
        """
        if not len(self):
            return
        for found in item.identifiers:
            for above in identifiers_above(found.identifier):
                yield from self._hits_on(self._keyed.under(stored_under(above)), found, above.text)
            if self._hidden:
                for multihash in double_hashes(found.identifier, self._functions):
                    yield from self._hits_on(self._hidden.under(multihash), found, "")
        if digest := item.digests.get(EntryType.SHA256):
            yield from self._hits_of_file(digest)

    def _hits_on(self, entries: tuple[Id, ...], found: Found, listed: str) -> Iterator[Hit[Id]]:
        detail = detail_of(found, listed) if entries else {}
        is_below = listed not in ("", found.identifier.text)
        form = MatchedBy.PREFIX if is_below and "/" in found.identifier.key else MatchedBy.IDENTIFIER
        for entry in entries:
            yield Hit(entry, EntryType.IDENTIFIER, form, found.identifier.text, detail=detail)

    def _hits_of_file(self, digest: str) -> Iterator[Hit[Id]]:
        """A listed CID of a file as it is, whose bytes were uploaded."""
        cid = Cid(RAW, bytes([SHA2_256, 32]) + bytes.fromhex(digest))
        entries = self._keyed.under(f"{IdentifierKind.IPFS}:{cid.multihash.hex()}")
        if self._hidden:
            hashes = double_hashes(Identifier(IdentifierKind.IPFS, cid.text), self._functions)
            entries = (*entries, *(entry for each in hashes for entry in self._hidden.under(each)))
        for entry in entries:
            text = f"{IdentifierKind.IPFS}:{cid.text}"
            detail = {"identifier": {"kind": str(IdentifierKind.IPFS), "text": text, "of_file": True}}
            yield Hit(entry, EntryType.IDENTIFIER, MatchedBy.IDENTIFIER, text, detail=detail)


def stored_under(identifier: Identifier) -> str:
    """What makes two identifiers one: of content, the multihash and the path, whatever the codec."""
    if identifier.kind is not IdentifierKind.IPFS:
        return identifier.text
    name, slash, path = identifier.key.partition("/")
    cid = cid_of(name)
    return f"{identifier.kind}:{cid.multihash.hex() if cid else name}{slash}{path}"


def detail_of(found: Found, listed: str) -> dict[str, object]:
    """Which identifier it is and where it stands; what is listed, where that is one above it."""
    identifier = found.identifier
    said: dict[str, object] = {"kind": str(identifier.kind), "text": identifier.text}
    cid = cid_of(identifier.key) if identifier.kind is IdentifierKind.IPFS else None
    if cid is not None and cid.sha256:
        said["sha256"] = cid.sha256
    if listed not in ("", identifier.text):
        said["below"] = listed
    return {"identifier": said, "span": {"start": found.start, "end": found.end}}
