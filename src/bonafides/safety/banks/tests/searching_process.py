"""A process of its own on a home that the test made: keeps uploads, and has them searched by workers that are killed.

Orders: `prepare N` keeps N uploads and lists each; `work N` forks a worker that searches to the end, and answers its
number when that has written for the Nth time and not yet committed, or 0 when it came to its end before; `bury PID`
waits until it is gone; `told 0` says what came of it.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, connections  # noqa: E402  Django must be set up first
from tests import cast  # noqa: E402

from bonafides.base.audit.models import LogEntry  # noqa: E402
from bonafides.kernel.actor import SYSTEM  # noqa: E402
from bonafides.kernel.clock import now  # noqa: E402
from bonafides.matching.fingerprint import fingerprints_of  # noqa: E402
from bonafides.matching.vocabulary import EntryType  # noqa: E402
from bonafides.safety.banks import actions, queries  # noqa: E402
from bonafides.safety.banks.actions import searching_back  # noqa: E402
from bonafides.safety.banks.models import FoundLater, LookBackRun  # noqa: E402

WRITES = ('INSERT INTO "banks_foundlater"', 'UPDATE "banks_foundlater"', 'UPDATE "banks_lookbackrun"')
AT_ONCE = 5


def prepare(number: int) -> int:
    by = cast.by(cast.bo())
    actions.switch_on_looking_back(days=7, lasts_days=30, reason="a list lags behind", by=by, at=now())
    bank = actions.create_bank(name="What came later", by=SYSTEM, at=now())
    uploads = [fingerprints_of(b"shape %d" % each) for each in range(number)]
    for each, upload in enumerate(uploads):
        actions.keep(item=f"p/{each}", fingerprints=upload, index_version=queries.index_version(), at=now())
    rows = [actions.SourceRow(EntryType.SHA256, upload.digests[EntryType.SHA256]) for upload in uploads]
    return len(actions.take_from_source(bank=bank, source="test", rows=rows, by=SYSTEM, at=now()).placed)


def work(writes: int) -> int:
    says, hears = os.pipe()
    connections.close_all()
    worker = os.fork()
    if worker:
        os.close(hears)
        reached = os.read(says, 1)
        os.close(says)
        return worker if reached else 0
    with connection.execute_wrapper(counting(writes, hears)):
        search()
    os._exit(0)


def search() -> None:
    """As a worker does that was started anew."""
    searching_back.LOOK_BACK_SEARCHED = searching_back.LOOK_BACK_TOLD = AT_ONCE  # type: ignore[attr-defined]
    switch = queries.looking_back()
    assert switch is not None
    run = queries.run_under_way(switch) or actions.begin_search(switch=switch, at=now())
    if run is not None:
        actions.search_on(run=run, go_on=lambda: True, at=now())


def counting(writes: int, hears: int) -> Callable[..., Any]:
    """Say when so many rows were written, and stay in that transaction until somebody kills us."""
    left = iter(range(writes - 1, -1, -1))

    def wrapper(execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        answer = execute(sql, *given)
        if sql.startswith(WRITES) and next(left, 1) == 0:
            os.write(hears, b".")
            time.sleep(60)
        return answer

    return wrapper


def bury(worker: int) -> int:
    _worker, status = os.waitpid(worker, 0)
    return os.WTERMSIG(status)


def told(_: int) -> dict[str, object]:
    news = LogEntry.objects.filter(event_name="upload.found_later").values_list("subject", flat=True)
    runs = LookBackRun.objects.values_list("state", "found")
    return {"news": sorted(news), "found": FoundLater.objects.count(), "runs": [list(run) for run in runs]}


ORDERS: dict[str, Callable[[int], object]] = {"prepare": prepare, "work": work, "bury": bury, "told": told}

for line in sys.stdin:
    order, value = line.split()
    print(json.dumps(ORDERS[order](int(value))), flush=True)
