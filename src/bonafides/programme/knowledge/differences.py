"""What changed between two versions of a text, line by line, with the words that differ marked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import split
from typing import Literal

Sort = Literal["same", "added", "removed", "gap"]
AROUND = 2  # unchanged lines shown beside a change


@dataclass(frozen=True)
class Line:
    """One line: its sort, and its pieces, each with whether it is what changed."""

    sort: Sort
    pieces: tuple[tuple[str, bool], ...]


def differences(old: str, new: str) -> list[Line]:
    """The lines of both, in order; long unchanged stretches are one gap."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        lines += unchanged(before[i1:i2]) if tag == "equal" else changed(before[i1:i2], after[j1:j2])
    return lines


def unchanged(lines: list[str]) -> list[Line]:
    shown = [Line("same", ((line, False),)) for line in lines]
    if len(shown) <= 2 * AROUND + 1:
        return shown
    return [*shown[:AROUND], Line("gap", ()), *shown[-AROUND:]]


def changed(old: list[str], new: list[str]) -> Iterator[Line]:
    pairs = [pieces_of(before, after) for before, after in zip(old, new, strict=False)]
    yield from (Line("removed", before) for before, _after in pairs)
    yield from (Line("removed", ((line, True),)) for line in old[len(pairs) :])
    yield from (Line("added", after) for _before, after in pairs)
    yield from (Line("added", ((line, True),)) for line in new[len(pairs) :])


def pieces_of(old: str, new: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    """Both lines in pieces, word by word."""
    before, after = split(r"(\s+)", old), split(r"(\s+)", new)
    gone: list[tuple[str, bool]] = []
    come: list[tuple[str, bool]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        is_new = tag != "equal"
        gone += [("".join(before[i1:i2]), is_new)] if i2 > i1 else []
        come += [("".join(after[j1:j2]), is_new)] if j2 > j1 else []
    return tuple(gone), tuple(come)
