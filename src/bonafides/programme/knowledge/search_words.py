"""Words as both databases index them: folded, cut to a light stem, with their synonyms. Pure.

One folding for SQLite and PostgreSQL, applied to texts and to questions alike, so that both find the same: accents,
Arabic vowel signs and the forms of alef are removed, Cyrillic yo is ye, and the endings of Arabic, Russian and Western
words are cut. Stems are no dictionary: that two forms of a word meet is all they are for.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bonafides.programme.knowledge.vocabulary import SYNONYMS

WORD = re.compile(r"\w+")
SHORTEST_STEM = 3
SAME_LETTERS = str.maketrans({"ـ": "", "ى": "ي", "ة": "ه", "ٱ": "ا", "ё": "е"})
ARABIC_BEGINNINGS = ("وال", "بال", "كال", "فال", "لل", "ال")
ARABIC_ENDINGS = ("ات", "ون", "ين", "ان", "ها", "هم", "يه", "ه", "ي")
RUSSIAN_ENDINGS = tuple(
    sorted(
        [
            "иями",
            "ями",
            "ами",
            "ией",
            "иеи",
            "ого",
            "его",
            "ому",
            "ему",
            "ыми",
            "ими",
            "ость",
            "ости",
            "ение",
            "ения",
            "ении",
            "ениe",
            "ание",
            "ания",
            "ании",
            "ать",
            "ять",
            "ить",
            "еть",
            "ует",
            "ия",
            "ие",
            "ии",
            "иях",
            "ях",
            "ах",
            "ов",
            "ев",
            "еи",
            "ои",
            "ыи",
            "ии",
            "ая",
            "яя",
            "ое",
            "ее",
            "ую",
            "юю",
            "ые",
            "ых",
            "их",
            "ым",
            "им",
            "ом",
            "ем",
            "ам",
            "ям",
            "а",
            "я",
            "о",
            "е",
            "ы",
            "и",
            "у",
            "ю",
            "ь",
        ],
        key=len,
        reverse=True,
    )
)

Phrase = tuple[str, ...]


def folded(text: str) -> str:
    """Lower case, without marks over and under letters: `Löschanordnung` and `loschanordnung` are one."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each)).translate(SAME_LETTERS)


def words_of(text: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem_of(word) for word in WORD.findall(folded(text))]


def indexed(text: str) -> str:
    """A text as it stands in the index."""
    return " ".join(words_of(text))


def indexed_whole(text: str) -> str:
    """A heading as it stands in the index: its stems, then the words that were cut, to meet unfinished ones."""
    whole = [word for word in WORD.findall(folded(text)) if stem_of(word) != word]
    return " ".join([*words_of(text), *whole])


@lru_cache(maxsize=16_384)  # a text says most of its words many times
def stem_of(word: str) -> str:
    """The part of a folded word that its forms share."""
    first = word[0]
    if "\u0600" <= first <= "\u06ff":
        return without_ending(without_beginning(word), ARABIC_ENDINGS)
    if "\u0400" <= first <= "\u04ff":
        return without_ending(word, RUSSIAN_ENDINGS)
    return latin_stem(word) if first.isalpha() else word


def without_beginning(word: str) -> str:
    fitting = (each for each in ARABIC_BEGINNINGS if word.startswith(each))
    cut = next((each for each in fitting if len(word) - len(each) >= SHORTEST_STEM), "")
    return word[len(cut) :]


def without_ending(word: str, endings: Sequence[str]) -> str:
    fitting = (each for each in endings if word.endswith(each))
    cut = next((each for each in fitting if len(word) - len(each) >= SHORTEST_STEM), "")
    return word[: len(word) - len(cut)]


def latin_stem(word: str) -> str:
    """Without a plural's s, then without -ing, -ed or a silent e; `process` keeps its two."""
    singular = word if word.endswith("ss") else without_ending(word, ("s",))
    return without_ending(singular, ("ing", "ed", "e"))


# -- questions --------------------------------------------------------------------------------------------------------

ALIKE: dict[Phrase, tuple[Phrase, ...]] = {
    phrase: row for row in (tuple(tuple(words_of(each)) for each in words) for words in SYNONYMS) for phrase in row
}
LONGEST_PHRASE = max(len(phrase) for phrase in ALIKE)


def asked(text: str) -> list[tuple[Phrase, ...]]:
    """What a question asks for: every part must be met, each by any of its phrases; the last word may be unfinished."""
    whole, parts = WORD.findall(folded(text)), []
    words = words_of(text)
    while words:
        length = next((n for n in range(min(LONGEST_PHRASE, len(words)), 0, -1) if tuple(words[:n]) in ALIKE), 1)
        phrase = tuple(words[:length])
        parts.append(tuple(dict.fromkeys((phrase, *ALIKE.get(phrase, ())))))
        words = words[length:]
    if parts:
        parts[-1] = tuple(dict.fromkeys((*parts[-1], (whole[-1],))))
    return parts
