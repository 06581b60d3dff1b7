"""What the front answered, counted a little later: each request leaves a line, and lines are added up by the hundred.

To add a line takes a tenth of the time that counting it takes. Whoever adds the last of a hundred counts them all, and
the reader of the front's tables counts the rest each second.
"""

import threading
from collections import deque
from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final, NamedTuple

from bonafides.base.http.tallies import TALLIES
from bonafides.base.people import actions as people
from bonafides.safety.banks import actions, floods
from bonafides.safety.banks.front.callers import Caller
from bonafides.safety.banks.vocabulary import Lookup

LINES_AT_MOST: Final = 100
OK: Final = 200


class Line(NamedTuple):
    """A lookup that was answered; `asking` names the entries that each item hit and that ask for something."""

    caller: Caller
    name: Lookup
    asking: Sequence[Collection[int]]
    matched: int  # items that matched anything
    at: datetime


class Noted:
    """The lines that wait, and what they came to and was not yet written: counts, and when a key was used."""

    def __init__(self) -> None:
        self._lines: deque[tuple[Line, str, float]] = deque()  # adding to it and taking from it need no lock
        self._adding_up = threading.Lock()
        self._counts = actions.Counts(are_written_later=True)
        self._used: dict[str, Line] = {}

    def add(self, line: Line, view: str, seconds: float) -> None:
        """Note a lookup, what Django calls the view that it was made at, and how long it took."""
        self._lines.append((line, view, seconds))
        if len(self._lines) >= LINES_AT_MOST:
            self._add_up()

    def flush(self) -> None:
        """Write down what there was; what cannot be written now is kept for the next time."""
        self._add_up()
        with self._adding_up:
            used, self._used = self._used, {}
        self._counts.flush()
        for line in used.values():
            people.note_use(line.caller.key, line.at)

    def _add_up(self) -> None:
        with self._adding_up:
            taken = [self._lines.popleft() for _line in range(len(self._lines))]
            lines = [line for line, _view, _seconds in taken]
            self._used |= {line.caller.reference: line for line in lines}
        if not lines:
            return
        for (name, day), some in groupby(lines, lambda line: (line.name, line.at.date())):
            self._count(name, day, list(some))
        floods.TALLY.note([entries for line in lines for entries in line.asking], lines[-1].at)
        TALLIES.note_all([(view, OK, seconds) for _line, view, seconds in taken])

    def _count(self, name: Lookup, day: date, lines: Sequence[Line]) -> None:
        lookups, matched = sum(len(line.asking) for line in lines), sum(line.matched for line in lines)
        self._counts.add(name=name, lookups=lookups, matched=matched, day=day)
