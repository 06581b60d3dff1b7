"""Rules on words: keywords that stand in a text, and expressions that fit it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import ClassVar, Generic, NamedTuple

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.patterns import MAX_SOUGHT_CHARACTERS, Pattern, Term, compiled, matches
from bonafides.matching.phrases import PhraseTree
from bonafides.matching.places import Places, letters_before
from bonafides.matching.texts import digest_of_normal, normal_text, parted
from bonafides.matching.vocabulary import EntryType, MatchedBy

Span = dict[str, int]


class PatternPart(Generic[Id]):
    """Rules under ids. The words of all are sought at once; an expression only where the words of its rule stand."""

    types: ClassVar = frozenset({EntryType.PATTERN})

    def __init__(self) -> None:
        self._pattern_of: dict[Id, Pattern] = {}
        self._words: PhraseTree[tuple[Id, Term]] = PhraseTree()
        self._wordless: tuple[Id, ...] = ()

    def __contains__(self, entry: object) -> bool:
        return entry in self._pattern_of

    def __len__(self) -> int:
        return len(self._pattern_of)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> Pattern:
        """The rule. Raises PatternError with what to write instead."""
        return Pattern.parse(value)

    @staticmethod
    def text_of(key: Pattern) -> str:
        """The rule as a trend query in JSON."""
        return key.text

    def add(self, rows: Sequence[tuple[Id, EntryType, Pattern]]) -> None:
        """List rules."""
        for entry, _kind, pattern in rows:
            self._pattern_of[entry] = pattern
            for term in pattern.words:
                self._words.add(term.text, (entry, term))
        wordless = (entry for entry, _kind, pattern in rows if not pattern.needs_words)
        self._wordless = (*self._wordless, *wordless)

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        pattern = self._pattern_of.pop(entry, None)
        if pattern is None:
            return
        for term in pattern.words:
            self._words.remove(term.text, (entry, term))
        self._wordless = tuple(each for each in self._wordless if each != entry)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Rules that hold for the item's text, each with where the first of its words stands."""
        if not self._pattern_of or not (item.text or item.written):
            return
        found: dict[Id, dict[Term, _Place]] = defaultdict(dict)
        for words in _forms_of(item):
            for (entry, term), start, stop in self._words.places_in(words):
                found[entry].setdefault(term, _Place(words, start, stop))
        sought = _Sought(item)
        for entry in dict.fromkeys((*found, *self._wordless)):
            pattern, mine = self._pattern_of.get(entry), found.get(entry, {})
            if pattern and matches(pattern, lambda term, mine=mine: term in mine or sought.fits(term)):  # type: ignore[misc]
                detail = sought.first_of(pattern, mine)
                yield Hit(entry, EntryType.PATTERN, MatchedBy.PATTERN, sought.fingerprint, detail=detail)


class _Place(NamedTuple):
    """Where words stand: those of the text in one of its forms, and the numbers of the first and after the last."""

    words: list[str]
    start: int
    stop: int


def _forms_of(item: Fingerprints) -> Iterator[list[str]]:
    """The words of a text in normal form; where it has half-spaces, with spaces for them too, which move no letter."""
    yield item.text.split()
    if (apart := parted(item.written)) != item.written:
        yield normal_text(apart).split()


class _Sought:
    """A submitted text, in which expressions are sought once each."""

    def __init__(self, item: Fingerprints) -> None:
        self._item = item
        self._spans: dict[Term, tuple[int, int] | None] = {}

    @cached_property
    def fingerprint(self) -> str:
        return digest_of_normal(self._item.text)

    @cached_property
    def _written(self) -> str:
        return (self._item.written or self._item.text)[:MAX_SOUGHT_CHARACTERS]

    @cached_property
    def _bytes(self) -> bytes:
        return self._written.encode("utf-8", "replace")

    @cached_property
    def _places(self) -> Places:
        written = self._item.written or self._item.text
        return Places(written, written)

    def fits(self, term: Term) -> bool:
        """Whether an expression fits somewhere; words are found before."""
        if not term.is_regex:
            return False
        if term not in self._spans:
            fit = compiled(term.text).search(self._bytes)
            self._spans[term] = fit.span() if fit else None
        return self._spans[term] is not None

    def first_of(self, pattern: Pattern, found: dict[Term, _Place]) -> dict[str, object]:
        """Where what the rule asks for first stands."""
        for term in (term for group in pattern.groups for term in group):
            span = self._span_of(term, found)
            if span is not None:
                return {"span": span}
        return {}

    def _span_of(self, term: Term, found: dict[Term, _Place]) -> Span | None:
        if term in found:
            words, start, stop = found[term]
            counts = letters_before(words)
            return self._places.span(counts[start], counts[stop], counts[-1])
        ends = self._spans.get(term)
        if ends is None:
            return None
        start, end = (len(self._bytes[:at].decode("utf-8", "replace")) for at in ends)
        return {"start": start, "end": end}
