"""Harmless texts in English, Arabic and Russian, as many as are asked for, the same for the same seed.

The sentences are our own (`data/sentences_*.txt`, taken once from the product's pages, their translations and its
guidance, and frozen). A passage is a walk through their words: six steps of ten go to a word that follows somewhere in
the sentences, four to any word by its frequency, so that passages share words, phrases and subjects but are distinct.
"""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random
from typing import Final

DATA: Final = Path(__file__).parent / "data"
LANGUAGES: Final = ("en", "ar", "ru")
LENGTHS: Final = {"under 50": (20, 49), "50 to 200": (50, 200), "over 200": (201, 1200)}
FOLLOWS: Final = 0.6


def own_sentences(language: str) -> list[str]:
    """The frozen sentences of a language, in their frozen order."""
    return (DATA / f"sentences_{language}.txt").read_text().splitlines()


def later_sentences(language: str) -> list[str]:
    """Sentences of the product's documentation and translations that were written later or left out of the first."""
    return (DATA / f"third_sentences_{language}.txt").read_text().splitlines()


@dataclass
class Walker:
    """Makes passages out of the words of sentences."""

    sentences: list[str]
    random: Random
    following: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        counts: Counter[str] = Counter()
        for sentence in self.sentences:
            words = sentence.split()
            counts.update(words)
            for word, after in pairwise(words):
                self.following[word].append(after)
        self.words = sorted(counts)
        self.sums = list(accumulate(counts[word] for word in self.words))

    def any_word(self) -> str:
        return self.words[bisect(self.sums, self.random.randrange(self.sums[-1]))]

    def walk(self) -> Iterator[str]:
        word = self.any_word()
        while True:
            yield word
            known = self.following.get(word)
            follows = known and self.random.random() < FOLLOWS
            word = self.random.choice(known) if follows and known else self.any_word()

    def passage(self, shortest: int, longest: int) -> str:
        """A passage of so many characters, ended by a full stop."""
        wanted = self.random.randint(shortest, longest)
        said = ""
        for word in self.walk():
            longer = f"{said} {word}".strip()
            if len(longer) >= longest:
                return said if len(said) >= shortest else longer[: longest - 1].strip()
            said = longer
            if len(said) >= wanted:
                return said
        raise AssertionError("a walk does not end")
