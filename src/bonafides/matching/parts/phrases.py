"""The same words: a listed text, whole or inside a longer one."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Generic

from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.phrases import PhraseTree
from bonafides.matching.texts import digest_of_normal, normal_text
from bonafides.matching.vocabulary import EntryType, MatchedBy


class PhrasePart(Generic[Id]):
    """Texts in normal form under ids."""

    types: ClassVar = frozenset({EntryType.TEXT})

    def __init__(self) -> None:
        self._normal_of: dict[Id, str] = {}
        self._phrases: PhraseTree[Id] = PhraseTree()

    def __contains__(self, entry: object) -> bool:
        return entry in self._normal_of

    def __len__(self) -> int:
        return len(self._normal_of)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> str:
        """The normal form. Raises FingerprintError `empty_text` where nothing is left of it."""
        normal = normal_text(value)
        if not normal:
            raise FingerprintError("empty_text", "Nothing is left of this text in its normal form.")
        return normal

    @staticmethod
    def text_of(key: str) -> str:
        """The normal form itself."""
        return key

    def add(self, rows: Sequence[tuple[Id, EntryType, str]]) -> None:
        """List texts."""
        for entry, _kind, normal in rows:
            self._normal_of[entry] = normal
            self._phrases.add(normal, entry)

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        normal = self._normal_of.pop(entry, None)
        if normal is not None:
            self._phrases.remove(normal, entry)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries whose words occur side by side in the item's text."""
        found = dict.fromkeys(self._phrases.found_in(item.text))
        if not found:
            return
        fingerprint = digest_of_normal(item.text)
        for entry, whole in found:
            yield Hit(entry, EntryType.TEXT, MatchedBy.EXACT if whole else MatchedBy.PHRASE, fingerprint)
