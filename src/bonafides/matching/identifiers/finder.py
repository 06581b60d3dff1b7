"""How one kind of identifier is found in a text."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from bonafides.matching.identifiers.vocabulary import Identifier

Read = Callable[[re.Match[str]], Iterable[Identifier]]


class Finder(NamedTuple):
    """`read` gives the identifiers of a place that `pattern` found: none where a checksum is wrong.

    Where places may overlap, so that a wrong one must not hide the right one that begins within it, the pattern looks
    ahead, and its group `place` is the place.
    A text without any of the `marks` (in lower case) is not searched. Where `least` is given, a place is a whole word:
    letters and digits of ASCII, so many at least, with neither beside them. Only such words are tried, which most texts
    have none of.
    """

    pattern: re.Pattern[str]
    read: Read
    marks: tuple[str, ...] = ()
    least: int = 0
