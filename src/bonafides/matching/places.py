"""Where in a text as it was written something lies that was found in another form of it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from bonafides.matching.texts import normal_text

NEAR: Final = 80
"""Characters before a passage in which somebody may be named who says it."""
_OPENING: Final = re.compile(r"[\"“„‟«‹'‘‚「『＂]\s*$|(?:^|\n)\s*>[^\n]*$")
_CLOSING: Final = re.compile(r"^[\s.,!?…؟،]*[\"”“»›'’」』＂]")
_SAID: Final = re.compile(
    r"\b(?:said|says|wrote|writes|claimed|claims|quoted?s?|according to|reported|stated)\b"
    r"|قال|وقال|كتب|ذكرت?|أعلن|زعم|اقتبس|بحسب|وفق"
    r"|\b(?:сказал\w*|говор\w+|пиш\w+|написал\w*|заявил\w*|сообщ\w+|цитир\w+|привод\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Places:
    """The letters of a text in normal form, without spaces, and where each was written.

    `read` is what the normal form was made of: the written text, or as many characters that stand for it.
    """

    written: str
    read: str

    @cached_property
    def origins(self) -> list[tuple[int, int]]:
        """For each letter: the start and end of the characters that it comes from."""
        found: list[tuple[int, int]] = []
        for start, end in _clusters(self.read):
            found += [(start, end)] * len(_letters_of(self.read[start:end]))
        return found

    def span(self, start: int, end: int, of: int) -> dict[str, int] | None:
        """The characters of the written text that the letters from start to end come from.

        `of` is how many letters the text has; None where they cannot be told apart, such as composed Hangul.
        """
        if len(self.origins) != of or not start < end <= of:
            return None
        return {"start": self.origins[start][0], "end": self.origins[end - 1][1]}

    def is_cited(self, start: int, end: int) -> bool:
        """Whether a passage stands in quotation marks, after a quoting sign, or after words that name who says it."""
        before, after = self.written[max(0, start - NEAR) : start], self.written[end : end + 8]
        marked = bool(_OPENING.search(before)) and (bool(_CLOSING.search(after)) or ">" in before)
        return marked or bool(_SAID.search(before))


def letters_before(words: Sequence[str]) -> list[int]:
    """How many letters stand before each word, and after the last."""
    counts = [0]
    for word in words:
        counts.append(counts[-1] + len(word))
    return counts


def _clusters(text: str) -> list[tuple[int, int]]:
    """Each character with the marks that follow it."""
    if text.isascii():
        return [(at, at + 1) for at in range(len(text))]
    starts = [at for at, each in enumerate(text) if at == 0 or not unicodedata.category(each).startswith("M")]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


@lru_cache(maxsize=4096)
def _letters_of(cluster: str) -> str:
    return normal_text(cluster).replace(" ", "")
