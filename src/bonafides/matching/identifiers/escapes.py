"""Texts whose percent-encoding is undone, as a link has it that shares something: what was where, is known."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from itertools import accumulate
from typing import Final, NamedTuple, Protocol
from urllib.parse import unquote

LEVELS: Final = 3
"""So often an escape may be escaped again: a link to a link that shares something."""
UNESCAPED_AT_MOST: Final = 1_000_000
"""Characters of words with escapes that are read; a quarter of what is read of a text."""
_WORD: Final = re.compile(r"\S+")
_ESCAPE: Final = re.compile(r"%[0-7][0-9A-Fa-f]|(?:%[89A-Fa-f][0-9A-Fa-f])+")


class Spans(Protocol):
    """Where, in the text as it is, characters of a reading from `start` up to, not including, `end` stand."""

    def __call__(self, start: int, end: int) -> tuple[int, int]: ...


def readings_of(text: str) -> Iterator[tuple[str, Spans]]:
    """A text as it is, then its words that hold escapes, with those undone once, twice and so on."""
    yield text, lambda start, end: (start, end)
    layers: list[_Layer] = []
    while len(layers) < LEVELS and (layer := _unescaped(layers[-1].text if layers else text)):
        layers.append(layer)
        yield layer.text, partial(_through, tuple(layers))


class _Layer(NamedTuple):
    """A text in pieces: where each begins in it, and where it began and ended in the text before."""

    text: str
    at: list[int]
    began: list[int]
    ended: list[int]

    def before(self, place: int) -> tuple[int, int]:
        """Where a character began and ended; that of an escape is the whole of it."""
        piece = bisect_right(self.at, place) - 1
        began, ended = self.began[piece], self.ended[piece]
        size = (self.at[piece + 1] if piece + 1 < len(self.at) else len(self.text)) - self.at[piece]
        is_plain = size == ended - began
        return (began + place - self.at[piece], began + place - self.at[piece] + 1) if is_plain else (began, ended)


def _through(layers: tuple[_Layer, ...], start: int, end: int) -> tuple[int, int]:
    for layer in reversed(layers):
        start, end = layer.before(start)[0], layer.before(end - 1)[1]
    return start, end


def _unescaped(text: str) -> _Layer | None:
    """The words of a text that hold escapes, a line for each, as they read once those are undone."""
    pieces = [piece for word in _words_with_escapes(text) for piece in _pieces_of(text, *word)]
    if not pieces:
        return None
    written, began, ended = zip(*pieces, strict=True)
    at = [0, *accumulate(map(len, written))][:-1]
    return _Layer("".join(written), at, list(began), list(ended))


def _words_with_escapes(text: str) -> Iterator[tuple[int, int]]:
    left = UNESCAPED_AT_MOST
    for word in _WORD.finditer(text) if "%" in text else ():
        if _ESCAPE.search(word[0]):
            yield word.start(), min(word.end(), word.start() + left)
            left -= len(word[0])
        if left <= 0:
            return


def _pieces_of(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """What a piece of a word reads as, and where it begins and ends; the end of the line stands for nothing."""
    for escape in _ESCAPE.finditer(text, start, end):
        if start < escape.start():
            yield text[start : escape.start()], start, escape.start()
        yield unquote(escape[0]), *escape.span()
        start = escape.end()
    if start < end:
        yield text[start:end], start, end
    yield "\n", end, end
