"""Keys by which somebody who may not hold a list asks for what is on it, without saying what they ask for.

A key is SHA-256 over the canonical value of an entry, in UTF-8: the lower-case hexadecimal of a digest, or the
canonical form of an address (`bonafides-url/1`). Only its first four digits are sent; the answer holds the other digits
of every listed key that begins so, and the comparison is made at home.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from bonafides.matching.errors import MatchingError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.index import key_of, text_of
from bonafides.matching.urls import UrlKey
from bonafides.matching.vocabulary import DIGEST_TYPES, HOSTED_PREFIX_DIGITS, EntryType, MatchedBy


@dataclass(frozen=True, slots=True)
class HostedKey:
    """One key of an item: what it is of, and how an entry of that key would have been found."""

    type: EntryType
    value: str
    matched_by: MatchedBy

    @property
    def sha256(self) -> str:
        """64 hexadecimal digits in lower case."""
        return sha256(self.value.encode()).hexdigest()

    @property
    def prefix(self) -> str:
        """The digits that are sent."""
        return self.sha256[:HOSTED_PREFIX_DIGITS]

    @property
    def rest(self) -> str:
        """The digits that stay at home."""
        return self.sha256[HOSTED_PREFIX_DIGITS:]


def hosted_keys_of(item: Fingerprints) -> Iterator[HostedKey]:
    """Every key that an item can be asked for by: its digests, and each form of each of its addresses.

    Pictures, words and videos are matched by nearness, which no digits tell: they have none.
    """
    for kind in DIGEST_TYPES:
        if kind in item.digests:
            yield HostedKey(kind, item.digests[kind].lower(), MatchedBy.EXACT)
    for url in item.urls:
        for key in url.keys_above():
            if _can_be_listed(key):
                yield HostedKey(EntryType.URL, text_of(EntryType.URL, key), key.form)


def _can_be_listed(key: UrlKey) -> bool:
    """Whether an entry of this key can stand on a list: nothing more is asked for than may be there."""
    try:
        return bool(key_of(EntryType.URL, text_of(EntryType.URL, key)) == key)
    except MatchingError:
        return False
