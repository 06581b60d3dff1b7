"""Three sets to measure text matching on: the frozen one, and two of other seeds, sentences and frames.

The matcher was tuned on the first two; the third was measured once, when it was done.

A set is 50,000 listed texts, some of them mutated in every way, and 10,500 posts that hold none of them. Whether a post
holds one is settled by aligning it with every listed text that it shares a third of its runs of four letters with
(`python -m benchmarks.text_sets`, some minutes); the numbers of those that do are kept in `data/` and left out.
"""

import ast
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.text_corpus import DATA, LANGUAGES, LENGTHS, Walker, later_sentences, own_sentences
from benchmarks.text_mutations import MUTATIONS, applies

LISTED: Final = 50_000
NEGATIVES: Final = 10_500
EACH: Final = 60
"""How many texts of a language and length are mutated in each way."""
SHORT: Final = 40
"""Letters and digits under which a text is only held whole."""
ALIGNED: Final = 80.0
"""From this partial ratio on, a post holds a listed text (rapidfuzz, 0 to 100)."""
SHARED_LETTERS: Final = 60
"""A run of so many equal letters and digits is a quotation, whatever the rest is."""

QUOTING: Final = {
    "en": ("The group now speaks of “{}”, the ministry said.", "They say “{}” and mean: obey. Answer them with facts."),
    "ar": ("وقالت الوزارة إن الجماعة تتحدث الآن عن «{}».", "يقولون «{}» ويقصدون الطاعة. ردوا عليهم بالحقائق."),
    "ru": ("В министерстве сказали, что группа говорит теперь о «{}».", "Они говорят «{}», а значит это: слушайся."),
}
OTHER_QUOTING: Final = {
    "en": (
        "A court heard that the accused wrote “{}” on a wall.",
        "What does “{}” mean? A teacher explains it to parents.",
    ),
    "ar": ("استمعت المحكمة إلى أن المتهم كتب «{}» على جدار.", "ماذا تعني عبارة «{}»؟ معلم يشرحها للآباء."),
    "ru": ("Суд услышал, что обвиняемый написал на стене «{}».", "Что значит «{}»? Учитель объясняет родителям."),
}
THIRD_QUOTING: Final = {
    "en": (
        "A librarian catalogues a leaflet in which “{}” is underlined twice.",
        "“{}”, her uncle kept saying at dinner; she tells a podcast why she left.",
    ),
    "ar": (
        "يحفظ أمين المكتبة منشورا كتب فيه «{}» بخط غليظ.",
        "كان عمها يردد «{}» على العشاء، وهي تروي اليوم لماذا رحلت.",
    ),
    "ru": (
        "Библиотекарь хранит листовку, где дважды подчёркнуто «{}».",
        "«{}», повторял дядя за ужином; теперь она рассказывает, почему ушла.",
    ),
}


@dataclass(frozen=True)
class Listed:
    language: str
    length: str
    text: str


@dataclass(frozen=True)
class Positive:
    """A mutated text, and the number of the listed one that must be found."""

    mutation: str
    language: str
    length: str
    text: str
    number: int


@dataclass
class TextSet:
    """One set, made when it is asked for; the same each time."""

    name: str
    seed: int
    sentences: Callable[[str], list[str]]
    quoting: Mapping[str, tuple[str, ...]]
    spare: int
    """Posts made of each sort beyond those wanted, since some will hold a listed text."""

    @cached_property
    def listed(self) -> list[Listed]:
        """Half of the sentences of each language, and passages; no two alike."""
        made = dict[str, Listed]()
        for language in LANGUAGES:
            walker = Walker(self.sentences(language), Random(self.seed))
            for text in self._half(language, 0):
                if len(text) <= LENGTHS["over 200"][1]:
                    made.setdefault(plain(text), Listed(language, _length_of(text), text))
            for length, (shortest, longest) in LENGTHS.items():
                for _ in range(LISTED // 9):
                    text = walker.passage(shortest, longest)
                    made.setdefault(plain(text), Listed(language, length, text))
        some = sorted(made.values(), key=lambda each: each.text)
        Random(self.seed).shuffle(some)
        return some[:LISTED]

    @cached_property
    def positives(self) -> list[Positive]:
        return list(self._positives())

    def _positives(self) -> Iterator[Positive]:
        for language in LANGUAGES:
            walker = Walker(self.sentences(language), Random(self.seed + 1))
            around = lambda size, walker=walker: walker.passage(max(10, size - 10), size + 10)  # noqa: E731
            for length in LENGTHS:
                numbers = [
                    n for n, each in enumerate(self.listed) if (each.language, each.length) == (language, length)
                ]
                for name, mutation in MUTATIONS.items():
                    if applies(name, language, length):
                        random = Random(f"{self.seed} {language} {length} {name}")
                        for number in random.sample(numbers, EACH):
                            text = mutation(self.listed[number].text, language, random, around)
                            yield Positive(name, language, length, text, number)

    @cached_property
    def candidates(self) -> list[str]:
        """Posts of other sentences, of the same words, and about the same things with a few words quoted."""
        made: dict[str, str] = {}
        for language in LANGUAGES:
            random = Random(f"{self.seed} {language} negatives")
            walker = Walker(self.sentences(language), random)
            of_language = [each.text for each in self.listed if each.language == language]
            makers = [
                self._other_sentences(language, random),
                _walks(walker),
                self._same_topic(language, random, walker),
            ]
            for maker in makers:
                for _ in range(NEGATIVES // 9 + self.spare):
                    text = maker(of_language)
                    made.setdefault(plain(text), text)
        return list(made.values())

    @cached_property
    def negatives(self) -> list[str]:
        """The posts that hold no listed text."""
        left_out = {int(line) for line in self.file.read_text().split()}
        kept = [text for number, text in enumerate(self.candidates) if number not in left_out]
        Random(self.seed).shuffle(kept)
        return kept[:NEGATIVES]

    @property
    def file(self) -> Path:
        return DATA / f"texts_{self.name}_left_out.txt"

    def _half(self, language: str, which: int) -> list[str]:
        return self.sentences(language)[which::2]

    def _other_sentences(self, language: str, random: Random) -> Callable[[list[str]], str]:
        others = self._half(language, 1)
        return lambda listed: " ".join(random.sample(others, random.choice((1, 1, 2, 3, 5))))

    def _same_topic(self, language: str, random: Random, walker: Walker) -> Callable[[list[str]], str]:
        others = self._half(language, 1)

        def made(listed: list[str]) -> str:
            words = random.choice(listed).split()
            start = random.randrange(max(1, len(words) - 3))
            few = " ".join(words[start : start + random.randint(2, 4)])
            said = random.choice(self.quoting[language]).format(few)
            return f"{random.choice(others)} {said} {walker.passage(40, 300)}"

        return made


def plain(text: str) -> str:
    """Letters and digits in lower case, without marks: a plain form of the benchmark's own, not the product's."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def _walks(walker: Walker) -> Callable[[list[str]], str]:
    return lambda listed: walker.passage(*walker.random.choice(((30, 60), (60, 200), (200, 1200))))


def _length_of(text: str) -> str:
    return next(name for name, (_, longest) in LENGTHS.items() if len(text) <= longest)


# -- sentences that the first set does not have -----------------------------------------------------


def other_sentences(language: str) -> list[str]:
    """English from the docstrings of Python's standard library, Arabic and Russian from Django's catalogues."""
    found = _docstrings() if language == "en" else _catalogue(language)
    return sorted({" ".join(text.split()) for text in found if 25 <= len(text) <= 400})[:2500]


def _docstrings() -> Iterator[str]:
    for file in sorted(Path(ast.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                for text in re.split(r"\n\s*\n|(?<=\.)\s", ast.get_docstring(node) or ""):
                    if text.isascii() and text[:1].isupper() and ">>>" not in text:
                        yield text


def _catalogue(language: str) -> Iterator[str]:
    import django

    for file in sorted(Path(django.__file__).parent.rglob(f"locale/{language}/LC_MESSAGES/*.po")):
        for found in re.finditer(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', file.read_text(), re.MULTILINE):
            text = "".join(ast.literal_eval(line) for line in found[1].splitlines())
            yield re.sub(r"%\(\w+\)[sd]|%[sd]|<[^>]+>|\{\w+\}", "", text)


FROZEN: Final = TextSet("frozen", 20261128, own_sentences, QUOTING, 400)
SECOND: Final = TextSet("second", 77003311, other_sentences, OTHER_QUOTING, 1500)
THIRD: Final = TextSet("third", 40917, later_sentences, THIRD_QUOTING, 1500)
SETS: Final = {each.name: each for each in (FROZEN, SECOND, THIRD)}


# -- which posts hold a listed text -----------------------------------------------------------------


def holds_listed(posts: list[str], listed: list[str]) -> Iterator[int]:
    """The numbers of the posts in which a listed text stands, or a good part of one, or which nearly are one.

    A short one (under 40 letters) stands there if it stands there whole, however short it is, or if it is nearly all
    that the post says; of a longer one it is enough that the shorter of the two aligns with some part of the other, or
    that they share a run.
    """
    from rapidfuzz import fuzz

    long, short = Runs([each for each in listed if len(each) >= SHORT]), Short(listed)
    blocks = _blocks_of(listed)
    for number, post in enumerate(posts):
        if (
            short.is_in(post)
            or any(_share_a_run(post, listed[near]) for near in _sharing_a_block(post, blocks))
            or any(fuzz.partial_ratio(post, near, score_cutoff=ALIGNED) for near in long.sharing(post))
        ):
            yield number
        if number % 1000 == 0:
            print(number, "of", len(posts), file=sys.stderr, flush=True)


class Short:
    """The listed texts of which no part is sought."""

    def __init__(self, listed: list[str]) -> None:
        self.texts = {each for each in listed if 0 < len(each) < SHORT}
        self.sizes = sorted({len(each) for each in self.texts})
        self.runs = Runs(sorted(self.texts))

    def is_in(self, post: str) -> bool:
        """Whether one stands in a post whole, or the post is one but for a few letters."""
        from rapidfuzz import fuzz

        starts = ((start, size) for size in self.sizes for start in range(len(post) - size + 1))
        return any(post[start : start + size] in self.texts for start, size in starts) or (
            len(post) < 2 * SHORT
            and any(fuzz.ratio(post, near, score_cutoff=ALIGNED) for near in self.runs.sharing(post))
        )


class Runs:
    """Which listed texts share runs of four letters with a post: no sampling, every pair counted."""

    SHARE: Final = 0.35

    def __init__(self, listed: list[str]) -> None:
        import numpy as np

        self.listed = listed
        of = [sorted(_fours(text)) for text in listed]
        self.numbers = {run: n for n, run in enumerate(sorted(set().union(*of)))}
        postings: list[list[int]] = [[] for _ in self.numbers]
        for number, runs in enumerate(of):
            for run in runs:
                postings[self.numbers[run]].append(number)
        self.postings = [np.array(each, np.int32) for each in postings]
        self.sizes = np.array([len(each) for each in of])

    def sharing(self, post: str) -> list[str]:
        import numpy as np

        runs = _fours(post)
        met = [self.postings[self.numbers[run]] for run in runs if run in self.numbers]
        counts = np.bincount(np.concatenate(met), minlength=len(self.sizes)) if met else np.zeros(len(self.sizes))
        enough = np.nonzero(counts >= self.SHARE * np.minimum(self.sizes, len(runs)))[0]
        return [self.listed[each] for each in enough]


def _blocks_of(listed: list[str]) -> dict[str, list[int]]:
    """Each half run of the listed texts, side by side: a shared run covers one whole."""
    half, found = SHARED_LETTERS // 2, defaultdict[str, list[int]](list)
    for number, text in enumerate(listed):
        for start in range(0, len(text) - half + 1, half):
            found[text[start : start + half]].append(number)
    return found


def _sharing_a_block(post: str, blocks: dict[str, list[int]]) -> set[int]:
    half = SHARED_LETTERS // 2
    return {near for start in range(len(post) - half + 1) for near in blocks.get(post[start : start + half], ())}


def _fours(text: str) -> set[str]:
    return {text[start : start + 4] for start in range(len(text) - 3)}


def _share_a_run(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHARED_LETTERS:
        return False
    starts = {one[at : at + SHARED_LETTERS] for at in range(len(one) - SHARED_LETTERS + 1)}
    return any(other[at : at + SHARED_LETTERS] in starts for at in range(len(other) - SHARED_LETTERS + 1))


def main() -> int:
    for each in (SETS[name] for name in sys.argv[1:] or SETS):
        held = holds_listed([plain(text) for text in each.candidates], [plain(one.text) for one in each.listed])
        each.file.write_text("\n".join(map(str, held)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
