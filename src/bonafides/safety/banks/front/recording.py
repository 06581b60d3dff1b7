"""Recorded lookups: durable before they are answered, several that come together in one transaction."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions
from bonafides.safety.banks.queries import Matched


@dataclass
class Waiting:
    """The lookups of one request, until their record is committed."""

    found: Sequence[Matched]
    by: Actor
    names: Sequence[str | None] = ()


class Recorder:
    """Whoever writes, writes for all who wait meanwhile: under load, one commit for each group of requests.

    Where a group's commit fails, the one who wrote is told so, and each of the others writes for themselves.
    """

    def __init__(self) -> None:
        self._writing, self._queue = threading.Lock(), threading.Lock()
        self._waiting: list[Waiting] = []

    def record(self, found: Sequence[Matched], by: Actor) -> Sequence[str | None]:
        """The references under which lookups were recorded; None for what met nothing, of which nothing is kept."""
        if not any(each.matches for each in found):
            return [None] * len(found)
        ours = Waiting(found, by)
        with self._queue:
            self._waiting.append(ours)
        with self._writing:
            if not ours.names:
                write(self._group(ours))
        return ours.names

    def _group(self, ours: Waiting) -> list[Waiting]:
        with self._queue:
            group, self._waiting = self._waiting, []
        return group if any(each is ours for each in group) else [*group, ours]


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
