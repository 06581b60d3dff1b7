"""What the worker does for lists, from long files to what is forgotten; and the flood guard's thread of a server."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions, floods, live, queries, snapshots
from bonafides.safety.banks.vocabulary import LOOKUPS_KEPT

LOOK_EVERY_SECONDS = 1.0

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
    """Start the thread of a server process."""
    threading.Thread(target=_guard_on, name="floods", daemon=True).start()


def _guard_on() -> None:
    while True:
        floods.TALLY.due.wait(LOOK_EVERY_SECONDS)
        time.sleep(0.05)  # hits that come together are written together
        try:
            look_for_floods(now())
        except (DatabaseError, InterfaceError) as error:
            log.warning("The flood guard cannot look: %s", type(error).__name__)
        finally:
            connection.close()


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {"banks.import": import_list}
RECURRING: tuple[Recurring, ...] = (
    Recurring("banks.forget_lookups", timedelta(days=1), forget_lookups),
    Recurring("banks.floods", timedelta(minutes=1), guard_against_floods),
    Recurring("banks.snapshot", timedelta(minutes=1), keep_snapshot),
)
