"""A sound as its fingerprint's words, in order of time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bonafides.matching.sounds.packing import Words, bad, check_length, packed, unpacked

STEP_SECONDS: Final = 1365 / 11025  # from word to word: a third of 4,096 samples at 11,025 a second
SPAN_SECONDS: Final = 28_666 / 11025  # of sound, that one word is made of: Chromaprint's chromaprint_get_delay

_NUMBERS: Final = re.compile(r"\[?[\s,\d-]*\]?")
_SEPARATOR: Final = re.compile(r"[\s,\]]")
_LOWEST, _HIGHEST = -(1 << 31), (1 << 32) - 1  # signed numbers are written too
_DIGITS: Final = 11


@dataclass(frozen=True, slots=True)
class SoundHash:
    """The words, little-endian; `is_whole` unless reading the sound ended before it did."""

    data: bytes
    is_whole: bool = True

    @classmethod
    def parse(cls, text: str) -> "SoundHash":
        """From the compressed form, or from numbers with commas or spaces between, in brackets or not.

        Raises FingerprintError: bad_chromaprint, other_chromaprint, too_long.
        """
        if not _are_numbers(text.strip()):
            return cls.of_words(unpacked(text))
        pieces = text.strip(" \t\r\n[]").replace(",", " ").split()
        check_length(len(pieces))
        return cls.of_numbers(map(_number_of, pieces))

    @classmethod
    def of_numbers(cls, numbers: Iterable[object]) -> "SoundHash":
        """From whole numbers of 32 bits, signed or not. Raises FingerprintError bad_chromaprint, too_long."""
        listed = list(numbers)
        check_length(len(listed))
        if not all(type(each) is int and _LOWEST <= each <= _HIGHEST for each in listed):
            raise bad()
        return cls.of_words((np.array(listed, np.int64) & _HIGHEST).astype(np.uint32))

    @classmethod
    def of_words(cls, words: Words) -> "SoundHash":
        """From an array."""
        return cls(words.astype("<u4").tobytes())

    @property
    def words(self) -> Words:
        """(n,) uint32, read-only."""
        return np.frombuffer(self.data, "<u4")

    @property
    def text(self) -> str:
        """In the compressed form, as the library and `fpcalc` write it."""
        return packed(self.words)

    def in_part(self) -> "SoundHash":
        """The same, said to be a part of the sound."""
        return replace(self, is_whole=False)


def _are_numbers(text: str) -> bool:
    """Whether it is several numbers, or one in brackets; digits alone may be the compressed form."""
    return bool(_NUMBERS.fullmatch(text) and _SEPARATOR.search(text))


def _number_of(text: str) -> int:
    if len(text) > _DIGITS or not text.lstrip("-").isascii():
        raise bad()
    try:
        return int(text)
    except ValueError as error:
        raise bad() from error
