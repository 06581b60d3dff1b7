"""What the worker does for lists: brings in the long files."""

from collections.abc import Callable
from datetime import datetime

from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks import actions, queries


def import_list(row: OutboxRow, at: datetime) -> None:
    """Go on with a run; where it is finished, or another worker has moved it on, there is nothing to do."""
    actions.import_stored(run=queries.run_for(SYSTEM, row.payload["run"]), by=SYSTEM, at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {"banks.import": import_list}
