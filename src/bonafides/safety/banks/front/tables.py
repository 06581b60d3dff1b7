"""The tables that the front reads: keys, lists with what was met of them, the index.

A thread of its own reads them anew every second. Whoever finds them older than two seconds waits a moment for it, and
then hands the request on: a key that was ended, an entry that was withdrawn, opens and matches nothing after that.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from bonafides.base.audit import queries as audit
from bonafides.matching.index import Index
from bonafides.safety.banks import live
from bonafides.safety.banks.events import LookupsRecorded, MatchesRecorded
from bonafides.safety.banks.front.callers import Callers, callers_now
from bonafides.safety.banks.front.judging import Met
from bonafides.safety.banks.front.noting import Noted
from bonafides.safety.banks.listed import banks_in_use

READ_EVERY_SECONDS: Final = 1.0
GOOD_FOR_SECONDS: Final = 2.0
PATIENCE_SECONDS: Final = 0.5
COMPARED_EVERY_SECONDS: Final = 10.0  # rows that no event of the log calls changed
OF_NO_ENTRY: Final = (MatchesRecorded.name, LookupsRecorded.name)  # events of traffic, which change none

log = logging.getLogger("bonafides.front")


@dataclass(frozen=True, slots=True)
class Tables:
    """All three as of one moment; `read_at` is by the clock that only goes forward."""

    read_at: float
    callers: Callers
    met: Met
    index: Index[int]
    version: int
    is_shared: bool  # some list answers for a share of the questions only
    logged: int  # the last entry of the log before they were read
    compared_at: float  # when the rows of the entries that were met were last read again


def read(before: Tables | None, is_shared: Callable[[], bool]) -> Tables:
    """All three, as they are now; what was remembered is kept as far as it still holds."""
    began, logged = time.monotonic(), audit.last_entry()
    callers, banks = callers_now(), banks_in_use()
    live.in_step()
    index, version = live.seen()
    is_quiet = before is not None and is_nothing_changed(before, began)
    met = before.met.renewed(banks, is_quiet=is_quiet) if before else Met(banks)
    compared_at = before.compared_at if before and is_quiet else began
    return Tables(began, callers, met, index, version, is_shared(), logged, compared_at)


def is_nothing_changed(before: Tables, now_: float) -> bool:
    """Whether the log says so. Entries are written by actions alone, and SQLite commits these in the log's order."""
    if connection.vendor != "sqlite" or now_ - before.compared_at > COMPARED_EVERY_SECONDS:
        return False
    return not audit.is_anything_after(before.logged, but=OF_NO_ENTRY)


def is_good(tables: Tables) -> bool:
    """Whether they are new enough, and what this process itself has changed since is in them."""
    return time.monotonic() - tables.read_at <= GOOD_FOR_SECONDS and tables.read_at > live.changed_here_at()


class Kept:
    """The tables as last read; and, written each time they are read, what is noted of those who were answered."""

    def __init__(self, is_shared: Callable[[], bool] = lambda: False) -> None:
        self._is_shared = is_shared
        self._tables: Tables | None = None
        self._reader: threading.Thread | None = None
        self._lock, self._is_read = threading.Lock(), threading.Condition()
        self._is_wanted = threading.Event()
        self.noted = Noted()

    def tables(self) -> Tables | None:
        """The tables, if they are new enough, or soon will be: whoever waits leaves the processor to their reader."""
        found = self._tables
        if found is not None and is_good(found):
            return found
        self._start()
        if self._tables is None:  # the first takes as long as a list is large
            return None
        self._is_wanted.set()
        with self._is_read:
            return self._is_read.wait_for(self._good, PATIENCE_SECONDS)

    def wait_for_first(self, seconds: float) -> None:
        """Start reading, and wait for so long at most until they were read once."""
        self._start()
        with self._is_read:
            self._is_read.wait_for(lambda: self._tables is not None, seconds)

    def _good(self) -> Tables | None:
        found = self._tables
        return found if found is not None and is_good(found) else None

    def renew(self) -> None:
        """Read the tables, write down what there was."""
        self._tables = read(self._tables, self._is_shared)
        with self._is_read:
            self._is_read.notify_all()
        self.noted.flush()

    def _start(self) -> None:
        """Start reading; after a fork there is no thread, and it is started anew."""
        with self._lock:
            if self._reader is None or not self._reader.is_alive():
                self._reader = threading.Thread(target=self._read_on, name="front", daemon=True)
                self._reader.start()

    def _read_on(self) -> None:
        while True:
            self._is_wanted.clear()
            close_old_connections()
            try:
                self.renew()
            except (DatabaseError, InterfaceError) as error:
                log.warning("The front's tables cannot be read: %s", type(error).__name__)
                connection.close()
            self._is_wanted.wait(READ_EVERY_SECONDS)
