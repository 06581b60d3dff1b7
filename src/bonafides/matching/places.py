"""Where in a text as it was written something lies that was found in another form of it."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
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

    def span(self, start: int, end: int, of: int) -> dict[str, int] | None:
        """The characters of the written text that the letters from start to end come from.

        `of` is how many letters the text has; None where they cannot be told apart, such as composed Hangul.
        """
        for starts, sums in self._ways_to_count():
            if sums and sums[-1] == of and 0 <= start < end <= of:
                first, last = bisect_right(sums, start), bisect_left(sums, end)
                return {"start": starts[first], "end": self._with_marks(starts[last + 1])}
        return None

    def _ways_to_count(self) -> Iterator[tuple[Sequence[int], list[int]]]:
        """Where each character starts and the text ends, and how many letters it has come to after each."""
        yield range(len(self.read) + 1), self._by_character
        yield self._by_cluster

    @cached_property
    def _by_character(self) -> list[int]:
        return list(accumulate(map(_LETTERS.__getitem__, self.read)))

    @cached_property
    def _by_cluster(self) -> tuple[Sequence[int], list[int]]:
        """The same for characters together with the marks that follow them and may become one letter with them."""
        starts = [at for at, each in enumerate(self.read) if at == 0 or not _is_mark(each)] + [len(self.read)]
        return starts, list(accumulate(_LETTERS[self.read[one:other]] for one, other in pairwise(starts)))

    def _with_marks(self, end: int) -> int:
        while end < len(self.read) and _is_mark(self.read[end]):
            end += 1
        return end

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


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


class _Letters(dict[str, int]):
    """How many letters a character, or one with its marks, comes to; worked out when it is first met."""

    def __missing__(self, cluster: str) -> int:
        count = len(normal_text(cluster).replace(" ", ""))
        if len(self) < 10_000:
            self[cluster] = count
        return count


_LETTERS: Final = _Letters()
