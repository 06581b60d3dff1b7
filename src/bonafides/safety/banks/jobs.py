"""What the worker does for lists: long files, the snapshot of the index, recorded lookups that are forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks import actions, live, queries, snapshots
from bonafides.safety.banks.vocabulary import LOOKUPS_KEPT


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


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {"banks.import": import_list}
RECURRING: tuple[Recurring, ...] = (
    Recurring("banks.forget_lookups", timedelta(days=1), forget_lookups),
    Recurring("banks.snapshot", timedelta(minutes=1), keep_snapshot),
)
