"""Listed addresses: a whole one, all below a path, a host with its subdomains, a registered domain."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final, Generic

from bonafides.matching.addresses_inside import addresses_inside
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.keyed import Keyed
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.url_hashes import spellings_of, url_md5
from bonafides.matching.urls import CanonicalUrl, UrlKey, listed_key_of
from bonafides.matching.vocabulary import EntryType, MatchedBy

MD5: Final = "md5:"


class AddressPart(Generic[Id]):
    """Address keys under ids."""

    types: ClassVar = frozenset({EntryType.URL})

    def __init__(self) -> None:
        self._keyed: Keyed[UrlKey, Id] = Keyed()
        self._hidden: Keyed[str, Id] = Keyed()

    def __contains__(self, entry: object) -> bool:
        return entry in self._keyed or entry in self._hidden

    def __len__(self) -> int:
        return len(self._keyed) + len(self._hidden)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> UrlKey:
        """What a listed address stands for. Raises UrlError if it is none."""
        return listed_key_of(value)

    @staticmethod
    def text_of(key: UrlKey) -> str:
        """The canonical address; one that stands for all below it ends in `/*`, a registered domain says so."""
        if key.form is MatchedBy.DOMAIN:
            return f"domain:{key.text}"
        return f"{key.text.rstrip('/')}/*" if key.form is MatchedBy.PREFIX else key.text

    def add(self, rows: Sequence[tuple[Id, EntryType, UrlKey]]) -> None:
        """List addresses."""
        for entry, _kind, key in rows:
            if key.text.startswith(MD5):
                self._hidden.add(entry, key.text)
            else:
                self._keyed.add(entry, key)

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        self._keyed.remove(entry)
        self._hidden.remove(entry)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries that one of the item's addresses is, or lies below; then those of the addresses inside it."""
        for url in item.urls:
            inside = addresses_inside(url)
            yield from self._hits_with(url, inside) if inside else self._hits_of(url)

    def _hits_with(self, url: CanonicalUrl, inside: Sequence[CanonicalUrl]) -> Iterator[Hit[Id]]:
        """Each entry once: by the address itself, or else by the first of those inside that it meets."""
        met: set[Id] = set()
        for each in (url, *inside):
            hits = [hit for hit in self._hits_of(each) if hit.entry not in met]
            met.update(hit.entry for hit in hits)
            around = {} if each is url else {"by_way_of": url.text}
            yield from (hit._replace(detail={**hit.detail, **around}) for hit in hits)

    def _hits_of(self, url: CanonicalUrl) -> Iterator[Hit[Id]]:
        for key in url.keys_above():
            for entry in self._keyed.under(key):
                yield Hit(entry, EntryType.URL, key.form, url.text)
        if self._hidden:
            yield from self._hidden_hits(url)

    def _hidden_hits(self, url: CanonicalUrl) -> Iterator[Hit[Id]]:
        """Entries that give only the MD5 of one way to write the address; which one is said."""
        for spelling in spellings_of(url):
            for entry in self._hidden.under(f"{MD5}{url_md5(spelling)}"):
                yield Hit(entry, EntryType.URL, MatchedBy.URL, url.text, detail={"spelling": spelling})
