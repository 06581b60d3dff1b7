"""Listed texts: word for word, whole or inside a longer one; and nearly so, whole or quoted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import ClassVar, Final, Generic, NamedTuple

from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.passages import SHORTEST, WHOLE_UNDER, Passage, PassageTable
from bonafides.matching.phrases import PhraseTree
from bonafides.matching.places import Places, letters_before
from bonafides.matching.skeletons import legible, mixes_scripts, skeleton_of_normal
from bonafides.matching.texts import digest_of_normal, normal_text, parted
from bonafides.matching.vocabulary import EntryType, MatchedBy

MOST_OF_A_POST: Final = 0.7
"""A passage that is less of a post is quoted in it; one that is more is the post."""
DISGUISED_FROM: Final = 6
"""Letters that a short phrase needs to be found in look-alike letters too."""


class Forms(NamedTuple):
    """A listed text in normal form, and with spaces for the half-spaces of Persian; the same where it has none."""

    normal: str
    parted: str

    @classmethod
    def of(cls, text: str) -> "Forms":
        """Of a text as it was written."""
        normal, apart = normal_text(text), parted(text)
        return cls(normal, normal if apart == text else normal_text(apart))


class TextPart(Generic[Id]):
    """Texts under ids: all of them by their words; short ones by what they look like too; longer ones by likeness."""

    types: ClassVar = frozenset({EntryType.TEXT})

    def __init__(self) -> None:
        self._forms_of: dict[Id, Forms] = {}
        self._phrases: PhraseTree[Id] = PhraseTree()
        self._looks: PhraseTree[Id] = PhraseTree()
        self._passages: PassageTable[Id] = PassageTable()

    def __contains__(self, entry: object) -> bool:
        return entry in self._forms_of

    def __len__(self) -> int:
        return len(self._forms_of)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> Forms:
        """The forms that are listed. Raises FingerprintError `empty_text` where nothing is left of it."""
        forms = Forms.of(value)
        if not forms.normal:
            raise FingerprintError("empty_text", "Nothing is left of this text in its normal form.")
        return forms

    @staticmethod
    def text_of(key: Forms) -> str:
        """The normal form itself."""
        return key.normal

    def add(self, rows: Sequence[tuple[Id, EntryType, Forms]]) -> None:
        """List texts."""
        for entry, _kind, forms in rows:
            self._forms_of[entry] = forms
            for form in dict.fromkeys(forms):
                self._phrases.add(form, entry)
                if _is_short(form):
                    self._looks.add(skeleton_of_normal(form), entry)
        self._passages.add((entry, _letters_of(skeleton_of_normal(forms.normal))) for entry, _kind, forms in rows)

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        for form in dict.fromkeys(self._forms_of.pop(entry, ())):
            self._phrases.remove(form, entry)
            if _is_short(form):
                self._looks.remove(skeleton_of_normal(form), entry)
        self._passages.remove(entry)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries that the item's text is, holds, nearly repeats or quotes, each once."""
        if not item.text and not item.written:
            return
        forms, found = seen_forms(item), set[Id]()
        for way in (self._word_for_word, self._disguised):
            for seen in forms:
                yield from way(seen, found)
        yield from self._alike(forms[0], found)  # to which spaces are nothing

    def _word_for_word(self, seen: "Seen", found: set[Id]) -> Iterator[Hit[Id]]:
        for entry, start, stop in first_of_each(self._phrases.places_in(seen.words), found):
            whole = start == 0 and stop == len(seen.words)
            if whole:
                yield Hit(entry, EntryType.TEXT, MatchedBy.EXACT, seen.fingerprint)
            else:
                yield Hit(entry, EntryType.TEXT, MatchedBy.PHRASE, seen.fingerprint, detail=seen.of_words(start, stop))

    def _disguised(self, seen: "Seen", found: set[Id]) -> Iterator[Hit[Id]]:
        read = self._phrases.places_in(seen.read_words if seen.is_in_badges else [])
        alike = self._looks.places_in(seen.looks)
        mixed = (each for each in alike if any(map(mixes_scripts, seen.read_words[each[1] : each[2]])))
        for entry, start, stop in first_of_each(chain(read, mixed), found):
            detail = {**seen.of_looks(start, stop), "disguised": True}
            yield Hit(entry, EntryType.TEXT, MatchedBy.PHRASE, seen.fingerprint, detail=detail)

    def _alike(self, seen: "Seen", found: set[Id]) -> Iterator[Hit[Id]]:
        for passage in self._passages.found_in(seen.letters):
            if passage.entry in found:
                continue
            if passage.end - passage.start < WHOLE_UNDER and passage.part < 0.9 and not seen.is_of_words(passage):
                continue
            detail = seen.of_passage(passage)
            quoted = passage.part < MOST_OF_A_POST or bool(detail.get("cited"))
            matched_by = MatchedBy.QUOTED if quoted else MatchedBy.NEAR_COPY
            yield Hit(passage.entry, EntryType.TEXT, matched_by, seen.fingerprint, detail=detail)


@dataclass
class Seen:
    """A submitted text in the forms in which it is compared, and where in it something was found.

    With `is_parted`, every half-space of Persian is a space, which moves no letter.
    """

    item: Fingerprints
    is_parted: bool = False

    def __post_init__(self) -> None:
        written = parted(self.item.written) if self.is_parted else self.item.written
        text = normal_text(written) if self.is_parted else self.item.text
        self.words = text.split()
        self.read = legible(written)
        self.is_in_badges = self.read != written
        normal = normal_text(self.read) if self.is_in_badges else text
        self.read_words = normal.split() if self.is_in_badges else self.words
        self.looks = skeleton_of_normal(normal).split()
        self.letters = "".join(self.looks)

    @cached_property
    def fingerprint(self) -> str:
        """Of the item, in whichever form it is compared."""
        return digest_of_normal(self.item.text or " ".join(self.read_words))

    @cached_property
    def digest(self) -> str:
        """Of this form."""
        return digest_of_normal(" ".join(self.words or self.read_words))

    @cached_property
    def _places(self) -> Places:
        return Places(self.item.written or self.item.text, self.read or self.item.text)

    def of_words(self, start: int, stop: int) -> dict[str, object]:
        """Where words of the normal form lie, and how much of the text they are."""
        places = Places(self.item.written, self.item.written) if self.is_in_badges else self._places
        return self._of(self._letters_before_words, start, stop, places)

    def of_looks(self, start: int, stop: int) -> dict[str, object]:
        """The same for words of the skeleton."""
        return self._of(self._letters_before_looks, start, stop, self._places)

    def is_of_words(self, passage: Passage[Id]) -> bool:
        """Whether a passage begins and ends where words do."""
        return {passage.start, passage.end} <= self._edges

    @cached_property
    def _letters_before_words(self) -> list[int]:
        return letters_before(self.words)

    @cached_property
    def _letters_before_looks(self) -> list[int]:
        return letters_before(self.looks)

    @cached_property
    def _edges(self) -> set[int]:
        return set(self._letters_before_looks)

    def of_passage(self, passage: Passage[Id]) -> dict[str, object]:
        """The same for a passage, and how alike it is."""
        found = self._spanned(passage.start, passage.end, len(self.letters), self._places)
        shares = {"share": passage.share, "of_post": passage.part, "score": passage.score}
        return found | {name: round(share, 3) for name, share in shares.items()}

    def _of(self, counts: list[int], start: int, stop: int, places: Places) -> dict[str, object]:
        found = self._spanned(counts[start], counts[stop], counts[-1], places)
        return found | {"of_post": round((counts[stop] - counts[start]) / counts[-1], 3)}

    def _spanned(self, start: int, end: int, of: int, places: Places) -> dict[str, object]:
        span = places.span(start, end, of)
        if span is None:
            return {}
        if not self.item.written:
            return {"span": span, "span_in": "normal form"}
        return {"span": span} | ({"cited": True} if places.is_cited(span["start"], span["end"]) else {})


def seen_forms(item: Fingerprints) -> list[Seen]:
    """The text of an item as it stands, and where it has half-spaces with spaces for them."""
    is_twofold = parted(item.written) != item.written
    return [Seen(item), *([Seen(item, is_parted=True)] if is_twofold else [])]


def first_of_each(places: Iterable[tuple[Id, int, int]], found: set[Id]) -> Iterator[tuple[Id, int, int]]:
    """The first place of each entry that is not among those found, which it joins.

    A post that says one word ten thousand times has as many places.
    """
    for entry, start, stop in places:
        if entry not in found:
            found.add(entry)
            yield entry, start, stop


def letters_of(value: str) -> str:
    """A listed text as the letters that likeness is a matter of. Raises FingerprintError `empty_text`."""
    return _letters_of(skeleton_of_normal(TextPart.key_of(EntryType.TEXT, value).normal))


def _letters_of(looks: str) -> str:
    return looks.replace(" ", "")


def _is_short(normal: str) -> bool:
    return DISGUISED_FROM <= len(_letters_of(normal)) < SHORTEST
