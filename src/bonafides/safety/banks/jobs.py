"""What the worker does for lists, from long files to what is forgotten; and the flood guard's thread of a server."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection

from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions, floods, live, queries, snapshots
from bonafides.safety.banks.models import LookBack, LookBackRun
from bonafides.safety.banks.vocabulary import LOOK_BACK_TURN, LOOKUPS_KEPT

SEARCH = "banks.search_back"  # the outbox row that has a search go on
LOOK_EVERY_SECONDS, REST_AT_MOST_SECONDS = 2.0, 10.0
REST = 20  # times as long as looking took, so that the guard takes a twentieth of the time at most, unless that is long

log = logging.getLogger("bonafides.banks")


def import_list(row: OutboxRow, at: datetime) -> None:
    """Go on with a run; where it is finished, or another worker has moved it on, there is nothing to do."""
    actions.import_stored(run=queries.run_for(SYSTEM, row.payload["run"]), by=SYSTEM, at=at)


def forget_lookups(at: datetime) -> None:
    """Erase recorded lookups after their time."""
    actions.forget_lookups(before=at - LOOKUPS_KEPT, by=SYSTEM, at=at)


def keep_snapshot(at: datetime) -> None:
    """Write the snapshot anew, where enough has changed or something in it was to be forgotten."""
    snapshots.sweep()
    live.keep_snapshot()


def guard_against_floods(at: datetime) -> None:
    """What every process hit lately, as a backstop of their own looks; counts that are of no use are erased."""
    floods.TALLY.flush()
    actions.guard(floods.bursts_of(floods.hit_lately(at), at), at=at)
    actions.forget_tallies(at=at)


def look_for_floods(at: datetime) -> None:
    """Write down what this process counted, and stop what floods."""
    actions.guard(floods.bursts_of(floods.TALLY.flush(), at), at=at)


def guard_for_ever() -> None:
    """Start the thread of a server process; it writes the counts of lookups down as well."""
    actions.COUNTS.are_written_later = True
    threading.Thread(target=_guard_on, name="floods", daemon=True).start()


def _guard_on() -> None:
    took = 0.0
    while True:
        floods.TALLY.due.wait(LOOK_EVERY_SECONDS)
        time.sleep(min(max(0.05, REST * took), REST_AT_MOST_SECONDS))  # hits that come together are written together
        began = time.monotonic()
        try:
            actions.COUNTS.flush()
            look_for_floods(now())
        except (DatabaseError, InterfaceError) as error:
            log.warning("The flood guard cannot look: %s", type(error).__name__)
        finally:
            connection.close()
            took = time.monotonic() - began


def look_back(at: datetime) -> None:
    """Where that is on: end it when its time is over, erase what is old, search for what began to match."""
    left = queries.being_erased()
    if left is not None:
        actions.enqueue_erasing(left, at)
    switch = queries.looking_back()
    if switch is None:
        return
    if switch.until <= at:
        actions.switch_off_looking_back(switch=switch, by=SYSTEM, at=at)
        return
    erase_old(switch, at)
    run = queries.run_under_way(switch) or actions.begin_search(switch=switch, at=at)
    if run is not None:
        enqueue_search(run, at)


def erase_old(switch: LookBack, at: datetime) -> None:
    """Erase what has been kept for its days."""
    go_on, erased = a_turn(), 0
    while go_on() and (part := actions.erase_old(switch=switch, at=at)):
        erased += part
    if erased:
        fold_log()


def enqueue_search(run: LookBackRun, at: datetime) -> None:
    """A turn of the worker for this search; one that waits already is enough."""
    outbox.enqueue(SEARCH, {"run": run.reference}, key=f"{SEARCH}:{run.reference}:{run.step}", due_at=at, at=at)


def search_back(row: OutboxRow, at: datetime) -> None:
    """Search as long as a turn lasts, and leave the rest for the next one."""
    run = queries.search_named(row.payload["run"])
    if run is not None and not actions.search_on(run=run, go_on=a_turn(), at=at):
        run.refresh_from_db()
        enqueue_search(run, at)


def erase_kept(row: OutboxRow, at: datetime) -> None:
    """Erase what a switch that is off had kept, as long as a turn lasts; and leave the rest for the next one."""
    switch, go_on = queries.being_erased(), a_turn()
    while switch is not None and go_on():
        if actions.erase_part(switch=switch, at=at):
            switch = queries.being_erased()
    if switch is not None:
        actions.enqueue_erasing(switch, now())
    fold_log()


def fold_log() -> None:
    """Have SQLite fold its write-ahead log, which still holds what was erased."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def a_turn() -> Callable[[], bool]:
    ends = time.monotonic() + LOOK_BACK_TURN.total_seconds()
    return lambda: time.monotonic() < ends


def look_for_clusters(row: OutboxRow, at: datetime) -> None:
    """Find the groups of a long list."""
    actions.keep_clusters(bank=queries.bank_for(SYSTEM, row.payload["bank"]), at=at)


def keep_clusters_new(at: datetime) -> None:
    """Find the groups anew of each list where somebody looked for them once and that has changed since."""
    for bank in queries.clustered_before(queries.index_version()):
        actions.keep_clusters(bank=bank, at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {
    "banks.import": import_list,
    SEARCH: search_back,
    actions.ERASE: erase_kept,
    "banks.clusters": look_for_clusters,
}
RECURRING: tuple[Recurring, ...] = (
    Recurring("banks.forget_lookups", timedelta(days=1), forget_lookups),
    Recurring("banks.floods", timedelta(minutes=1), guard_against_floods),
    Recurring("banks.look_back", timedelta(minutes=1), look_back),
    Recurring("banks.clusters", timedelta(days=1), keep_clusters_new),
    Recurring("banks.snapshot", timedelta(minutes=1), keep_snapshot),
)
