"""Recorded lookups: durable before they are answered, several that come together in one transaction."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from django.db import transaction

from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions
from bonafides.safety.banks.queries import Explained


class Waiting:
    """The lookups of one request, until their record is committed or it is their turn to write."""

    def __init__(self, found: Sequence[Explained], by: Actor) -> None:
        self.found, self.by = found, by
        self.names: Sequence[str | None] = ()
        self._turn = threading.Lock()
        self._turn.acquire()

    def wait(self) -> None:
        self._turn.acquire()

    def wake(self) -> None:
        self._turn.release()


class Recorder:
    """Whoever writes, writes for all who wait meanwhile: under load, one commit for each group of requests.

    Each is woken when theirs is written, and the first of those who came meanwhile when they are to write: nobody
    waits for a commit that is not their own. Where a group's commit fails, the one who wrote is told so, and each of
    the others writes for themselves.
    """

    def __init__(self) -> None:
        self._queue = threading.Lock()
        self._waiting: list[Waiting] = []
        self._is_writing = False

    def record(self, found: Sequence[Explained], by: Actor) -> Sequence[str | None]:
        """The references under which lookups were recorded; None for what met nothing, of which nothing is kept."""
        if not any(each.matches for each in found):
            return [None] * len(found)
        ours = Waiting(found, by)
        if not self._is_first(ours):
            ours.wait()
        if self._is_queued(ours):
            self._write_for_all(ours)
        elif not ours.names:
            write([ours])
        return ours.names

    def _is_first(self, ours: Waiting) -> bool:
        with self._queue:
            self._waiting.append(ours)
            is_first, self._is_writing = not self._is_writing, True
        return is_first

    def _is_queued(self, ours: Waiting) -> bool:
        with self._queue:
            return any(each is ours for each in self._waiting)

    def _write_for_all(self, ours: Waiting) -> None:
        with self._queue:
            group, self._waiting = self._waiting, []
        try:
            write(group)
        finally:
            self._hand_over()
            for each in group:
                if each is not ours:
                    each.wake()

    def _hand_over(self) -> None:
        """The first of those who came meanwhile writes next."""
        with self._queue:
            self._is_writing = bool(self._waiting)
            if self._waiting:
                self._waiting[0].wake()


def write(group: Sequence[Waiting]) -> None:
    """One event for each caller, all in one transaction; the references are handed out when it is committed."""
    at, written = now(), []
    with transaction.atomic():
        for by, some in of_each_caller(group).items():
            found = [one for each in some for one in each.found]
            written.append((some, iter(actions.record_lookups(found=found, by=by, at=at))))
    for some, names in written:
        for each in some:
            each.names = list(islice(names, len(each.found)))


def of_each_caller(group: Sequence[Waiting]) -> dict[Actor, list[Waiting]]:
    callers: dict[Actor, list[Waiting]] = defaultdict(list)
    for each in group:
        callers[each.by].append(each)
    return callers
