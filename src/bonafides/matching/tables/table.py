"""Tables that are searched while they change: what is built, what waits behind it, and what was taken out of both."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tables.rows import Dead, Numbers, Rows, rows_of

TAIL_ROWS: Final = 4_096
"""So many rows may wait behind what is built, compared one by one, before all is built again."""
TAIL_SHARE: Final = 128  # or one 128th of all rows, if that is more
DEAD_SHARE: Final = 4  # or a quarter of them taken out
ROOM_AT_FIRST: Final = 64


class Built(Protocol):
    """Arrays that are never changed; rows are numbered from nought."""

    @property
    def ids(self) -> NDArray[np.integer]: ...

    @property
    def banks(self) -> NDArray[np.integer]: ...

    @property
    def size_bytes(self) -> int: ...

    @property
    def last_id(self) -> int: ...

    def __len__(self) -> int: ...

    def content(self) -> Rows: ...

    def rows_of(self, entries: Numbers) -> Numbers: ...


B = TypeVar("B", bound=Built)


@dataclass(frozen=True, slots=True)
class Tail:
    """Rows that wait: the first `size` of arrays that only grow, and which of them were taken out."""

    rows: Rows
    dead: Dead
    size: int

    @classmethod
    def of(cls, rows: Rows) -> "Tail":
        return cls(rows, np.zeros(len(rows), np.uint8), len(rows))

    def with_more(self, rows: Rows) -> "Tail":
        size = self.size + len(rows)
        grown = self if size <= len(self.dead) else self._with_room(max(ROOM_AT_FIRST, 2 * size))
        for mine, more in ((grown.rows.keys, rows.keys), (grown.rows.ids, rows.ids), (grown.rows.banks, rows.banks)):
            mine[self.size : size] = more
        return Tail(grown.rows, grown.dead, size)

    @property
    def size_bytes(self) -> int:
        return self.rows.keys.nbytes + self.rows.ids.nbytes + self.rows.banks.nbytes + self.dead.nbytes

    def since(self, first: int) -> "Tail":
        """The rows from `first` on, copied, so that the room of those before them is given back."""
        rest = slice(first, self.size)
        rows = Rows(*(array[rest].copy() for array in (self.rows.keys, self.rows.ids, self.rows.banks)))
        return Tail(rows, self.dead[rest].copy(), self.size - first)

    def alive(self) -> Rows:
        return self.rows.taken(np.flatnonzero(self.dead[: self.size] == 0))

    def _with_room(self, room: int) -> "Tail":
        old = (self.rows.keys, self.rows.ids, self.rows.banks, self.dead)
        keys, ids, banks, dead = (np.zeros((room, *array.shape[1:]), array.dtype) for array in old)
        for new, array in zip((keys, ids, banks, dead), old, strict=True):
            new[: self.size] = array[: self.size]
        return Tail(Rows(keys, ids, banks), dead, self.size)


@dataclass(frozen=True, slots=True)
class State(Generic[B]):
    """What a reader finds: arrays, which of their rows were taken out since, and what waits."""

    built: B
    dead: Dead
    tail: Tail

    def alive(self) -> Rows:
        """All rows that were not taken out."""
        return rows_of([self.built.content().taken(np.flatnonzero(self.dead == 0)), self.tail.alive()])

    def frozen(self) -> "State[B]":
        """The same, untouched by what is taken out later."""
        return State(self.built, self.dead.copy(), Tail(self.tail.rows, self.tail.dead.copy(), self.tail.size))

    def gone_since(self, before: "State[B]") -> Numbers:
        """The entries that were alive then and are not now, of the rows that were there then."""
        built = self.built.ids[np.flatnonzero(self.dead != before.dead)]
        size = before.tail.size
        tail = self.tail.rows.ids[np.flatnonzero(self.tail.dead[:size] != before.tail.dead[:size])]
        return np.concatenate([built.astype(np.int64), tail.astype(np.int64)])


class Table(Generic[B]):
    """Fingerprints under the numbers of entries. Readers need no lock, for they work on the state that they found.

    What is added waits, compared one by one, until there is so much of it that all is built again, in a thread of its
    own; only a table that more than doubles is built at once.
    """

    def __init__(self, empty: Rows, build: Callable[[Rows], B], tail_rows: int = TAIL_ROWS) -> None:
        self._empty, self._build, self._tail_rows = empty, build, tail_rows
        self._changing, self._building = threading.Lock(), threading.Lock()
        self._state: State[B]
        self._waiting: dict[int, int]  # the rows of the tail, by their entries
        self._size: int
        self._last: int
        self._show(build(empty), Tail.of(empty), np.zeros(0, np.int64))

    def __len__(self) -> int:
        return self._size

    def __contains__(self, entry: int) -> bool:
        if entry in self._waiting:
            return True
        state, row = self._state, self._row_of(entry)
        return row >= 0 and bool(state.dead[row] == 0)

    def add(self, rows: Rows) -> None:
        """Store entries that are not stored. Many at once cost far less than one by one."""
        with self._changing:
            state = self._state
            tail = state.tail.with_more(rows)
            self._state = State(state.built, state.dead, tail)
            self._waiting.update(zip(rows.ids.tolist(), range(state.tail.size, tail.size), strict=True))
            self._size += len(rows)
        self._tidy_up()

    def remove(self, entry: int) -> None:
        """Take an entry out; one that is not stored is ignored."""
        with self._changing:
            waiting, state = self._waiting.pop(entry, None), self._state
            row, dead = (self._row_of(entry), state.dead) if waiting is None else (waiting, state.tail.dead)
            if row < 0 or dead[row]:
                return
            dead[row] = 1
            self._size -= 1
        self._tidy_up()

    def content(self) -> Rows:
        """All rows as they are now."""
        with self._changing:
            return self._state.alive()

    def start_from(self, built: B) -> None:
        """Hold what these arrays hold, and nothing else."""
        with self._changing:
            self._show(built, Tail.of(self._empty), np.zeros(0, np.int64))

    def compact(self) -> None:
        """Build anew what is stored; others search, add and take out meanwhile."""
        with self._building:
            with self._changing:
                before = self._state.frozen()
            built = self._build(before.alive())
            with self._changing:
                if self._state.built is before.built:  # else it was started from something else meanwhile
                    self._show(built, self._state.tail.since(before.tail.size), self._state.gone_since(before))

    @property
    def size_bytes(self) -> int:
        """Of all arrays, with ids, banks, and what marks the rows that were taken out."""
        state = self._state
        return state.built.size_bytes + state.dead.nbytes + state.tail.size_bytes

    def _show(self, built: B, tail: Tail, gone: Numbers) -> None:
        """Let readers find these arrays, without the entries that went while they were built."""
        dead, rows = np.zeros(len(built), np.uint8), built.rows_of(gone)
        rows = rows[rows >= 0]
        dead[rows] = 1
        alive = np.flatnonzero(tail.dead[: tail.size] == 0)
        self._last = built.last_id
        self._state = State(built, dead, tail)
        self._waiting = dict(zip(tail.rows.ids[alive].tolist(), alive.tolist(), strict=True))
        self._size = len(built) - len(rows) + len(alive)

    def _row_of(self, entry: int) -> int:
        """Of what is built."""
        if not 0 <= entry <= self._last:  # most of what is added is new, and larger than all before
            return -1
        return int(self._state.built.rows_of(np.array([entry]))[0])

    def _tidy_up(self) -> None:
        state = self._state
        built, waiting = len(state.built), state.tail.size
        gone = built + waiting - self._size
        if waiting > max(self._tail_rows, built):
            self.compact()
        elif waiting > max(self._tail_rows, built // TAIL_SHARE) or gone > max(self._tail_rows, built // DEAD_SHARE):
            self._compact_soon()

    def _compact_soon(self) -> None:
        if not self._building.locked():
            threading.Thread(target=self.compact, name="matching-compaction", daemon=True).start()
