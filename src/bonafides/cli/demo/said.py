"""What the demo says while it runs: calm, aligned lines on standard error, and a bar for what takes a while."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
BAR_CELLS = 30


def step(sentence: str) -> None:
    """The heading of one act."""
    print(f"\n{sentence}", file=sys.stderr, flush=True)


def line(*cells: str, widths: Sequence[int] = ()) -> None:
    """One aligned line under a heading."""
    padded = [f"{cell:<{widths[number]}}" if number < len(widths) else cell for number, cell in enumerate(cells)]
    print("  " + "  ".join(padded).rstrip(), file=sys.stderr, flush=True)


def table(rows: Iterable[Sequence[str]]) -> None:
    """Lines whose columns stand under each other."""
    found = [tuple(row) for row in rows]
    widths = [max(len(row[column]) for row in found) for column in range(len(found[0]))] if found else []
    for row in found:
        line(*row, widths=widths)


def bar(things: Sequence[T], label: str) -> Iterator[T]:
    """Go through things and show how far it has come, where somebody watches."""
    watched = sys.stderr.isatty()
    for number, thing in enumerate(things):
        if watched:
            show(number, len(things), label)
        yield thing
    if watched:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def show(done: int, total: int, label: str) -> None:
    cells = BAR_CELLS * done // max(total, 1)
    drawn = "█" * cells + "·" * (BAR_CELLS - cells)
    print(f"\r  {drawn}  {done} of {total} {label}", end="", file=sys.stderr, flush=True)
