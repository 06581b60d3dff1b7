"""How far a rescan came: a bar on one line of a terminal, and in a log a line now and then.

What an earlier run did counts as done; how fast it goes, and how long it will take, is told by this run alone.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Final, TextIO, TypeVar

Each = TypeVar("Each")

SECONDS_BETWEEN_BARS: Final = 0.5
SECONDS_BETWEEN_LINES: Final = 10.0
BAR_COLUMNS: Final = 40  # at most; on a narrow terminal fewer, or none
COLUMNS: Final = 80  # where a terminal does not say


@dataclass(frozen=True)
class Pace:
    """How many chunks there are, were done before this run, and were done in it in so many seconds."""

    chunks: int
    before: int
    done: int
    seconds: float

    @property
    def share(self) -> float:
        """From 0 to 1; of nothing, all is done."""
        return (self.before + self.done) / self.chunks if self.chunks else 1.0

    def __str__(self) -> str:
        earlier = f", {self.before:,} of them before" if self.before else ""
        count = f"{self.before + self.done:,} of {self.chunks:,} chunks ({int(100 * self.share)} %{earlier})"
        if not self.done or self.seconds <= 0:
            return count
        rate = self.done / self.seconds
        left = (self.chunks - self.before - self.done) / rate
        return f"{count}, {60 * rate:,.1f} a minute, {duration(left)} left"


def duration(seconds: float) -> str:
    """Hours and minutes, minutes and seconds, or seconds; what has begun counts whole."""
    whole = -int(-seconds // 1)
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3_600:,} h {whole % 3_600 // 60} min"


def bar(pace: Pace, columns: int) -> str:
    """The bar and its words, on at most so many columns less one, so that no terminal breaks the line."""
    words = str(pace)
    length = min(BAR_COLUMNS, columns - 1 - len(words) - len("[] "))
    if length < 1:
        return words[: columns - 1]
    full = int(length * pace.share)
    return f"[{'#' * full}{'.' * (length - full)}] {words}"


def with_bar(
    things: Iterable[Each],
    chunks: int,
    before: int,
    out: TextIO | None = None,
    clock: Callable[[], float] = monotonic,
) -> Iterator[Each]:
    """The same things, each of them a chunk that is done; who looks at `out` (standard error) sees how many are."""
    screen = out or sys.stderr
    say, pause = (draw, SECONDS_BETWEEN_BARS) if screen.isatty() else (note, SECONDS_BETWEEN_LINES)
    began = said_at = clock()
    pace = Pace(chunks, before, 0, 0.0)
    if say is draw:
        draw(screen, pace)
    try:
        for number, thing in enumerate(things, 1):
            yield thing
            at = clock()
            pace = Pace(chunks, before, number, at - began)
            if at - said_at >= pause:
                said_at = at
                say(screen, pace)
    finally:
        if say is draw:
            draw(screen, pace)
            screen.write("\n")


def draw(screen: TextIO, pace: Pace) -> None:
    """The bar in the place of the one before."""
    screen.write(f"\r{bar(pace, columns_of(screen))}\x1b[K")
    screen.flush()


def note(log: TextIO, pace: Pace) -> None:
    """A line of its own."""
    log.write(f"{pace}\n")
    log.flush()


def columns_of(screen: TextIO) -> int:
    try:
        return os.get_terminal_size(screen.fileno()).columns or COLUMNS
    except OSError:  # which is also raised by what has no file behind it
        return COLUMNS
